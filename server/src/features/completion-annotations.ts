import type { AnnotationSpec } from '../catalog/annotation-types.ts';
import { annotationOf, annotationsAt, LABELS } from '../catalog/annotations.ts';
import { annotationSummary, describeAnnotationValue } from '../catalog/manifest-docs.ts';
import { REGIONS } from '../catalog/regions.ts';
import { yamlQuoted, yamlScalar, yamlSingleQuoted } from '../syntax/yaml-quote.ts';
import { snippetText } from './completion-answer.ts';
import { containerNames } from './completion-names.ts';
import type { Offer, Place } from './completion-place.ts';

/** Keys of a map of annotations or labels: those of its level that are not there yet. */
export function freeKeyOffers(place: Place): readonly Offer[] {
  const { kind, level, map, siblings, range } = place.context;
  if (level === undefined) return [];
  const keepsValue = /^[ \t]*:/.test(place.text.slice(range.end, range.end + 40));
  if (map === 'labels') {
    return LABELS.filter((label) => !label.output && !siblings.includes(label.key)).map((label) => ({
      label: label.key,
      kind: 'annotation',
      doc: label.doc,
      newText: keepsValue ? label.key : `${label.key}: `,
      more: !keepsValue,
    }));
  }
  return annotationsAt(kind, level)
    .filter((spec) => !siblings.includes(spec.key))
    .map((spec) => ({
      label: spec.key,
      kind: 'annotation',
      detail: [
        spec.stage === 'preview' ? 'preview' : undefined,
        describeAnnotationValue(spec.value).replaceAll('`', ''),
        spec.default === undefined ? undefined : `default ${spec.default.replaceAll('`', '')}`,
      ]
        .filter((part) => part !== undefined)
        .join(' · '),
      doc: annotationSummary(spec),
      newText: keepsValue ? spec.key : spec.key + afterAnnotation(place, spec),
    }));
}

/** What is written behind a new annotation. Every value is text, so numbers and booleans come in quotes. */
function afterAnnotation(place: Place, spec: AnnotationSpec): string {
  const { value } = spec;
  switch (value.kind) {
    case 'boolean': {
      // What is written is rarely the default.
      const [first, second] = defaultOf(spec) === 'true' ? ['false', 'true'] : ['true', 'false'];
      return `: "\${1|${first},${second}|}"`;
    }
    case 'integer':
      return `: "\${1:${defaultOf(spec) ?? value.min}}"`;
    case 'share':
      return `: "\${1:${defaultOf(spec) ?? value.max}}"`;
    case 'enum':
      return `: \${1|${value.values
        .filter((v) => v.stage !== 'deprecated')
        .map((v) => v.value)
        .join(',')}|}`;
    case 'json':
      return `: ${jsonTemplate(place, spec)}`;
    case 'list':
    case 'text':
      return ': ';
  }
}

function defaultOf(spec: AnnotationSpec): string | undefined {
  const plain = spec.default?.replaceAll('"', '');
  return plain !== undefined && /^(?:true|false|[\d.]+)$/.test(plain) ? plain : undefined;
}

function jsonTemplate(place: Place, spec: AnnotationSpec): string {
  if (spec.value.kind !== 'json') return '';
  switch (spec.value.shape) {
    case 'strings':
      return `'["$1"]'`;
    case 'string-map':
      return `'{"$1": "$2"\\}'`;
    case 'dependencies': {
      const [first = 'app', second = 'proxy'] = containerNames(place);
      return `'{"\${1:${snippetText(first)}}": ["\${2:${snippetText(second)}}"]\\}'`;
    }
    case 'network-interfaces':
      return `'[{"network": "\${1:default}", "subnetwork": "\${2:default}"\\}]'`;
  }
}

/** Values of the annotation or label that is being typed. */
export function freeValueOffers(place: Place): readonly Offer[] {
  const { map, key } = place.context;
  if (key === undefined) return [];
  if (map === 'labels') return key === 'cloud.googleapis.com/location' ? regionOffers() : [];
  const spec = annotationOf(key);
  if (spec === undefined) return [];
  const { value } = spec;
  const quoted = (text: string, doc = ''): Offer => ({
    label: yamlQuoted(text),
    kind: 'value',
    newText: yamlQuoted(text),
    doc,
    filter: text,
    detail: defaultOf(spec) === text ? 'default' : '',
  });
  switch (value.kind) {
    case 'boolean':
      return [quoted('true'), quoted('false')];
    case 'integer':
    case 'share': {
      const numbers = [defaultOf(spec), String(value.min), value.max === undefined ? undefined : String(value.max)];
      return [...new Set(numbers.filter((n) => n !== undefined))].map((n) => quoted(n));
    }
    case 'enum':
      return value.values.map((v) => ({
        label: v.value,
        kind: 'value',
        newText: snippetText(yamlScalar(v.value)),
        doc: v.doc,
        detail: v.stage ?? '',
        sort: v.stage === 'deprecated' ? '2' : '1',
      }));
    case 'list':
      return value.of === 'region' ? regionOffers() : [];
    case 'json':
      return value.shape === 'dependencies' ? dependencyOffers(place) : [];
    case 'text':
      return [];
  }
}

function dependencyOffers(place: Place): readonly Offer[] {
  const names = containerNames(place);
  const { typed } = place.context;
  const open = /"([^"{}[\]:,]*)$/.exec(typed);
  if (open !== null && typed.includes('{')) {
    // Inside the JSON: only the word is completed, the rest of the value stays.
    const rest = place.text.slice(place.offset, place.context.range.end);
    const head = typed.slice(0, typed.length - (open[1] ?? '').length);
    return names.map((name) => ({
      label: name,
      kind: 'reference',
      detail: 'container',
      newText: snippetText(head + name + rest.replace(/^[^"{}[\]:,' ]*/, '')),
      filter: head + name,
    }));
  }
  return names.flatMap((waiting) =>
    names
      .filter((name) => name !== waiting)
      .map((name) => ({
        label: `${waiting} waits for ${name}`,
        kind: 'value' as const,
        newText: snippetText(yamlSingleQuoted(`{"${waiting}": ["${name}"]}`)),
        filter: `{"${waiting}": ["${name}"]}`,
      })),
  );
}

function regionOffers(): readonly Offer[] {
  return REGIONS.map((region) => ({
    label: region.name,
    kind: 'value',
    newText: region.name,
    detail: `${region.place} · price tier ${region.tier}`,
    sort: String(region.tier),
  }));
}
