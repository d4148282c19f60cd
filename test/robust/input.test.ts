import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import type { Analysis } from '../../server/src/api.ts';
import type { Range, Uri } from '../../server/src/base/span.ts';
import type { SymbolAnswer } from '../../server/src/features/symbol.ts';
import type { Edit, ExampleFiles } from '../../server/src/rules/rule.ts';
import { pathOf, uriOf } from '../kit/example.ts';
import { type Format, formatOf, type Mutation, mutate, mutation } from '../kit/mutate.ts';
import { patience, runs } from '../kit/property.ts';
import { usualStackTraces } from '../kit/stack-trace.ts';
import { analyseProject, CORPUS } from './projects.ts';

// Any input: no rule and no feature throws, and every range lies in its file. Mutated and truncated projects per format, and
// text that never was a file of that format.

/** Offsets at which a file is asked. */
const PLACES = [0, 0.13, 0.31, 0.5, 0.68, 0.87, 1];

function inside(files: ExampleFiles, uri: Uri, range: Range, what: string): void {
  const text = files[pathOf(uri)];
  assert.ok(text !== undefined, `${what} points into ${uri}, which is not there`);
  assert.ok(
    0 <= range.start && range.start <= range.end && range.end <= text.length,
    `${what}: ${range.start}-${range.end} of ${text.length}`,
  );
}

/** An edit lies in a file that is there, or makes one that is not. */
function editInside(files: ExampleFiles, { at, creates }: Edit, what: string): void {
  if (creates) assert.equal(files[pathOf(at.uri)], undefined, `${what} makes ${at.uri}, which is there`);
  else inside(files, at.uri, at, what);
}

function checkFindings(files: ExampleFiles, analysis: Analysis): void {
  for (const finding of analysis.allFindings()) {
    inside(files, finding.at.uri, finding.at, finding.rule);
    assert.ok(finding.at.start < finding.at.end, `${finding.rule}: an empty range`);
    assert.ok(!/\b(?:undefined|NaN|\[object)/.test(finding.message.replace(/".*?"|`.*?`/gs, '')), finding.message);
    for (const related of finding.related) inside(files, related.at.uri, related.at, `${finding.rule} related`);
    for (const fix of finding.fixes)
      for (const edit of fix.edits) editInside(files, edit, `${finding.rule}: ${fix.title}`);
  }
  assert.deepEqual(analysis.failures(), []);
}

/** Editors refuse an outline whose selection lies outside of its range. */
function checkSymbols(files: ExampleFiles, uri: Uri, symbols: readonly SymbolAnswer[]): void {
  for (const { name, range, selection, children } of symbols) {
    inside(files, uri, range, name);
    assert.ok(range.start <= selection.start && selection.end <= range.end, `${name}: its selection lies outside`);
    assert.notEqual(name, '', 'a symbol without a name');
    checkSymbols(files, uri, children);
  }
}

/** Asks every feature about one file. */
function askAll(files: ExampleFiles, analysis: Analysis, path: string): void {
  const uri = uriOf(path);
  const { length } = files[path] ?? '';
  checkSymbols(files, uri, analysis.symbols(uri));
  for (const { range, target } of analysis.links(uri)) {
    inside(files, uri, range, 'link');
    assert.match(target, /^(?:https|file):\/\//);
  }
  for (const { range } of analysis.codeLenses(uri)) inside(files, uri, range, 'lens');
  for (const { offset } of analysis.inlayHints(uri, { start: 0, end: length }))
    inside(files, uri, { start: offset, end: offset }, 'inlay hint');
  for (const action of analysis.codeActions(uri, { start: 0, end: length }))
    for (const edit of action.edits) editInside(files, edit, action.title);
  analysis.inspectPage(uri);
  for (const place of PLACES) {
    const offset = Math.floor(place * length);
    const hover = analysis.hover(uri, offset);
    if (hover !== undefined) inside(files, uri, hover.range, 'hover');
    for (const item of analysis.completion(uri, offset)) inside(files, uri, item.range, item.label);
    for (const place of analysis.definition(uri, offset)?.targets ?? []) inside(files, place.uri, place, 'definition');
    const target = analysis.renameTarget(uri, offset);
    if (target !== undefined) inside(files, uri, target.range, 'rename');
    const renamed = analysis.rename(uri, offset, 'x');
    if (renamed !== undefined && 'edits' in renamed)
      for (const { at } of renamed.edits) inside(files, at.uri, at, 'rename');
  }
}

function check(files: ExampleFiles, path: string): void {
  const analysis = analyseProject(files);
  checkFindings(files, analysis);
  askAll(files, analysis, path);
}

const FORMATS: readonly Format[] = ['dockerfile', 'yaml', 'python', 'shell', 'toml', 'config', 'text'];

describe('any input', () => {
  usualStackTraces();
  for (const format of FORMATS) {
    const targets = CORPUS.flatMap((files) =>
      Object.keys(files)
        .filter((path) => formatOf(path) === format)
        .map((path) => ({ files, path })),
    );
    it(`mutated: ${format}`, function () {
      this.timeout(patience(60_000));
      assert.ok(targets.length > 0);
      fc.assert(
        fc.property(
          fc.nat({ max: targets.length - 1 }),
          fc.array(mutation(format), { minLength: 1, maxLength: 5 }),
          (index: number, changes: readonly Mutation[]) => {
            const { files, path } = targets[index] ?? { files: {}, path: '' };
            check({ ...files, [path]: changes.reduce(mutate, files[path] ?? '') }, path);
          },
        ),
        runs(60),
      );
    });

    it(`never was one: ${format}`, function () {
      this.timeout(patience(60_000));
      fc.assert(
        fc.property(
          fc.nat({ max: targets.length - 1 }),
          fc.array(mutation(format), { maxLength: 40 }),
          fc.string({ unit: 'binary', maxLength: 80 }),
          (index, words, noise) => {
            const { files, path } = targets[index] ?? { files: {}, path: '' };
            check({ ...files, [path]: words.map(({ insert }) => insert).join('') + noise }, path);
          },
        ),
        runs(30),
      );
    });
  }
});
