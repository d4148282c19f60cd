import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseSync } from 'oxc-parser';

// The commands of the README work on a fresh clone: what they load at once must not need a package, for they install them.

const ROOT = resolve(import.meta.dirname, '..', '..');

/** Everything that a script imports statically, through its own files. */
function importsOf(path: string, seen: Map<string, readonly string[]> = new Map()): Map<string, readonly string[]> {
  if (seen.has(path)) return seen;
  const names = parseSync(path, readFileSync(path, 'utf8')).module.staticImports.map((i) => i.moduleRequest.value);
  seen.set(
    path,
    names.filter((name) => !name.startsWith('.') && !name.startsWith('node:')),
  );
  for (const name of names) if (name.startsWith('.')) importsOf(join(dirname(path), name), seen);
  return seen;
}

describe('a fresh clone', () => {
  for (const script of ['start', 'test', 'check', 'build', 'package'])
    it(`can load scripts/${script}.mjs without packages`, () => {
      const loaded = importsOf(join(ROOT, 'scripts', `${script}.mjs`));
      assert.ok(loaded.size > 1);
      assert.deepEqual(
        [...loaded].flatMap(([path, packages]) => packages.map((name) => `${path}: ${name}`)),
        [],
      );
    });
});
