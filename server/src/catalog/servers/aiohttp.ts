import type { ServerEntry } from './server-entry.ts';

/** `python -m aiohttp.web module:function`; in code `web.run_app(app)` listens on every address, port 8080. */
export const AIOHTTP: ServerEntry = {
  kind: 'aiohttp',
  programs: [],
  modules: ['aiohttp.web'],
  syntax: 'argparse',
  options: [
    { names: ['--hostname', '-H'], means: 'host', value: true },
    { names: ['--port', '-P'], means: 'port', value: true },
    { names: ['--path', '-U'], means: 'socket', value: true },
  ],
  otherValues: [],
  defaultHost: 'localhost',
  defaultPort: 8080,
  readsPort: false,
  environment: {},
  defaultWorkers: 1,
  defaultThreads: 1,
  parallelism: 'event-loop',
  sigterm: 'handled',
  defaultTimeoutSeconds: undefined,
  defaultGracefulTimeoutSeconds: undefined,
  development: false,
  speaksHttp2: 'no',
  version: '3.14.3',
  source: 'https://docs.aiohttp.org/en/stable/web_quickstart.html',
  checked: '2026-11-28',
};
