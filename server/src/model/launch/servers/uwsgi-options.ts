import { type Span, spanOf } from '../../../base/span.ts';
import type { OptionEntry } from '../../../catalog/servers/server-entry.ts';
import { uwsgiIni } from '../../../facts/uwsgi-ini.ts';
import type { Environment } from '../../environment.ts';
import { joinDirectory } from '../image-path.ts';
import { wordText } from '../words.ts';
import { lineOf, type ServerInput } from './outcome.ts';

/** One option of uWSGI with its expanded value, from a variable, the command line or an ini file. */
export interface UwsgiOption {
  readonly means: OptionEntry['means'];
  /** Undefined where it is not known. */
  readonly value: string | undefined;
  readonly at: Span;
}

/** Everything that uWSGI is told. */
export interface UwsgiOptions {
  readonly given: readonly UwsgiOption[];
  readonly also: readonly Span[];
  /** A part that cannot be read may say more. */
  readonly open: boolean;
}

/** Files that are read, for those that include each other. */
const MOST_FILES = 12;
/** Placeholders of placeholders double; no value is longer. */
const MOST_CHARACTERS = 4000;

/** Reads `UWSGI_…` variables, the command line and ini files, in the order in which uWSGI applies them. */
export function uwsgiOptions(input: ServerInput): UwsgiOptions {
  const line = lineOf(input);
  const { process, context } = input;
  const given: UwsgiOption[] = [];
  const also: Span[] = [];
  let open = line.openIndex >= 0;
  const readIni = (named: string | undefined): void => {
    const [, path = '', section = 'uwsgi'] = /^(.*?)(?::([^:/]*))?$/.exec(named ?? '') ?? [];
    const file = path === '' ? undefined : context.files.find(joinDirectory(process.cwd, path) ?? '');
    const text = file?.kind === 'file' ? context.reader.text(file.uri) : undefined;
    if (file?.kind !== 'file' || text === undefined || also.length >= MOST_FILES) {
      open = true;
      return;
    }
    also.push({ uri: file.uri, start: 0, end: 0 });
    const values = new Map<string, string | undefined>();
    for (const { key, value, ...range } of uwsgiIni(text, section)) {
      const expanded = expand(value, process.environment, values);
      values.set(key, expanded);
      if (key === 'ini') readIni(expanded);
      else add(key, expanded, spanOf(file.uri, range));
    }
  };
  /** Takes an option by its long name; a switch may be set to false. */
  const add = (key: string, value: string | undefined, at: Span): void => {
    const entry = input.entry.options.find((o) => o.names.includes(`--${key}`));
    if (entry === undefined || (!entry.value && value !== undefined && /^(?:false|0|no)$/i.test(value))) return;
    if (entry.means === 'config') open = true;
    else given.push({ means: entry.means, value, at });
  };
  for (const variable of process.environment.variables.values()) {
    const key = /^UWSGI_(\w+)$/.exec(variable.name)?.[1]?.toLowerCase().replaceAll('_', '-');
    if (key === undefined) continue;
    const value = variable.value.kind === 'known' ? variable.value.value : undefined;
    if (key === 'ini') readIni(value);
    else add(key, value, variable.value.at ?? variable.place?.at ?? input.start.at);
  }
  for (const option of line.given) {
    const text = expand(wordText(option.value), process.environment, new Map());
    if (option.entry.means === 'config') {
      if (option.name === '--ini' || option.name === '-i') readIni(text);
      else open = true;
      continue;
    }
    const at = option.value?.at ?? option.range?.at ?? input.start.at;
    given.push({ means: option.entry.means, value: option.entry.value ? text : '', at });
  }
  for (const word of line.positionals) {
    const text = wordText(word);
    if (text !== undefined && /\.ini(?::[^/]*)?$/.test(text)) readIni(text);
    else if (text === undefined || /\.(?:ya?ml|xml|json)$/.test(text)) open = true;
  }
  return { given, also, open };
}

/** `$(NAME)` is a variable of the environment, `%(key)` an option set above; `@(file)` and `%d` are not followed. */
function expand(
  text: string | undefined,
  environment: Environment,
  keys: ReadonlyMap<string, string | undefined>,
): string | undefined {
  if (text === undefined || /@\(|%[a-zA-Z]/.test(text)) return undefined;
  let complete = true;
  const out = text.replace(/\$\((\w+)\)|%\(([^)]*)\)/g, (_, name: string | undefined, key: string | undefined) => {
    const value = name === undefined ? undefined : environment.variables.get(name)?.value;
    const found = key === undefined ? (value?.kind === 'known' ? value.value : undefined) : keys.get(key);
    complete &&= found !== undefined;
    return found ?? '';
  });
  return complete && out.length <= MOST_CHARACTERS ? out : undefined;
}
