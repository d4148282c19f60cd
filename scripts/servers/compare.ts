import { createAnalysis } from '../../server/src/api.ts';
import type { InspectedLaunch } from '../../server/src/features/inspect.ts';
import type { Observation, ServerRow } from './row.ts';

/** One fact of a row: what was said, what was seen. `verdict` is `unknown` where nothing was said. */
export interface Comparison {
  readonly fact: 'starts' | 'binds' | 'reachable' | 'capacity' | 'sigterm' | 'pid1' | 'argv';
  readonly verdict: 'right' | 'wrong' | 'unknown';
  readonly said: string;
  readonly seen: string;
}

/** What `inspect` says about a row's files. */
export function predict(row: ServerRow): InspectedLaunch | undefined {
  const analysis = createAnalysis();
  const root = 'file:///row';
  const paths = Object.keys(row.files);
  analysis.setFolders([root]);
  analysis.setIndex(paths.map((path) => `${root}/${path}`));
  for (const path of paths) analysis.setFile(`${root}/${path}`, row.files[path]);
  return analysis.inspect().deployables[0]?.containers[0]?.launch;
}

function socketsOf(bind: { readonly host: string; readonly port: number | null }): readonly string[] {
  if (bind.port === null) return [];
  const { host, port } = bind;
  if (/^(?:|0|0\.0\.0\.0|\*)$/.test(host)) return [`0.0.0.0:${port}`, `:::${port}`];
  if (/^\[?::\]?$/.test(host)) return [`:::${port}`];
  if (host === 'localhost') return [`127.0.0.1:${port}`, `::1:${port}`];
  return [`${host.replace(/^\[(.*)\]$/, '$1')}:${port}`];
}

/** Compares what was said with what was seen, fact by fact. */
export function compare(row: ServerRow, said: InspectedLaunch, seen: Observation): readonly Comparison[] {
  const out: Comparison[] = [];
  const note = (fact: Comparison['fact'], right: boolean | undefined, told: unknown, found: unknown): void => {
    out.push({
      fact,
      verdict: right === undefined ? 'unknown' : right ? 'right' : 'wrong',
      said: typeof told === 'string' ? told : (JSON.stringify(told) ?? 'null'),
      seen: typeof found === 'string' ? found : (JSON.stringify(found) ?? 'nothing'),
    });
  };
  const broken = seen.sockets.length === 0;
  const failed = said.startFails !== null;
  // A process that is known to be no server need not listen.
  const mustListen = said.server !== null && (said.binds?.some((bind) => bind.port !== null) ?? false);
  note(
    'starts',
    failed ? broken : mustListen ? !broken : undefined,
    said.startFails ?? (mustListen ? 'starts' : null),
    broken ? `fails: ${seen.status ?? seen.exit ?? 'silent'}` : 'starts',
  );
  if (said.binds !== null) {
    const predicted = said.binds.map(socketsOf);
    const every = predicted.every((names) => names.length === 0 || names.some((name) => seen.sockets.includes(name)));
    const only = seen.sockets.every((name) => predicted.some((names) => names.includes(name)));
    note(
      'binds',
      every && only,
      predicted.map((names) => names[0] ?? 'unix'),
      seen.sockets,
    );
  } else note('binds', undefined, null, seen.sockets);
  note(
    'reachable',
    said.reachable === null ? undefined : said.reachable === (seen.status !== undefined),
    said.reachable,
    seen.status !== undefined,
  );
  if (seen.atOnce !== undefined) {
    note('capacity', rightCapacity(said.capacity, seen.atOnce, row.requests), said.capacity, seen.atOnce);
  }
  if (seen.endedBySigterm !== undefined && seen.sockets.length > 0)
    note(
      'sigterm',
      said.sigtermReachesServer === null ? undefined : said.sigtermReachesServer === seen.endedBySigterm,
      said.sigtermReachesServer,
      seen.endedBySigterm,
    );
  if (seen.pid1 !== undefined) {
    const shown = kindOf(seen.pid1);
    const same = shown === 'program' ? said.pid1 === 'server' || said.pid1 === 'other' : said.pid1 === shown;
    note('pid1', said.pid1 === null ? undefined : same, said.pid1, seen.pid1);
  }
  if (seen.argv !== undefined && !failed)
    note('argv', said.argv === null ? undefined : sameWords(said.argv, seen.argv), said.argv, seen.argv);
  return out;
}

/** On a busy machine not all requests are there before the first is answered; a server without a limit takes most of them. */
function rightCapacity(said: InspectedLaunch['capacity'], seen: number, requests: number): boolean | undefined {
  if (said === null) return undefined;
  return said === 'unbounded' ? seen > requests / 2 : seen === Math.min(said, requests);
}

function kindOf(program: string): 'shell' | 'init' | 'program' {
  if (/^(?:dash|bash|busybox|sh)$/.test(program)) return 'shell';
  return /^(?:tini|tini-static|dumb-init)$/.test(program) ? 'init' : 'program';
}

/** The kernel puts the interpreter in front of a script; the words behind the program are the same. */
function sameWords(said: readonly string[], seen: readonly string[]): boolean | undefined {
  // A title that the server gave itself, or the helper of a reloader or of several workers.
  if (seen.length < 2 || seen.some((word) => /multiprocessing|^gunicorn: |^uWSGI /.test(word))) return undefined;
  const rest = said.slice(1);
  return rest.every((word, i) => seen[seen.length - rest.length + i] === word);
}
