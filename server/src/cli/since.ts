import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChangedLines, LineRange } from './changed-lines.ts';
import { parseUnifiedDiff } from './changed-lines.ts';
import type { GitObject } from './git/git-object.ts';
import { commitLinks, openObjects, treeEntry } from './git/object.ts';
import { openRepository, usesSha256 } from './git/repository.ts';
import { resolveCommit } from './git/revision.ts';
import { type CliIo, Failure } from './io.ts';
import { diffLines, splitLines } from './line-diff.ts';
import { absolute, isInside, shownPath, toUri } from './paths.ts';
import { printable } from './printable.ts';
import { decode } from './read.ts';
import { findRepository, reasonOf } from './roots.ts';
import type { Session } from './session.ts';

const ELSE = 'Pipe the diff instead: git diff -U0 <ref> | cloud-run-preflight check --diff-file -';

/**
 * Lines that differ from a commit. Reads git's own files, for the files with findings only; starts no program.
 * Throws a `Failure` where the commit is not to be found.
 */
export function changedSince(session: Session, ref: string): ChangedLines {
  const top = findRepository(session.roots.folders[0] ?? session.cwd);
  const repository = top === undefined ? undefined : openRepository(top);
  if (repository === undefined) throw new Failure(`--since ${printable(ref)}: this is no git checkout. ${ELSE}`);
  if (usesSha256(repository))
    throw new Failure(
      `--since ${printable(ref)}: this repository names its commits by SHA-256, which is not supported. ${ELSE}`,
    );
  const objects = openObjects(repository);
  const commit = resolveCommit(repository, objects, ref);
  const found = commit === undefined ? undefined : objects.read(commit);
  const root = found === undefined ? undefined : objects.read(commitLinks(found).tree ?? '');
  if (root === undefined)
    throw new Failure(
      `--since ${printable(ref)}: there is no such commit in this clone (fetch it, if the clone is shallow). ${ELSE}`,
    );
  const oldText = (path: string): string | undefined => {
    let at: GitObject | undefined = root;
    for (const name of path.split('/')) {
      const id: string | undefined = at?.type === 'tree' ? treeEntry(at, name) : undefined;
      at = id === undefined ? undefined : objects.read(id);
    }
    if (at?.type !== 'blob') return undefined;
    const text = decode(at.bytes);
    return text.kind === 'text' ? text.text : undefined;
  };
  const known = new Map<string, readonly LineRange[] | 'all'>();
  return (shown) => {
    let lines = known.get(shown);
    if (lines === undefined) {
      const path = absolute(session.cwd, shown);
      const old = isInside(repository.top, path) ? oldText(shownPath(repository.top, path)) : undefined;
      lines = old === undefined ? 'all' : newLines(old, session.files.get(toUri(path))?.text ?? '');
      known.set(shown, lines);
    }
    return lines;
  };
}

/** New and changed lines, 1-based. Line ends do not count: git may have changed them at check-out. */
function newLines(old: string, text: string): readonly LineRange[] {
  const plain = (line: string): string => line.replace(/\r?\n$/, '');
  const changes = diffLines(splitLines(old).map(plain), splitLines(text).map(plain));
  return changes.filter((c) => c.bEnd > c.bStart).map((c) => ({ from: c.bStart + 1, to: c.bEnd }));
}

/** Lines that a unified diff changes. Its paths count from the top of the checkout, or from the current folder. */
export async function changedInDiff(session: Session, file: string, io: CliIo): Promise<ChangedLines> {
  let text: string;
  try {
    text = file === '-' ? Buffer.from(await io.stdin()).toString('utf8') : readFileSync(absolute(io.cwd, file), 'utf8');
  } catch (error) {
    throw new Failure(`${printable(file)}: ${reasonOf(error)}`);
  }
  const files = parseUnifiedDiff(text);
  if (files.size === 0 && text.trim() !== '')
    throw new Failure(
      `${file === '-' ? 'Standard input' : printable(file)}: this is no unified diff, as "git diff" prints it.`,
    );
  const top = findRepository(session.roots.folders[0] ?? session.cwd) ?? session.cwd;
  const byPath = new Map<string, readonly LineRange[] | 'all'>();
  for (const folder of [session.cwd, top]) for (const [path, lines] of files) byPath.set(join(folder, path), lines);
  return (shown) => byPath.get(absolute(session.cwd, shown)) ?? [];
}
