import { codeSpan } from '../base/markdown.ts';
import { formatBytes, parseBytes, parseCpu } from '../base/quantity.ts';
import type { AnnotationSpec } from '../catalog/annotation-types.ts';
import type { EnumValue, FieldSpec } from '../catalog/field-types.ts';
import { CPU_STEPS, isLegalCpu, MAX_MEMORY, memoryRange } from '../catalog/limits.ts';
import { regionOf } from '../catalog/regions.ts';
import type { ManifestSpot } from '../facts/manifest/place.ts';
import type { YamlNode } from '../syntax/yaml-types.ts';
import { valueOfKey } from '../syntax/yaml-walk.ts';

// What one value of a manifest means: the chosen one of several, a quantity in plain units, a time, a region.

function enumText(values: readonly EnumValue[], text: string): string | undefined {
  const value = values.find((v) => v.value === text);
  if (value === undefined) return undefined;
  const stage = value.stage === undefined ? '' : ` *(${value.stage})*`;
  return `${value.value === '' ? '`""`' : codeSpan(value.value)}${stage}: ${value.doc}`;
}

function scalarText(node: YamlNode | undefined): string | undefined {
  return node?.kind === 'scalar' && !node.dynamic ? node.text : undefined;
}

function cpuText(text: string): string | undefined {
  const cpu = parseCpu(text);
  if (cpu === undefined) return undefined;
  const amount = `${codeSpan(text)} is ${cpu} vCPU`;
  if (!isLegalCpu(cpu)) return `${amount}.`;
  const range = memoryRange(cpu);
  return `${amount}. It allows ${formatBytes(range.min)} to ${formatBytes(range.max)} of memory${cpu < 1 ? ', and one request at a time' : ''}.`;
}

function memoryText(text: string, cpu: string | undefined): string | undefined {
  const bytes = parseBytes(text);
  if (bytes === undefined) return undefined;
  const beside = parseCpu(cpu ?? '1');
  const step = CPU_STEPS.find((s) => bytes <= s.maxMemory);
  const least =
    bytes > MAX_MEMORY || step === undefined
      ? ''
      : ` It needs ${bytes <= 512 * 2 ** 20 ? '0.08' : bytes <= 2 ** 30 ? '0.5' : step.cpu} vCPU or more.`;
  const range = beside === undefined || !isLegalCpu(beside) ? undefined : memoryRange(beside);
  const allowed =
    range === undefined
      ? ''
      : ` ${cpu === undefined ? 'The default of 1 vCPU' : `${codeSpan(cpu)} vCPU`} allows ${formatBytes(range.min)} to ${formatBytes(range.max)}.`;
  return `${codeSpan(text)} is ${formatBytes(bytes)}.${least}${allowed}`;
}

function timeText(text: string): string | undefined {
  const seconds = Number(text);
  if (!Number.isInteger(seconds) || seconds < 60) return undefined;
  const [unit, size] = seconds % 3600 === 0 ? ['hour', 3600] : ['minute', 60];
  const count = Math.round((seconds / Number(size)) * 10) / 10;
  return `${codeSpan(text)} seconds are ${count} ${unit}${count === 1 ? '' : 's'}.`;
}

function fieldValueText(field: FieldSpec, text: string, spot: ManifestSpot): string | undefined {
  const { type } = field;
  if (type.kind === 'enum') return enumText(type.values, text);
  if (type.kind === 'integer') return field.name === 'timeoutSeconds' ? timeText(text) : undefined;
  if (type.kind !== 'quantity') return undefined;
  if (type.of === 'cpu') return cpuText(text);
  if (type.of === 'size') return memoryText(text, undefined)?.replace(/ It needs.*$/, '');
  return type.of === 'memory' ? memoryText(text, besideValue(spot, 'cpu')) : undefined;
}

/** The text of another key of the map that holds the value under the caret. */
function besideValue(spot: ManifestSpot, key: string): string | undefined {
  let node: YamlNode | undefined = spot.document.root;
  for (const step of spot.path.slice(0, -1)) {
    if (typeof step === 'string') node = valueOfKey(node, step);
    else node = node?.kind === 'seq' ? node.items[step] : undefined;
  }
  return scalarText(valueOfKey(node, key));
}

function annotationValueText(spec: AnnotationSpec, text: string): string | undefined {
  return spec.value.kind === 'enum' ? enumText(spec.value.values, text) : undefined;
}

/** What the value under the caret means; `undefined` where the text says it itself. */
export function valueMeaning(spot: ManifestSpot): string | undefined {
  const text = scalarText(spot.scalar);
  if (text === undefined || spot.on !== 'value') return undefined;
  if (spot.annotation !== undefined) return annotationValueText(spot.annotation, text);
  if (spot.map === 'labels' && spot.path.at(-1) === 'cloud.googleapis.com/location') {
    const region = regionOf(text);
    return region === undefined ? undefined : `${codeSpan(text)}: ${region.place}, price tier ${region.tier}.`;
  }
  return spot.field === undefined ? undefined : fieldValueText(spot.field, text, spot);
}
