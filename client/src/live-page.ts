import { commands, type Disposable, EventEmitter, Uri, window, workspace } from 'vscode';

/** Milliseconds without an edit until an open page is made anew. */
const PAUSE = 400;

/** Read-only Markdown pages of one kind, which the server makes and which follow the files. */
export interface LivePages extends Disposable {
  /** Shows the page about a subject beside the editor. `title`: of its tab, without `/`. */
  readonly show: (title: string, subject: string) => Promise<void>;
}

/** Registers pages under a scheme; `text` makes the page about a subject. */
export function registerLivePages(scheme: string, text: (subject: string) => Promise<string>): LivePages {
  const changed = new EventEmitter<Uri>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const registration = workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: changed.event,
    provideTextDocumentContent: ({ query }) => text(query),
  });
  const refresh = (): void => {
    for (const { uri } of workspace.textDocuments) if (uri.scheme === scheme) changed.fire(uri);
  };
  const edits = workspace.onDidChangeTextDocument(({ document }) => {
    if (document.uri.scheme === scheme) return;
    clearTimeout(timer);
    timer = setTimeout(refresh, PAUSE);
  });
  return {
    show: async (title, subject) => {
      const page = Uri.from({ scheme, path: `/${title}.md`, query: subject });
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
