import type { Finding } from '../engine/finding.ts';
import type { Rule } from '../rules/rule.ts';
import { codeBlock, withoutMarks } from './rule-example.ts';

/** The lines of an example that changed, with one line of context, so that a hover stays short. */
function changedLines(before: string, after: string): readonly [string, string] {
  const a = before.trimEnd().split('\n');
  const b = after.trimEnd().split('\n');
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  return [a.slice(head, a.length - tail).join('\n'), b.slice(head, b.length - tail).join('\n')];
}

/** Before and after of the rule's first example with a fix. */
function beforeAfter(rule: Rule): string | undefined {
  const example = rule.bad.find((bad) => bad.fixed !== undefined);
  if (example?.fixed === undefined) return undefined;
  for (const [path, fixed] of Object.entries(example.fixed)) {
    const [before, after] = changedLines(withoutMarks(example.files[path] ?? ''), fixed);
    if (before === after) continue;
    const parts = [
      before === '' ? undefined : `Before\n${codeBlock(path, before)}`,
      after === '' ? undefined : `After\n${codeBlock(path, after)}`,
    ];
    return parts.filter((part) => part !== undefined).join('\n\n');
  }
  return undefined;
}

/** The rest is on the rule's page; a hover has room for little more. */
function firstParagraph(text: string): string {
  return text.split(/\n\s*\n/)[0] ?? text;
}

/** The part of a hover that explains a finding: why it matters, how to mend it, before and after, and where to read on. */
export function findingHover(rules: readonly Rule[], finding: Finding): string | undefined {
  const rule = rules.find((r) => r.name === finding.rule);
  if (rule === undefined) return undefined;
  const how = finding.fixes[0];
  const parts = [
    `**${rule.summary}** \`${rule.name}\``,
    firstParagraph(rule.why),
    how === undefined ? undefined : `**Quick fix:** ${how.title}`,
    beforeAfter(rule),
    `[Google's documentation](${rule.source.url})`,
  ];
  return parts.filter((part) => part !== undefined).join('\n\n');
}
