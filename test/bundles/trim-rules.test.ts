import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RULES } from '../../server/src/rules/index.ts';

// What bundles leave out of rules (scripts/trim-rules.mjs), and what they must not.

const ROOT = resolve(import.meta.dirname, '..', '..', '..');
const SOURCES = join(ROOT, 'server', 'src', 'rules');

type Trim = (source: string, path: string) => string;

describe('rules in bundles', () => {
  let trimRule: Trim;
  before(async () => {
    // A script of the build, which is not compiled.
    const url = pathToFileURL(join(ROOT, 'scripts', 'trim-rules.mjs')).href;
    ({ trimRule } = (await import(url)) as { trimRule: Trim });
  });

  it('keep everything but the examples', () => {
    const source = [
      "const A = 'FROM a\\n';",
      "export default defineRule({ name: 'x', bad: [{ files: { D: A } }, { files: { D: A }, fixed: { D: '' } }, { files: {} }],",
      "  good: [{ why: ']', files: {} }], *check() { yield [1]; } });",
    ].join('\n');
    const trimmed = trimRule(source, 'x.ts');
    assert.equal(
      trimmed,
      [
        "const A = 'FROM a\\n';",
        "export default defineRule({ name: 'x', bad: [{ files: { D: A }, fixed: { D: '' } }],",
        '  good: [], *check() { yield [1]; } });',
      ].join('\n'),
    );
  });

  it('stop the build where they cannot be trimmed', () => {
    assert.throws(
      () => trimRule('export default defineRule({ good: GOOD, bad: [] });', 'x.ts'),
      /"good" is not written/,
    );
    assert.throws(() => trimRule('export default make({ good: [], bad: [] });', 'x.ts'), /no defineRule/);
    assert.throws(() => trimRule('export default defineRule({', 'x.ts'), /x\.ts: /);
  });

  it('are all trimmed, and without their examples in the bundles', () => {
    const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((path) => /[\\/]/.test(path));
    assert.equal(files.length, RULES.length);
    for (const file of files) assert.match(trimRule(readFileSync(join(SOURCES, file), 'utf8'), file), /good: \[\]/);
    const why = RULES.flatMap((rule) => rule.good.map((example) => example.why)).filter((text) =>
      /^[\w ,.]{30,}$/.test(text),
    );
    assert.ok(why.length > 20);
    for (const bundle of ['server.js', 'cli.main.js']) {
      const text = readFileSync(join(ROOT, 'dist', bundle), 'utf8');
      assert.deepEqual(
        why.filter((sentence) => text.includes(sentence)),
        [],
        bundle,
      );
    }
  });

  it('are of ASCII alone, which is kept with one byte per character', () => {
    for (const bundle of ['server.js', 'client.cjs', 'cli.main.js'])
      assert.ok(
        readFileSync(join(ROOT, 'dist', bundle)).every((byte) => byte < 0x80),
        bundle,
      );
  });
});
