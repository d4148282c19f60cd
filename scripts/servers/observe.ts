import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Observation, ServerRow } from './row.ts';
import { OWN_ADDRESS, type Sandbox, startRow } from './sandbox.ts';
import { commandLineOf, holds, type Listener, listenersOf, programOf, treeOf } from './sockets.ts';

/** How long a start may take until its first socket. */
const START_LIMIT = 8000;
/** Cloud Run waits 10 s after SIGTERM; what does not end within this time does not end in 10 s either. */
const STOP_LIMIT = 3500;

const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/**
 * Starts a row, watches it, ends it. `folder` must not exist yet and is removed. `patience` multiplies how long its processes
 * may take to start and how often the parallel requests are sent.
 */
export async function observe(row: ServerRow, folder: string, patience: number): Promise<Observation> {
  mkdirSync(folder, { recursive: true });
  const sandbox = startRow(row, folder);
  let exit: number | undefined;
  const gone = new Promise<void>((done) => {
    sandbox.child.on('exit', (code) => {
      exit = code ?? -1;
      done();
    });
  });
  try {
    return await watch(row, sandbox, gone, () => exit, patience);
  } finally {
    const init = sandbox.init();
    if (exit === undefined && init !== undefined) process.kill(init, 'SIGKILL');
    if (exit === undefined) sandbox.child.kill('SIGKILL');
    await gone;
    rmSync(folder, { recursive: true, force: true });
  }
}

async function watch(
  row: ServerRow,
  sandbox: Sandbox,
  gone: Promise<void>,
  exit: () => number | undefined,
  patience: number,
): Promise<Observation> {
  const init = sandbox.init;
  const limit = Date.now() + START_LIMIT;
  let listeners: readonly Listener[] = [];
  while (exit() === undefined && Date.now() < limit) {
    const pid = init();
    // The network of the namespace exists once the set-up has replaced itself.
    listeners = pid === undefined || programOf(pid) === 'unshare' ? [] : listenersOf(pid);
    if (listeners.length > 0) break;
    await wait(60);
  }
  await Promise.race([gone, wait(listeners.length === 0 ? 0 : row.settle * patience)]);
  const pid = init();
  if (exit() !== undefined || pid === undefined) {
    return {
      sockets: [],
      status: undefined,
      atOnce: undefined,
      endedBySigterm: undefined,
      exit: exit(),
      pid1: undefined,
      argv: undefined,
      output: sandbox.output().slice(-600),
    };
  }
  listeners = listenersOf(pid);
  const main = listeners.find((l) => l.port === row.real.port) ?? listeners[0];
  const holder = main === undefined ? undefined : treeOf(pid).find((p) => holds(p, main.inode));
  const pid1 = programOf(pid);
  const argv = holder === undefined ? undefined : commandLineOf(holder);
  writeFileSync(join(sandbox.tmp, 'slow'), '', { mode: 0o666 });
  const status = main === undefined ? undefined : await requests(row, main, pid, sandbox.tmp, patience);
  const alive = exit() === undefined;
  if (alive) process.kill(pid, 'SIGTERM');
  await Promise.race([gone, wait(STOP_LIMIT)]);
  return {
    sockets: [...new Set(listeners.map((l) => `${l.address}:${l.port}`))].sort(),
    status,
    atOnce: mostAtOnce(sandbox.tmp),
    endedBySigterm: alive ? exit() !== undefined : undefined,
    exit: alive ? undefined : exit(),
    pid1,
    argv,
    output: sandbox.output().slice(-600),
  };
}

/** Sends the requests from inside the network of the row. */
function requests(
  row: ServerRow,
  main: Listener,
  pid: number,
  tmp: string,
  patience: number,
): Promise<number | undefined> {
  const address = main.address === '0.0.0.0' || main.address === '::' ? '127.0.0.1' : main.address;
  const client = join(import.meta.dirname, 'client.js');
  const words = [
    OWN_ADDRESS,
    String(row.real.port),
    address,
    String(main.port),
    String(row.requests),
    tmp,
    String(patience),
  ];
  return new Promise((done) => {
    const child = spawn('nsenter', [`--net=/proc/${pid}/ns/net`, process.execPath, client, ...words], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let text = '';
    const timer = setTimeout(() => child.kill('SIGKILL'), 15_000 * patience);
    child.stdout.on('data', (data: Buffer) => {
      text += data.toString();
    });
    child.on('close', () => {
      clearTimeout(timer);
      const found = /"status":(\d+)/.exec(text)?.[1];
      done(found === undefined ? undefined : Number(found));
    });
  });
}

/** The handler writes `+` when it begins and `-` when it ends. */
function mostAtOnce(tmp: string): number | undefined {
  let marks: string;
  try {
    marks = readFileSync(join(tmp, 'marks'), 'utf8');
  } catch {
    return undefined;
  }
  let now = 0;
  let most = 0;
  for (const mark of marks) {
    now += mark === '+' ? 1 : -1;
    most = Math.max(most, now);
  }
  return most;
}
