import { type Disposable, env, UIKind, window, workspace } from 'vscode';
import { ERROR_PAGE, type ErrorPageAnswer, type ErrorPageParams } from '../../server/src/lsp/protocol.ts';
import { registerLivePages } from './live-page.ts';
import type { RunningClient } from './pages.ts';

/** Scheme of the pages that explain an error; their query is the message. */
const SCHEME = 'cloud-run-error';
/** So much of a text is sent: the end of a log. */
const MOST = 20_000;

/** Explains errors of Cloud Run. */
export interface ErrorView extends Disposable {
  /** Shows what a message means; without one it takes the selected text where that is an error that we know, or asks. */
  readonly explain: (message: unknown) => Promise<void>;
}

function selected(): string {
  const editor = window.activeTextEditor;
  return editor === undefined ? '' : editor.document.getText(editor.selection);
}

/** Registers the pages. */
export function registerErrorView(client: RunningClient): ErrorView {
  const answer = async (text: string): Promise<ErrorPageAnswer | null> => {
    // Previews of Markdown follow paths only, and take them from the first folder.
    const base = workspace.workspaceFolders?.[0]?.uri.toString();
    const params: ErrorPageParams = base === undefined ? { text } : { text, base };
    return (await client()).sendRequest<ErrorPageAnswer | null>(ERROR_PAGE, params);
  };
  const pages = registerLivePages(SCHEME, async (text) => (await answer(text))?.page ?? '');
  /** The text where it is an error that we know, else nothing. */
  const ifKnown = async (text: string): Promise<string> => {
    const end = text.trim().slice(-MOST);
    return end !== '' && (await answer(end))?.known === true ? end : '';
  };
  // Most people come here with the message in the clipboard. A browser would ask them whether we may look into it.
  const copied = async (): Promise<string> =>
    env.uiKind === UIKind.Web ? '' : ifKnown(await env.clipboard.readText());
  const ask = async (): Promise<string> =>
    (await window.showInputBox({
      title: 'Explain an Error of Cloud Run',
      prompt: 'Paste what gcloud, the console or the log says.',
      placeHolder: 'The user-provided container failed to start and listen on the port …',
      value: await copied(),
    })) ?? '';
  return {
    explain: async (message) => {
      const given = typeof message === 'string' ? message : await ifKnown(selected());
      const text = (given === '' ? await ask() : given).trim().slice(-MOST);
      if (text !== '') await pages.show('Error explained', text);
    },
    dispose: pages.dispose,
  };
}
