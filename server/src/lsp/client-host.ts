import type { Connection } from 'vscode-languageserver';
import type { FileHost } from './file-host.ts';
import {
  FILE_SIZES,
  type FileSizesAnswer,
  LIST_FILES,
  type ListFilesAnswer,
  READ_FILE,
  type ReadFileAnswer,
} from './protocol.ts';
import { toCoreUri, toEditorUri } from './uri.ts';
import { within } from './within.ts';

/** How long the client may take, in milliseconds, before the server goes on without the answer. */
const LIST_BOUND = 30_000;
const READ_BOUND = 10_000;

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Reads files through the client: a web worker has no disk, and virtual workspaces have none either. */
export function createClientHost(connection: Connection): FileHost {
  return {
    setFolders: () => Promise.resolve(),
    list: async (uri) => {
      try {
        const request = connection.sendRequest<ListFilesAnswer>(LIST_FILES, { uri: toEditorUri(uri) });
        const { uris, truncated } = await within(request, LIST_BOUND, 'listing files');
        return { files: uris.flatMap((u) => toCoreUri(u) ?? []), truncated, problems: [] };
      } catch (error) {
        return { files: [], truncated: false, problems: [`cannot list ${uri}: ${reasonOf(error)}`] };
      }
    },
    sizes: async (uris) => {
      const names = new Map(uris.map((uri) => [toEditorUri(uri), uri]));
      try {
        const request = connection.sendRequest<FileSizesAnswer>(FILE_SIZES, { uris: [...names.keys()] });
        const { sizes } = await within(request, READ_BOUND, 'measuring files');
        return new Map(Object.entries(sizes).flatMap(([name, size]) => [[names.get(name) ?? name, size] as const]));
      } catch {
        // A client that does not know the question, or is too slow: sizes only make some answers more exact.
        return new Map();
      }
    },
    read: async (uri) => {
      try {
        const request = connection.sendRequest<ReadFileAnswer>(READ_FILE, { uri: toEditorUri(uri) });
        return await within(request, READ_BOUND, 'reading a file');
      } catch (error) {
        return { kind: 'failed', reason: reasonOf(error) };
      }
    },
  };
}
