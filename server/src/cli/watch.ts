import { type FSWatcher, watch as watchFolder } from 'node:fs';
import type { CliIo, ExitStatus } from './io.ts';
import { Failure } from './io.ts';
import { printable } from './printable.ts';
import { reasonOf } from './roots.ts';
import type { Session } from './session.ts';

/** Editors write a file in several steps; a check waits until it has been quiet for this long, in milliseconds. */
const QUIET = 150;

/** Checks again after every change below the session's folders, until the user stops it. `forPeople`: reports are set apart. */
export async function watch(
  session: Session,
  io: CliIo,
  forPeople: boolean,
  runOnce: () => Promise<ExitStatus>,
): Promise<ExitStatus> {
  let status = await guarded(io, runOnce);
  let timer: NodeJS.Timeout | undefined;
  let queue: Promise<void> = Promise.resolve();
  const again = async (): Promise<void> => {
    status = await guarded(io, async () => {
      session.refresh();
      if (forPeople) io.stdout.write('\n');
      return runOnce();
    });
  };
  const changed = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      queue = queue.then(again);
    }, QUIET);
  };
  const watchers = session.roots.folders.map((folder) => open(folder, changed));
  session.note('Watching for changes. End with Ctrl-C.');
  await io.stopped;
  clearTimeout(timer);
  for (const watcher of watchers) watcher.close();
  await queue;
  return status;
}

function open(folder: string, changed: () => void): FSWatcher {
  try {
    const watcher = watchFolder(folder, { recursive: true }, (_event, name) => {
      if (name === null || !/(?:^|[\\/])(?:\.git|node_modules)(?:[\\/]|$)/.test(name)) changed();
    });
    // A folder that vanishes ends its own watch, not the program.
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch (error) {
    throw new Failure(`${printable(folder)}: it cannot be watched, ${reasonOf(error)}`);
  }
}

/** A broken configuration while it is being edited is told, not fatal. */
async function guarded(io: CliIo, run: () => Promise<ExitStatus>): Promise<ExitStatus> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    io.stderr.write(`${error.message}\n`);
    return 2;
  }
}
