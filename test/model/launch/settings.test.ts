import { checkRow, onDebian, type Row } from './kit.ts';

const cmd = (...words: string[]): string => onDebian(`CMD ${JSON.stringify(words)}`);
const uwsgi = (ini: string, ...words: string[]) => ({ Dockerfile: cmd('uwsgi', ...words), 'app.ini': ini });
const FASTAPI = 'import os\nimport uvicorn\nfrom fastapi import FastAPI\napp = FastAPI()\n';
const settings = (field: string, base = 'from pydantic_settings import BaseSettings') => ({
  Dockerfile: cmd('python', 'main.py'),
  'main.py': `${FASTAPI}from config import settings\nuvicorn.run(app, host="0.0.0.0", port=settings.port)\n`,
  'config.py': `${base}\n\nclass Settings(BaseSettings):\n    ${field}\n\nsettings = Settings()\n`,
});

// What was seen when these were really started (test/servers, Debian 12): flags, variables and files against each other.
const rows: readonly Row[] = [
  [
    'gunicorn splits nothing at commas',
    { Dockerfile: cmd('gunicorn', 'main:app'), 'gunicorn.conf.py': "bind = '127.0.0.1:9000,0.0.0.0:8080'\n" },
    { fails: "'9000,0.0.0.0' is not a valid port number." },
  ],
  [
    'gunicorn.conf.py that sets names in a loop',
    {
      Dockerfile: cmd('gunicorn', 'main:app'),
      'main.py': 'app = None\n',
      'gunicorn.conf.py':
        "import os\nbind = '127.0.0.1:1'\nfor k, v in os.environ.items():\n    locals()[k.lower()] = v\n",
    },
    { binds: null, workers: null },
  ],
  [
    'UVICORN_UDS takes the place of host and port',
    onDebian('ENV UVICORN_UDS=/tmp/u.sock', 'CMD ["uvicorn", "main:app", "--host=0.0.0.0", "--port=8080"]'),
    { binds: 'unix:/tmp/u.sock', reachable: false },
  ],
  [
    'hypercorn.toml',
    {
      Dockerfile: cmd('hypercorn', '-c', 'hypercorn.toml', 'main:app'),
      'hypercorn.toml': 'bind = ["0.0.0.0:8080", "127.0.0.1:9000"]\nworkers = 2\n',
    },
    { binds: '0.0.0.0:8080,127.0.0.1:9000', workers: 2, reachable: true },
  ],
  [
    'a flag beats hypercorn.toml',
    {
      Dockerfile: cmd('hypercorn', '-c', 'h.toml', '-b', '0.0.0.0:8080', '-w', '3', 'main:app'),
      'h.toml': 'bind = "127.0.0.1:9000"\nworkers = 2\n',
    },
    { binds: '0.0.0.0:8080', workers: 3 },
  ],
  [
    'hypercorn.toml that does not parse',
    { Dockerfile: cmd('hypercorn', '-c', 'h.toml', 'main:app'), 'h.toml': 'bind = "0.0.0.0:8080\n' },
    { binds: null, workers: null },
  ],
  [
    'hypercorn with a Python file',
    {
      Dockerfile: cmd('hypercorn', '-c', 'file:conf.py', 'main:app'),
      'main.py': 'app = None\n',
      'conf.py': "import os\nbind = f\"0.0.0.0:{os.environ['PORT']}\"\nif os.getenv('X'):\n    workers = 4\n",
    },
    { binds: '0.0.0.0:8080', workers: null, reachable: true },
  ],
  [
    'hypercorn with TLS in its file',
    {
      Dockerfile: cmd('hypercorn', '-c', 'h.toml', 'main:app'),
      'h.toml': 'bind = ":8080"\ncertfile = "c.pem"\n',
    },
    { binds: 'https:0.0.0.0:8080', reachable: false },
  ],
  [
    'daphne keeps host and port beside a socket',
    cmd('daphne', '-u', '/tmp/d.sock', '-b', '0.0.0.0', '-p', '8080', 'main:app'),
    { binds: '0.0.0.0:8080,unix:/tmp/d.sock', reachable: true },
  ],
  ['daphne with a socket alone', cmd('daphne', '-u', '/tmp/d.sock', 'main:app'), { binds: 'unix:/tmp/d.sock' }],
  [
    'waitress takes no option behind the application',
    cmd('waitress-serve', 'main:app', '--port=8080'),
    { fails: 'Specify one application only' },
  ],
  [
    'waitress --host takes no port',
    cmd('waitress-serve', '--host=0.0.0.0:8080', 'main:app'),
    { fails: 'Invalid host/port specified.' },
  ],
  ['waitress on :: takes no IPv4', cmd('waitress-serve', '--listen=[::]:8080', 'main:app'), { reachable: null }],
  [
    'uwsgi variables',
    onDebian('ENV UWSGI_HTTP_SOCKET=:8080 UWSGI_PROCESSES=2 UWSGI_MASTER=1', 'CMD ["uwsgi", "--module", "main:app"]'),
    { binds: '0.0.0.0:8080', workers: 2, capacity: 2, sigterm: false },
  ],
  [
    'uwsgi placeholder of the same file',
    uwsgi('[uwsgi]\nwhere = :8080\nhttp-socket = %(where)\nmodule = main:app\nworkers = 3 ; three\n', 'app.ini'),
    { binds: '0.0.0.0:8080', workers: 3, capacity: 3 },
  ],
  [
    'uwsgi section',
    uwsgi(
      '[uwsgi]\nhttp-socket = 127.0.0.1:9000\n[prod]\nhttp-socket = :8080\nwsgi = main:app\nthreads = 4\n',
      '--ini',
      'app.ini:prod',
    ),
    { binds: '0.0.0.0:8080', capacity: 4 },
  ],
  ['uwsgi file that is included', uwsgi('[uwsgi]\nini = other.ini\nmodule = main:app\n', 'app.ini'), { binds: null }],
  ['settings of pydantic in another file', settings('port: int = 8000'), { binds: '0.0.0.0:8080', reachable: true }],
  [
    'a settings field with a variable of its own',
    settings('port: int = Field(8000, validation_alias=AliasChoices("APP_PORT", "PORT"))'),
    { binds: null },
  ],
  [
    'a settings class of the project',
    { ...settings('port: int = 8000', 'from base import BaseSettings'), 'base.py': 'from x import BaseSettings\n' },
    { binds: null },
  ],
  [
    'hypercorn in code',
    {
      Dockerfile: cmd('python', 'main.py'),
      'main.py':
        'import asyncio, os\nfrom hypercorn.asyncio import serve\nfrom hypercorn.config import Config\nfrom web import app\nconfig = Config()\nconfig.bind = [f"0.0.0.0:{os.environ[\'PORT\']}"]\nasyncio.run(serve(app, config))\n',
    },
    { server: 'hypercorn', binds: '0.0.0.0:8080', reachable: true },
  ],
  [
    'waitress.serve with listen',
    {
      Dockerfile: cmd('python', 'main.py'),
      'main.py': 'from waitress import serve\nfrom web import app\nserve(app, listen="127.0.0.1:8080 *:9000")\n',
    },
    { binds: '127.0.0.1:8080,0.0.0.0:9000', reachable: false },
  ],
  [
    'two starts that agree where they listen',
    {
      Dockerfile: cmd('python', 'main.py'),
      'main.py': `${FASTAPI}if os.getenv("DEV"):\n    uvicorn.run("main:app", host="0.0.0.0", port=8080, reload=True)\nelse:\n    uvicorn.run("main:app", host="0.0.0.0", port=8080, workers=4)\n`,
    },
    { server: 'uvicorn', binds: '0.0.0.0:8080', workers: null, reachable: true },
  ],
  [
    'two starts at different places',
    {
      Dockerfile: cmd('python', 'main.py'),
      'main.py': `${FASTAPI}if os.getenv("DEV"):\n    uvicorn.run(app)\nelse:\n    uvicorn.run(app, host="0.0.0.0", port=8080)\n`,
    },
    { server: null, binds: null },
  ],
  [
    'run_simple of werkzeug',
    {
      Dockerfile: cmd('python', 'main.py'),
      'main.py':
        'from werkzeug.serving import run_simple\nfrom web import app\nrun_simple("0.0.0.0", 8080, app, threaded=True)\n',
    },
    { server: 'other', binds: '0.0.0.0:8080', capacity: 'unbounded', sigterm: false },
  ],
  [
    'SERVER_NAME gives app.run its address',
    {
      Dockerfile: cmd('python', 'main.py'),
      'main.py':
        'from flask import Flask\napp = Flask(__name__)\napp.config["SERVER_NAME"] = "localhost:9000"\napp.run()\n',
    },
    { server: 'flask', binds: null },
  ],
  [
    'a handler of the program for SIGTERM',
    {
      Dockerfile: cmd('python', 'main.py'),
      'main.py':
        'import signal, sys\nfrom flask import Flask\napp = Flask(__name__)\nsignal.signal(signal.SIGTERM, lambda *_: sys.exit(0))\napp.run(host="0.0.0.0", port=8080)\n',
    },
    { server: 'flask', sigterm: null },
  ],
  [
    'arithmetic of the shell',
    onDebian('CMD CORES=2; exec gunicorn -w $((CORES * 2 - 1)) --threads $(( (1 + 1) * 2 )) main:app'),
    { argv: 'gunicorn -w 3 --threads 4 main:app', capacity: 12 },
  ],
  [
    'arithmetic with a command inside',
    onDebian('CMD exec gunicorn -w $(( $(nproc) * 2 + 1 )) main:app'),
    { binds: '0.0.0.0:8080', workers: null, capacity: null },
  ],
  [
    'npm start',
    {
      Dockerfile: onDebian('CMD ["npm", "start"]'),
      'package.json': '{ "scripts": { "start": "gunicorn main:app" } }\n',
    },
    { argv: 'gunicorn main:app', pid1: 'other', server: 'gunicorn', binds: '0.0.0.0:8080', sigterm: null },
  ],
  [
    'npm run with words behind it, and a script in a script',
    {
      Dockerfile: onDebian('CMD ["npm", "run", "web", "--", "--host", "0.0.0.0", "--port=8080"]'),
      'package.json': '{ "scripts": { "web": "npm run \\"api\\" --", "api": "uvicorn main:app" } }\n',
    },
    { argv: 'uvicorn main:app --host 0.0.0.0 --port=8080', binds: '0.0.0.0:8080' },
  ],
  [
    "Node's Functions Framework is another server",
    {
      Dockerfile: onDebian('CMD ["npm", "start"]'),
      'package.json': '{ "scripts": { "start": "functions-framework --target=hello" } }\n',
    },
    { argv: null, server: null },
  ],
  [
    'a script that calls itself',
    { Dockerfile: onDebian('CMD ["npm", "start"]'), 'package.json': '{ "scripts": { "start": "npm start" } }\n' },
    { argv: null, server: null, pid1: 'other' },
  ],
  [
    'yarn in a folder of its own, and a program that is no server of the catalogue',
    {
      Dockerfile: onDebian('CMD ["yarn", "--cwd", "web", "serve"]'),
      'web/package.json': '{ "scripts": { "serve": "NODE_ENV=production node server.js" } }\n',
    },
    { argv: 'node server.js', server: null, binds: null },
  ],
  [
    'a folder as a program',
    {
      Dockerfile: cmd('python', 'web'),
      'web/__main__.py':
        'from http.server import HTTPServer, SimpleHTTPRequestHandler\nHTTPServer(("", 8080), SimpleHTTPRequestHandler).serve_forever()\n',
    },
    { server: 'http.server', binds: '0.0.0.0:8080' },
  ],
];

describe('model/launch: flags, variables and files', () => {
  for (const row of rows) it(row[0], () => checkRow(row));
});
