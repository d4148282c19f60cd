import { topicTitle } from '../server/src/catalog/topics.ts';
import { codeBlock, fixKind } from '../server/src/features/rule-example.ts';
import type { BadExample, ExampleFiles, GoodExample, Rule } from '../server/src/rules/rule.ts';

/** What a page has shown so far: a file that comes again is only named. */
type Shown = Set<string>;

function fileBlocks(files: ExampleFiles, shown: Shown): string {
  const names = Object.keys(files);
  const blocks = names.map((name) => {
    const block = codeBlock(name, files[name] ?? '');
    const known = `${name}\n${block}`;
    if (names.length > 1 && shown.has(known)) return `\`${name}\`: as before`;
    shown.add(known);
    return `${names.length > 1 ? `\`${name}\`\n\n` : ''}${block}`;
  });
  return blocks.join('\n\n');
}

function badSection(example: BadExample, index: number, shown: Shown): string {
  const heading = `### ${example.why ?? `Example ${index + 1}`}`;
  const fixed = example.fixed === undefined ? '' : `\n\nAfter the fix:\n\n${fileBlocks(example.fixed, new Set())}`;
  return `${heading}\n\n${fileBlocks(example.files, shown)}${fixed}`;
}

function goodSection(example: GoodExample, _index: number, shown: Shown): string {
  return `### ${example.why}\n\n${fileBlocks(example.files, shown)}`;
}

/** Examples that a page shows whole; those beyond are named. A rule has one for each case that is tested, more than anybody reads. */
const SHOWN = { bad: 3, good: 2 };

/** A heading, the first examples, and what the others show. */
function examples<E extends { readonly why?: string }>(
  title: string,
  all: readonly E[],
  shown: readonly E[],
  section: (example: E, index: number, before: Shown) => string,
  others: string,
  before: Shown,
): string | undefined {
  if (all.length === 0) return undefined;
  const named = all.flatMap((one) => (one.why === undefined || shown.includes(one) ? [] : [`- ${one.why}`]));
  const rest = named.length === 0 ? [] : [`### ${others}\n\n${named.join('\n')}`];
  return [`## ${title}`, ...shown.map((example, index) => section(example, index, before)), ...rest].join('\n\n');
}

/** The first examples; one with a fix is among them where there is any. */
function shownBad(bad: readonly BadExample[]): readonly BadExample[] {
  const first = bad.slice(0, SHOWN.bad);
  const fixed = bad.find((example) => example.fixed !== undefined);
  return fixed === undefined || first.includes(fixed) ? first : [...first.slice(0, -1), fixed];
}

/** The Markdown page of a rule, for docs/rules/<name>.md: what editors show and `explain` prints. */
export function rulePage(rule: Rule): string {
  const shown: Shown = new Set();
  const parts = [
    `# ${rule.name}`,
    rule.summary,
    `**Severity:** ${rule.severity} · **Fix:** ${fixKind(rule) === 'automatic' ? 'yes' : 'no'} · **Since:** ${rule.since}`,
    `## Why\n\n${rule.why}`,
    `## What it says\n\n${Object.values(rule.messages)
      .map(
        (m) =>
          `- ${m.replaceAll('<', '\\<').replace(/(\$?)\{(\w+)\}/g, (all, d: string, n: string) => (d === '' ? `‹${n}›` : all))}`,
      )
      .join('\n')}`,
    examples('Wrong', rule.bad, shownBad(rule.bad), badSection, 'Also reported', shown),
    examples('Right', rule.good, rule.good.slice(0, SHOWN.good), goodSection, 'Not reported either', shown),
    rule.related === undefined ? undefined : `## Related\n\n${rule.related.map((line) => `- ${line}`).join('\n')}`,
    `## Silence it\n\nOn the line above: \`# cloud-run-ignore ${rule.name}: <reason>\`. Everywhere: \`"cloudRunPreflight.rules": { "${rule.name}": "off" }\`.`,
    `## Source\n\n<${rule.source.url}> (checked ${rule.source.checked})${rule.topic === undefined ? '' : `. Background: [${topicTitle(rule.topic)}](../topics/${rule.topic}.md)`}`,
  ];
  return `${parts.filter((part) => part !== undefined).join('\n\n')}\n`;
}
