/** Whether a shell pattern (`*`, `?`, `[…]`, `\x`) matches the whole text. `*` crosses `/` unless `path` is set. Linear in practice. */
export function matchesGlob(pattern: string, text: string, path = false): boolean {
  const source = compile(pattern, path);
  return source?.test(text) ?? false;
}

function compile(pattern: string, path: boolean): RegExp | undefined {
  let out = '';
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i] ?? '';
    if (c === '*') {
      while (pattern[i + 1] === '*') i++;
      out += path ? '[^/]*' : '.*';
    } else if (c === '?') out += path ? '[^/]' : '.';
    else if (c === '\\') {
      i++;
      out += escapeCharacters(pattern[i] ?? '\\');
    } else if (c === '[') {
      const end = pattern.indexOf(']', i + 2);
      if (end < 0) out += '\\[';
      else {
        const body = pattern
          .slice(i + 1, end)
          .replace(/^!/, '^')
          .replace(/[\\[]/g, '\\$&');
        out += `[${body}]`;
        i = end;
      }
    } else out += escapeCharacters(c);
  }
  try {
    return new RegExp(`^(?:${out})$`, 's');
  } catch {
    return undefined; // a range out of order such as [z-a]
  }
}

function escapeCharacters(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
