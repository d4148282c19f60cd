import type { ServerEntry } from './server-entry.ts';

/** Gradio: `launch()` listens on 127.0.0.1:7860 (the next free port up to 7959) unless told by argument or `GRADIO_SERVER_…`. */
export const GRADIO: ServerEntry = {
  kind: 'gradio',
  programs: ['gradio'],
  modules: ['gradio'],
  syntax: 'click',
  options: [{ names: ['--demo-name'], means: 'app', value: true }],
  otherValues: ['--watch-dirs', '--encoding', '--watch-library'],
  defaultHost: '127.0.0.1',
  defaultPort: 7860,
  readsPort: false,
  environment: { host: 'GRADIO_SERVER_NAME', port: 'GRADIO_SERVER_PORT' },
  defaultWorkers: 1,
  defaultThreads: 1,
  parallelism: 'event-loop',
  sigterm: 'default',
  defaultTimeoutSeconds: undefined,
  defaultGracefulTimeoutSeconds: undefined,
  development: false,
  speaksHttp2: 'no',
  version: '6.25.0',
  source: 'https://www.gradio.app/docs/gradio/blocks',
  checked: '2026-11-23',
};
