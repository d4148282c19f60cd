import type { Connection, FileEvent } from 'vscode-languageserver';
import { CONFIG_NAME } from '../engine/config-file.ts';
import type { FileChange } from './file-feed.ts';
import type { Log } from './log.ts';
import { DidChangeWatchedFilesNotification, FileChangeType, WatchKind } from './protocol-values.ts';
import { toCoreUri } from './uri.ts';

/** Files whose content the analysis may read. Names of all files matter, content only of these. */
const CONTENT: readonly string[] = [
  '**/{Dockerfile,Containerfile,dockerfile,containerfile}*',
  '**/*.{Dockerfile,dockerfile,Containerfile,containerfile}',
  '**/*.{yaml,yml,py,sh,bash,toml,cfg,ini,txt,mk,bat,ps1,conf,json,tf,tfvars,md,template}',
  '**/{Procfile,Makefile,makefile,justfile,Taskfile,Pipfile,.dockerignore,.gcloudignore,.env,.python-version}',
  // Some clients do not let `*` stand for a leading dot.
  `**/${CONFIG_NAME}`,
  '**/.*.json',
];

/** Asks the client to tell about files that change outside of it. */
export async function registerWatchers(connection: Connection, log: Log): Promise<void> {
  const watchers = [
    // Of a folder that appears or goes, editors name only the folder: hence every name.
    { globPattern: '**/*', kind: WatchKind.Create + WatchKind.Delete },
    ...CONTENT.map((globPattern) => ({ globPattern, kind: WatchKind.Change })),
  ];
  try {
    await connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
  } catch (error) {
    log.exception('The client does not watch files', error);
  }
}

const KINDS: ReadonlyMap<number, FileChange['kind']> = new Map([
  [FileChangeType.Created, 'created'],
  [FileChangeType.Changed, 'changed'],
  [FileChangeType.Deleted, 'deleted'],
]);

/** The events that can be understood. */
export function toFileChanges(events: readonly FileEvent[] | undefined): readonly FileChange[] {
  return (events ?? []).flatMap(({ uri, type }) => {
    const core = toCoreUri(uri);
    const kind = KINDS.get(type);
    return core === undefined || kind === undefined ? [] : [{ uri: core, kind }];
  });
}
