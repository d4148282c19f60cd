import type { ServerEntry } from './server-entry.ts';

/** nginx as the images start it: listens on port 80 unless its configuration says otherwise. */
export const NGINX: ServerEntry = {
  kind: 'nginx',
  programs: ['nginx', 'nginx-debug'],
  modules: [],
  syntax: 'argparse',
  options: [],
  otherValues: ['-c', '-g', '-p', '-e', '-q', '-s'],
  defaultHost: '0.0.0.0',
  defaultPort: 80,
  readsPort: false,
  environment: {},
  defaultWorkers: 1,
  defaultThreads: 1,
  parallelism: 'event-loop',
  sigterm: 'handled',
  defaultTimeoutSeconds: undefined,
  defaultGracefulTimeoutSeconds: undefined,
  development: false,
  speaksHttp2: 'unknown',
  version: '1.29',
  source: 'https://nginx.org/en/docs/',
  checked: '2026-11-23',
};
