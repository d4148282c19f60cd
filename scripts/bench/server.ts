import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BenchClient, type ServerCommand, startClient } from './client.ts';
import { dockerfile, manifest, python, type Typing } from './documents.ts';
import { figure, processUse, summarise, table } from './measure.ts';
import { firstStart, installPeers, peerVersion, scratch, serversFor } from './peers.ts';
import { type Files, workspaceFiles } from './workspace.ts';

// Servers as editors start them: a process, messages over its standard streams. All of a round take turns.

type Language = 'dockerfile' | 'yaml' | 'python';

/** How much is measured. */
export interface ServerBenchOptions {
  readonly rounds: number;
  readonly keys: number;
  readonly edits: number;
}

/** Writes files below a fresh folder of the scratch folder; gives its path. */
export function writeWorkspace(name: string, files: Files): string {
  const folder = join(scratch(), name);
  rmSync(folder, { recursive: true, force: true });
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return folder;
}

const DOCUMENTS: readonly {
  readonly language: Language;
  readonly path: string;
  readonly make: (lines: number) => Typing;
  readonly sizes: readonly number[];
}[] = [
  { language: 'dockerfile', path: 'app-0/Dockerfile', make: dockerfile, sizes: [20, 100, 500] },
  { language: 'yaml', path: 'app-0/service.yaml', make: (lines) => manifest(lines), sizes: [20, 100, 500] },
  { language: 'python', path: 'app-0/main.py', make: python, sizes: [50, 400] },
];

const TYPED = 'quick brown fox';

/** Types and deletes some characters at a place; milliseconds of each key, CPU milliseconds per key. */
async function type(client: BenchClient, uri: string, at: number, keys: number) {
  const times: number[] = [];
  const before = processUse(client.pid).cpu;
  for (let i = 0; i < keys; i++) {
    const step = i % (2 * TYPED.length);
    const typing = step < TYPED.length;
    const offset = at + (typing ? step : 2 * TYPED.length - 1 - step);
    const started = performance.now();
    if (typing) await client.key(uri, offset, 0, TYPED[step] ?? 'x');
    else await client.key(uri, offset, 1, '');
    times.push(performance.now() - started);
  }
  return { times, cpu: (processUse(client.pid).cpu - before) / keys };
}

/** Milliseconds from starting the process to the diagnostics of its first document, and the processor's time until then. */
async function start(command: ServerCommand, folder: string, path: string, languageId: string, text: string) {
  const started = performance.now();
  const client = await startClient(command, pathToFileURL(folder).href);
  await client.open({ uri: pathToFileURL(join(folder, path)).href, languageId, text });
  const run = { time: performance.now() - started, cpu: processUse(client.pid).cpu };
  await client.stop();
  return run;
}

/** Ratio of ours to another's figure. */
function ratio(rows: ReadonlyMap<string, number>, name: string): string {
  const [ours, other] = [rows.get('preflight'), rows.get(name)];
  return ours === undefined || other === undefined || other === 0 ? '–' : `${figure(ours / other)} ×`;
}

async function startTable(folder: string, label: string, rounds: number): Promise<readonly (readonly string[])[]> {
  const rows: string[][] = [];
  for (const { language, path, make } of DOCUMENTS.slice(0, 2)) {
    const servers = serversFor(language).flatMap((server) =>
      server.name === 'preflight' ? [server, firstStart(server)] : [server],
    );
    const runs = servers.map((): { time: number; cpu: number }[] => []);
    const once = (server: ServerCommand) => start(server, folder, path, language, make(20).text);
    // So that the compiled code of this build is there.
    for (const server of servers) if (server.name === 'preflight') await once(server);
    for (let round = 0; round < rounds; round++)
      for (const [i, server] of servers.entries()) runs[i]?.push(await once(server));
    const medians = new Map(servers.map(({ name }, i) => [name, summarise((runs[i] ?? []).map((r) => r.time)).median]));
    const means = new Map(
      servers.map(({ name }, i) => [name, (runs[i] ?? []).reduce((sum, { cpu }) => sum + cpu, 0) / rounds]),
    );
    for (const [i, { name }] of servers.entries()) {
      const { median, p95 } = summarise((runs[i] ?? []).map((r) => r.time));
      const cpu = means.get(name) ?? Number.NaN;
      const row = [figure(median), figure(p95), ratio(medians, name), figure(cpu), ratio(means, name)];
      rows.push([`${language}, ${label}: ${name}`, ...row]);
    }
  }
  return rows;
}

async function keyTable(folder: string, options: ServerBenchOptions): Promise<readonly (readonly string[])[]> {
  const rows: string[][] = [];
  for (const { language, path, make, sizes } of DOCUMENTS) {
    const uri = pathToFileURL(join(folder, path)).href;
    const servers = serversFor(language);
    const clients = await Promise.all(servers.map((server) => startClient(server, pathToFileURL(folder).href)));
    for (const size of sizes) {
      const document = make(size);
      const times = servers.map((): number[] => []);
      const cpu = servers.map((): number[] => []);
      for (const client of clients) {
        await client.open({ uri, languageId: language, text: document.text });
        await type(client, uri, document.middle, 2 * TYPED.length);
      }
      for (let round = 0; round < options.rounds; round++)
        for (const [i, client] of clients.entries()) {
          // A server that waits 200 ms before it looks gets fewer keys.
          const slow = servers[i]?.name === 'yaml-language-server';
          const run = await type(client, uri, document.middle, slow ? 2 * TYPED.length : options.keys);
          times[i]?.push(...run.times);
          cpu[i]?.push(run.cpu);
        }
      const medians = new Map(servers.map(({ name }, i) => [name, summarise(times[i] ?? []).median]));
      const cpus = new Map(servers.map(({ name }, i) => [name, summarise(cpu[i] ?? []).median]));
      for (const [i, { name }] of servers.entries()) {
        const { median, p95 } = summarise(times[i] ?? []);
        rows.push([
          `${language}, ${size} lines: ${name}`,
          figure(median),
          figure(p95),
          ratio(medians, name),
          figure(cpus.get(name) ?? Number.NaN),
          ratio(cpus, name),
        ]);
      }
      for (const client of clients) client.close(uri);
    }
    await Promise.all(clients.map((client) => client.stop()));
  }
  return rows;
}

/** Resident memory before and after many edits of one document. */
async function memoryTable(folder: string, edits: number): Promise<readonly (readonly string[])[]> {
  const rows: string[][] = [];
  for (const { language, path, make } of DOCUMENTS) {
    const uri = pathToFileURL(join(folder, path)).href;
    const document = make(100);
    const [, ours] = serversFor(language);
    if (ours === undefined) continue;
    const client = await startClient(ours, pathToFileURL(folder).href);
    await client.open({ uri, languageId: language, text: document.text });
    await type(client, uri, document.middle, 100);
    const before = processUse(client.pid).memory;
    await type(client, uri, document.middle, edits);
    rows.push([`${language}, ${edits} edits`, figure(before), figure(processUse(client.pid).memory)]);
    await client.stop();
  }
  return rows;
}

/** Which peers take part. */
function peerLines(): readonly string[] {
  const missing = installPeers();
  const present = ['dockerfile-language-server-nodejs', 'yaml-language-server'].filter(
    (name) => !missing.includes(name),
  );
  return [
    ...present.map((name) => `Peer: ${name} ${peerVersion(name)}`),
    ...missing.map((name) => `Not measured, could not be installed: ${name}`),
  ];
}

/** Starts of the server in workspaces of one and of more apps, against the floor and the peers. Gives the report as Markdown. */
export async function benchStart(options: {
  readonly apps: readonly number[];
  readonly rounds: number;
}): Promise<string> {
  const peers = peerLines();
  const rows: (readonly string[])[] = [];
  for (const apps of [1, ...options.apps]) {
    const folder = writeWorkspace(apps === 1 ? 'one' : `many-${apps}`, workspaceFiles(apps));
    rows.push(...(await startTable(folder, apps === 1 ? '1 app' : `${apps} apps`, options.rounds)));
  }
  const head = ['ms', 'median', 'p95', 'ours / its', 'CPU', 'ours / its'];
  return [...peers, '', '### Server: start to first diagnostics', '', table(head, rows)].join('\n');
}

/** Keys and memory of the server, against the floor and the peers. Gives the report as Markdown. */
export async function benchServer(options: ServerBenchOptions): Promise<string> {
  const peers = peerLines();
  const small = writeWorkspace('one', workspaceFiles(1));
  const keys = await keyTable(small, options);
  const memory = await memoryTable(small, options.edits);
  return [
    ...peers,
    '',
    '### Server: one key to its diagnostics',
    '',
    table(['ms', 'median', 'p95', 'ours / its', 'CPU', 'ours / its'], keys),
    '',
    '### Server: resident memory, MiB',
    '',
    table(['edits', 'before', 'after'], memory),
  ].join('\n');
}
