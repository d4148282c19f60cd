import { type Known, known, unknown } from '../../../base/known.ts';
import { type Range, type Span, spanOf } from '../../../base/span.ts';
import { basename } from '../../../base/uri.ts';
import type { Stage } from '../../../facts/dockerfile/types.ts';
import { nginxFacts } from '../../../facts/nginx-conf.ts';
import type { FactsReader } from '../../facts-reader.ts';
import type { ImageFiles } from '../../image-files.ts';
import type { Bind } from '../../launch-types.ts';
import type { ImageConfig } from '../image.ts';
import { joinDirectory } from '../image-path.ts';

/** Where nginx listens: as the image comes, as the files of the project say, or nobody knows. */
export type NginxPlaces = 'image' | 'unknown' | readonly { readonly bind: Bind; readonly at: Span }[];

const MAIN = '/etc/nginx/nginx.conf';
const SITES = '/etc/nginx/conf.d';

// What may change a configuration after it was copied.
const rewrites = /\b(?:sed|awk|perl|envsubst|tee|cp|mv|ln|dockerize|confd|gomplate)\b|\.sh\b|>/;
const removesDefault = /\brm\b[^\n]*(?:conf\.d(?:\/(?:default\.conf|\*)|\s|$|\/\s)|conf\.d\/$)/;

/** Reads where the nginx of an image listens. `byManifest`: a manifest replaces the image's command. */
export function nginxPlaces(
  reader: FactsReader,
  files: ImageFiles,
  config: ImageConfig | undefined,
  byManifest: boolean,
): NginxPlaces {
  if (config === undefined) return 'image';
  const runs = config.chain.flatMap((stage) => stage.runs.map((run) => run.source.text));
  const copies = config.chain.flatMap((stage) => stage.copies.map((copy) => ({ stage, copy })));
  const touching = runs.filter((text) => /nginx|\.conf\b/.test(text));
  const written = copies.map(
    ({ copy }) => `${copy.destination?.raw ?? ''} ${copy.sources.map((s) => s.raw).join(' ')}`,
  );
  if (touching.length === 0 && !written.some((text) => /nginx|\.conf\b/.test(text))) return 'image';
  const ownImage = config.entry?.cmd?.[0] === 'nginx';
  if (!ownImage || byManifest || written.some((text) => /docker-entrypoint|templates?\b|\.tmpl\b/.test(text)))
    return 'unknown';
  if (touching.some((text) => rewrites.test(text)) || startsByScript(reader, config)) return 'unknown';
  const names = siteFiles(config, copies);
  if (names === undefined) return 'unknown';
  const main = read(reader, files, MAIN);
  const ownMain = copies.some(({ stage, copy }) => destinationOf(config, stage, copy.order, copy) === MAIN);
  if (ownMain && main === undefined) return 'unknown';
  const takesSites = main === undefined || main.facts.includes.some((path) => path.startsWith(`${SITES}/`));
  const others = main?.facts.includes.filter((path) => !path.startsWith(`${SITES}/`) && !isHarmless(path)) ?? [];
  if (others.length > 0) return 'unknown';
  const sites = takesSites ? [...names].map((name) => read(reader, files, `${SITES}/${name}`)) : [];
  const all = [...(main === undefined ? [] : [main]), ...sites];
  const out: { bind: Bind; at: Span }[] = [];
  for (const file of all) {
    // A proxy in front of other containers of Compose or Kubernetes runs there, with the ports that are forwarded there.
    if (file !== undefined && file.facts.neighbours.length > 0) return 'unknown';
    if (file === undefined || file.facts.open || file.facts.servers > file.facts.listens.length) return 'unknown';
    for (const { host, port, tls, range } of file.facts.listens)
      out.push({ bind: { host, port, transport: 'tcp', protocol: tls ? 'https' : 'http' }, at: file.at(range) });
  }
  const keepsDefault = takesSites && !names.has('default.conf') && !runs.some((text) => removesDefault.test(text));
  if (keepsDefault) return out.length === 0 ? 'image' : 'unknown';
  return out.length === 0 ? 'unknown' : out;
}

/** Lists of types and parameters, which never listen. */
function isHarmless(path: string): boolean {
  return /(?:mime\.types|_params|modules-enabled\/\*\.conf|modules\/\*\.conf)$/.test(path);
}

/** Whether a script or another program stands before nginx and may write its configuration. */
function startsByScript(reader: FactsReader, config: ImageConfig): boolean {
  return [config.entrypoint, config.cmd].some((start) => {
    if (start?.from !== 'file') return false;
    const { start: from, end } = start.command;
    return rewrites.test(reader.text(config.uri)?.slice(from, end) ?? '');
  });
}

function destinationOf(
  config: ImageConfig,
  stage: Stage,
  order: number,
  copy: Stage['copies'][number],
): string | undefined {
  const text = copy.destination === undefined ? undefined : config.text(stage, order, copy.destination);
  return text === undefined ? undefined : joinDirectory(config.workdirAt(stage, order), text);
}

/** Names of the files that are copied among the sites; undefined where some are not known. */
function siteFiles(
  config: ImageConfig,
  copies: readonly { readonly stage: Stage; readonly copy: Stage['copies'][number] }[],
): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  for (const { stage, copy } of copies) {
    const destination = destinationOf(config, stage, copy.order, copy);
    if (destination === undefined) return undefined;
    if (destination === MAIN || !destination.startsWith('/etc/nginx')) continue;
    if (destination.startsWith(`${SITES}/`)) names.add(destination.slice(SITES.length + 1));
    else if (destination === SITES)
      for (const source of copy.sources) {
        const name = basename(config.text(stage, copy.order, source) ?? '');
        if (!name.endsWith('.conf')) return undefined;
        names.add(name);
      }
    else if (!/\/etc\/nginx\/(?:ssl|certs?|mime\.types|snippets)/.test(destination)) return undefined;
  }
  return names;
}

function read(reader: FactsReader, files: ImageFiles, path: string) {
  const file = files.find(path);
  const text = file?.kind === 'file' ? reader.text(file.uri) : undefined;
  if (file === undefined || text === undefined) return undefined;
  return { facts: nginxFacts(text), at: (range: Range): Span => spanOf(file.uri, range) };
}

/** The sockets of the places. */
export function bindsOf(places: NginxPlaces, byDefault: Known<Bind>): Known<readonly Bind[]> {
  if (places === 'unknown') return unknown('dynamic');
  if (places === 'image') return byDefault.kind === 'known' ? known([byDefault.value], byDefault.at) : byDefault;
  return known(
    places.map((place) => place.bind),
    places[0]?.at,
  );
}
