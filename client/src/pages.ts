import {
  commands,
  type Disposable,
  EventEmitter,
  type ExtensionContext,
  type QuickPickItem,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { RULES, type RuleEntry } from '../../server/src/lsp/protocol.ts';

/** Scheme of the read-only pages: `cloud-run-preflight:/rules/<name>.md`, `/topics/<name>.md`, `/guides/ci.md`. */
const SCHEME = 'cloud-run-preflight';
const NAME = /^[a-z0-9-]+$/i;

/** Gives the running client, starting it where it is not. */
export type RunningClient = () => Promise<BaseLanguageClient>;

interface Pages extends Disposable {
  readonly showRule: (name: unknown) => Promise<void>;
  readonly showTopic: (name: unknown) => Promise<void>;
  readonly showCi: () => Promise<void>;
}

interface PageItem extends QuickPickItem {
  readonly page: string;
}

async function readText(uri: Uri): Promise<string> {
  return new TextDecoder('utf-8').decode(await workspace.fs.readFile(uri));
}

/** The topics with their questions, in the order of the overview page's table. */
async function topicItems(folder: Uri): Promise<readonly PageItem[]> {
  const overview = await readText(Uri.joinPath(folder, 'README.md'));
  return [...overview.matchAll(/^\| \[(.+?)\]\((.+?)\.md\) \| (.+?) \|/gm)].map(
    ([, label = '', page = '', detail = '']) => ({
      label,
      detail,
      page,
    }),
  );
}

/** What does not ship with the extension is linked where it is published. */
function withPublishedLinks(text: string, context: ExtensionContext): string {
  const { homepage = '' } = context.extension.packageJSON as { readonly homepage?: string };
  return text.replace(/\]\((?=[\w-]+\.(?:md|json)\b)/g, `](${homepage.replace(/#.*/, '')}/blob/main/docs/`);
}

async function show(kind: 'rules' | 'topics' | 'guides', name: string): Promise<void> {
  const uri = Uri.from({ scheme: SCHEME, path: `/${kind}/${name}.md` });
  try {
    await commands.executeCommand('markdown.showPreview', uri);
  } catch {
    // The built-in Markdown extension may be switched off.
    await window.showTextDocument(uri, { preview: true });
  }
}

/** Registers the pages of rules and topics, which ship with the extension. */
export function registerPages(context: ExtensionContext, client: RunningClient): Pages {
  const pages = Uri.joinPath(context.extensionUri, 'docs');
  const changed = new EventEmitter<Uri>();
  const content = async (uri: Uri): Promise<string> => {
    const [, kind, file = ''] = uri.path.split('/');
    const name = file.replace(/\.md$/, '');
    if (kind === 'guides' && name === 'ci')
      return withPublishedLinks(await readText(Uri.joinPath(pages, 'ci.md')), context);
    if (!NAME.test(name) || (kind !== 'rules' && kind !== 'topics')) return '';
    try {
      return await readText(Uri.joinPath(pages, kind, `${name}.md`));
    } catch {
      return `There is no ${kind === 'rules' ? 'rule' : 'topic'} \`${name}\`.`;
    }
  };
  const pickRule = async (): Promise<string | undefined> => {
    const rules = await (await client()).sendRequest<readonly RuleEntry[]>(RULES);
    const items: PageItem[] = rules.map((rule) => ({
      label: rule.name,
      description: rule.severity,
      detail: rule.summary,
      page: rule.name,
    }));
    items.sort((a, b) => a.label.localeCompare(b.label));
    return (await window.showQuickPick(items, { placeHolder: 'Rule', matchOnDetail: true }))?.page;
  };
  const pickTopic = async (): Promise<string | undefined> =>
    (
      await window.showQuickPick(topicItems(Uri.joinPath(pages, 'topics')), {
        placeHolder: 'Topic',
        matchOnDetail: true,
      })
    )?.page;
  const showPage = async (
    kind: 'rules' | 'topics',
    given: unknown,
    pick: () => Promise<string | undefined>,
  ): Promise<void> => {
    const name = typeof given === 'string' ? given : await pick();
    if (name !== undefined && NAME.test(name)) await show(kind, name);
  };
  const registration = workspace.registerTextDocumentContentProvider(SCHEME, {
    onDidChange: changed.event,
    provideTextDocumentContent: content,
  });
  return {
    showRule: (name) => showPage('rules', name, pickRule),
    showTopic: (name) => showPage('topics', name, pickTopic),
    showCi: () => show('guides', 'ci'),
    dispose: () => {
      registration.dispose();
      changed.dispose();
    },
  };
}
