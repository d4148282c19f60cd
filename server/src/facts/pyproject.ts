import type { Range, Uri } from '../base/span.ts';
import { parseToml, type TomlDocument, type TomlTable, type TomlValue, tomlAt } from '../syntax/toml.ts';
import { normaliseName, type PackageRequirement, parseRequirement } from './requirements.ts';

/** A console script: `serve = "app.cli:main"`. */
export interface ConsoleScript extends Range {
  readonly name: string;
  /** `module:function` as written. */
  readonly target: string;
}

/** What a pyproject.toml, Pipfile or lock file says about packages and programs. */
export interface PyprojectFacts {
  readonly uri: Uri;
  readonly packages: readonly PackageRequirement[];
  readonly scripts: readonly ConsoleScript[];
  /** `[tool.fastapi] entrypoint`, as `module:attribute`. */
  readonly fastapiEntrypoint?: string;
  /** Folders that hold the packages (`src` layout), relative to the file. */
  readonly packageFolders: readonly string[];
  /** The file does not parse; nothing is known from it. */
  readonly broken: boolean;
}

const nowhere: Range = { start: 0, end: 0 };

function isTable(value: TomlValue | undefined): value is TomlTable {
  return typeof value === 'object' && !Array.isArray(value);
}

function listOf(value: TomlValue | undefined): readonly TomlValue[] {
  return Array.isArray(value) ? value : [];
}

function textsOf(value: TomlValue | undefined): readonly string[] {
  return listOf(value).flatMap((item) => (typeof item === 'string' ? [item] : []));
}

function rangeAt(document: TomlDocument, path: readonly string[]): Range {
  const key = document.keys.find((k) => k.path.length === path.length && k.path.every((part, i) => part === path[i]));
  return key === undefined ? nowhere : { start: key.start, end: key.value?.end ?? key.end };
}

/** Poetry and Pipfile: `name = "^1.2"` or `name = { version = "…", extras = […] }`. */
function tableOfVersions(document: TomlDocument, path: readonly string[]): readonly PackageRequirement[] {
  const table = tomlAt(document, path);
  if (!isTable(table)) return [];
  return Object.entries(table).flatMap(([name, value]): readonly PackageRequirement[] => {
    if (name === 'python') return [];
    const version = typeof value === 'string' ? value : isTable(value) ? value['version'] : undefined;
    const spec = typeof version === 'string' ? bounds(version.replaceAll(' ', '')) : '';
    const exact = /^={2,3}([^,*]+)$/.exec(spec)?.[1];
    const extras = isTable(value) ? textsOf(value['extras']).map(normaliseName) : [];
    const found = { name: normaliseName(name), spec, extras, ...rangeAt(document, [...path, name]) };
    return [exact === undefined ? found : { ...found, exact }];
  });
}

/** Poetry's `^1.2` and `1.2.3` in the notation of pip. */
function bounds(version: string): string {
  if (version === '*' || version === '') return '';
  const caret = /^\^(\d+)(.*)$/.exec(version);
  if (caret !== null) {
    const [, major = '0', rest = ''] = caret;
    const minor = Number(/^\.(\d+)/.exec(rest)?.[1] ?? 0);
    const next = major === '0' ? `0.${minor + 1}` : String(Number(major) + 1);
    return `>=${major}${rest},<${next}`;
  }
  if (version.startsWith('~') && !version.startsWith('~=')) return `~=${version.slice(1)}`;
  return /^\d/.test(version) ? `==${version}` : version;
}

/** Reads pyproject.toml: PEP 621, Poetry, uv and PDM. */
export function pyprojectFacts(uri: Uri, text: string): PyprojectFacts {
  const document = parseToml(text);
  const optional = tomlAt(document, ['project', 'optional-dependencies']);
  const groups = tomlAt(document, ['dependency-groups']);
  const lists = [
    ...textsOf(tomlAt(document, ['project', 'dependencies'])),
    ...(isTable(optional) ? Object.values(optional).flatMap(textsOf) : []),
    ...(isTable(groups) ? Object.values(groups).flatMap(textsOf) : []),
  ];
  const packages = lists.flatMap((line): readonly PackageRequirement[] => {
    const at = text.indexOf(line);
    const found = parseRequirement(line, Math.max(0, at));
    return found === undefined ? [] : [found];
  });
  const entrypoint = tomlAt(document, ['tool', 'fastapi', 'entrypoint']);
  return {
    uri,
    packages: [...packages, ...tableOfVersions(document, ['tool', 'poetry', 'dependencies'])],
    scripts: [
      ['project', 'scripts'],
      ['tool', 'poetry', 'scripts'],
    ].flatMap((path) => scriptsAt(document, path)),
    ...(typeof entrypoint === 'string' ? { fastapiEntrypoint: entrypoint } : {}),
    packageFolders: foldersOf(document),
    broken: document.value === undefined,
  };
}

function scriptsAt(document: TomlDocument, path: readonly string[]): readonly ConsoleScript[] {
  const table = tomlAt(document, path);
  if (!isTable(table)) return [];
  return Object.entries(table).flatMap(([name, target]) =>
    typeof target === 'string' ? [{ name, target, ...rangeAt(document, [...path, name]) }] : [],
  );
}

function foldersOf(document: TomlDocument): readonly string[] {
  const where = textsOf(tomlAt(document, ['tool', 'setuptools', 'packages', 'find', 'where']));
  const root = tomlAt(document, ['tool', 'setuptools', 'package-dir', '']);
  const poetry = listOf(tomlAt(document, ['tool', 'poetry', 'packages'])).flatMap((item) =>
    isTable(item) && typeof item['from'] === 'string' ? [item['from']] : [],
  );
  const named = [...new Set([...where, ...(typeof root === 'string' ? [root] : []), ...poetry])];
  // Every build backend looks into `src` by itself.
  const isBuilt = ['build-system', 'tool.poetry'].some((table) => tomlAt(document, table.split('.')) !== undefined);
  return named.length === 0 && isBuilt ? ['src'] : named;
}

/** Reads a Pipfile. */
export function pipfileFacts(uri: Uri, text: string): PyprojectFacts {
  const document = parseToml(text);
  const packages = tableOfVersions(document, ['packages']);
  return { uri, packages, scripts: [], packageFolders: [], broken: document.value === undefined };
}

/** Reads uv.lock, poetry.lock or pdm.lock: every package with its exact version. */
export function lockFacts(uri: Uri, text: string): PyprojectFacts {
  const document = parseToml(text);
  const packages = listOf(tomlAt(document, ['package'])).flatMap((item): readonly PackageRequirement[] => {
    if (!isTable(item)) return [];
    const { name, version } = item as { readonly name?: TomlValue; readonly version?: TomlValue };
    if (typeof name !== 'string' || typeof version !== 'string') return [];
    return [{ name: normaliseName(name), spec: `==${version}`, exact: version, extras: [], ...nowhere }];
  });
  return { uri, packages, scripts: [], packageFolders: [], broken: document.value === undefined };
}
