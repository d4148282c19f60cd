import { type Known, known, unknown } from '../../../base/known.ts';
import { type Span, spanOf, type Uri } from '../../../base/span.ts';
import { hypercornToml } from '../../../facts/hypercorn-config.ts';
import type { Origin, Setting } from '../../launch-types.ts';
import { joinDirectory } from '../image-path.ts';
import { lastGiven } from '../options.ts';
import { programName } from '../process.ts';
import { evaluate, type Scalar } from '../python-values.ts';
import { wordText } from '../words.ts';
import type { lineOf, ServerInput } from './outcome.ts';

/** An address of the file, and who decided it. */
export interface ConfiguredAddress {
  readonly text: Known<string>;
  readonly origin: Origin;
}

/** What a Hypercorn configuration file sets; `undefined` where it does not set it. */
export type HypercornConfig =
  | { readonly kind: 'none' }
  /** It is there, or may be, but cannot be read: it may set anything. */
  | { readonly kind: 'unknown'; readonly at: Span | undefined }
  | {
      readonly kind: 'file';
      readonly uri: Uri;
      readonly addresses: readonly ConfiguredAddress[] | undefined;
      readonly workers: Setting<number> | undefined;
      readonly gracefulTimeout: Setting<number> | undefined;
      readonly tls: boolean;
    };

/** The file of `--config`: TOML, `file:` a Python file, `python:` a module. */
export function hypercornConfig(input: ServerInput, line: ReturnType<typeof lineOf>): HypercornConfig {
  const given = lastGiven(line, 'config');
  if (given === undefined) return { kind: 'none' };
  const at = given.range?.at;
  const path = wordText(given.value);
  const { cwd } = input.process;
  const nothing: HypercornConfig = { kind: 'unknown', at };
  if (path === undefined || cwd === undefined) return nothing;
  if (path.startsWith('python:')) {
    // The console script does not put the working directory on the path (0.13.2, tried); `python -m` does.
    const isModule = /^python/.test(programName(wordText(input.process.words[0]) ?? ''));
    const uri = isModule ? input.modules.find(path.slice('python:'.length), [cwd]) : undefined;
    return uri === undefined ? nothing : fromPython(input, uri);
  }
  const isPython = path.startsWith('file:');
  const file = input.context.files.find(joinDirectory(cwd, isPython ? path.slice('file:'.length) : path) ?? '');
  if (file?.kind !== 'file') return nothing;
  return isPython ? fromPython(input, file.uri) : (fromToml(input, file.uri) ?? nothing);
}

function fromToml(input: ServerInput, uri: Uri): HypercornConfig | undefined {
  const text = input.context.reader.text(uri);
  const config = text === undefined ? undefined : hypercornToml(text);
  if (config === undefined || config.broken) return undefined;
  const setting = (located: { value: number; start: number; end: number } | undefined): Setting<number> | undefined =>
    located === undefined
      ? undefined
      : { value: known(located.value, spanOf(uri, located)), origin: 'config-file', place: placeOf(uri, located) };
  const { bind } = config;
  return {
    kind: 'file',
    uri,
    addresses:
      bind === undefined
        ? undefined
        : bind.value.map((text) => ({ text: known(text, spanOf(uri, bind)), origin: 'config-file' })),
    workers: setting(config.workers),
    gracefulTimeout: setting(config.gracefulTimeout),
    tls: config.certfile !== undefined,
  };
}

function placeOf(uri: Uri, range: { readonly start: number; readonly end: number }) {
  return { kind: 'replace', at: spanOf(uri, range), notation: 'toml' } as const;
}

function fromPython(input: ServerInput, uri: Uri): HypercornConfig {
  const facts = input.context.reader.python(uri);
  if (facts === undefined || facts.unknownAfter !== undefined || facts.imports.some((i) => i.name === '*'))
    return { kind: 'unknown', at: undefined };
  const context = {
    uri,
    environment: input.process.environment,
    cpu: input.cpu.kind === 'known' ? input.cpu.value : undefined,
    imported: (from: Uri, name: string) => input.modules.imported(from, name),
  };
  const assigned = (name: string) => {
    const all = facts.assignments.filter((a) => a.name === name);
    const [only] = all;
    if (only === undefined) return undefined;
    return { value: only.value, certain: all.length === 1 && only.times === 1 && !only.conditional };
  };
  const numberOf = (name: string): Setting<number> | undefined => {
    const found = assigned(name);
    if (found === undefined) return undefined;
    const { value, origin, at } = evaluate(found.value, context);
    const number = found.certain && value.kind === 'known' ? wholeOf(value.value) : undefined;
    return { value: number === undefined ? unknown('dynamic', at) : known(number, at), origin };
  };
  const bind = assigned('bind');
  const items = bind === undefined ? undefined : bind.value.kind === 'list' ? bind.value.items : [bind.value];
  return {
    kind: 'file',
    uri,
    addresses: items?.map((item): ConfiguredAddress => {
      const { value, origin, at } = evaluate(item, context);
      const text = bind?.certain === true && value.kind === 'known' ? value.value : undefined;
      return {
        text: typeof text === 'string' ? known(text, at) : unknown('dynamic', at),
        origin: origin === 'code' ? 'config-file' : origin,
      };
    }),
    workers: numberOf('workers'),
    gracefulTimeout: numberOf('graceful_timeout'),
    tls: assigned('certfile') !== undefined,
  };
}

function wholeOf(value: Scalar): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) ? value : undefined;
}
