import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';

interface Snippet {
  readonly prefix: string;
  readonly description: string;
  readonly body: readonly string[];
}

function read(language: string): ReadonlyMap<string, Snippet> {
  const text = readFileSync(new URL(`../../../snippets/${language}.json`, import.meta.url), 'utf8');
  const parsed: unknown = JSON.parse(text);
  assert.ok(typeof parsed === 'object' && parsed !== null);
  return new Map(Object.entries(parsed));
}

for (const language of ['dockerfile', 'yaml', 'python']) {
  describe(`snippets for ${language}`, () => {
    const snippets = read(language);

    it('have one prefix each', () => {
      const prefixes = [...snippets.values()].map((snippet) => snippet.prefix);
      assert.deepEqual([...new Set(prefixes)], prefixes);
    });

    for (const [name, { prefix, description, body }] of snippets) {
      it(`${name} is well formed`, () => {
        assert.match(prefix, /^cloudrun-[a-z-]+$/);
        assert.ok(description.length <= 60, description);
        const text = body.join('\n');
        // What is left without tab stops and escaped dollars must hold no dollar: VS Code would read it as a variable.
        const rest = text
          .replace(/\\\$/g, '')
          .replace(/\$\{\d+:[^{}$]+\}/g, '')
          .replace(/\$0/g, '');
        assert.doesNotMatch(rest, /\$/);
        assert.equal(text.split('$0').length, 2, 'one final tab stop');
        const defaults = new Map<string, string>();
        for (const [, stop = '', value = ''] of text.matchAll(/\$\{(\d+):([^{}$]+)\}/g)) {
          assert.equal(defaults.get(stop) ?? value, value, `tab stop ${stop} has two defaults`);
          defaults.set(stop, value);
        }
      });
    }
  });
}
