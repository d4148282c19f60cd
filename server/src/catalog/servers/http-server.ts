import type { ServerEntry } from './server-entry.ts';

/** `python -m http.server [port]`: every address, one thread per request. */
export const HTTP_SERVER: ServerEntry = {
  kind: 'http.server',
  programs: [],
  modules: ['http.server'],
  syntax: 'argparse',
  options: [{ names: ['--bind', '-b'], means: 'host', value: true }],
  otherValues: ['--directory', '-d', '--protocol', '-p', '--tls-cert', '--tls-key', '--tls-password-file'],
  defaultHost: '0.0.0.0',
  defaultPort: 8000,
  readsPort: false,
  environment: {},
  defaultWorkers: 1,
  defaultThreads: 1,
  parallelism: 'thread-per-request',
  sigterm: 'default',
  defaultTimeoutSeconds: undefined,
  defaultGracefulTimeoutSeconds: undefined,
  development: true,
  speaksHttp2: 'no',
  version: '3.13',
  source: 'https://docs.python.org/3/library/http.server.html',
  checked: '2026-11-23',
};
