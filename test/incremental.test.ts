import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { RULES } from '../server/src/rules/index.ts';
import type { ExampleFiles } from '../server/src/rules/rule.ts';
import { analyse, describeFinding, readMarks, uriOf } from './kit/example.ts';
import { patience, runs } from './kit/property.ts';

// Random edits of random examples: the incremental answer equals the answer of a fresh analysis of the same texts, and what
// `touched` names is exactly what changed.

const EXAMPLES: readonly ExampleFiles[] = RULES.flatMap((rule) =>
  [...rule.bad, ...rule.good].map((example) => readMarks(example.files).files),
).filter((files) => Object.keys(files).length > 1);

const PIECES = [
  '',
  '\n',
  ' ',
  '#',
  '"',
  '[',
  ']',
  '8080',
  '$PORT',
  'CMD ',
  'FROM x\n',
  'ENV PORT=1\n',
  '- ',
  ': ',
  '127.0.0.1',
  '\t',
  'import ',
  '(',
  "'''",
  'exec ',
];

const edit = fc.record({
  file: fc.nat(),
  /** In parts of a million; `fc.double` prefers the ends. */
  at: fc.nat({ max: 999_999 }),
  remove: fc.integer({ min: 0, max: 12 }),
  insert: fc.constantFrom(...PIECES),
  absent: fc.integer({ min: 0, max: 19 }).map((n) => n === 0),
});

describe('incremental analysis', () => {
  it('answers what a fresh analysis answers', function () {
    this.timeout(patience(60_000));
    assert.ok(EXAMPLES.length > 0);
    fc.assert(
      fc.property(
        fc.nat({ max: EXAMPLES.length - 1 }),
        fc.array(edit, { minLength: 1, maxLength: 12 }),
        (index, edits) => {
          const texts: Record<string, string | undefined> = { ...EXAMPLES[index] };
          const paths = Object.keys(texts);
          const analysis = analyse(EXAMPLES[index] ?? {});
          analysis.touched();
          for (const step of edits) {
            const path = paths[step.file % paths.length] ?? '';
            const old = texts[path] ?? '';
            const at = Math.floor((step.at * old.length) / 1_000_000);
            texts[path] = step.absent ? undefined : old.slice(0, at) + step.insert + old.slice(at + step.remove);
            const before = new Map(paths.map((p) => [p, analysis.findings(uriOf(p)).map(describeFinding)]));
            analysis.setFile(uriOf(path), texts[path]);
            const present = Object.fromEntries(
              Object.entries(texts).filter((entry): entry is [string, string] => entry[1] !== undefined),
            );
            const fresh = analyse(present);
            assert.deepEqual(analysis.allFindings().map(describeFinding), fresh.allFindings().map(describeFinding));
            const touched = new Set(analysis.touched());
            for (const p of paths) {
              const changed =
                JSON.stringify(before.get(p)) !== JSON.stringify(analysis.findings(uriOf(p)).map(describeFinding));
              if (changed) assert.ok(touched.has(uriOf(p)), `${p} changed and is not named`);
            }
            assert.deepEqual(analysis.failures(), []);
          }
        },
      ),
      runs(60),
    );
  });

  it('runs no rule when nothing that matters changed', () => {
    const files = {
      Dockerfile: 'FROM python:3.12-slim\nCOPY . .\nCMD ["gunicorn", "main:app"]\n# the end\n',
      'main.py': 'app = None\n',
      'other.py': 'x = 1\n',
    };
    const analysis = analyse(files);
    analysis.touched();
    const before = analysis.statistics();
    analysis.setFile(uriOf('other.py'), 'x = 2\n');
    assert.deepEqual(analysis.touched(), []);
    assert.deepEqual(analysis.statistics(), before, 'a file that nothing reads');
    analysis.setFile(uriOf('main.py'), 'app = None\n# a remark\n');
    analysis.touched();
    const after = analysis.statistics();
    assert.equal(
      after.deployablesResolved,
      before.deployablesResolved,
      'a comment behind the code of a file that is read',
    );
    const fileRules = RULES.filter((rule) => rule.subject === 'file').length;
    assert.ok(after.rulesRun - before.rulesRun <= fileRules, 'only the rules that look at the text itself ran');
  });
});
