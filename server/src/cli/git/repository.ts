import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

// Reads git's own files: this program starts no other one. Formats: git's documentation, gitrepository-layout(5) and gitformat-pack(5).

/** Where the files of a repository are. */
export interface Repository {
  /** The folder of the checkout. */
  readonly top: string;
  /** What belongs to this checkout alone: HEAD. */
  readonly own: string;
  /** What all checkouts of the repository share: refs and objects. */
  readonly common: string;
  /** Folders with objects; the repository's own one first. */
  readonly objects: readonly string[];
}

/** Opens the repository of a checkout; `undefined` where its files are not as expected. */
export function openRepository(top: string): Repository | undefined {
  try {
    const dot = join(top, '.git');
    const own = statSync(dot).isDirectory()
      ? dot
      : realpathSync(resolve(top, /^gitdir: (.+)$/m.exec(readFileSync(dot, 'utf8'))?.[1] ?? ''));
    const shared = join(own, 'commondir');
    const common = existsSync(shared) ? realpathSync(resolve(own, readFileSync(shared, 'utf8').trim())) : own;
    const first = join(common, 'objects');
    const alternates = join(first, 'info', 'alternates');
    const others = existsSync(alternates)
      ? readFileSync(alternates, 'utf8')
          .split('\n')
          .filter((line) => line !== '' && !line.startsWith('#'))
          .map((line) => resolve(first, line))
      : [];
    return { top, own, common, objects: [first, ...others] };
  } catch {
    return undefined;
  }
}

/** Whether the repository names its objects by SHA-256, which this reader does not know. */
export function usesSha256(repository: Repository): boolean {
  try {
    return /objectformat\s*=\s*sha256/i.test(readFileSync(join(repository.common, 'config'), 'utf8'));
  } catch {
    return false;
  }
}
