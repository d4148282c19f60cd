import { Worker } from 'node:worker_threads';
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  type DataCallback,
  type Disposable,
  type Message,
} from 'vscode-languageserver/node';

// Runs a bundle as a web worker does: a global scope with what browsers have, and without `process`, `require` and the like.

const SHIM = `
const { parentPort, workerData } = require('node:worker_threads');
const { readFileSync } = require('node:fs');
const vm = require('node:vm');
const scope = {
  setTimeout, clearTimeout, setInterval, clearInterval, queueMicrotask, structuredClone, performance, console,
  TextDecoder, TextEncoder, URL, URLSearchParams, AbortController, MessageChannel, atob, btoa,
  // Listeners of errors only; there are none to tell.
  addEventListener: () => undefined,
  importScripts: () => { throw new Error('a server is one file'); },
  postMessage: (message) => parentPort.postMessage(message),
};
scope.self = scope;
parentPort.on('message', (data) => scope.onmessage?.({ data }));
vm.runInNewContext(readFileSync(workerData, 'utf8'), scope, { filename: workerData });
`;

class WorkerReader extends AbstractMessageReader {
  readonly #worker: Worker;
  constructor(worker: Worker) {
    super();
    this.#worker = worker;
  }
  listen(callback: DataCallback): Disposable {
    this.#worker.on('message', callback);
    return { dispose: () => void this.#worker.off('message', callback) };
  }
}

class WorkerWriter extends AbstractMessageWriter {
  readonly #worker: Worker;
  constructor(worker: Worker) {
    super();
    this.#worker = worker;
  }
  write(message: Message): Promise<void> {
    this.#worker.postMessage(message);
    return Promise.resolve();
  }
  end(): void {}
}

/** A running worker with the two ends of its message channel. */
export interface RunningWorker {
  readonly reader: AbstractMessageReader & { listen(callback: DataCallback): Disposable };
  readonly writer: WorkerWriter;
  /** What the worker threw. */
  readonly errors: readonly Error[];
  stop(): Promise<unknown>;
}

/** Starts a bundle. */
export function runInWorker(bundle: string): RunningWorker {
  const worker = new Worker(SHIM, { eval: true, workerData: bundle });
  const errors: Error[] = [];
  worker.on('error', (error) => errors.push(error instanceof Error ? error : new Error(String(error))));
  return { reader: new WorkerReader(worker), writer: new WorkerWriter(worker), errors, stop: () => worker.terminate() };
}
