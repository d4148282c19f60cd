import { codeSpan } from '../base/markdown.ts';
import type { Uri } from '../base/span.ts';
import { basename } from '../base/uri.ts';
import { applyEdits } from '../engine/edits.ts';
import type { Finding } from '../engine/finding.ts';
import type { Fix, Rule } from '../rules/rule.ts';
import { codeBlock, withoutMarks } from './rule-example.ts';

/** Lines of code that a hover shows at most. A longer change is better looked at where it is made. */
const MOST_LINES = 8;

/** The lines that differ, without those before and after that are the same. */
function changedLines(before: string, after: string): readonly [string, string] {
  const a = before.trimEnd().split(/\r?\n/);
  const b = after.trimEnd().split(/\r?\n/);
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  return [a.slice(head, a.length - tail).join('\n'), b.slice(head, b.length - tail).join('\n')];
}

/** Lines without the indentation that all of them have. */
function dedented(lines: string): string {
  const all = lines.split('\n');
  const indents = all.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length);
  const common = Math.min(...indents);
  return Number.isFinite(common) ? all.map((line) => line.slice(common)).join('\n') : lines;
}

/** Before and after of the rule's first example with a fix; of a rule that says several things it may show another one. */
function example(rule: Rule): string | undefined {
  if (Object.keys(rule.messages).length > 1) return undefined;
  const found = rule.bad.find((bad) => bad.fixed !== undefined);
  if (found?.fixed === undefined) return undefined;
  for (const [path, fixed] of Object.entries(found.fixed)) {
    const [before, after] = changedLines(withoutMarks(found.files[path] ?? ''), fixed);
    if (before === after) continue;
    const parts = [
      before === '' ? undefined : `For example, instead of\n${codeBlock(path, dedented(before))}`,
      after === '' ? undefined : `write\n${codeBlock(path, dedented(after))}`,
    ];
    return parts.filter((part) => part !== undefined).join('\n\n');
  }
  return undefined;
}

/** The lines that a fix leaves behind in a file; `undefined` for one that is not known. */
function linesLeft(fix: Fix, uri: Uri, textOf: (uri: Uri) => string | undefined): string | undefined {
  const isNew = fix.edits.some((edit) => edit.creates && edit.at.uri === uri);
  const text = isNew ? '' : textOf(uri);
  return text === undefined ? undefined : changedLines(text, applyEdits(text, uri, fix.edits))[1];
}

/** A fix by its title, with the lines that it leaves behind where they are few, by the names of other files. */
function quickFix(fix: Fix, own: Uri, textOf: (uri: Uri) => string | undefined): string {
  const changed = [...new Set(fix.edits.map((edit) => edit.at.uri))].map((uri) => {
    const lines = linesLeft(fix, uri, textOf);
    return { uri, name: codeSpan(basename(uri)), lines, block: codeBlock(basename(uri), dedented(lines ?? '')) };
  });
  const [first] = changed;
  const title = `**Quick fix:** ${fix.title}`;
  const total = changed.flatMap(({ lines }) => lines?.split('\n') ?? []).length;
  const isShort = total <= MOST_LINES && changed.every(({ lines }) => lines !== undefined && lines !== '');
  if (first === undefined) return title;
  if (changed.length > 1)
    return [title, ...(isShort ? changed.map(({ name, block }) => `In ${name}:\n${block}`) : [])].join('\n\n');
  const place = first.uri === own || first.lines === undefined ? '' : `, in ${first.name}`;
  return isShort ? `${title}${place}\n${first.block}` : `${title}${place}`;
}

/** The rest is on the rule's page; a hover has room for little more. */
function firstParagraph(text: string): string {
  return text.split(/\n\s*\n/)[0] ?? text;
}

/**
 * The part of a hover that explains a finding: why it matters, what its fix makes of the user's lines (without a fix: an example),
 * and where to read on.
 */
export function findingHover(
  rules: readonly Rule[],
  finding: Finding,
  textOf: (uri: Uri) => string | undefined,
): string | undefined {
  const rule = rules.find((r) => r.name === finding.rule);
  if (rule === undefined) return undefined;
  const [fix] = finding.fixes;
  const parts = [
    `**${rule.summary}** \`${rule.name}\``,
    firstParagraph(rule.why),
    fix === undefined ? example(rule) : quickFix(fix, finding.at.uri, textOf),
    `[${/^https:\/\/[\w.]*\bgoogle\.com\//.test(rule.source.url) ? "Google's documentation" : 'Documentation'}](${rule.source.url})`,
  ];
  return parts.filter((part) => part !== undefined).join('\n\n');
}
