import type { ServerEntry } from './server-entry.ts';

/** Ollama: `ollama serve` listens where OLLAMA_HOST says, by default on 127.0.0.1:11434; its image sets 0.0.0.0:11434. */
export const OLLAMA: ServerEntry = {
  kind: 'other',
  programs: ['ollama'],
  modules: [],
  syntax: 'argparse',
  options: [],
  otherValues: [],
  defaultHost: '127.0.0.1',
  defaultPort: 11434,
  readsPort: false,
  environment: {},
  defaultWorkers: 1,
  defaultThreads: 1,
  parallelism: 'unknown',
  sigterm: 'handled',
  defaultTimeoutSeconds: undefined,
  defaultGracefulTimeoutSeconds: undefined,
  development: false,
  speaksHttp2: 'no',
  version: '0.12',
  source: 'https://docs.ollama.com/faq',
  checked: '2026-11-23',
};
