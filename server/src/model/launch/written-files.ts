import { type Span, spanOf, type Uri } from '../../base/span.ts';
import { runScript } from '../../facts/dockerfile/dockerfile.ts';
import type { Run } from '../../facts/dockerfile/types.ts';
import type { MappedText } from '../../syntax/mapped-text.ts';
import type { Redirect, ShellNode } from '../../syntax/shell.ts';
import type { ImageConfig } from './image.ts';
import { joinDirectory } from './image-path.ts';

/** A file whose text stands in the Dockerfile. */
export interface WrittenFile {
  readonly kind: 'text';
  readonly uri: Uri;
  readonly text: MappedText;
  readonly at: Span;
}

/** Finds a file that a RUN writes with a here-document, `echo` or `printf`. */
export function writtenFile(config: ImageConfig, path: string): WrittenFile | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  for (const stage of config.chain) {
    for (const run of [...stage.runs].reverse()) {
      if (run.form !== 'shell' || !run.source.text.includes(name) || !/>|\btee\b/.test(run.source.text)) continue;
      const found = writtenBy(config, run, config.workdirAt(stage, run.order), path);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function writtenBy(config: ImageConfig, run: Run, workdir: string | undefined, path: string): WrittenFile | undefined {
  let content: { text: MappedText; at: Span } | undefined;
  const add = (text: MappedText | undefined, at: Span, append: boolean): void => {
    if (text === undefined) return;
    content = append && content !== undefined ? { text: joined(content.text, text), at: content.at } : { text, at };
  };
  const visit = (node: ShellNode): void => {
    if (node.kind === 'sequence' || node.kind === 'pipeline') node.items.forEach(visit);
    else if (node.kind === 'and' || node.kind === 'or') {
      visit(node.left);
      visit(node.right);
    } else if (node.kind === 'group' || node.kind === 'subshell') {
      const target = outputOf(node.redirects, workdir);
      if (target?.path === path) {
        for (const item of node.body.items) {
          if (item.kind === 'command') add(printed(item), spanOf(config.uri, item), true);
        }
      } else visit(node.body);
    } else if (node.kind === 'command') {
      const tee = node.words[0]?.raw === 'tee' ? node.words.find((w, i) => i > 0 && !w.raw.startsWith('-')) : undefined;
      const target =
        tee === undefined
          ? outputOf(node.redirects, workdir)
          : { path: joinDirectory(workdir, plain(tee.raw)), append: false };
      if (target?.path === path) add(printed(node), spanOf(config.uri, node), target.append);
    }
  };
  visit(runScript(run).root);
  return content === undefined ? undefined : { kind: 'text', uri: config.uri, ...content };
}

function plain(raw: string): string {
  return raw.replace(/^(['"])(.*)\1$/, '$2');
}

function outputOf(
  redirects: readonly Redirect[],
  workdir: string | undefined,
): { readonly path: string | undefined; readonly append: boolean } | undefined {
  const redirect = redirects.find(
    (r) =>
      (r.operator === '>' || r.operator === '>>' || r.operator === '>|') &&
      r.descriptor !== 2 &&
      r.target !== undefined,
  );
  if (redirect?.target === undefined) return undefined;
  return { path: joinDirectory(workdir, plain(redirect.target.raw)), append: redirect.operator === '>>' };
}

/** What a command prints: the here-document of `cat`, the words of `echo` and `printf`. */
function printed(node: Extract<ShellNode, { kind: 'command' }>): MappedText | undefined {
  const heredoc = node.redirects.find((r) => r.heredoc !== undefined)?.heredoc;
  if (heredoc !== undefined) {
    const length = heredoc.end - heredoc.start;
    // The build's shell has replaced variables by then; escaped ones are literal text here.
    if (!heredoc.quoted && heredoc.parts.some((p) => p.kind !== 'literal')) return undefined;
    const text = heredoc.quoted
      ? heredoc.value
      : heredoc.parts.map((p) => (p.kind === 'literal' ? p.text : '')).join('');
    return {
      text,
      segments: text === '' ? [] : [{ at: 0, length: text.length, source: heredoc.start, sourceLength: length }],
      origin: heredoc.start,
    };
  }
  const program = node.words[0]?.raw;
  if (program !== 'echo' && program !== 'printf') return undefined;
  const words = node.words.slice(1).filter((w) => !/^-[neE]+$/.test(w.raw));
  const shown = program === 'printf' ? words.filter((w, i) => i > 0 || !/^['"]?%s/.test(w.raw)) : words;
  if (shown.length === 0 || shown.some((w) => w.parts.some((p) => p.kind !== 'literal'))) return undefined;
  const separator = program === 'printf' ? '\n' : ' ';
  let text = '';
  const segments: { at: number; length: number; source: number; sourceLength: number }[] = [];
  shown.forEach((word, i) => {
    const value = word.parts
      .map((p) => (p.kind === 'literal' ? p.text : ''))
      .join('')
      .replace(/\\n/g, '\n')
      .replace(/\\t/g, '\t')
      .replace(/\\"/g, '"');
    const piece = (i > 0 ? separator : '') + value;
    segments.push({ at: text.length, length: piece.length, source: word.start, sourceLength: word.end - word.start });
    text += piece;
  });
  return {
    text: `${text}\n`,
    segments: [...segments, { at: text.length, length: 1, source: node.end, sourceLength: 0 }],
    origin: node.start,
  };
}

function joined(a: MappedText, b: MappedText): MappedText {
  const shift = a.text.length;
  return {
    text: a.text + b.text,
    segments: [...a.segments, ...b.segments.map((s) => ({ ...s, at: s.at + shift }))],
    origin: a.origin,
  };
}
