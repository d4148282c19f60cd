import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';

// The import graph against the table in docs/architecture.md: forbidden imports, cycles, Node builtins in the core.

const ROOT = resolve(import.meta.dirname, '..', '..');
const SERVER = join(ROOT, 'server', 'src');

/** What each layer may import besides itself. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  base: [],
  syntax: ['base'],
  catalog: ['base'],
  facts: ['base', 'syntax', 'catalog'],
  model: ['base', 'catalog', 'facts'],
  rules: ['base', 'catalog', 'facts', 'model'],
  engine: ['base', 'syntax', 'model', 'rules'],
  features: ['base', 'syntax', 'catalog', 'facts', 'model', 'rules', 'engine'],
  api: ['base', 'model', 'rules', 'engine', 'features'],
  lsp: ['base', 'api', 'engine', 'features', 'rules', 'model'],
  cli: ['base', 'api', 'engine', 'features', 'rules', 'lsp', 'model'],
  main: ['lsp', 'cli', 'api'],
};

/**
 * The model may read shell text: what a shell executes is put together from Dockerfile, script and manifest, so the string
 * behind `sh -c` exists in the model only. The tree is our own plain data (docs/architecture.md).
 */
const SHELL_FOR_MODEL = new Set(['shell.ts', 'shell-tree.ts', 'word.ts', 'mapped-text.ts']);

/** Packages by the only place that may import them. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  'alien-signals': ['base/query.ts'],
  'dockerfile-ast': ['syntax'],
  yaml: ['syntax'],
  '@lezer/python': ['syntax'],
  '@lezer/common': ['syntax'],
  unbash: ['syntax'],
  'smol-toml': ['syntax'],
  'vscode-languageserver': ['lsp', 'main'],
  'vscode-languageserver-textdocument': ['lsp'],
  ignore: ['cli', 'lsp'],
  '@noble/hashes': ['engine/fingerprint.ts'],
};

const CORE = new Set(['base', 'syntax', 'catalog', 'facts', 'model', 'rules', 'engine', 'features', 'api']);
const BUILTINS = new Set(builtinModules);

function sources(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
}

function importsOf(file: string): readonly string[] {
  const text = readFileSync(file, 'utf8').replace(/^\s*(?:\/\/|\*|\/\*).*$/gm, '');
  return [
    ...text.matchAll(
      /(?:^|\n)\s*(?:import|export)\b[^;'"]*?\bfrom\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g,
    ),
  ].flatMap((match) => match[1] ?? match[2] ?? match[3] ?? []);
}

function layerOf(file: string): string {
  const path = relative(SERVER, file).split(sep);
  if (path.length > 1) return path[0] ?? '';
  return (path[0] ?? '').startsWith('main') ? 'main' : (path[0] ?? '').replace(/\.ts$/, '');
}

function packageOf(specifier: string): string {
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '');
}

const FILES = sources(SERVER);

describe('layers', () => {
  it('finds the sources', () => assert.ok(FILES.length > 30));

  it('import only what they may', () => {
    const wrong: string[] = [];
    for (const file of FILES) {
      const layer = layerOf(file);
      const allowed = ALLOWED[layer];
      assert.ok(allowed !== undefined, `${relative(ROOT, file)} lies in no known layer`);
      for (const specifier of importsOf(file)) {
        if (!specifier.startsWith('.')) continue;
        const target = layerOf(resolve(dirname(file), specifier));
        if (layer === 'model' && target === 'syntax' && SHELL_FOR_MODEL.has(basename(specifier))) continue;
        if (target !== layer && !allowed.includes(target)) wrong.push(`${relative(ROOT, file)} imports ${specifier}`);
      }
    }
    assert.deepEqual(wrong, []);
  });

  it('keep packages in their one place', () => {
    const wrong: string[] = [];
    for (const file of FILES) {
      const layer = layerOf(file);
      const path = relative(SERVER, file).split(sep).join('/');
      for (const specifier of importsOf(file)) {
        if (specifier.startsWith('.')) continue;
        const name = packageOf(specifier);
        if (name.startsWith('node:') || BUILTINS.has(name)) {
          if (CORE.has(layer)) wrong.push(`${path} imports the Node builtin ${specifier}`);
          continue;
        }
        const places = PACKAGES[name];
        if (places === undefined || !places.some((place) => place === layer || place === path))
          wrong.push(`${path} imports ${name}`);
      }
    }
    assert.deepEqual(wrong, []);
  });

  it('have no cycles', () => {
    const graph = new Map(
      FILES.map((file) => [
        file,
        importsOf(file)
          .filter((s) => s.startsWith('.'))
          .map((s) => resolve(dirname(file), s)),
      ]),
    );
    const state = new Map<string, 'open' | 'done'>();
    const cycles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (state.get(file) === 'done') return;
      if (state.get(file) === 'open') {
        cycles.push([...path.slice(path.indexOf(file)), file].map((f) => relative(SERVER, f)).join(' -> '));
        return;
      }
      state.set(file, 'open');
      for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
      state.set(file, 'done');
    };
    for (const file of graph.keys()) visit(file, []);
    assert.deepEqual(cycles, []);
  });

  it('rules import no other rule', () => {
    const wrong = FILES.filter((file) => /rules[\\/][a-z]+[\\/]/.test(file)).flatMap((file) =>
      importsOf(file)
        .filter(
          (s) => s.startsWith('.') && layerOf(resolve(dirname(file), s)) === 'rules' && !/^\.\.\/[\w-]+\.ts$/.test(s),
        )
        .map((s) => `${relative(SERVER, file)} imports ${s}`),
    );
    assert.deepEqual(wrong, []);
  });

  it('the client knows of the server only what they say to each other', () => {
    const wrong = sources(join(ROOT, 'client', 'src')).flatMap((file) =>
      importsOf(file)
        .filter((s) => s.includes('server/src') && !s.endsWith('server/src/lsp/protocol.ts'))
        .map((s) => `${relative(ROOT, file)} imports ${s}`),
    );
    assert.deepEqual(wrong, []);
  });
});
