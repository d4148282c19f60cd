import type { ServerEntry } from './server-entry.ts';

/** Functions Framework: gunicorn on 0.0.0.0:$PORT with 1 worker and 4 threads per vCPU, Flask's server with `--debug`. */
export const FUNCTIONS_FRAMEWORK: ServerEntry = {
  kind: 'functions-framework',
  programs: ['functions-framework', 'functions_framework', 'functions-framework-python'],
  modules: ['functions_framework', 'functions_framework.__main__'],
  syntax: 'click',
  options: [
    { names: ['--host'], means: 'host', value: true },
    { names: ['--port'], means: 'port', value: true },
    { names: ['--target'], means: 'app', value: true },
    { names: ['--source'], means: 'source', value: true },
    { names: ['--debug'], means: 'debug', value: false },
    { names: ['--asgi'], means: 'interface', value: false },
  ],
  otherValues: ['--signature-type'],
  defaultHost: '0.0.0.0',
  defaultPort: 8080,
  readsPort: true,
  environment: { host: 'HOST', workers: 'WORKERS', threads: 'THREADS', debug: 'DEBUG', app: 'FUNCTION_TARGET' },
  defaultWorkers: 1,
  defaultThreads: 1,
  parallelism: 'thread-pool',
  sigterm: 'handled',
  defaultTimeoutSeconds: undefined,
  defaultGracefulTimeoutSeconds: undefined,
  development: false,
  speaksHttp2: 'no',
  version: '3.10.0',
  source: 'https://github.com/GoogleCloudPlatform/functions-framework-python',
  checked: '2026-11-23',
};
