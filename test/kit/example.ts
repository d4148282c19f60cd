import { strict as assert } from 'node:assert';
import { type Analysis, createAnalysis } from '../../server/src/api.ts';
import type { Uri } from '../../server/src/base/span.ts';
import { applyEdits } from '../../server/src/engine/edits.ts';
import type { Finding } from '../../server/src/engine/finding.ts';
import type { Edit, ExampleFiles } from '../../server/src/rules/rule.ts';

/** The folder that examples live in. */
export const ROOT: Uri = 'file:///ws';

/** A marked range of an example file. */
export interface Mark {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

/** An example without its marks, and the marks as offsets into the clean text. */
export interface CleanExample {
  readonly files: ExampleFiles;
  readonly marks: readonly Mark[];
}

/** Takes the `⟦…⟧` marks out of example files. Marks may nest. */
export function readMarks(files: ExampleFiles): CleanExample {
  const clean: Record<string, string> = {};
  const marks: Mark[] = [];
  for (const [path, text] of Object.entries(files)) {
    const open: number[] = [];
    let out = '';
    for (const char of text) {
      if (char === '⟦') open.push(out.length);
      else if (char === '⟧') {
        const start = open.pop();
        if (start === undefined) throw new Error(`${path}: a ⟧ without its ⟦`);
        marks.push({ path, start, end: out.length });
      } else out += char;
    }
    if (open.length > 0) throw new Error(`${path}: a ⟦ without its ⟧`);
    clean[path] = out;
  }
  return { files: clean, marks };
}

/** The URI of an example's file. */
export function uriOf(path: string): Uri {
  return `${ROOT}/${path}`;
}

/** The path of an example's file. */
export function pathOf(uri: Uri): string {
  return uri.slice(ROOT.length + 1);
}

/** An analysis that has been given all files, in the order of `paths`. */
export function analyse(files: ExampleFiles, paths: readonly string[] = Object.keys(files)): Analysis {
  const analysis = createAnalysis();
  analysis.setFolders([ROOT]);
  analysis.setIndex(Object.keys(files).map(uriOf));
  for (const path of paths) analysis.setFile(uriOf(path), files[path]);
  return analysis;
}

/** One line per finding, for readable failures and comparisons that ignore the order of fixes. */
export function describeFinding(finding: Finding): string {
  return `${pathOf(finding.at.uri)}:${finding.at.start}-${finding.at.end} ${finding.severity} ${finding.rule}: ${finding.message}`;
}

/** All findings of example files, described. */
export function describeAll(files: ExampleFiles): readonly string[] {
  return analyse(files).allFindings().map(describeFinding);
}

/** The files after edits, those that the edits make included. */
export function applyToFiles(files: ExampleFiles, edits: readonly Edit[]): ExampleFiles {
  const created = edits.filter((edit) => edit.creates).map((edit) => pathOf(edit.at.uri));
  for (const path of created) assert.ok(files[path] === undefined, `an edit makes ${path}, which is there already`);
  const paths = [...new Set([...Object.keys(files), ...created])];
  return Object.fromEntries(paths.map((path) => [path, applyEdits(files[path] ?? '', uriOf(path), edits)]));
}
