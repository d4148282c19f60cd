import type { ServerEntry } from './server-entry.ts';

/** The proxy of LiteLLM: `litellm --config …`; runs uvicorn unless `--run_gunicorn`, `--run_hypercorn` or `--run_granian` asks for another. */
export const LITELLM: ServerEntry = {
  kind: 'other',
  programs: ['litellm'],
  modules: ['litellm.proxy.proxy_cli'],
  syntax: 'click',
  options: [
    { names: ['--host'], means: 'host', value: true },
    { names: ['--port'], means: 'port', value: true },
    { names: ['--num_workers'], means: 'workers', value: true },
    { names: ['--ssl_keyfile_path', '--ssl_certfile_path'], means: 'tls', value: true },
    { names: ['--reload'], means: 'reload', value: false },
  ],
  otherValues: ['-c', '-m'],
  otherValuesLike:
    /^--(?:config|model|alias|add_key|headers|api_(?:base|version)|temperature|max_(?:tokens|budget|requests_\w+)|request_timeout|telemetry|log_config|num_requests|ciphers|granian_threads|keepalive_timeout|timeout_worker_healthcheck|limit_concurrency|prometheus_metrics_port)$/,
  ends: [
    '--version',
    '-v',
    '--help',
    '--health',
    '--test',
    '--test_async',
    '--setup',
    '--validate_config',
    '--skip_server_startup',
  ],
  defaultHost: '0.0.0.0',
  defaultPort: 4000,
  readsPort: true,
  environment: { host: 'HOST', workers: 'NUM_WORKERS' },
  defaultWorkers: 1,
  defaultThreads: 1,
  parallelism: 'event-loop',
  sigterm: 'handled',
  defaultTimeoutSeconds: undefined,
  defaultGracefulTimeoutSeconds: undefined,
  development: false,
  // Under `--run_hypercorn` it does.
  speaksHttp2: 'unknown',
  version: '1.92',
  source: 'https://github.com/BerriAI/litellm/blob/main/litellm/proxy/proxy_cli.py',
  checked: '2026-11-28',
};
