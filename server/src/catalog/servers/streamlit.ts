import type { ServerEntry } from './server-entry.ts';

/** Streamlit: command line over `STREAMLIT_…` variables over `.streamlit/config.toml`; a value `env:NAME` in the file reads a variable. */
export const STREAMLIT: ServerEntry = {
  kind: 'streamlit',
  programs: ['streamlit'],
  modules: ['streamlit', 'streamlit.web.cli'],
  syntax: 'click',
  options: [
    { names: ['--server.address', '--server_address'], means: 'host', value: true },
    { names: ['--server.port', '--server_port'], means: 'port', value: true },
    { names: ['--server.runOnSave'], means: 'reload', value: true },
    { names: ['--server.sslCertFile'], means: 'tls', value: true },
  ],
  otherValues: ['--log_level'],
  // Every option of the configuration takes a value, switches too: `--server.headless true`.
  otherValuesLike: /^--(?:browser|client|global|logger|magic|mapbox|runner|secrets|server|theme|ui)[._]\w/,
  defaultHost: '0.0.0.0',
  defaultPort: 8501,
  readsPort: false,
  environment: { host: 'STREAMLIT_SERVER_ADDRESS', port: 'STREAMLIT_SERVER_PORT' },
  defaultWorkers: 1,
  defaultThreads: 1,
  parallelism: 'event-loop',
  sigterm: 'handled',
  defaultTimeoutSeconds: undefined,
  defaultGracefulTimeoutSeconds: undefined,
  development: false,
  speaksHttp2: 'no',
  version: '1.64.0',
  source: 'https://docs.streamlit.io/develop/api-reference/configuration/config.toml',
  checked: '2026-11-28',
};
