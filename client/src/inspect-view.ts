import { commands, type Disposable, EventEmitter, Uri, window, workspace } from 'vscode';
import { INSPECT, INSPECT_PAGE, type InspectAnswer } from '../../server/src/lsp/protocol.ts';
import type { RunningClient } from './pages.ts';

/** Scheme of the inspect view: a read-only Markdown page about one file, which its query names. */
const SCHEME = 'cloud-run-inspect';
/** Milliseconds without an edit until an open page is made anew. */
const PAUSE = 400;

/** The inspect view. */
export interface InspectView extends Disposable {
  /** Shows what will run; `file`: URI of the file that it is about, by default the one in the editor, else one of an app that the user picks. */
  readonly show: (file: unknown) => Promise<void>;
}

function pageOf(file: Uri): Uri {
  const name = file.path.slice(file.path.lastIndexOf('/') + 1);
  return Uri.from({ scheme: SCHEME, path: `/What will run: ${name}.md`, query: file.toString() });
}

/** A file of an app: of the only one, or of the one that the user picks. */
async function pickApp(client: RunningClient): Promise<Uri | undefined> {
  const { deployables } = await (await client()).sendRequest<InspectAnswer>(INSPECT, {});
  const apps = deployables.flatMap(({ name, kind, root, sources: [file] }) => {
    if (file === undefined) return [];
    const folder = workspace.asRelativePath(Uri.parse(root), true);
    return [
      { label: name ?? folder, description: kind, detail: workspace.asRelativePath(Uri.parse(file), true), file },
    ];
  });
  if (apps.length === 0) {
    void window.showInformationMessage('There is no Dockerfile and no Cloud Run manifest here: nothing will run.');
    return undefined;
  }
  const app = apps.length === 1 ? apps[0] : await window.showQuickPick(apps, { placeHolder: 'App' });
  return app === undefined ? undefined : Uri.parse(app.file);
}

/** Registers the view. Its text comes from the server, and follows the files. */
export function registerInspectView(client: RunningClient): InspectView {
  const changed = new EventEmitter<Uri>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const registration = workspace.registerTextDocumentContentProvider(SCHEME, {
    onDidChange: changed.event,
    provideTextDocumentContent: async ({ query }) => {
      const text = await (await client()).sendRequest<string | null>(INSPECT_PAGE, { uri: query });
      return (
        text ?? 'Nothing is known of what this file deploys: it belongs to no Dockerfile and no Cloud Run manifest.\n'
      );
    },
  });
  const refresh = (): void => {
    for (const { uri } of workspace.textDocuments) if (uri.scheme === SCHEME) changed.fire(uri);
  };
  const edits = workspace.onDidChangeTextDocument(({ document }) => {
    if (document.uri.scheme === SCHEME) return;
    clearTimeout(timer);
    timer = setTimeout(refresh, PAUSE);
  });
  return {
    show: async (file) => {
      const open = typeof file === 'string' ? Uri.parse(file) : window.activeTextEditor?.document.uri;
      const subject = open ?? (await pickApp(client));
      if (subject === undefined || subject.scheme === SCHEME) return;
      const page = pageOf(subject);
      changed.fire(page);
      try {
        await commands.executeCommand('markdown.showPreviewToSide', page);
      } catch {
        // The built-in Markdown extension may be switched off.
        await window.showTextDocument(page, { preview: true });
      }
    },
    dispose: () => {
      clearTimeout(timer);
      edits.dispose();
      registration.dispose();
      changed.dispose();
    },
  };
}
