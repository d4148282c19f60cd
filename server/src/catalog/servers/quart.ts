import type { ServerEntry } from './server-entry.ts';

/** `quart run`: the development server of Quart, on Hypercorn. */
export const QUART: ServerEntry = {
  kind: 'quart',
  programs: ['quart'],
  modules: ['quart'],
  syntax: 'click',
  options: [
    { names: ['--host', '-h'], means: 'host', value: true },
    { names: ['--port', '-p'], means: 'port', value: true },
    { names: ['--app', '-A'], means: 'app', value: true },
    { names: ['--debug'], means: 'debug', value: false },
    { names: ['--reload'], means: 'reload', value: false },
    { names: ['--no-reload'], means: 'no-reload', value: false },
    { names: ['--certfile', '--cert'], means: 'tls', value: true },
  ],
  otherValues: ['--keyfile', '--key'],
  defaultHost: '127.0.0.1',
  defaultPort: 5000,
  readsPort: false,
  environment: { app: 'QUART_APP', debug: 'QUART_DEBUG' },
  defaultWorkers: 1,
  defaultThreads: 1,
  parallelism: 'event-loop',
  sigterm: 'handled',
  defaultTimeoutSeconds: undefined,
  defaultGracefulTimeoutSeconds: undefined,
  development: true,
  speaksHttp2: 'unknown',
  version: '0.20.0',
  source: 'https://quart.palletsprojects.com/en/latest/',
  checked: '2026-11-23',
};
