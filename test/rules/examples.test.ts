import { strict as assert } from 'node:assert';
import { collectFixes, editsConflict } from '../../server/src/engine/edits.ts';
import type { Finding } from '../../server/src/engine/finding.ts';
import { RULES } from '../../server/src/rules/index.ts';
import type { BadExample, ExampleFiles, Rule } from '../../server/src/rules/rule.ts';
import { analyse, applyToFiles, describeFinding, pathOf, readMarks } from '../kit/example.ts';

// Every example of every rule is a test, and a set of invariants runs on each without being written.

function findingsOf(files: ExampleFiles, rule?: Rule): readonly Finding[] {
  const analysis = analyse(files);
  const all = analysis.allFindings();
  assert.deepEqual(analysis.failures(), [], 'a rule or the model threw');
  return rule === undefined ? all : all.filter((finding) => finding.rule === rule.name);
}

function place(finding: Finding): string {
  return `${pathOf(finding.at.uri)}:${finding.at.start}-${finding.at.end}`;
}

function applyAll(files: ExampleFiles, findings: readonly Finding[]): ExampleFiles {
  const { edits } = collectFixes(findings, 'suggestion');
  return applyToFiles(files, edits);
}

function checkShape(files: ExampleFiles, findings: readonly Finding[]): void {
  for (const finding of findings) {
    const text = files[pathOf(finding.at.uri)];
    assert.ok(text !== undefined, `${finding.rule} points into a file that is not there: ${finding.at.uri}`);
    assert.ok(
      finding.at.start >= 0 && finding.at.start < finding.at.end && finding.at.end <= text.length,
      `${place(finding)} is empty or outside the file`,
    );
    assert.ok(
      !/\{\w+\}/.test(finding.message.replace(/\$\{\w+\}/g, '')),
      `a placeholder is not filled: ${finding.message}`,
    );
    assert.ok(!/\b(?:undefined|NaN|\[object)/.test(finding.message), `a value is missing: ${finding.message}`);
    for (const related of finding.related)
      assert.ok(files[pathOf(related.at.uri)] !== undefined, 'related information points nowhere');
    for (const fix of finding.fixes) {
      assert.ok(fix.edits.length > 0, `${finding.rule}: a fix without edits`);
      fix.edits.forEach((edit, i) => {
        assert.ok(edit.creates || files[pathOf(edit.at.uri)] !== undefined, 'an edit points nowhere');
        assert.ok(!fix.edits.slice(i + 1).some((other) => editsConflict(edit, other)), 'edits overlap');
      });
    }
  }
}

/** Findings without offsets, for variants of the text that move them. */
function gist(findings: readonly Finding[]): readonly string[] {
  return findings.map((f) => `${pathOf(f.at.uri)} ${f.severity} ${f.rule} ${f.message}`).sort();
}

function mapFiles(files: ExampleFiles, change: (text: string, path: string) => string): ExampleFiles {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [path, change(text, path)]));
}

function isDockerfile(path: string): boolean {
  return /dockerfile/i.test(path);
}

const VARIANTS: readonly (readonly [string, (text: string, path: string) => string])[] = [
  ['CRLF', (text) => text.replace(/\r?\n/g, '\r\n')],
  ['BOM', (text, path) => (isDockerfile(path) || /\.(?:ya?ml|py)$/.test(path) ? `\uFEFF${text}` : text)],
  ['tabs', (text, path) => (isDockerfile(path) ? text.replace(/^ {2,}/gm, '\t') : text)],
  ['no final newline', (text) => text.replace(/\n$/, '')],
];

function checkVariants(files: ExampleFiles, expected: readonly Finding[]): void {
  for (const [name, change] of VARIANTS)
    assert.deepEqual(gist(findingsOf(mapFiles(files, change))), gist(expected), `${name} changes the findings`);
  const backwards = analyse(files, Object.keys(files).reverse()).allFindings();
  assert.deepEqual(
    backwards.map(describeFinding),
    expected.map(describeFinding),
    'the order in which files arrive matters',
  );
}

function checkFix(rule: Rule, example: BadExample, files: ExampleFiles, before: readonly Finding[]): void {
  const own = before.filter((finding) => finding.rule === rule.name);
  if (example.fixed === undefined) {
    assert.deepEqual(
      own.flatMap((f) => f.fixes.map((fix) => fix.title)),
      [],
      'the example shows no fix, but there is one',
    );
    return;
  }
  const fixed = applyAll(files, own);
  const changed = Object.fromEntries(Object.entries(fixed).filter(([path, text]) => text !== files[path]));
  assert.deepEqual(changed, example.fixed);
  const after = findingsOf(fixed);
  assert.deepEqual(
    after.filter((f) => f.rule === rule.name).map(describeFinding),
    [],
    'the fix does not silence the rule',
  );
  const known = new Set(gist(before));
  assert.deepEqual(
    gist(after).filter((line) => !known.has(line)),
    [],
    'the fix adds findings',
  );
}

describe('rule examples', () => {
  for (const rule of RULES) {
    describe(rule.name, () => {
      rule.bad.forEach((example, i) => {
        it(`bad ${i + 1}: ${example.why ?? rule.summary}`, () => {
          const { files, marks } = readMarks(example.files);
          const before = findingsOf(files);
          checkShape(files, before);
          const own = before.filter((finding) => finding.rule === rule.name);
          assert.deepEqual(
            own.map(place).sort(),
            marks.map((m) => `${m.path}:${m.start}-${m.end}`).sort(),
            before.map(describeFinding).join('\n') || 'no finding at all',
          );
          for (const finding of own) assert.equal(finding.severity, example.severity ?? rule.severity);
          checkFix(rule, example, files, before);
          checkVariants(files, before);
        });
      });
      rule.good.forEach((example, i) => {
        it(`good ${i + 1}: ${example.why}`, () => {
          const { files, marks } = readMarks(example.files);
          assert.equal(marks.length, 0, 'a good example has no marks');
          assert.deepEqual(findingsOf(files).map(describeFinding), []);
          checkVariants(files, []);
        });
      });
      it('shows every message', () => {
        const texts = rule.bad.flatMap((example) =>
          findingsOf(readMarks(example.files).files, rule).map((f) => f.message),
        );
        for (const [id, template] of Object.entries(rule.messages)) {
          const pattern = template
            .split(/(?<!\$)\{\w+\}/)
            .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
            .join('[^]*');
          assert.ok(
            texts.some((text) => new RegExp(`^${pattern}$`).test(text)),
            `message "${id}" has no bad example`,
          );
        }
      });
    });
  }
});
