import type { ServerEntry } from './server-entry.ts';

/** Chainlit, on uvicorn. */
export const CHAINLIT: ServerEntry = {
  kind: 'chainlit',
  programs: ['chainlit'],
  modules: ['chainlit'],
  syntax: 'click',
  options: [
    { names: ['--host'], means: 'host', value: true },
    { names: ['--port'], means: 'port', value: true },
    { names: ['--watch', '-w'], means: 'reload', value: false },
  ],
  otherValues: ['--root-path', '--ssl-cert', '--ssl-key'],
  defaultHost: '127.0.0.1',
  defaultPort: 8000,
  readsPort: false,
  environment: { host: 'CHAINLIT_HOST', port: 'CHAINLIT_PORT' },
  defaultWorkers: 1,
  defaultThreads: 1,
  parallelism: 'event-loop',
  sigterm: 'handled',
  defaultTimeoutSeconds: undefined,
  defaultGracefulTimeoutSeconds: undefined,
  development: false,
  speaksHttp2: 'no',
  version: '2.9.0',
  source: 'https://docs.chainlit.io/backend/command-line',
  checked: '2026-11-23',
};
