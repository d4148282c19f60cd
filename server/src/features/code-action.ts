import { overlaps, type Range, type Uri } from '../base/span.ts';
import { basename } from '../base/uri.ts';
import { collectFixes } from '../engine/edits.ts';
import type { Finding } from '../engine/finding.ts';
import type { Edit, Fix } from '../rules/rule.ts';
import type { FeatureContext } from './context.ts';

/** `quickfix` mends findings at the range; `fix-all` mends the whole file with safe fixes. */
export type CodeActionKind = 'quickfix' | 'fix-all';

/** One entry of the light bulb, without editor types. */
export interface CodeActionAnswer {
  readonly title: string;
  readonly kind: CodeActionKind;
  /** The findings that it mends. */
  readonly findings: readonly Finding[];
  readonly edits: readonly Edit[];
  /** The one that "auto fix" takes. */
  readonly preferred: boolean;
  /** A page to show instead of an edit. */
  readonly showRule?: string;
}

function fromFix(finding: Finding, fix: Fix, first: boolean): CodeActionAnswer {
  return {
    title: fix.title,
    kind: 'quickfix',
    findings: [finding],
    edits: fix.edits,
    preferred: first && fix.safety === 'safe',
  };
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/**
 * Where the comment above a finding goes: above the instruction in a Dockerfile (a comment inside a continued line would
 * be legal, but reads as part of the command), above the line elsewhere.
 */
function statementStart(text: string, offset: number): number {
  let start = lineStart(text, offset);
  while (start > 0 && /\\[ \t]*\r?\n$/.test(text.slice(lineStart(text, start - 1), start)))
    start = lineStart(text, start - 1);
  return start;
}

/** A comment against these would itself be what is wrong, or stand in text that is about to go. */
const NOT_IGNORED: ReadonlySet<string> = new Set(['merge-conflict', 'unused-suppression']);

function ignoreHere(context: FeatureContext, finding: Finding): CodeActionAnswer | undefined {
  const text = context.workspace.text(finding.at.uri);
  if (text === undefined || !context.settingsFor(finding.at.uri).ignoreAction || NOT_IGNORED.has(finding.rule))
    return undefined;
  const start = statementStart(text, finding.at.start);
  const indent = /^[ \t]*/.exec(text.slice(start))?.[0] ?? '';
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const at = { uri: finding.at.uri, start: start + indent.length, end: start + indent.length };
  const newText = `# cloud-run-ignore ${finding.rule}: explain why${newline}${indent}`;
  return {
    title: `Ignore ${finding.rule} here`,
    kind: 'quickfix',
    findings: [finding],
    edits: [{ at, newText }],
    preferred: false,
  };
}

function fixAll(title: string, kind: CodeActionKind, findings: readonly Finding[]): CodeActionAnswer | undefined {
  const { edits, fixed } = collectFixes(findings, 'safe');
  return edits.length === 0 ? undefined : { title, kind, findings: fixed, edits, preferred: false };
}

/** The actions at a range of a file, fixes first, then bulk fixes, "ignore here", and the rule's page. */
export function codeActions(context: FeatureContext, uri: Uri, range: Range): readonly CodeActionAnswer[] {
  const all = context.findings(uri);
  const here = all.filter((finding) => overlaps(finding.at, range));
  const fixes = here.flatMap((finding) => finding.fixes.map((fix, i) => fromFix(finding, fix, i === 0)));
  const names = [...new Set(here.map((finding) => finding.rule))];
  const ofRule = names.flatMap((name) => {
    const same = all.filter((finding) => finding.rule === name);
    return same.length < 2 ? [] : (fixAll(`Fix all ${name} in ${basename(uri)}`, 'quickfix', same) ?? []);
  });
  const everything = fixAll('Fix all safe Cloud Run problems', 'fix-all', all);
  const ignores = here.flatMap((finding) => ignoreHere(context, finding) ?? []);
  const pages = names.map((name) => ({
    title: `Show documentation for ${name}`,
    kind: 'quickfix' as const,
    findings: here.filter((finding) => finding.rule === name),
    edits: [],
    preferred: false,
    showRule: name,
  }));
  return [...fixes, ...ofRule, ...(everything === undefined ? [] : [everything]), ...ignores, ...pages];
}
