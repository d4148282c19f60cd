import type { ServerEntry } from './server-entry.ts';

/** `manage.py runserver [address:]port`: the development server. A bare port stays on 127.0.0.1; `0:8000` is every address. */
export const DJANGO: ServerEntry = {
  kind: 'django',
  programs: ['django-admin'],
  modules: ['django'],
  syntax: 'argparse',
  options: [
    { names: ['--noreload'], means: 'no-reload', value: false },
    { names: ['--nothreading'], means: 'no-threads', value: false },
    { names: ['--insecure'], means: 'debug', value: false },
  ],
  otherValues: ['--settings', '--pythonpath', '-v', '--verbosity', '--addrport'],
  defaultHost: '127.0.0.1',
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
  version: '5.2.17',
  source: 'https://docs.djangoproject.com/en/5.2/ref/django-admin/#runserver',
  checked: '2026-11-23',
};
