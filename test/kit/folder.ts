import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';

/** The project's folder, seen from the compiled tests. */
export const PROJECT = resolve(import.meta.dirname, '..', '..', '..');

/** All text files below a folder of the project, or an absolute one, by path with `/`. */
export function readFolder(path: string): Readonly<Record<string, string>> {
  const root = resolve(PROJECT, path);
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map((entry) => {
      const file = join(entry.parentPath, entry.name);
      return [
        file
          .slice(root.length + 1)
          .split(sep)
          .join('/'),
        readFileSync(file, 'utf8'),
      ];
    }),
  );
}
