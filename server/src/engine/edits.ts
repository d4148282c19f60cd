import type { Uri } from '../base/span.ts';
import type { Edit, Fix, FixSafety } from '../rules/rule.ts';
import { compareFindings, type Finding } from './finding.ts';

/** Applies the edits that concern one file. Edits must not overlap; they may come in any order. */
export function applyEdits(text: string, uri: Uri, edits: readonly Edit[]): string {
  const own = edits
    .filter((edit) => edit.at.uri === uri)
    .sort((a, b) => a.at.start - b.at.start || a.at.end - b.at.end);
  let out = '';
  let last = 0;
  for (const { at, newText } of own) {
    out += text.slice(last, at.start) + newText;
    last = at.end;
  }
  return out + text.slice(last);
}

/**
 * Whether two edits touch the same text. Two insertions at one place do, since their order would be arbitrary, and one in front of what the
 * other replaces, since it was meant for what stood there (`exec` before a command that becomes a list).
 */
export function editsConflict(a: Edit, b: Edit): boolean {
  if (a.at.uri !== b.at.uri) return false;
  if (a.at.start === b.at.start) return true;
  return a.at.start < b.at.end && b.at.start < a.at.end;
}

/** The fix that bulk application may use: the first one of at least the wanted safety. */
export function bulkFix(finding: Finding, safety: FixSafety): Fix | undefined {
  return finding.fixes.find((fix) => fix.safety === 'safe' || safety === 'suggestion');
}

/** Edits of one file that were chosen, by start. None overlaps another, so that only neighbours can be in the way of a new one. */
function firstFrom(chosen: readonly Edit[], start: number): number {
  let [low, high] = [0, chosen.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((chosen[middle]?.at.start ?? Infinity) < start) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The chosen edits that may touch the text of another one: those that start in it, and those at the last start before it. */
function near(chosen: readonly Edit[], { at }: Edit): readonly Edit[] {
  const inside = firstFrom(chosen, at.start);
  const first = firstFrom(chosen, chosen[inside - 1]?.at.start ?? 0);
  let last = inside;
  while ((chosen[last]?.at.start ?? Infinity) <= at.end) last++;
  return chosen.slice(first, last);
}

/**
 * Chooses edits that can be applied together: findings in report order, a fix whole or not at all, identical edits once,
 * later fixes that touch the same text left for the next round.
 */
export function collectFixes(
  findings: readonly Finding[],
  safety: FixSafety,
): { readonly edits: readonly Edit[]; readonly fixed: readonly Finding[] } {
  const chosen = new Map<Uri, Edit[]>();
  const edits: Edit[] = [];
  const fixed: Finding[] = [];
  for (const finding of [...findings].sort(compareFindings)) {
    const fix = bulkFix(finding, safety);
    if (fix === undefined) continue;
    const around = (edit: Edit): readonly Edit[] => near(chosen.get(edit.at.uri) ?? [], edit);
    const fresh = fix.edits.filter((edit) => !around(edit).some((other) => sameEdit(edit, other)));
    if (fresh.some((edit) => around(edit).some((other) => editsConflict(edit, other)))) continue;
    for (const edit of fresh) {
      const own = chosen.get(edit.at.uri) ?? [];
      chosen.set(edit.at.uri, own);
      own.splice(firstFrom(own, edit.at.start), 0, edit);
    }
    edits.push(...fresh);
    fixed.push(finding);
  }
  return { edits, fixed };
}

function sameEdit(a: Edit, b: Edit): boolean {
  return a.at.uri === b.at.uri && a.at.start === b.at.start && a.at.end === b.at.end && a.newText === b.newText;
}
