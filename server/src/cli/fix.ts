import { existsSync, realpathSync } from 'node:fs';
import type { Uri } from '../base/span.ts';
import { applyEdits, collectFixes } from '../engine/edits.ts';
import type { Finding } from '../engine/finding.ts';
import type { Edit } from '../rules/rule.ts';
import { toPath } from './paths.ts';
import { printable } from './printable.ts';
import type { Session } from './session.ts';
import { writeWhole } from './write.ts';

/** Whether an edit changes a file that may be written, or makes one where there is none. */
function canBeWritten(session: Session, { at, creates }: Edit): boolean {
  return creates ? !existsSync(toPath(at.uri)) : session.files.get(at.uri)?.writable === true;
}

/** Fixes can uncover others; more rounds than this mean that two fixes undo each other. */
const MOST_ROUNDS = 10;

/** What fixing changed. */
export interface FixResult {
  readonly fixed: number;
  /** Texts before (of new files: none) and after, by URI, sorted. */
  readonly changed: ReadonlyMap<Uri, { readonly before: string | undefined; readonly after: string }>;
}

/**
 * Applies fixes to the texts of the session (not to the disk) until nothing is left to fix. `chosen` says which
 * findings may be fixed. Files that cannot be written back as they are (UTF-16, bad UTF-8, not ours) stay untouched.
 */
export function applyFixes(session: Session, unsafe: boolean, chosen: () => readonly Finding[]): FixResult {
  const before = new Map<Uri, string | undefined>();
  let fixed = 0;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const possible = chosen().filter((finding) =>
      finding.fixes.every((fix) => fix.edits.every((edit) => canBeWritten(session, edit))),
    );
    const { edits, fixed: mended } = collectFixes(possible, unsafe ? 'suggestion' : 'safe');
    if (edits.length === 0) break;
    fixed += mended.length;
    for (const uri of new Set(edits.map((edit) => edit.at.uri))) {
      const text = session.files.get(uri)?.text;
      if (!before.has(uri)) before.set(uri, text);
      session.replace(uri, applyEdits(text ?? '', uri, edits));
    }
  }
  const changed = new Map<Uri, { before: string | undefined; after: string }>();
  for (const uri of [...before.keys()].sort()) {
    const old = before.get(uri);
    const after = session.files.get(uri)?.text ?? '';
    if (after !== old) changed.set(uri, { before: old, after });
  }
  return { fixed, changed };
}

/** Writes what fixing changed. Links are kept: the file behind them is written. */
export function writeFixes(session: Session, result: FixResult): void {
  for (const [uri, { before, after }] of result.changed) {
    const path = toPath(uri);
    writeWhole(before === undefined ? path : realpathSync(path), after);
    session.debug(`wrote ${printable(session.shown(uri))}`);
  }
}
