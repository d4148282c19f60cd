import { type Disposable, Uri, window, workspace } from 'vscode';
import { INSPECT, INSPECT_PAGE, type InspectAnswer } from '../../server/src/lsp/protocol.ts';
import { registerLivePages } from './live-page.ts';
import type { RunningClient } from './pages.ts';

/** Scheme of the inspect view: a page about one file, which its query names. */
const SCHEME = 'cloud-run-inspect';

/** The inspect view. */
export interface InspectView extends Disposable {
  /** Shows what will run; `file`: URI of the file that it is about, by default the one in the editor. */
  readonly show: (file: unknown) => Promise<void>;
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

/** Registers the view. */
export function registerInspectView(client: RunningClient): InspectView {
  const pages = registerLivePages(SCHEME, async (uri) => {
    const text = await (await client()).sendRequest<string | null>(INSPECT_PAGE, { uri });
    return (
      text ?? 'Nothing is known of what this file deploys: it belongs to no Dockerfile and no Cloud Run manifest.\n'
    );
  });
  return {
    show: async (file) => {
      const open = typeof file === 'string' ? Uri.parse(file) : window.activeTextEditor?.document.uri;
      const subject = open ?? (await pickApp(client));
      if (subject === undefined || subject.scheme === SCHEME) return;
      const name = subject.path.slice(subject.path.lastIndexOf('/') + 1);
      await pages.show(`What will run: ${name}`, subject.toString());
    },
    dispose: pages.dispose,
  };
}
