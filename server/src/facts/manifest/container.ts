import { type Known, known, unknown } from '../../base/known.ts';
import { parseBytes, parseCpu } from '../../base/quantity.ts';
import { type Range, spanOf } from '../../base/span.ts';
import type { YamlMap, YamlNode } from '../../syntax/yaml-types.ts';
import { entryOf, provesAbsence, valueOfKey } from '../../syntax/yaml-walk.ts';
import {
  keyRange,
  listOfMaps,
  type ManifestSource,
  missing,
  rangeOf,
  readNumber,
  readString,
  readStrings,
  textOf,
} from './read.ts';
import type {
  ManifestContainer,
  ManifestEnv,
  ManifestMount,
  ManifestPort,
  ManifestProbe,
  ManifestQuantity,
} from './types.ts';

/** The containers of a pod-like spec. `dependencies` comes from the container-dependencies annotation. */
export function readContainers(
  source: ManifestSource,
  podSpec: YamlNode | undefined,
  dependencies: ReadonlyMap<string, readonly string[]>,
): readonly ManifestContainer[] {
  return listOfMaps(valueOfKey(podSpec, 'containers')).map(({ map, range, index }) => {
    const name = readString(source, map, 'name');
    const first = map.entries.find((e) => !e.merged);
    const ports = entryOf(map, 'ports');
    const env = valueOfKey(map, 'env');
    return {
      index,
      name,
      image: readString(source, map, 'image'),
      command: readStrings(source, map, 'command'),
      args: readStrings(source, map, 'args'),
      workingDir: readString(source, map, 'workingDir'),
      env: readEnv(source, env),
      envComplete:
        env === undefined ? missing(source, map).why === 'absent' : provesAbsence(source.file, source.text, env),
      ports: readPorts(source, ports?.value),
      ...(ports === undefined ? {} : { portsKey: keyRange(ports) }),
      limits: readLimits(source, valueOfKey(valueOfKey(map, 'resources'), 'limits')),
      probes: readProbes(source, map),
      mounts: readMounts(source, valueOfKey(map, 'volumeMounts')),
      dependsOn: name.kind === 'known' ? (dependencies.get(name.value) ?? []) : [],
      range: rangeOf(range),
      keyRange:
        first === undefined ? { start: range.start, end: Math.min(range.start + 1, range.end) } : keyRange(first),
      map,
    };
  });
}

function readEnv(source: ManifestSource, node: YamlNode | undefined): readonly ManifestEnv[] {
  return listOfMaps(node).map(({ map, range }) => {
    const nameNode = valueOfKey(map, 'name');
    const name = nameNode === undefined ? missing(source, map) : textOf(source, nameNode, range);
    const ref = entryOf(valueOfKey(map, 'valueFrom'), 'secretKeyRef');
    const base = { name, range: rangeOf(range), map };
    if (ref !== undefined) {
      const secret = {
        name: readString(source, ref.value, 'name'),
        key: readString(source, ref.value, 'key'),
        range: rangeOf(ref),
      };
      return { ...base, value: unknown('dynamic', spanOf(source.uri, rangeOf(ref))), secret };
    }
    const value = entryOf(map, 'value');
    if (value !== undefined) return { ...base, value: textOf(source, value.value, value) };
    if (entryOf(map, 'valueFrom') !== undefined) return { ...base, value: unknown('unparsed') };
    const absent = missing(source, map);
    return { ...base, value: absent.why === 'absent' ? known('', spanOf(source.uri, rangeOf(range))) : absent };
  });
}

function readPorts(source: ManifestSource, node: YamlNode | undefined): readonly ManifestPort[] {
  return listOfMaps(node).map(({ map, range }) => ({
    containerPort: readNumber(source, map, 'containerPort'),
    name: readString(source, map, 'name'),
    range: rangeOf(range),
  }));
}

function readMounts(source: ManifestSource, node: YamlNode | undefined): readonly ManifestMount[] {
  return listOfMaps(node).map(({ map, range }) => ({
    name: readString(source, map, 'name'),
    mountPath: readString(source, map, 'mountPath'),
    range: rangeOf(range),
    map,
  }));
}

function readLimits(source: ManifestSource, node: YamlNode | undefined): ManifestContainer['limits'] {
  if (node?.kind !== 'map') return {};
  const cpu = readQuantity(source, node, 'cpu', parseCpu);
  const memory = readQuantity(source, node, 'memory', parseBytes);
  const gpu = readQuantity(source, node, 'nvidia.com/gpu', parseCpu);
  return {
    ...(cpu === undefined ? {} : { cpu }),
    ...(memory === undefined ? {} : { memory }),
    ...(gpu === undefined ? {} : { gpu }),
    map: node,
  };
}

/** A quantity below a key; `undefined` where the key is not there. */
export function readQuantity(
  source: ManifestSource,
  map: YamlMap,
  key: string,
  parse: (text: string) => number | undefined,
): ManifestQuantity | undefined {
  const entry = entryOf(map, key);
  if (entry === undefined) return undefined;
  const text = readString(source, map, key);
  return { text, amount: amountOf(text, parse), keyRange: keyRange(entry) };
}

function amountOf(text: Known<string>, parse: (text: string) => number | undefined): Known<number> {
  if (text.kind === 'unknown') return text;
  const amount = parse(text.value);
  if (amount === undefined) return text.at === undefined ? unknown('unparsed') : unknown('unparsed', text.at);
  return known(amount, text.at);
}

function readProbes(source: ManifestSource, map: YamlMap): ManifestContainer['probes'] {
  const startup = readProbe(source, map, 'startupProbe');
  const liveness = readProbe(source, map, 'livenessProbe');
  const readiness = readProbe(source, map, 'readinessProbe');
  return {
    ...(startup === undefined ? {} : { startup }),
    ...(liveness === undefined ? {} : { liveness }),
    ...(readiness === undefined ? {} : { readiness }),
  };
}

const HANDLERS = ['httpGet', 'tcpSocket', 'grpc', 'exec'] as const;

function readProbe(source: ManifestSource, container: YamlMap, key: string): ManifestProbe | undefined {
  const entry = entryOf(container, key);
  if (entry === undefined) return undefined;
  const map = entry.value?.kind === 'map' ? entry.value : undefined;
  const handler = HANDLERS.find((h) => entryOf(map, h) !== undefined);
  const action = handler === undefined ? undefined : valueOfKey(map, handler);
  const range: Range = rangeOf(entry);
  return {
    handler,
    port: action === undefined ? missing(source, map) : readNumber(source, action, 'port'),
    path: action === undefined ? missing(source, map) : readString(source, action, 'path'),
    initialDelaySeconds: readNumber(source, map, 'initialDelaySeconds'),
    periodSeconds: readNumber(source, map, 'periodSeconds'),
    timeoutSeconds: readNumber(source, map, 'timeoutSeconds'),
    failureThreshold: readNumber(source, map, 'failureThreshold'),
    keyRange: keyRange(entry),
    range,
    map,
  };
}
