/** Images whose own start script runs a server, as their documentation and scripts describe it. */
export interface PreparedImage {
  readonly repository: RegExp;
  readonly program: string;
  readonly server: 'gunicorn' | 'nginx';
  readonly workerClass: string;
  /** The variable with the port, and the port without it. */
  readonly portVariable: string;
  readonly port: number;
  readonly timeoutSeconds: number;
  /** The least number of workers; more with more CPUs. */
  readonly leastWorkers: number;
  readonly pid1: 'server' | 'other';
  /** Modules that hold the application, in the order in which the script looks for them. */
  readonly modules: readonly string[];
  readonly source: string;
  readonly checked: string;
}

/** The images of tiangolo (all deprecated by their author). Facts §7.4. */
export const PREPARED_IMAGES: readonly PreparedImage[] = [
  {
    repository: /^tiangolo\/uvicorn-gunicorn(?:-fastapi|-starlette)?$/,
    program: '/start.sh',
    server: 'gunicorn',
    workerClass: 'uvicorn',
    portVariable: 'PORT',
    port: 80,
    timeoutSeconds: 120,
    leastWorkers: 2,
    pid1: 'server',
    modules: ['app.main', 'main'],
    source: 'https://github.com/tiangolo/uvicorn-gunicorn-docker#environment-variables',
    checked: '2026-11-23',
  },
  {
    repository: /^tiangolo\/uwsgi-nginx(?:-flask)?$/,
    program: '/start.sh',
    server: 'nginx',
    workerClass: '',
    portVariable: 'LISTEN_PORT',
    port: 80,
    timeoutSeconds: 60,
    leastWorkers: 2,
    pid1: 'other',
    modules: ['main'],
    source: 'https://github.com/tiangolo/uwsgi-nginx-flask-docker#custom-listen-port',
    checked: '2026-11-23',
  },
];
