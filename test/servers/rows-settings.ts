import type { ServerRow } from '../../scripts/servers/row.ts';
import { ASGI, fastapi, flask, inShell, row, WSGI } from './project.ts';

const G = ['gunicorn'];
const U = ['uvicorn'];
const H = ['hypercorn'];
const W = ['waitress-serve'];
const UWSGI = ['uwsgi'];
const F = ['py:flask'];

type Files = Readonly<Record<string, string>>;
type Variables = Readonly<Record<string, string>>;

/** A row whose CMD is an exec form of just these words, with ENV in front of it. */
function exec(
  name: string,
  needs: readonly string[],
  files: Files,
  argv: readonly string[],
  env: Variables = {},
  settle = 700,
): ServerRow {
  const set = Object.entries(env).map(([variable, value]) => `ENV ${variable}="${value}"`);
  return row(name, needs, files, [...set, `CMD ${JSON.stringify(argv)}`], argv, { env, settle });
}

/** A row whose CMD is a shell form. */
function shell(name: string, needs: readonly string[], files: Files, text: string, env: Variables = {}): ServerRow {
  const set = Object.entries(env).map(([variable, value]) => `ENV ${variable}="${value}"`);
  return row(name, needs, files, [...set, `CMD ${text}`], inShell(text), { env });
}

function configured(text: string, files: Files = WSGI): Files {
  return { ...files, 'gunicorn.conf.py': text };
}

const GUNICORN: readonly ServerRow[] = [
  exec('gunicorn: flag beats GUNICORN_CMD_ARGS', G, WSGI, ['gunicorn', '-b', ':8080', 'main:app'], {
    GUNICORN_CMD_ARGS: '--bind=127.0.0.1:9000 --threads=3',
  }),
  exec(
    'gunicorn: GUNICORN_CMD_ARGS beats the file',
    G,
    configured('workers = 3\nthreads = 4\n'),
    ['gunicorn', 'main:app'],
    {
      GUNICORN_CMD_ARGS: '--workers=2 --threads=2',
    },
  ),
  exec(
    'gunicorn: GUNICORN_CMD_ARGS names the file',
    G,
    { ...WSGI, 'conf/web.py': "bind = '0.0.0.0:8080'\nthreads = 5\n" },
    ['gunicorn', 'main:app'],
    { GUNICORN_CMD_ARGS: '-c conf/web.py' },
  ),
  exec('gunicorn: WEB_CONCURRENCY with threads', G, WSGI, ['gunicorn', '--threads', '3', 'main:app'], {
    WEB_CONCURRENCY: '2',
  }),
  exec('gunicorn: the file beats WEB_CONCURRENCY', G, configured('workers = 1\n'), ['gunicorn', 'main:app'], {
    WEB_CONCURRENCY: '3',
  }),
  exec(
    'gunicorn: configuration with hooks',
    G,
    configured(
      `import os

port = int(os.getenv('PORT', '8000'))
bind = '0.0.0.0:%d' % port
worker_class = 'gthread'
workers = 2
threads = int(os.environ.get('THREADS', 3))

def post_fork(server, worker):
    server.log.info('worker %s', worker.pid)

def on_starting(server):
    pass
`,
    ),
    ['gunicorn', 'main:app'],
  ),
  exec(
    'gunicorn: binds of an f-string in a list',
    G,
    configured("import os\nbind = ['127.0.0.1:9000', f\"0.0.0.0:{os.environ.get('PORT', 5000)}\"]\n"),
    ['gunicorn', 'main:app'],
  ),
  exec('gunicorn: binds with a comma', G, configured("bind = '127.0.0.1:9000, 0.0.0.0:8080'\n"), [
    'gunicorn',
    'main:app',
  ]),
  exec('gunicorn: a bind by format', G, configured("bind = '{}:{}'.format('0.0.0.0', 8080)\n"), [
    'gunicorn',
    'main:app',
  ]),
  exec('gunicorn: a bind by addition', G, configured("import os\nbind = ':' + os.environ['PORT']\n"), [
    'gunicorn',
    'main:app',
  ]),
  exec('gunicorn: application in the file', G, configured("wsgi_app = 'main:app'\nbind = ':8080'\n"), ['gunicorn']),
  exec('gunicorn: unix and TCP', G, WSGI, ['gunicorn', '-b', 'unix:/tmp/g.sock', '-b', '0.0.0.0:8080', 'main:app']),
  exec('gunicorn: tcp scheme', G, WSGI, ['gunicorn', '--bind', 'tcp://0.0.0.0:8080', 'main:app']),
  exec('gunicorn: comma on the command line', G, WSGI, [
    'gunicorn',
    '--bind',
    '127.0.0.1:9000,0.0.0.0:8080',
    'main:app',
  ]),
  exec('gunicorn: two open binds', G, WSGI, ['gunicorn', '-b', ':8080', '-b', ':8081', 'main:app']),
  exec('gunicorn: many options', G, WSGI, [
    'gunicorn',
    '--preload',
    '-w2',
    '--worker-class=gthread',
    '--threads=3',
    '--max-requests',
    '100',
    '--max-requests-jitter=10',
    '--access-logfile',
    '-',
    '--log-level=info',
    '--worker-tmp-dir',
    '/dev/shm',
    '--forwarded-allow-ips=*',
    'main:app',
  ]),
  exec('gunicorn: UvicornH11Worker', [...G, 'py:uvicorn'], ASGI, [
    'gunicorn',
    '-k',
    'uvicorn.workers.UvicornH11Worker',
    'main:app',
  ]),
  exec('gunicorn: --env PORT comes too late', G, WSGI, ['gunicorn', '-e', 'PORT=9000', 'main:app']),
  exec(
    'gunicorn: module without attribute',
    G,
    { ...WSGI, 'main.py': (WSGI['main.py'] ?? '').replace('def app', 'def application') },
    ['gunicorn', 'main'],
  ),
  exec('gunicorn: module without application', G, WSGI, ['gunicorn', 'main']),
  exec(
    'gunicorn: every GUNICORN_ variable',
    G,
    configured(
      "import os\nbind = '127.0.0.1:9000'\nfor name, value in os.environ.items():\n    if name.startswith('GUNICORN_'):\n        locals()[name.split('_', 1)[1].lower()] = value\n",
    ),
    ['gunicorn', 'main:app'],
    { GUNICORN_BIND: '0.0.0.0:8080' },
  ),
  exec('gunicorn: threads of one', G, WSGI, ['gunicorn', '--threads', '1', '-w', '4', 'main:app']),
  exec('gunicorn: worker class by GUNICORN_CMD_ARGS', [...G, 'py:gevent'], WSGI, ['gunicorn', 'main:app'], {
    GUNICORN_CMD_ARGS: "-k gevent --bind '0.0.0.0:8080'",
  }),
  shell(
    'gunicorn: numbers from variables',
    G,
    WSGI,
    'exec gunicorn --bind 0.0.0.0:"$PORT" --workers ${WORKERS:-2} --threads ${THREADS:-2} main:app',
    { WORKERS: '3' },
  ),
  shell('gunicorn: arguments of sh -c', G, WSGI, 'set -e; exec gunicorn -b ":${PORT}" "main:app"'),
];

const ASGI_SERVERS: readonly ServerRow[] = [
  exec('uvicorn: flag beats its variable', U, ASGI, ['uvicorn', 'main:app', '--port', '8080'], {
    UVICORN_PORT: '9000',
    UVICORN_HOST: '0.0.0.0',
  }),
  exec(
    'uvicorn: UVICORN_WORKERS',
    U,
    ASGI,
    ['uvicorn', 'main:app', '--host=0.0.0.0', '--port=8080'],
    { UVICORN_WORKERS: '2' },
    2500,
  ),
  exec(
    'uvicorn: UVICORN_RELOAD',
    U,
    ASGI,
    ['uvicorn', 'main:app', '--host=0.0.0.0', '--port=8080'],
    { UVICORN_RELOAD: 'true' },
    2500,
  ),
  exec('uvicorn: UVICORN_UDS', U, ASGI, ['uvicorn', 'main:app', '--host=0.0.0.0', '--port=8080'], {
    UVICORN_UDS: '/tmp/u.sock',
  }),
  exec(
    'uvicorn: WEB_CONCURRENCY beside --workers',
    U,
    ASGI,
    ['uvicorn', '--workers', '1', '--host', '0.0.0.0', '--port', '8080', 'main:app'],
    {
      WEB_CONCURRENCY: '3',
    },
  ),
  exec(
    'uvicorn: reload ignores workers',
    U,
    ASGI,
    ['uvicorn', 'main:app', '--host', '0.0.0.0', '--port', '8080', '--reload', '--workers', '3'],
    {},
    2500,
  ),
  exec('uvicorn: many options', U, ASGI, [
    'uvicorn',
    '--no-access-log',
    '--proxy-headers',
    '--forwarded-allow-ips=*',
    '--timeout-keep-alive',
    '65',
    '--log-level=info',
    '--loop',
    'asyncio',
    '--host=0.0.0.0',
    '--port=8080',
    'main:app',
  ]),
  exec(
    'uvicorn: factory of a package',
    U,
    { ...ASGI, 'web/__init__.py': 'from main import app\n\ndef create_app():\n    return app\n' },
    ['python', '-m', 'uvicorn', 'web:create_app', '--factory', '--host=0.0.0.0', '--port=8080'],
  ),
  exec(
    'uvicorn: --app-dir behind the application',
    U,
    { 'src/marks.py': ASGI['marks.py'] ?? '', 'src/api.py': ASGI['main.py'] ?? '' },
    ['uvicorn', 'api:app', '--app-dir', 'src', '--host', '0.0.0.0', '--port', '8080'],
  ),
  exec('hypercorn: two binds', H, ASGI, ['hypercorn', '-b', '127.0.0.1:9000', '--bind', '0.0.0.0:8080', 'main:app']),
  exec(
    'hypercorn: workers in the file',
    H,
    { ...ASGI, 'hypercorn.toml': 'bind = ["0.0.0.0:8080"]\nworkers = 2\n' },
    ['hypercorn', '--config', 'hypercorn.toml', 'main:app'],
    {},
    2500,
  ),
  exec('hypercorn: flag beats the file', H, { ...ASGI, 'h.toml': 'bind = "127.0.0.1:9000"\n' }, [
    'hypercorn',
    '--config=h.toml',
    '--bind=0.0.0.0:8080',
    'main:app',
  ]),
  exec(
    'hypercorn: Python file',
    H,
    { ...ASGI, 'conf.py': "import os\nbind = [f\"0.0.0.0:{os.environ.get('PORT', '8000')}\"]\ngraceful_timeout = 5\n" },
    ['hypercorn', '-c', 'file:conf.py', 'main:app'],
  ),
  exec('hypercorn: Python module', H, { ...ASGI, 'conf.py': "bind = '127.0.0.1:8080'\n" }, [
    'hypercorn',
    '-c',
    'python:conf',
    'main:app',
  ]),
  exec('hypercorn: file that is missing', H, ASGI, ['hypercorn', '-c', 'nothing.toml', 'main:app']),
  exec('hypercorn: blocked host', H, ASGI, ['hypercorn', '--bind', 'localhost:8080', 'main:app']),
  exec('daphne: long options', ['daphne'], ASGI, ['daphne', '--port=8080', '--bind=0.0.0.0', 'main:app']),
  exec('daphne: unix socket beside TCP', ['daphne'], ASGI, [
    'daphne',
    '-u',
    '/tmp/d.sock',
    '-b',
    '0.0.0.0',
    '-p',
    '8080',
    'main:app',
  ]),
  exec('daphne: socket alone', ['daphne'], ASGI, ['daphne', '-u', '/tmp/d.sock', 'main:app']),
  exec('daphne: endpoint without interface', ['daphne'], ASGI, ['daphne', '--endpoint', 'tcp:8080', 'main:app']),
  exec('daphne: port of the endpoint and of -p', ['daphne'], ASGI, [
    'daphne',
    '-e',
    'tcp:port=9000:interface=0.0.0.0',
    '-p',
    '8080',
    'main:app',
  ]),
];

const WSGI_SERVERS: readonly ServerRow[] = [
  exec('waitress: two listens', W, WSGI, ['waitress-serve', '--listen=127.0.0.1:9000', '--listen=*:8080', 'main:app']),
  exec('waitress: options in any order', W, WSGI, ['waitress-serve', 'main:app', '--threads', '6', '--port=8080']),
  exec('waitress: python -m', ['py:waitress'], WSGI, [
    'python',
    '-m',
    'waitress',
    '--threads=3',
    '--channel-timeout',
    '30',
    'main:app',
  ]),
  exec('waitress: unix socket', W, WSGI, ['waitress-serve', '--unix-socket=/tmp/w.sock', 'main:app']),
  exec('waitress: IPv6', W, WSGI, ['waitress-serve', '--listen=[::]:8080', 'main:app']),
  exec('waitress: host with a port', W, WSGI, ['waitress-serve', '--host=0.0.0.0:8080', 'main:app']),
  exec(
    'uwsgi: ini with the environment',
    UWSGI,
    {
      ...WSGI,
      'uwsgi.ini':
        '[uwsgi]\nplugins = python3\nhttp-socket = 0.0.0.0:$(PORT)\nmodule = main:app\nmaster = true\nprocesses = 2\nthreads = 2\ndie-on-term = true\nvacuum = true\n',
    },
    ['uwsgi', 'uwsgi.ini'],
  ),
  exec(
    'uwsgi: ini with a placeholder',
    UWSGI,
    {
      ...WSGI,
      'app.ini':
        '[uwsgi]\nwhere = :8080\nplugins = python3\nhttp-socket = %(where)\nwsgi-file = main.py\ncallable = app\nworkers = 3 ; processes\n',
    },
    ['uwsgi', '--ini', 'app.ini'],
  ),
  exec(
    'uwsgi: section of an ini',
    UWSGI,
    {
      ...WSGI,
      'u.ini':
        '[uwsgi]\nhttp-socket = 127.0.0.1:9000\nplugins = python3\n\n[prod]\nplugins = python3\nhttp-socket = :8080\nwsgi = main:app\nthreads = 4\nmaster = 1\n',
    },
    ['uwsgi', '--ini', 'u.ini:prod'],
  ),
  exec('uwsgi: variables', UWSGI, WSGI, ['uwsgi', '--plugin', 'python3', '--module', 'main:app'], {
    UWSGI_HTTP_SOCKET: ':8080',
    UWSGI_PROCESSES: '2',
    UWSGI_MASTER: '1',
  }),
  exec('uwsgi: protocol of the socket', UWSGI, WSGI, [
    'uwsgi',
    '--plugin',
    'python3',
    '--socket',
    '0.0.0.0:8080',
    '--protocol=http',
    '-w',
    'main:app',
  ]),
  exec('uwsgi: two HTTP sockets', UWSGI, WSGI, [
    'uwsgi',
    '--plugin',
    'python3',
    '--http-socket',
    '127.0.0.1:9000',
    '--http-socket',
    '0.0.0.0:8080',
    '-w',
    'main:app',
  ]),
  exec(
    'uwsgi: strict file and ini',
    UWSGI,
    { ...WSGI, 'u.ini': '[uwsgi]\nplugins = python3\nmodule = main:app\nthreads = 5\n' },
    ['uwsgi', '--http-socket', ':8080', '--ini', 'u.ini'],
  ),
  exec('flask run: short options', F, flask(), [
    'python',
    '-m',
    'flask',
    '--app',
    'main:app',
    'run',
    '-h',
    '0.0.0.0',
    '-p',
    '8080',
    '--without-threads',
  ]),
  exec(
    'flask run: FLASK_DEBUG',
    F,
    flask(),
    ['python', '-m', 'flask', 'run', '--host=0.0.0.0', '--port=8080'],
    { FLASK_APP: 'main.py', FLASK_DEBUG: '1' },
    2500,
  ),
  exec('flask run: flag beats its variable', F, flask(), ['python', '-m', 'flask', 'run', '-p', '8080'], {
    FLASK_APP: 'main',
    FLASK_RUN_HOST: '0.0.0.0',
    FLASK_RUN_PORT: '5000',
  }),
  exec('http.server: bind in front', [], { 'index.html': 'ok' }, [
    'python',
    '-m',
    'http.server',
    '-b',
    '0.0.0.0',
    '8080',
  ]),
  exec('http.server: folder', [], { 'index.html': 'ok' }, [
    'python',
    '-m',
    'http.server',
    '--directory',
    '/app',
    '8080',
  ]),
  exec(
    'python: options in front of the file',
    ['py:uvicorn', 'py:fastapi'],
    fastapi("if __name__ == '__main__':\n    import uvicorn\n    uvicorn.run(app, host='0.0.0.0', port=8080)\n"),
    ['python', '-u', '-W', 'ignore', '-X', 'utf8', 'main.py'],
  ),
];

/** Flags, variables and configuration files against each other. */
export const SETTING_ROWS: readonly ServerRow[] = [...GUNICORN, ...ASGI_SERVERS, ...WSGI_SERVERS];
