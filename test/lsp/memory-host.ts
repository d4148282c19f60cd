import type { Uri } from '../../server/src/base/span.ts';
import { dirname } from '../../server/src/base/uri.ts';
import { CONFIG_NAME } from '../../server/src/engine/config-file.ts';
import type { FileHost } from '../../server/src/lsp/file-host.ts';
import type { ReadFileAnswer } from '../../server/src/lsp/protocol.ts';

/** A disk in memory. */
export interface MemoryHost extends FileHost {
  /** Content by core URI; a string is text. */
  readonly files: Map<Uri, string | ReadFileAnswer>;
  /** Files that were read, in order. */
  readonly reads: Uri[];
}

/** Creates a disk with these files. It has one page. */
export function createMemoryHost(files: Readonly<Record<Uri, string | ReadFileAnswer>> = {}): MemoryHost {
  const content = new Map(Object.entries(files));
  const reads: Uri[] = [];
  return {
    files: content,
    reads,
    setFolders: () => Promise.resolve(),
    list: (uri) =>
      Promise.resolve({
        files: [...content.keys()].filter((file) => file === uri || file.startsWith(`${uri}/`)).sort(),
        truncated: false,
        problems: [],
      }),
    sizes: (uris) =>
      Promise.resolve(
        new Map(
          uris.flatMap((uri) => {
            const found = content.get(uri);
            return typeof found === 'string' ? [[uri, found.length] as const] : [];
          }),
        ),
      ),
    configAbove: (folder) => {
      for (let at = dirname(folder); at.startsWith('file:///'); at = dirname(at)) {
        const found = content.get(`${at}/${CONFIG_NAME}`);
        if (typeof found === 'string')
          return Promise.resolve({ uri: `${at}/${CONFIG_NAME}`, answer: { kind: 'text' as const, text: found } });
      }
      return Promise.resolve(undefined);
    },
    readBeside: (_config, uri) => {
      const found = content.get(uri);
      return Promise.resolve(typeof found === 'string' ? { kind: 'text', text: found } : (found ?? { kind: 'absent' }));
    },
    page: (kind, name) => Promise.resolve(kind === 'rules' && name === 'bad-word' ? '# bad-word\n' : undefined),
    read: (uri) => {
      reads.push(uri);
      const found = content.get(uri);
      if (found === undefined) return Promise.resolve({ kind: 'absent' });
      return Promise.resolve(typeof found === 'string' ? { kind: 'text', text: found } : found);
    },
  };
}
