import type { Rule } from '../rules/rule.ts';

/** Removes the marks of an example: ⟦ and ⟧, escaped because one character beyond Latin-1 doubles what a bundle takes in memory. */
export function withoutMarks(text: string): string {
  return text.replace(/[\u27e6\u27e7]/g, '');
}

const FENCES: Readonly<Record<string, string>> = {
  py: 'python',
  yaml: 'yaml',
  yml: 'yaml',
  sh: 'sh',
  toml: 'toml',
  txt: 'text',
  ini: 'ini',
};

/** A code block; the fence is longer than any run of back-ticks in the text. */
export function codeBlock(path: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map((m) => m[0].length));
  const fence = '`'.repeat(longest + 1);
  const language = /dockerfile|containerfile/i.test(path)
    ? 'dockerfile'
    : (FENCES[path.split('.').at(-1) ?? ''] ?? 'text');
  return `${fence}${language}\n${withoutMarks(text).trimEnd()}\n${fence}`;
}

/** How far a rule can mend itself, read off its examples. */
export function fixKind(rule: Rule): 'automatic' | 'none' {
  return rule.bad.some((example) => example.fixed !== undefined) ? 'automatic' : 'none';
}
