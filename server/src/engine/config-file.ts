import { nearest } from '../base/edit-distance.ts';
import type { Located, Range } from '../base/span.ts';
import { parseYaml } from '../syntax/yaml.ts';
import type { YamlEntry, YamlNode } from '../syntax/yaml-types.ts';
import type { RuleLevel } from './settings.ts';

/** The configuration file's name. The nearest one at or above a file holds for it. */
export const CONFIG_NAME = '.cloud-run-preflight.yaml';

/** Files that belong together although their places do not say so. Paths are relative to the configuration file's folder. */
interface AppEntry {
  readonly name: string | undefined;
  readonly dockerfile: Located<string> | undefined;
  readonly manifest: Located<string> | undefined;
  /** The Python file that starts the app. */
  readonly entry: Located<string> | undefined;
}

/** What Cloud Run is told at deployment by flags, where no manifest says so. */
interface DefaultEntries {
  readonly region: Located<string> | undefined;
  /** As written: `512Mi`. */
  readonly memory: Located<string> | undefined;
  /** As written: `1`, `500m`. */
  readonly cpu: Located<string> | undefined;
  /** Requests that one instance takes at a time. */
  readonly concurrency: Located<number> | undefined;
}

/** A decoded configuration file. */
export interface ConfigFile {
  readonly rules: Readonly<Record<string, RuleLevel>>;
  /** In .gitignore notation, relative to the configuration file's folder. */
  readonly exclude: readonly string[];
  readonly apps: readonly AppEntry[];
  readonly defaults: DefaultEntries;
  /** The file that lists older findings, which are left out; relative to the configuration file's folder. */
  readonly baseline: Located<string> | undefined;
}

/** Something wrong in a configuration file; the rest of the file holds all the same. */
export interface ConfigProblem {
  readonly message: string;
  readonly at: Range;
}

const TOP_KEYS = ['rules', 'exclude', 'apps', 'defaults', 'baseline'] as const;
const APP_KEYS = ['name', 'dockerfile', 'manifest', 'entry'] as const;
const DEFAULT_KEYS = ['region', 'memory', 'cpu', 'concurrency'] as const;

/** What may stand behind a rule's name. `info` is what reports call `information`. */
export const CONFIG_LEVELS = ['error', 'warning', 'info', 'information', 'hint', 'off', 'default'] as const;

const MEMORY = /^\d+(?:\.\d+)?(?:[kMGT]i?|K)?$/;
const CPU = /^\d+(?:\.\d+)?m?$/;

interface Decoder {
  readonly problems: ConfigProblem[];
  readonly ruleNames: ReadonlySet<string>;
}

/** Decodes a configuration file. Total: what is wrong is named with its place, and does not count. */
export function decodeConfigFile(
  text: string,
  ruleNames: ReadonlySet<string>,
): { readonly config: ConfigFile; readonly problems: readonly ConfigProblem[] } {
  const file = parseYaml(text);
  const problems: ConfigProblem[] = file.problems.map(({ message, start, end }) => ({ message, at: { start, end } }));
  const decoder: Decoder = { problems, ruleNames };
  const [first, second] = file.documents.filter((document) => document.root !== undefined);
  if (second?.root !== undefined)
    problems.push({
      message: 'A configuration file has one document only; this one does not count.',
      at: firstOf(second.root),
    });
  const top = entries(decoder, first?.root, 'The configuration', TOP_KEYS);
  const config = {
    rules: decodeRules(decoder, top.get('rules')),
    exclude: decodeExclude(decoder, top.get('exclude')),
    apps: decodeApps(decoder, top.get('apps')),
    defaults: decodeDefaults(decoder, top.get('defaults')),
    baseline: decodeBaselinePath(decoder, top.get('baseline')),
  };
  problems.sort((a, b) => a.at.start - b.at.start || a.at.end - b.at.end);
  return { config, problems };
}

function firstOf(node: YamlNode): Range {
  return { start: node.start, end: Math.min(node.end, node.start + 1) };
}

/** The entries of a mapping by key; unknown keys are problems. An empty value is an empty mapping. */
function entries(
  decoder: Decoder,
  node: YamlNode | undefined,
  what: string,
  keys: readonly string[] | undefined,
): ReadonlyMap<string, YamlEntry> {
  const found = new Map<string, YamlEntry>();
  if (node === undefined || (node.kind === 'scalar' && node.value === null)) return found;
  if (node.kind !== 'map') {
    decoder.problems.push({
      message: `${what} must be a mapping of ${keys === undefined ? 'rule names' : keys.join(', ')}.`,
      at: firstOf(node),
    });
    return found;
  }
  for (const entry of node.entries) {
    const key = entry.key.text;
    if (keys === undefined || keys.includes(key)) found.set(key, entry);
    else {
      const near = nearest(key, keys);
      decoder.problems.push({
        message: `There is no key "${key}" here. ${near === undefined ? `Known are ${keys.join(', ')}.` : `Did you mean "${near}"?`}`,
        at: entry.key,
      });
    }
  }
  return found;
}

function decodeRules(decoder: Decoder, entry: YamlEntry | undefined): Readonly<Record<string, RuleLevel>> {
  const rules: [string, RuleLevel][] = [];
  for (const [name, { key, value }] of entries(decoder, entry?.value, '"rules"', undefined)) {
    const level = value?.kind === 'scalar' ? CONFIG_LEVELS.find((known) => known === value.text) : undefined;
    if (!decoder.ruleNames.has(name)) {
      const near = nearest(name, decoder.ruleNames);
      decoder.problems.push({
        message: `There is no rule "${name}".${near === undefined ? '' : ` Did you mean "${near}"?`}`,
        at: key,
      });
    } else if (level === undefined) {
      decoder.problems.push({
        message: `The level of "${name}" must be error, warning, info, hint, off or default.`,
        at: value === undefined ? key : firstLine(value),
      });
    } else rules.push([name, level === 'info' ? 'information' : level]);
  }
  return Object.fromEntries(rules);
}

function firstLine(node: YamlNode): Range {
  return node.kind === 'scalar' ? node : firstOf(node);
}

function items(decoder: Decoder, entry: YamlEntry | undefined, what: string): readonly YamlNode[] {
  const node = entry?.value;
  if (node === undefined || (node.kind === 'scalar' && node.value === null)) return [];
  if (node.kind === 'seq') return node.items.filter((item): item is YamlNode => item !== undefined);
  decoder.problems.push({ message: `"${entry?.key.text ?? ''}" must be a list of ${what}.`, at: firstLine(node) });
  return [];
}

function decodeExclude(decoder: Decoder, entry: YamlEntry | undefined): readonly string[] {
  return items(decoder, entry, 'patterns').flatMap((node) => {
    if (node.kind === 'scalar' && node.value !== null) return [node.text];
    decoder.problems.push({ message: 'A pattern to exclude must be text, as in .gitignore.', at: firstLine(node) });
    return [];
  });
}

function decodeApps(decoder: Decoder, entry: YamlEntry | undefined): readonly AppEntry[] {
  return items(decoder, entry, 'apps, each with dockerfile, manifest or entry').flatMap((node) => {
    const own = entries(decoder, node, 'An app', APP_KEYS);
    if (own.size === 0) return [];
    const name = word(decoder, own.get('name'))?.text;
    const [dockerfile, manifest, entry] = (['dockerfile', 'manifest', 'entry'] as const).map((key) =>
      path(decoder, own.get(key)),
    );
    return [{ name, dockerfile, manifest, entry }];
  });
}

/** A path that does not leave the folder of the file. */
function path(decoder: Decoder, entry: YamlEntry | undefined): Located<string> | undefined {
  const value = word(decoder, entry);
  if (value === undefined) return undefined;
  if (!value.text.startsWith('/') && !/^[A-Za-z]:/.test(value.text) && !value.text.split(/[\\/]/).includes('..'))
    return located(value.text, value);
  decoder.problems.push({ message: 'This must be a path below the folder of this file.', at: value });
  return undefined;
}

/** Editors watch JSON files; another one would count without its changes. */
function decodeBaselinePath(decoder: Decoder, entry: YamlEntry | undefined): Located<string> | undefined {
  const found = path(decoder, entry);
  if (found === undefined || found.value.endsWith('.json')) return found;
  decoder.problems.push({ message: 'The name of a baseline must end in ".json".', at: found });
  return undefined;
}

function located<T>(value: T, { start, end }: Range): Located<T> {
  return { value, start, end };
}

function word(decoder: Decoder, entry: YamlEntry | undefined): (Range & { readonly text: string }) | undefined {
  const node = entry?.value;
  if (entry === undefined || node === undefined) return undefined;
  if (node.kind === 'scalar' && node.value !== null && node.text !== '' && !/[\r\n]/.test(node.text)) return node;
  decoder.problems.push({ message: `"${entry.key.text}" must be one line of text.`, at: firstLine(node) });
  return undefined;
}

function decodeDefaults(decoder: Decoder, entry: YamlEntry | undefined): DefaultEntries {
  const own = entries(decoder, entry?.value, '"defaults"', DEFAULT_KEYS);
  const checked = (key: (typeof DEFAULT_KEYS)[number], pattern: RegExp, example: string) => {
    const value = word(decoder, own.get(key));
    if (value === undefined) return undefined;
    if (pattern.test(value.text)) return located(value.text, value);
    decoder.problems.push({ message: `"${key}" must look like ${example}.`, at: value });
    return undefined;
  };
  const concurrency = checked('concurrency', /^[1-9]\d{0,3}$/, '80');
  return {
    region: checked('region', /^[a-z]+-[a-z]+\d+$/, 'europe-west1'),
    memory: checked('memory', MEMORY, '512Mi'),
    cpu: checked('cpu', CPU, '1 or 500m'),
    concurrency: concurrency === undefined ? undefined : located(Number(concurrency.value), concurrency),
  };
}
