import type { ServerEntry } from './server-entry.ts';

/** `fastapi run` listens on every address and reads PORT since fastapi-cli 0.0.12 (2025-09-17); `fastapi dev` stays on 127.0.0.1 and reloads. */
export const FASTAPI: ServerEntry = {
  kind: 'fastapi',
  programs: ['fastapi'],
  modules: ['fastapi', 'fastapi_cli'],
  syntax: 'click',
  options: [
    { names: ['--host'], means: 'host', value: true },
    { names: ['--port'], means: 'port', value: true },
    { names: ['--workers'], means: 'workers', value: true },
    { names: ['--reload'], means: 'reload', value: false },
    { names: ['--no-reload'], means: 'no-reload', value: false },
    { names: ['--app'], means: 'app', value: true },
    { names: ['--entrypoint', '-e'], means: 'app', value: true },
  ],
  otherValues: ['--root-path', '--forwarded-allow-ips', '--reload-dir', '--reload-include', '--reload-exclude'],
  defaultHost: '0.0.0.0',
  defaultPort: 8000,
  readsPort: true,
  environment: { workers: 'WEB_CONCURRENCY' },
  defaultWorkers: 1,
  defaultThreads: 1,
  parallelism: 'event-loop',
  sigterm: 'handled',
  defaultTimeoutSeconds: undefined,
  defaultGracefulTimeoutSeconds: undefined,
  development: false,
  speaksHttp2: 'no',
  version: '0.0.32',
  source: 'https://github.com/fastapi/fastapi-cli',
  checked: '2026-11-23',
};
