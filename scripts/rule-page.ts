import { topicTitle } from '../server/src/catalog/topics.ts';
import { codeBlock, fixKind } from '../server/src/features/rule-example.ts';
import type { BadExample, ExampleFiles, GoodExample, Rule } from '../server/src/rules/rule.ts';

function fileBlocks(files: ExampleFiles): string {
  const names = Object.keys(files);
  return names
    .map((name) => `${names.length > 1 ? `\`${name}\`\n\n` : ''}${codeBlock(name, files[name] ?? '')}`)
    .join('\n\n');
}

function badSection(example: BadExample, index: number): string {
  const heading = `### ${example.why ?? `Example ${index + 1}`}`;
  const fixed = example.fixed === undefined ? '' : `\n\nAfter the fix:\n\n${fileBlocks(example.fixed)}`;
  return `${heading}\n\n${fileBlocks(example.files)}${fixed}`;
}

function goodSection(example: GoodExample): string {
  return `### ${example.why}\n\n${fileBlocks(example.files)}`;
}

/** The Markdown page of a rule, for docs/rules/<name>.md: what editors show and `explain` prints. */
export function rulePage(rule: Rule): string {
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
    `## Wrong\n\n${rule.bad.map(badSection).join('\n\n')}`,
    rule.good.length === 0 ? undefined : `## Right\n\n${rule.good.map(goodSection).join('\n\n')}`,
    rule.related === undefined ? undefined : `## Related\n\n${rule.related.map((line) => `- ${line}`).join('\n')}`,
    `## Silence it\n\nOn the line above: \`# cloud-run-ignore ${rule.name}: <reason>\`. Everywhere: \`"cloudRunPreflight.rules": { "${rule.name}": "off" }\`.`,
    `## Source\n\n<${rule.source.url}> (checked ${rule.source.checked})${rule.topic === undefined ? '' : `. Background: [${topicTitle(rule.topic)}](../topics/${rule.topic}.md)`}`,
  ];
  return `${parts.filter((part) => part !== undefined).join('\n\n')}\n`;
}
