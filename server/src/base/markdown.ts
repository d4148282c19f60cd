// Text of users' files inside Markdown: it may hold anything, and must never become a link, an image or HTML.

/** A code span that shows `text` literally; line breaks become spaces, long text is cut. */
export function codeSpan(text: string, most = 300): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  const cut = flat.length > most ? `${flat.slice(0, most)}…` : flat;
  if (cut === '') return '';
  const longest = Math.max(0, ...[...cut.matchAll(/`+/g)].map((m) => m[0].length));
  const fence = '`'.repeat(longest + 1);
  const pad = cut.startsWith('`') || cut.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${cut}${pad}${fence}`;
}

/** A code span for a table cell, where a `|` would end the cell. */
export function codeCell(text: string, most?: number): string {
  return codeSpan(text, most).replaceAll('|', '\\|');
}

/** Plain text in which Markdown finds nothing to interpret, bare addresses included. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>~&:@]/g, '\\$&').replace(/\s+/g, ' ');
}
