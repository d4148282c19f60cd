import type { Range } from '../../base/span.ts';
import { configKeys, DATABASE_REFINEMENTS } from '../../catalog/python-writes.ts';
import type { PythonCore } from './core.ts';
import { fileOfUrl } from './database-url.ts';
import { configuredLogs } from './log-config.ts';
import type { RawStore } from './raw.ts';
import type { FileAccess } from './types.ts';
import { stringOf, textual, type Value } from './value.ts';

// Folders, databases and log files that an app's settings name.

/** `app.config["UPLOAD_FOLDER"] = …`, `SQLALCHEMY_DATABASE_URI`, Django's `DATABASES`. */
export function fileSettings(core: PythonCore): readonly FileAccess[] {
  const { module, fold } = core.folder;
  const out: FileAccess[] = [];
  const add = (
    kind: 'upload-folder' | 'database' | 'log',
    api: string,
    value: Value,
    within: number,
    range: Range,
  ): void => {
    const path = kind === 'database' && api !== 'DATABASES' && api !== 'DATABASE' ? fileOfUrl(value) : value;
    if (path === undefined || !textual.has(path.kind)) return;
    const flags = { scoped: false, removedInSameFunction: false, append: false };
    out.push({ kind, api, path, pathRange: value.range, within, call: -1, ...flags, range });
  };
  const stored = module.stores.flatMap(({ target, value, scope, range }) => {
    const key = keyOf(target);
    const kind = configKeys.get(key);
    return kind === undefined ? [] : [{ kind, key, value: fold(value, scope), within: scope.function, range }];
  });
  // A server among the databases is the choice of a deployment; the file is for those who work on the code.
  const served = new Set(stored.flatMap(({ kind, key, value }) => (kind === 'database' && isServer(value) ? key : [])));
  for (const { kind, key, value, within, range } of stored) {
    if (served.has(key)) continue;
    add(kind, key, value, within, range);
  }
  // Configuration objects: `app.config.update(UPLOAD_FOLDER=…)`, `class Config: SQLALCHEMY_DATABASE_URI = …`.
  for (const call of core.calls) {
    if (!/(?:^|\.)config\.(?:update|from_mapping)$/.test(call.text)) continue;
    for (const { name, value, range } of call.keywords) {
      const kind = configKeys.get(name);
      if (kind !== undefined) add(kind, name, value, call.within, range);
    }
  }
  for (const { names } of [module.scope, ...module.classes.map((made) => made.scope)]) {
    for (const [name, bindings] of names) {
      const kind = name === 'DATABASE' ? undefined : configKeys.get(name);
      const assigned = kind === undefined ? [] : bindings.filter((binding) => binding.kind === 'assign');
      const last = assigned.at(-1);
      if (kind === undefined || last === undefined) continue;
      // Where a condition chooses, the last branch is the one without the other host; a server among the databases may be the choice.
      const values = assigned.map((binding) => fold(binding.value, binding.scope));
      const value = values.at(-1);
      if (value === undefined || (kind === 'database' && values.some((one) => fileOfUrl(one) === undefined))) continue;
      add(kind, name, value, -1, last.range);
    }
  }
  for (const { name, range } of djangoDatabases(core)) add('database', 'DATABASES', name, -1, range);
  for (const { api, path, within, range } of configuredLogs(core)) add('log', api, path, within, range);
  return out;
}

/** The key of `config["KEY"] = …`; empty where it is not written out. */
function keyOf(target: RawStore['target']): string {
  return target.kind === 'subscript' && target.index.kind === 'constant' ? String(target.index.value) : '';
}

/** The files of SQLite that Django's `DATABASES` names; none where another assignment may give the database of a deployment. */
function djangoDatabases({ folder: { module, fold }, calls }: PythonCore): readonly { name: Value; range: Range }[] {
  const bindings = module.scope.names.get('DATABASES') ?? [];
  const isReplaced =
    module.stores.some(({ target }) => rootOf(target) === 'DATABASES' && !DATABASE_REFINEMENTS.test(keyOf(target))) ||
    calls.some(({ text }) => /^DATABASES\b.*\.update$/.test(text));
  if (isReplaced) return [];
  const files = bindings.map((binding) => {
    const tree = binding.kind === 'assign' ? fold(binding.value, binding.scope) : undefined;
    return (tree?.kind === 'dict' ? tree.entries : []).flatMap(({ value }) => {
      const field = (name: string): Value | undefined =>
        value.kind === 'dict' ? value.entries.find((e) => stringOf(e.key) === name)?.value : undefined;
      const name = field('NAME');
      return stringOf(field('ENGINE'))?.endsWith('sqlite3') === true && name !== undefined
        ? [{ name, range: value.range }]
        : [];
    });
  });
  return files.every((found) => found.length > 0) ? (files.at(-1) ?? []) : [];
}

/** The name that an item, or an item of an item, belongs to: `DATABASES["default"]["NAME"]`. */
function rootOf(target: RawStore['target']): string {
  return target.kind === 'subscript' ? rootOf(target.object) : target.kind === 'name' ? target.name : '';
}

/** A database that is no file, or not known to be one. */
function isServer(url: Value): boolean {
  return fileOfUrl(url) === undefined && !(url.kind === 'string' && url.value.includes(':memory:'));
}
