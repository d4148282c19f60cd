/** A Python string literal without its quotes: where the content begins and ends, and its prefix letters in lower case. */
interface Literal {
  readonly prefix: string;
  readonly start: number;
  readonly end: number;
}

function literalOf(source: string): Literal | undefined {
  const match = /^([a-zA-Z]{0,3})("""|'''|"|')/.exec(source);
  if (match === null) return undefined;
  const [opening, prefix = '', quote = ''] = match;
  const start = opening.length;
  const closed = source.length >= start + quote.length && source.endsWith(quote);
  return { prefix: prefix.toLowerCase(), start, end: closed ? source.length - quote.length : source.length };
}

const simpleEscapes: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['0', '\0'],
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['v', '\v'],
  ['\n', ''],
]);

/** Replaces the escapes of a non-raw literal; an escape that Python would refuse stays as written. */
function resolveEscapes(content: string): string {
  if (!content.includes('\\')) return content;
  return content.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\s\S]))/g,
    (whole: string, x?: string, u?: string, long?: string, simple?: string) => {
      const hex = x ?? u ?? long;
      if (hex !== undefined) {
        const code = Number.parseInt(hex, 16);
        return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
      }
      if (simple === undefined) return whole;
      return simpleEscapes.get(simple) ?? (simple === '\\' || simple === '"' || simple === "'" ? simple : whole);
    },
  );
}

/** The text that a string literal stands for, its quotes and prefix included in `source`; bytes count as text. */
export function decodeString(source: string): string {
  const literal = literalOf(source);
  if (literal === undefined) return source;
  const content = source.slice(literal.start, literal.end);
  return literal.prefix.includes('r') ? content : resolveEscapes(content);
}

/** The constant pieces of an f-string around its replacements, whose offsets are relative to `source`. */
export function formatPieces(
  source: string,
  replacements: readonly { readonly start: number; readonly end: number }[],
): readonly string[] {
  const literal = literalOf(source);
  const start = literal?.start ?? 0;
  const end = literal?.end ?? source.length;
  const raw = literal?.prefix.includes('r') ?? false;
  const pieces: string[] = [];
  let from = start;
  for (const hole of replacements) {
    pieces.push(source.slice(from, Math.max(from, hole.start)));
    from = Math.max(from, hole.end);
  }
  pieces.push(source.slice(from, Math.max(from, end)));
  return pieces.map((piece) => {
    const doubled = piece.replaceAll('{{', '{').replaceAll('}}', '}');
    return raw ? doubled : resolveEscapes(doubled);
  });
}
