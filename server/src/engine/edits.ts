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

/** Whether two edits touch the same text; two insertions at one place do, since their order would be arbitrary. */
export function editsConflict(a: Edit, b: Edit): boolean {
  if (a.at.uri !== b.at.uri) return false;
  if (a.at.start === b.at.start && a.at.end === b.at.end) return true;
  return a.at.start < b.at.end && b.at.start < a.at.end;
}

/** The fix that bulk application may use: the first one of at least the wanted safety. */
export function bulkFix(finding: Finding, safety: FixSafety): Fix | undefined {
  return finding.fixes.find((fix) => fix.safety === 'safe' || safety === 'suggestion');
}

/**
 * Chooses edits that can be applied together: findings in report order, a fix whole or not at all, identical edits once,
 * later fixes that touch the same text left for the next round.
 */
export function collectFixes(
  findings: readonly Finding[],
  safety: FixSafety,
): { readonly edits: readonly Edit[]; readonly fixed: readonly Finding[] } {
  const edits: Edit[] = [];
  const fixed: Finding[] = [];
  for (const finding of [...findings].sort(compareFindings)) {
    const fix = bulkFix(finding, safety);
    if (fix === undefined) continue;
    const fresh = fix.edits.filter((edit) => !edits.some((other) => sameEdit(edit, other)));
    if (fresh.some((edit) => edits.some((other) => editsConflict(edit, other)))) continue;
    edits.push(...fresh);
    fixed.push(finding);
  }
  return { edits, fixed };
}

function sameEdit(a: Edit, b: Edit): boolean {
  return a.at.uri === b.at.uri && a.at.start === b.at.start && a.at.end === b.at.end && a.newText === b.newText;
}
