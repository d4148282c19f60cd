import { type Known, valueOf } from '../base/known.ts';
import type { Range, Uri } from '../base/span.ts';
import type { ManifestContainer, ManifestDocument, ManifestProbe } from '../facts/manifest/types.ts';
import type { FeatureContext } from './context.ts';

/** One entry of a file's outline. */
export interface SymbolAnswer {
  /** Never empty. */
  readonly name: string;
  readonly detail: string;
  readonly kind: 'resource' | 'container' | 'variable' | 'port' | 'probe' | 'mount' | 'volume' | 'traffic';
  readonly range: Range;
  /** The short place to jump to, inside `range`. */
  readonly selection: Range;
  readonly children: readonly SymbolAnswer[];
}

function text(value: Known<string | number>): string | undefined {
  const known = valueOf(value);
  return known === undefined || known === '' ? undefined : String(known);
}

/** The place of a value, cut to the range that has to hold it. */
function selectionOf(value: Known<unknown> | undefined, range: Range): Range {
  const at = value?.at;
  if (at === undefined || at.start < range.start || at.end > range.end) return { start: range.start, end: range.start };
  return { start: at.start, end: at.end };
}

function symbol(
  kind: SymbolAnswer['kind'],
  name: string | undefined,
  detail: string | undefined,
  range: Range,
  at: Known<unknown> | undefined,
  children: readonly SymbolAnswer[] = [],
): SymbolAnswer {
  const own = { start: range.start, end: range.end };
  return {
    name: name ?? `(${kind})`,
    detail: detail ?? '',
    kind,
    range: own,
    selection: selectionOf(at, own),
    children: [...children].sort((a, b) => a.range.start - b.range.start),
  };
}

function probeSymbols(container: ManifestContainer): readonly SymbolAnswer[] {
  const { startup, liveness, readiness } = container.probes;
  const one = (name: string, probe: ManifestProbe | undefined): readonly SymbolAnswer[] =>
    probe === undefined
      ? []
      : [
          symbol(
            'probe',
            name,
            [probe.handler, text(probe.path)].filter((p) => p !== undefined).join(' '),
            probe.range,
            undefined,
          ),
        ];
  return [...one('startupProbe', startup), ...one('livenessProbe', liveness), ...one('readinessProbe', readiness)];
}

function containerSymbol(container: ManifestContainer): SymbolAnswer {
  const name = text(container.name);
  const image = text(container.image);
  return symbol(
    'container',
    name ?? image?.replace(/^.*\//, ''),
    name === undefined ? 'container' : image,
    container.range,
    name === undefined ? container.image : container.name,
    [
      ...container.ports.map((p) => symbol('port', text(p.containerPort), text(p.name), p.range, p.containerPort)),
      ...container.env.map((e) =>
        symbol('variable', text(e.name), e.secret === undefined ? undefined : 'secret', e.range, e.name),
      ),
      ...container.mounts.map((m) => symbol('mount', text(m.mountPath), text(m.name), m.range, m.mountPath)),
      ...probeSymbols(container),
    ],
  );
}

function documentSymbol(document: ManifestDocument): SymbolAnswer {
  return symbol('resource', text(document.name) ?? document.kind, document.kind, document, document.name, [
    ...document.containers.map(containerSymbol),
    ...document.volumes.map((v) => symbol('volume', text(v.name), v.type === 'unknown' ? '' : v.type, v.range, v.name)),
    ...document.traffic.map((t) =>
      symbol(
        'traffic',
        text(t.tag) ?? text(t.revisionName) ?? 'latest revision',
        text(t.percent) === undefined ? '' : `${text(t.percent) ?? ''} %`,
        t.range,
        t.percent,
      ),
    ),
  ]);
}

/** The outline of a manifest: resources with containers, variables, ports, probes, mounts, volumes and traffic. */
export function symbols(features: FeatureContext, uri: Uri): readonly SymbolAnswer[] {
  if (features.workspace.language(uri) !== 'yaml' || !features.settingsFor(uri).enable) return [];
  const documents = features.workspace.manifest(uri)?.documents ?? [];
  return documents.filter((d) => d.isCloudRun).map(documentSymbol);
}
