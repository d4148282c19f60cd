import type { ServerEntry } from './server-entry.ts';

/** Tornado: `application.listen(port)` opens every address; there is no command line. */
export const TORNADO: ServerEntry = {
  kind: 'tornado',
  programs: [],
  modules: [],
  syntax: 'argparse',
  options: [],
  otherValues: [],
  defaultHost: '0.0.0.0',
  defaultPort: undefined,
  readsPort: false,
  environment: {},
  defaultWorkers: 1,
  defaultThreads: 1,
  parallelism: 'event-loop',
  sigterm: 'default',
  defaultTimeoutSeconds: undefined,
  defaultGracefulTimeoutSeconds: undefined,
  development: false,
  speaksHttp2: 'no',
  version: '6.5.10',
  source: 'https://www.tornadoweb.org/en/stable/web.html',
  checked: '2026-11-28',
};
