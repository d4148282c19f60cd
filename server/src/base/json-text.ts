/**
 * JSON for build logs and files that people look at in terminals. `##[` can only stand inside a string, where an escape means the same; the control
 * characters that `JSON.stringify` leaves alone are escaped as well.
 */
export function jsonText(value: unknown, indent?: number): string {
  const text = JSON.stringify(value, undefined, indent);
  return text
    .replaceAll('##[', '##\\u005b')
    .replace(
      /(?!\n)[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu,
      (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
}
