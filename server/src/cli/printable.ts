// Text of users' files and file names goes to terminals and into build logs. None of it may move the cursor, change
// colours, reorder what follows, or be taken for a command of the build server.

/** Controls (C0, C1, DEL), format characters that hide or reorder text, line and paragraph separators, half surrogates. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** How one unsafe character is shown: `\n`, `\t`, `\u{1b}`. */
function escapeOf(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  if (character === '\t') return '\\t';
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/** Text on one line in which nothing is interpreted. */
export function printable(text: string): string {
  return harmless(text.replace(UNSAFE, escapeOf));
}

/** The same character by character, for frames that count columns; a tab becomes spaces, a byte order mark nothing. */
export function printableCharacter(character: string): string {
  if (character === '\ufeff') return '';
  if (character === '\t') return '    ';
  return character.replace(UNSAFE, escapeOf);
}

/** Breaks the older form of GitHub's workflow commands (`##[…]`), which is obeyed anywhere in a line. */
export function harmless(text: string): string {
  return text.includes('##[') ? text.replaceAll('##[', '## [') : text;
}

/** Text and attribute values of XML 1.0: markup escaped, forbidden characters shown as text. */
export function xmlText(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, (c) => escapeOf(c))
    .replace(/[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, escapeOf)
    .replace(/[&<>"'\t\n\r]/g, (c) => `&#${c.charCodeAt(0)};`)
    .replaceAll('##[', '##&#91;');
}
