import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseSync } from 'oxc-parser';
import { analyse } from 'scslre';

// No file of a user may hold a regular expression up. `scslre` looks for expressions that backtrack: in exponential time, or in the
// square of the length ("Self": one repetition against itself; "Trade": two that can share the text between them).

const ROOT = resolve(import.meta.dirname, '..', '..');

interface Expression {
  readonly pattern: string;
  readonly flags: string;
}

/** The regular expressions that are written in a source. */
function expressionsOf(path: string): readonly Expression[] {
  const out: Expression[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const item of node) visit(item);
    else if (typeof node === 'object' && node !== null) {
      const { type, regex } = node as { readonly type?: string; readonly regex?: Expression };
      if (type === 'Literal' && regex !== undefined) out.push(regex);
      for (const value of Object.values(node)) visit(value);
    }
  };
  visit(parseSync(path, readFileSync(path, 'utf8')).program.body);
  return out;
}

/** What is wrong with an expression; one that starts where a text or line starts may share that line between two repetitions. */
function faultOf({ pattern, flags }: Expression): string | undefined {
  const { reports } = analyse({ source: pattern, flags }, { reportTypes: { Move: false } });
  const anchored = pattern.startsWith('^');
  return reports.find(({ type, exponential }) => exponential || type === 'Self' || !anchored)?.type;
}

const SOURCES = ['client', 'server'].flatMap((part) =>
  readdirSync(join(ROOT, part, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(ROOT, part, 'src', name)),
);

describe('regular expressions', () => {
  it('backtrack in no text of a user', () => {
    const all = SOURCES.flatMap((path) => expressionsOf(path).map((expression) => ({ path, expression })));
    assert.ok(all.length > 500, 'the expressions are found');
    const faults = all.flatMap(({ path, expression }) => {
      const fault = faultOf(expression);
      return fault === undefined ? [] : [`${relative(ROOT, path)}: ${fault} in /${expression.pattern}/`];
    });
    assert.deepEqual(faults, []);
  });

  for (const [pattern, fault] of [
    ['^(?:a+)+$', 'Self'],
    ['(?:\\w+\\s*)+;', 'Self'],
    ['a+,?a+b', 'Trade'],
    ['^[ \\t]*-[ \\t]*$', undefined],
    ['a+b', undefined],
  ] as const)
    it(`${fault ?? 'nothing'} is found in ${pattern}`, () => assert.equal(faultOf({ pattern, flags: '' }), fault));
});
