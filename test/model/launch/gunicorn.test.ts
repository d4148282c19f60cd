import { checkRow, onDebian, type Row } from './kit.ts';

const WSGI = 'from flask import Flask\napp = Flask(__name__)\n';
const conf = (text: string, cmd = 'CMD ["gunicorn", "main:app"]') => ({
  Dockerfile: onDebian(cmd),
  'main.py': WSGI,
  'gunicorn.conf.py': text,
});

// Expected values as gunicorn 26.2.0 (and 20.1.0 of Debian 12) behaved when really started with PORT=8080.
const rows: readonly Row[] = [
  [
    'no bind reads PORT',
    onDebian('CMD ["gunicorn", "main:app"]'),
    {
      argv: 'gunicorn main:app',
      pid1: 'server',
      sigterm: true,
      server: 'gunicorn',
      binds: '0.0.0.0:8080',
      reachable: true,
      workers: 1,
      threads: 1,
      workerClass: 'sync',
      capacity: 1,
      fails: null,
    },
  ],
  [
    'no bind, another port of the container',
    onDebian('CMD ["gunicorn", "main:app"]'),
    { binds: '0.0.0.0:9000', reachable: true },
    { port: { kind: 'known', value: 9000, at: undefined } },
  ],
  [
    "Google's line",
    onDebian('CMD exec gunicorn --bind :$PORT --workers 1 --threads 8 --timeout 0 main:app'),
    {
      argv: 'gunicorn --bind :8080 --workers 1 --threads 8 --timeout 0 main:app',
      pid1: 'server',
      sigterm: true,
      binds: '0.0.0.0:8080',
      threads: 8,
      workerClass: 'gthread',
      capacity: 8,
    },
  ],
  [
    'empty host is every address',
    onDebian('CMD ["gunicorn", "-b", ":8080", "main:app"]'),
    { binds: '0.0.0.0:8080', reachable: true },
  ],
  [
    'loopback',
    onDebian('CMD ["gunicorn", "-b", "127.0.0.1:8080", "main:app"]'),
    { binds: '127.0.0.1:8080', reachable: false },
  ],
  [
    'localhost by name',
    onDebian('CMD ["gunicorn", "-b", "localhost:8080", "main:app"]'),
    { binds: 'localhost:8080', reachable: false },
  ],
  [
    'IPv6 for every address',
    onDebian('CMD ["gunicorn", "-b", "[::]:8080", "main:app"]'),
    { binds: ':::8080', reachable: true },
  ],
  [
    'another port',
    onDebian('CMD ["gunicorn", "-b", "0.0.0.0:5000", "main:app"]'),
    { binds: '0.0.0.0:5000', reachable: false },
  ],
  [
    'host without port is port 8000',
    onDebian('CMD ["gunicorn", "-b", "0.0.0.0", "main:app"]'),
    { binds: '0.0.0.0:8000', reachable: false, fails: null },
  ],
  [
    'a bare number is a host name',
    onDebian('CMD ["gunicorn", "-b", "8080", "main:app"]'),
    { binds: '', reachable: false, fails: "'8080' is taken as a host name, not as a port" },
  ],
  [
    '$PORT in the exec form',
    onDebian('CMD ["gunicorn", "--bind", "0.0.0.0:$PORT", "main:app"]'),
    { fails: "'$PORT' is not a valid port number.", reachable: false },
  ],
  [
    '${PORT} in the exec form',
    onDebian('CMD ["gunicorn", "--bind=:${PORT}", "main:app"]'),
    { fails: "'${PORT}' is not a valid port number." },
  ],
  [
    'unix socket',
    onDebian('CMD ["gunicorn", "-b", "unix:/tmp/app.sock", "main:app"]'),
    { binds: 'unix:/tmp/app.sock', reachable: false },
  ],
  [
    'two sockets',
    onDebian('CMD ["gunicorn", "-b", "127.0.0.1:9000", "-b", "0.0.0.0:8080", "main:app"]'),
    { binds: '127.0.0.1:9000,0.0.0.0:8080', reachable: true },
  ],
  [
    'TLS',
    onDebian('CMD ["gunicorn", "--certfile", "c.pem", "--keyfile", "k.pem", "-b", ":8080", "main:app"]'),
    { binds: 'https:0.0.0.0:8080', reachable: false },
  ],
  [
    'short options joined to their values',
    onDebian('CMD ["gunicorn", "-w4", "-b:8080", "main:app"]'),
    { workers: 4, binds: '0.0.0.0:8080', capacity: 4 },
  ],
  [
    'long options with =',
    onDebian('CMD ["gunicorn", "--workers=3", "--threads=2", "main:app"]'),
    { workers: 3, threads: 2, workerClass: 'gthread', capacity: 6 },
  ],
  ['unambiguous abbreviation', onDebian('CMD ["gunicorn", "--thr", "3", "main:app"]'), { threads: 3, capacity: 3 }],
  [
    'application before the options',
    onDebian('CMD ["gunicorn", "main:app", "-b", "0.0.0.0:8080", "-w", "2"]'),
    { workers: 2, binds: '0.0.0.0:8080' },
  ],
  [
    'sync with threads is gthread',
    onDebian('CMD ["gunicorn", "-k", "sync", "--threads", "4", "main:app"]'),
    { workerClass: 'gthread', capacity: 4 },
  ],
  [
    'gthread with one thread',
    onDebian('CMD ["gunicorn", "-k", "gthread", "main:app"]'),
    { workerClass: 'gthread', capacity: 1 },
  ],
  [
    'gevent',
    onDebian('CMD ["gunicorn", "-k", "gevent", "main:app"]'),
    { workerClass: 'gevent', capacity: 'unbounded' },
  ],
  [
    'uvicorn worker',
    onDebian('CMD ["gunicorn", "-k", "uvicorn.workers.UvicornWorker", "main:app"]'),
    { workerClass: 'uvicorn', capacity: 'unbounded' },
  ],
  [
    'new uvicorn worker package',
    onDebian('CMD ["gunicorn", "-k", "uvicorn_worker.UvicornWorker", "-w", "2", "main:app"]'),
    { workerClass: 'uvicorn', workers: 2, capacity: 'unbounded' },
  ],
  [
    'asgi worker',
    onDebian('CMD ["gunicorn", "-k", "asgi", "main:app"]'),
    { workerClass: 'asgi', capacity: 'unbounded' },
  ],
  [
    'a worker class of the project',
    {
      Dockerfile: onDebian('CMD ["gunicorn", "-k", "workers.MyWorker", "main:app"]'),
      'main.py': WSGI,
      'workers.py':
        'from uvicorn.workers import UvicornWorker\nclass MyWorker(UvicornWorker):\n    CONFIG_KWARGS = {}\n',
    },
    { workerClass: 'workers.MyWorker', capacity: 'unbounded' },
  ],
  [
    'an unknown worker class',
    onDebian('CMD ["gunicorn", "-k", "some.where.Worker", "main:app"]'),
    { workerClass: 'some.where.Worker', capacity: null },
  ],
  ['WEB_CONCURRENCY', onDebian('ENV WEB_CONCURRENCY=3', 'CMD ["gunicorn", "main:app"]'), { workers: 3, capacity: 3 }],
  [
    'the flag beats WEB_CONCURRENCY',
    onDebian('ENV WEB_CONCURRENCY=3', 'CMD ["gunicorn", "-w", "2", "main:app"]'),
    { workers: 2 },
  ],
  [
    'GUNICORN_CMD_ARGS',
    onDebian('ENV GUNICORN_CMD_ARGS="--bind=127.0.0.1:8080 --threads 4"', 'CMD ["gunicorn", "main:app"]'),
    { binds: '127.0.0.1:8080', threads: 4, capacity: 4, reachable: false },
  ],
  [
    'the command line beats GUNICORN_CMD_ARGS',
    onDebian('ENV GUNICORN_CMD_ARGS="--bind=127.0.0.1:8080"', 'CMD ["gunicorn", "-b", ":8080", "main:app"]'),
    { binds: '0.0.0.0:8080' },
  ],
  [
    'configuration file found by itself',
    conf('bind = "0.0.0.0:8080"\nworkers = 2\nthreads = 3\n'),
    { binds: '0.0.0.0:8080', workers: 2, threads: 3, capacity: 6 },
  ],
  [
    'the command line beats the configuration file',
    conf('workers = 2\nthreads = 3\n', 'CMD ["gunicorn", "--workers", "1", "main:app"]'),
    { workers: 1, threads: 3, capacity: 3 },
  ],
  [
    'cpu_count() is the container',
    conf('import multiprocessing\nworkers = multiprocessing.cpu_count() * 2 + 1\n'),
    { workers: 5, capacity: 5 },
    { cpu: 2 },
  ],
  [
    'PORT in an f-string of the file',
    conf("import os\nbind = f\"0.0.0.0:{os.environ.get('PORT', '8000')}\"\n"),
    { binds: '0.0.0.0:8080', reachable: true },
  ],
  [
    'numbers from variables of the file',
    conf('import os\nworkers = int(os.getenv("WORKERS", "2"))\nthreads = int(os.environ.get("THREADS", 8))\n'),
    { workers: 2, threads: 8, capacity: 16 },
  ],
  [
    'set by ENV',
    {
      ...conf('import os\nworkers = int(os.getenv("WORKERS", "2"))\n'),
      Dockerfile: onDebian('ENV WORKERS=4', 'CMD ["gunicorn", "main:app"]'),
    },
    { workers: 4 },
  ],
  [
    'worker class of the file',
    conf('worker_class = "uvicorn.workers.UvicornWorker"\n'),
    { workerClass: 'uvicorn', capacity: 'unbounded' },
  ],
  [
    'a file named by -c',
    {
      Dockerfile: onDebian('CMD ["gunicorn", "-c", "conf/prod.py", "main:app"]'),
      'conf/prod.py': 'bind = "127.0.0.1:8000"\n',
    },
    { binds: '127.0.0.1:8000', reachable: false },
  ],
  [
    'a named file that is not there',
    onDebian('CMD ["gunicorn", "-c", "/etc/gunicorn.py", "main:app"]'),
    { binds: null, workers: null, capacity: null },
  ],
  [
    'a named file that is not there, with a bind on the command line',
    onDebian('CMD ["gunicorn", "-c", "/etc/gunicorn.py", "-b", ":8080", "main:app"]'),
    { binds: '0.0.0.0:8080', workers: null, capacity: null },
  ],
  [
    '-c in GUNICORN_CMD_ARGS',
    {
      Dockerfile: onDebian('ENV GUNICORN_CMD_ARGS="-c conf.py"', 'CMD ["gunicorn", "main:app"]'),
      'conf.py': 'workers = 7\n',
    },
    { workers: 7 },
  ],
  [
    'a list of addresses',
    conf('bind = ["127.0.0.1:9000", "0.0.0.0:8080"]\n'),
    { binds: '127.0.0.1:9000,0.0.0.0:8080', reachable: true },
  ],
  [
    'a conditional setting is not known',
    conf('import os\nif os.environ.get("X"):\n    workers = 4\n'),
    { workers: null, capacity: null },
  ],
  [
    'the file stands in another folder',
    {
      ...conf('workers = 4\n'),
      Dockerfile: 'FROM python:3.12-slim\nWORKDIR /srv\nCOPY . /app\nCMD ["gunicorn", "main:app"]\n',
    },
    { workers: 1 },
  ],
  [
    'application in the file',
    conf('wsgi_app = "main:app"\nworkers = 2\n', 'CMD ["gunicorn"]'),
    { server: 'gunicorn', workers: 2, fails: null },
  ],
  ['no application', onDebian('CMD ["gunicorn", "-w", "2"]'), { fails: 'Error: No application module specified.' }],
  [
    'daemon',
    onDebian('CMD ["gunicorn", "--daemon", "main:app"]'),
    { fails: 'gunicorn puts itself into the background, so the container ends at once', reachable: false },
  ],
  [
    'a number that is none',
    onDebian('CMD ["gunicorn", "--workers", "two", "main:app"]'),
    { fails: "argument --workers: invalid int value: 'two'" },
  ],
  ['preload', onDebian('CMD ["gunicorn", "--preload", "main:app"]'), { server: 'gunicorn', capacity: 1 }],
  [
    'python -m gunicorn',
    onDebian('CMD ["python", "-m", "gunicorn", "-b", ":8080", "main:app"]'),
    { argv: 'python -m gunicorn -b :8080 main:app', server: 'gunicorn', binds: '0.0.0.0:8080' },
  ],
  [
    'by its path',
    onDebian('CMD ["/opt/venv/bin/gunicorn", "main:app"]'),
    { server: 'gunicorn', binds: '0.0.0.0:8080' },
  ],
  [
    'options in a variable nobody sets',
    onDebian('CMD exec gunicorn $OPTIONS main:app'),
    { server: 'gunicorn', binds: null, workers: null, capacity: null, argv: null },
  ],
  [
    'options in a variable that ENV sets',
    onDebian('ENV OPTIONS="--workers 2 --threads 4"', 'CMD exec gunicorn $OPTIONS main:app'),
    { argv: 'gunicorn --workers 2 --threads 4 main:app', workers: 2, threads: 4 },
  ],
  [
    'a default in the shell',
    onDebian('CMD exec gunicorn -w ${WORKERS:-4} --threads ${THREADS:-2} main:app'),
    { workers: 4, threads: 2, capacity: 8 },
  ],
  [
    'continued lines',
    onDebian(
      'CMD exec gunicorn \\',
      '    --bind :$PORT \\',
      '    # a comment between',
      '    --threads 4 \\',
      '    main:app',
    ),
    { binds: '0.0.0.0:8080', threads: 4 },
  ],
  [
    'an application that the module does not have',
    { Dockerfile: onDebian('CMD ["gunicorn", "main:server"]'), 'main.py': WSGI },
    { fails: "Failed to find attribute 'server' in 'main'." },
  ],
  [
    'a module without `application`',
    { Dockerfile: onDebian('CMD ["gunicorn", "main"]'), 'main.py': WSGI },
    { fails: "Failed to find attribute 'application' in 'main'." },
  ],
  [
    'an application behind a star import',
    { Dockerfile: onDebian('CMD ["gunicorn", "main:server"]'), 'main.py': 'from web import *\n' },
    { fails: null },
  ],
  [
    'two addresses with a comma are one on the command line',
    onDebian('CMD ["gunicorn", "-b", "0.0.0.0:8080,127.0.0.1:9000", "main:app"]'),
    { fails: "'8080,127.0.0.1' is not a valid port number." },
  ],
];

describe('launch: gunicorn', () => {
  for (const row of rows) it(row[0], () => checkRow(row));
});
