import { styleText } from 'node:util';

/** A rule's Markdown page for the terminal: unchanged where colours are off, else with headings and code set apart. */
export function pageText(page: string, color: boolean): string {
  if (!color) return page;
  const paint = (style: Parameters<typeof styleText>[0], text: string): string =>
    styleText(style, text, { validateStream: false });
  let fence: string | undefined;
  // The indent sets code apart, so the lines of its fences are left out.
  const lines = page.split('\n').flatMap((line) => {
    const mark = /^(`{3,})/.exec(line)?.[1];
    if (fence !== undefined) {
      if (mark === undefined || !mark.startsWith(fence)) return `    ${paint('cyan', line)}`;
      fence = undefined;
      return [];
    }
    if (mark !== undefined) {
      fence = mark;
      return [];
    }
    const heading = /^#{1,6} (.*)$/.exec(line)?.[1];
    if (heading !== undefined) return paint('bold', heading);
    return line.replace(/\*\*([^*]+)\*\*|`([^`]+)`/g, (_all, bold: string | undefined, code: string | undefined) =>
      bold === undefined ? paint('cyan', code ?? '') : paint('bold', bold),
    );
  });
  return lines.join('\n');
}
