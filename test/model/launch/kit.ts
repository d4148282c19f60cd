import { strict as assert } from 'node:assert';
import { type Known, known, valueOf } from '../../../server/src/base/known.ts';
import type { ManifestContainer } from '../../../server/src/facts/manifest/types.ts';
import type { DeployableKind } from '../../../server/src/model/deployable.ts';
import { buildContext } from '../../../server/src/model/image-files.ts';
import { resolveLaunch } from '../../../server/src/model/launch.ts';
import type { Launch } from '../../../server/src/model/launch-types.ts';
import { createWorkspace } from '../../../server/src/model/workspace.ts';

/** What a row of a launch test may fix besides the files. */
export interface LaunchOptions {
  readonly kind?: DeployableKind;
  readonly port?: Known<number>;
  readonly cpu?: number;
  readonly target?: string;
  /** Path of the Dockerfile; `Dockerfile` by default. */
  readonly dockerfile?: string;
}

const ROOT = 'file:///w';

/** Resolves the launch of a project given as paths and texts; a `service.yaml` gives its first container. */
export function launchOf(files: Readonly<Record<string, string>>, options: LaunchOptions = {}): Launch {
  const workspace = createWorkspace();
  workspace.setFolders([ROOT]);
  const paths = Object.keys(files);
  workspace.setIndex(paths.map((path) => `${ROOT}/${path}`));
  for (const path of paths) workspace.setFile(`${ROOT}/${path}`, files[path]);
  const name = options.dockerfile ?? 'Dockerfile';
  const dockerfile = paths.includes(name) ? `${ROOT}/${name}` : undefined;
  const manifest = paths.find((path) => path.endsWith('.yaml'));
  const document = manifest === undefined ? undefined : workspace.manifest(`${ROOT}/${manifest}`)?.documents[0];
  const container: ManifestContainer | undefined = document?.containers[0];
  const declared = container?.ports[0]?.containerPort;
  return resolveLaunch(workspace, {
    dockerfile,
    context: dockerfile === undefined ? undefined : valueOf(buildContext(workspace, dockerfile)),
    container,
    deploys: [],
    kind: options.kind ?? (container === undefined ? 'image' : 'service'),
    port: options.port ?? (declared?.kind === 'known' ? declared : known(8080)),
    cpu: known(options.cpu ?? 1),
    ...(options.target === undefined ? {} : { target: options.target }),
  });
}

/** The parts of a launch that the tables compare; unknown is `null`. */
export interface Brief {
  readonly argv: string | null;
  readonly pid1: string | null;
  readonly sigterm: boolean | null;
  readonly server: string | null | undefined;
  readonly binds: string | null;
  readonly reachable: boolean | null;
  readonly workers: number | null;
  readonly threads: number | null;
  readonly workerClass: string | null;
  readonly capacity: number | 'unbounded' | null;
  readonly fails: string | null;
}

/** Boils a launch down to plain values. */
export function brief(launch: Launch): Brief {
  const server = valueOf(launch.server);
  const of = <T>(value: Known<T> | undefined): T | null => (value?.kind === 'known' ? value.value : null);
  return {
    argv: launch.argv.kind === 'known' ? launch.argv.value.map((arg) => arg.value).join(' ') : null,
    pid1: of(launch.pid1),
    sigterm: of(launch.sigtermReachesServer),
    server: launch.server.kind === 'known' ? server?.kind : null,
    binds:
      launch.binds.kind === 'known'
        ? launch.binds.value
            .map((b) =>
              b.port === undefined
                ? `${b.transport}:${b.host}`
                : `${b.protocol === 'http' ? '' : `${b.protocol}:`}${b.host}:${b.port}`,
            )
            .join(',')
        : null,
    reachable: of(launch.reachable),
    workers: of(server?.workers.value),
    threads: of(server?.threads.value),
    workerClass: of(server?.workerClass.value),
    capacity: of(launch.capacity),
    fails: launch.startFailures.find((f) => f.fatal)?.text ?? null,
  };
}

/** One row: what it shows, the files (a text alone is the Dockerfile), what is expected of the launch. */
export type Row = readonly [
  name: string,
  files: string | Readonly<Record<string, string>>,
  expected: Partial<Brief>,
  options?: LaunchOptions,
];

/** A Dockerfile on Debian that copies everything to /app. */
export function onDebian(...lines: readonly string[]): string {
  return ['FROM python:3.12-slim', 'WORKDIR /app', 'COPY . .', ...lines, ''].join('\n');
}

/** A Dockerfile on Alpine that copies everything to /app. */
export function onAlpine(...lines: readonly string[]): string {
  return ['FROM python:3.12-alpine', 'WORKDIR /app', 'COPY . .', ...lines, ''].join('\n');
}

/** Compares the named parts of a launch with a row. */
export function checkRow([, files, expected, options]: Row): void {
  const launch = launchOf(typeof files === 'string' ? { Dockerfile: files } : files, options);
  const actual = brief(launch);
  const picked = Object.fromEntries(Object.keys(expected).map((key) => [key, actual[key as keyof Brief]]));
  assert.deepEqual(picked, expected);
}
