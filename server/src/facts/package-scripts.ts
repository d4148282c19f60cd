import type { Located } from '../base/span.ts';

/** One script of a package.json, with the range of its text between the quotes. */
export interface PackageScript {
  readonly name: string;
  readonly command: Located<string>;
}

/** The scripts of a package.json; none where it does not parse. */
export function packageScripts(text: string): readonly PackageScript[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [];
  }
  const scripts = isRecord(value) ? value['scripts'] : undefined;
  const from = /"scripts"\s*:\s*\{/.exec(text)?.index;
  if (!isRecord(scripts) || from === undefined) return [];
  return Object.entries(scripts).flatMap(([name, command]): readonly PackageScript[] => {
    if (typeof command !== 'string') return [];
    const key = text.indexOf(JSON.stringify(name), from);
    const quoted = JSON.stringify(command);
    const at = key < 0 ? -1 : text.indexOf(quoted, key);
    if (at < 0) return [];
    return [{ name, command: { value: command, start: at + 1, end: at + quoted.length - 1 } }];
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
