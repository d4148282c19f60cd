import { type ExtensionContext, env, extensions, type LogOutputChannel, Uri, version, window, workspace } from 'vscode';
import { type BaseLanguageClient, State } from 'vscode-languageclient';
import { VITALS, type VitalsAnswer } from '../../server/src/lsp/protocol.ts';

// The command "Print Debug Information", for bug reports: what runs where and how it is doing. No contents of files, and of paths
// only what lies below a workspace folder.

/** Other extensions that look at the same files. */
const NEIGHBOURS = [
  'charliermarsh.ruff',
  'docker.docker',
  'exiasr.hadolint',
  'googlecloudtools.cloudcode',
  'ms-azuretools.vscode-containers',
  'ms-azuretools.vscode-docker',
  'ms-python.vscode-pylance',
  'redhat.vscode-yaml',
];

/** How long the server may take to answer, in milliseconds. */
const PATIENCE = 3_000;

/** What the command reads besides what VS Code says. */
export interface DebugOptions {
  readonly context: ExtensionContext;
  readonly output: LogOutputChannel;
  /** What the extension host is: `Node 22.1.0, linux x64`. */
  readonly runtime: string;
  /** The client, where one was started; it need not have come up. */
  readonly client: () => Promise<BaseLanguageClient> | undefined;
}

/** The command. */
export interface DebugInformation {
  /** Notes that a server was started, until `ready` is called. */
  starting(): { readonly ready: () => void };
  /** Prints, shows the output, and gives the text. */
  readonly print: () => Promise<string>;
}

interface Manifest {
  readonly version: string;
  readonly contributes: { readonly configuration: { readonly properties: Readonly<Record<string, unknown>> } };
}

/** A promise's value, or `undefined` when it fails or takes too long. */
async function within<T>(promise: Thenable<T> | undefined): Promise<T | undefined> {
  if (promise === undefined) return undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), PATIENCE);
  });
  try {
    return await Promise.race([Promise.resolve(promise).catch(() => undefined), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A path without what lies above the workspace folder: that may name the user. */
function shown(text: string): string {
  const uri = Uri.parse(text);
  if (workspace.getWorkspaceFolder(uri) !== undefined) return workspace.asRelativePath(uri);
  return `${uri.path.slice(uri.path.lastIndexOf('/') + 1)} (outside the workspace folders)`;
}

/** The kind of remote machine, `ssh-remote`; never its address. */
function remoteKind(): string {
  const { remoteName } = env;
  return remoteName === undefined ? 'none' : /^[a-z-]+$/i.test(remoteName) ? remoteName : 'a server';
}

const list = (items: readonly string[]): string => (items.length === 0 ? 'none' : items.join(', '));
const rounded = (milliseconds: number): string => `${Math.round(milliseconds)} ms`;

/** Settings of ours that somebody set, with the place; the nearest one of each. */
function changedSettings(names: readonly string[]): readonly string[] {
  return names.flatMap((name) => {
    const found = workspace.getConfiguration(undefined, workspace.workspaceFolders?.[0]).inspect(name);
    // Where one folder is open, its settings are those of the workspace.
    const ofFolder =
      JSON.stringify(found?.workspaceFolderValue) === JSON.stringify(found?.workspaceValue)
        ? undefined
        : found?.workspaceFolderValue;
    const values = [
      ['folder', ofFolder],
      ['workspace', found?.workspaceValue],
      ['user', found?.globalValue],
    ] as const;
    const set = values.find(([, value]) => value !== undefined);
    if (set === undefined || JSON.stringify(set[1]) === JSON.stringify(found?.defaultValue)) return [];
    return [`${name} = ${JSON.stringify(set[1])} (${set[0]})`];
  });
}

function serverLines(vitals: VitalsAnswer): readonly string[] {
  const { files, apps, counts, leftOut, firstCheck, slowest, configurations, faults, failures } = vitals;
  const slowestIn = slowest?.file == null ? '' : ` (${shown(slowest.file)})`;
  return [
    `Files: ${files.listed} listed, ${files.read} read; apps: ${apps ?? 'not known yet'}`,
    `Findings: ${counts === null ? 'not known yet' : `${counts.error} errors, ${counts.warning} warnings, ${counts.information} information, ${counts.hint} hints; ${leftOut ?? 0} left out by baselines`}`,
    `First check: ${firstCheck === null ? 'not done yet' : rounded(firstCheck)}; slowest check since then: ${slowest === null ? 'none' : rounded(slowest.milliseconds) + slowestIn}`,
    `Configuration files: ${list(configurations.map(({ file, baseline }) => shown(file) + (baseline === null ? '' : ` with baseline ${shown(baseline)}`)))}`,
    `Faults in settings: ${list(faults)}`,
    `Rules that failed: ${list(failures.map(({ rule, count }) => `${rule} (${count} times)`))}`,
  ];
}

/** Creates the command. */
export function createDebugInformation({ context, output, runtime, client }: DebugOptions): DebugInformation {
  let started: { readonly at: Date; ready?: Date } | undefined;

  const state = async (): Promise<{ readonly line: string; readonly running: BaseLanguageClient | undefined }> => {
    const current = client();
    const since = started === undefined ? '' : `, started ${started.at.toISOString()}`;
    if (current === undefined)
      return {
        line: started === undefined ? 'not started: nothing has asked for it' : `not running${since}`,
        running: undefined,
      };
    const running = await within(current);
    if (running?.state !== State.Running) return { line: `starting${since}`, running: undefined };
    const ready =
      started?.ready === undefined ? '' : `, ready after ${started.ready.getTime() - started.at.getTime()} ms`;
    return { line: `running${since}${ready}`, running };
  };
  const text = async (): Promise<string> => {
    const manifest = context.extension.packageJSON as Manifest;
    const folders = workspace.workspaceFolders ?? [];
    const { line, running } = await state();
    const vitals = running === undefined ? undefined : await within(running.sendRequest<VitalsAnswer | null>(VITALS));
    const neighbours = NEIGHBOURS.flatMap((id) => extensions.getExtension(id) ?? []).map(
      ({ id, packageJSON }) => `${id} ${(packageJSON as { readonly version: string }).version}`,
    );
    const settings = changedSettings(Object.keys(manifest.contributes.configuration.properties));
    return [
      `Cloud Run Preflight ${manifest.version}`,
      `VS Code ${version} (${env.appHost}), remote: ${remoteKind()}, language: ${env.language}`,
      `Extension host: ${runtime}`,
      `Workspace: ${folders.length} folders, schemes: ${list([...new Set(folders.map(({ uri }) => uri.scheme))])}, ${workspace.isTrusted ? 'trusted' : 'not trusted'}`,
      `Server: ${line}`,
      ...(vitals == null ? (running === undefined ? [] : ['The server does not answer.']) : serverLines(vitals)),
      `Settings that differ from their defaults: ${list(settings)}`,
      `Other extensions for the same files: ${list(neighbours)}`,
    ].join('\n');
  };
  return {
    starting: () => {
      const current: { readonly at: Date; ready?: Date } = { at: new Date() };
      started = current;
      return {
        ready: () => {
          current.ready = new Date();
        },
      };
    },
    print: async () => {
      const found = await text();
      output.show();
      output.info(`Debug information\n${found}`);
      void window
        .showInformationMessage('The debug information is in the output. It holds no contents of your files.', 'Copy')
        .then((choice) => (choice === undefined ? undefined : env.clipboard.writeText(found)));
      return found;
    },
  };
}
