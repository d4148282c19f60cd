import { parse } from 'unbash';
import type { Range } from '../base/span.ts';
import { fullRange, type MappedText, plainText, sourceRange, without } from './mapped-text.ts';
import { convertScript } from './shell-convert.ts';
import type { ShellScript } from './shell-tree.ts';

export type {
  AndOrNode,
  CaseNode,
  CommandNode,
  FunctionNode,
  IfNode,
  LoopNode,
  PipelineNode,
  Redirect,
  SequenceNode,
  ShellNode,
  ShellScript,
  VariablePart,
  Word,
  WordPart,
} from './shell-tree.ts';

/** Longer scripts are not read: nobody writes them by hand, and an editor must not wait for them. */
const MAX_LENGTH = 300_000;

/** Parses the shell script between two offsets of a file. Never throws; ranges are offsets in the file. CRLF counts as LF. */
export function parseShell(text: string, start = 0, end: number = text.length): ShellScript {
  const from = Math.max(0, Math.min(start, text.length));
  const skip = text.charCodeAt(from) === 0xfeff ? 1 : 0;
  return parseMappedShell(plainText(text, from + skip, Math.max(from + skip, Math.min(end, text.length))));
}

/** Parses a script whose text was derived from a file; ranges are offsets in the file. Never throws. */
export function parseMappedShell(source: MappedText): ShellScript {
  const mapped = source.text.includes('\r\n') ? without(source, /\r(?=\n)/g) : source;
  const range = fullRange(mapped);
  if (mapped.text.length > MAX_LENGTH) return empty(range, 'the script is too long to be read');
  try {
    const script = parse(mapped.text);
    const shebang = /^#!([^\n]*)/.exec(mapped.text)?.[1];
    return {
      root: { ...convertScript(mapped, script), ...range },
      problems: (script.errors ?? []).map((e) => ({ value: e.message, ...sourceRange(mapped, e.pos, e.pos) })),
      ...(shebang === undefined ? {} : { shebang: { value: shebang, ...sourceRange(mapped, 2, 2 + shebang.length) } }),
    };
  } catch {
    // The parser states that it never throws; this keeps the promise of this layer whatever a new version does.
    return empty(range, 'the script cannot be read');
  }
}

function empty(range: Range, problem: string): ShellScript {
  const root = { kind: 'sequence', items: [], background: false, redirects: [], ...range } as const;
  return { root, problems: [{ value: problem, ...range }] };
}
