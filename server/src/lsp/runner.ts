import type { Log } from './log.ts';

/** One lane for everything that changes the analysis outside the editor's buffers, and for what is published after it. */
export interface Runner {
  /** Publish soon: after the messages that have already arrived. */
  request(): void;
  /** Runs a task before the next publication, after the tasks before it. */
  enqueue(name: string, task: () => Promise<void>): void;
  /** Resolves when nothing is left to do, at the latest after `ms` milliseconds; whether nothing is left. */
  idle(ms: number): Promise<boolean>;
  /** Nothing runs any more. */
  dispose(): void;
}

/** Runs `then` in a later macrotask. */
export type Defer = (then: () => void) => void;

/** An analysis that took longer than this (milliseconds) makes the next one wait for a pause in typing. */
const SLOW = 30;
const LONGEST_PAUSE = 400;

/**
 * Creates the lane. `settle` loads what is missing; it may end early where `interrupted` says that a task waits. `publish` is
 * synchronous and gives the milliseconds of work.
 */
export function createRunner(options: {
  readonly defer: Defer;
  readonly settle: (interrupted: () => boolean) => Promise<void>;
  readonly publish: () => number;
  readonly log: Log;
}): Runner {
  const { defer, settle, publish, log } = options;
  const tasks: { readonly name: string; readonly run: () => Promise<void> }[] = [];
  let waiting: ((idle: boolean) => void)[] = [];
  /** Counts requests: an answer whose request is not the newest is dropped. */
  let generation = 0;
  let running = false;
  let disposed = false;
  let cost = 0;

  // Two turns: each message that is already here is handled in a turn of its own and asks again, which starts over.
  const quiet = (): Promise<void> =>
    new Promise((resolve) => {
      const turn = (seen: number, left: number): void => {
        if (seen !== generation) turn(generation, 2);
        else if (left === 0) resolve();
        else defer(() => turn(seen, left - 1));
      };
      if (cost <= SLOW) turn(generation, 2);
      else setTimeout(() => turn(generation, 1), Math.min(cost, LONGEST_PAUSE));
    });

  const round = async (): Promise<void> => {
    for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) {
      await task.run().catch((error: unknown) => log.exception(task.name, error));
    }
    const seen = generation;
    await settle(() => tasks.length > 0 || disposed);
    if (seen === generation && tasks.length === 0 && !disposed) cost = publish();
  };

  const run = async (): Promise<void> => {
    running = true;
    for (let seen = -1; seen !== generation && !disposed; ) {
      await quiet();
      seen = generation;
      try {
        await round();
      } catch (error) {
        log.exception('The analysis failed', error);
      }
    }
    running = false;
    for (const wake of waiting.splice(0)) wake(true);
  };

  const request = (): void => {
    generation++;
    if (!running && !disposed) void run();
  };
  return {
    request,
    enqueue: (name, task) => {
      tasks.push({ name, run: task });
      request();
    },
    idle: (ms) => {
      if (!running) return Promise.resolve(true);
      return new Promise((resolve) => {
        const timer = setTimeout(() => resolve(false), ms);
        waiting.push((idle) => {
          clearTimeout(timer);
          resolve(idle);
        });
      });
    },
    dispose: () => {
      disposed = true;
      tasks.length = 0;
      waiting.splice(0).forEach((wake) => {
        wake(false);
      });
      waiting = [];
    },
  };
}
