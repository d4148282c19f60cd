import { checkRow, onAlpine, onDebian, type Row } from './kit.ts';

const cmd = (...words: readonly string[]): string => onDebian(`CMD ${JSON.stringify(words)}`);
const OPEN = ['--host', '0.0.0.0', '--port', '8080'];

const rows: readonly Row[] = [
  [
    'uvicorn',
    cmd('uvicorn', 'main:app', ...OPEN),
    {
      server: 'uvicorn',
      binds: '0.0.0.0:8080',
      reachable: true,
      pid1: 'server',
      sigterm: true,
      workers: 1,
      capacity: 'unbounded',
    },
  ],
  ['uvicorn by default', cmd('uvicorn', 'main:app'), { binds: '127.0.0.1:8000', reachable: false }],
  [
    'uvicorn with a port alone',
    cmd('uvicorn', 'main:app', '--port', '8080'),
    { binds: '127.0.0.1:8080', reachable: false },
  ],
  [
    'uvicorn in variables',
    onDebian('ENV UVICORN_HOST=0.0.0.0 UVICORN_PORT=8080', 'CMD ["uvicorn", "main:app"]'),
    { binds: '0.0.0.0:8080', reachable: true },
  ],
  [
    'uvicorn: the flag beats the variable',
    onDebian('ENV UVICORN_PORT=9000', 'CMD ["uvicorn", "main:app", "--host=0.0.0.0", "--port=8080"]'),
    { binds: '0.0.0.0:8080' },
  ],
  [
    'uvicorn with workers',
    cmd('uvicorn', 'main:app', ...OPEN, '--workers', '4'),
    { workers: 4, capacity: 'unbounded' },
  ],
  ['uvicorn: WEB_CONCURRENCY', onDebian('ENV WEB_CONCURRENCY=3', 'CMD ["uvicorn", "main:app"]'), { workers: 3 }],
  [
    'uvicorn: literal $PORT',
    cmd('uvicorn', 'main:app', '--host', '0.0.0.0', '--port', '$PORT'),
    { fails: "Invalid value for '--port': '$PORT' is not a valid integer.", reachable: false },
  ],
  [
    'uvicorn on a unix socket',
    cmd('uvicorn', 'main:app', '--uds', '/tmp/u.sock'),
    { binds: 'unix:/tmp/u.sock', reachable: false },
  ],
  [
    'uvicorn with TLS',
    cmd('uvicorn', 'main:app', ...OPEN, '--ssl-keyfile', 'k', '--ssl-certfile', 'c'),
    { binds: 'https:0.0.0.0:8080', reachable: false },
  ],
  ['uvicorn for WSGI', cmd('uvicorn', 'main:app', ...OPEN, '--interface', 'wsgi'), { capacity: 10 }],
  [
    'python -m uvicorn',
    cmd('python', '-m', 'uvicorn', 'main:app', ...OPEN),
    { server: 'uvicorn', binds: '0.0.0.0:8080' },
  ],
  [
    'python -u -m uvicorn',
    cmd('python3', '-u', '-m', 'uvicorn', 'main:app', ...OPEN),
    { server: 'uvicorn', binds: '0.0.0.0:8080' },
  ],
  [
    'uvicorn with the port of the shell',
    onDebian('CMD uvicorn main:app --host 0.0.0.0 --port ${PORT:-8000}'),
    { binds: '0.0.0.0:8080', pid1: 'shell', sigterm: false },
  ],

  [
    'hypercorn',
    cmd('hypercorn', 'main:app', '--bind', '0.0.0.0:8080'),
    { server: 'hypercorn', binds: '0.0.0.0:8080', capacity: 'unbounded', sigterm: true },
  ],
  ['hypercorn by default', cmd('hypercorn', 'main:app'), { binds: '127.0.0.1:8000', reachable: false }],
  [
    'hypercorn with an empty host',
    cmd('hypercorn', '-b', ':8080', 'main:app'),
    { binds: '0.0.0.0:8080', reachable: true },
  ],
  ['hypercorn with workers', cmd('hypercorn', '-b', '0.0.0.0:8080', '-w', '2', 'main:app'), { workers: 2 }],
  [
    'hypercorn with a configuration file',
    cmd('hypercorn', '-c', 'hypercorn.toml', 'main:app'),
    { server: 'hypercorn', binds: null, reachable: null },
  ],
  [
    'hypercorn: literal $PORT',
    cmd('hypercorn', '-b', '0.0.0.0:$PORT', 'main:app'),
    { fails: "'0.0.0.0:$PORT' is taken as a host name" },
  ],

  [
    'daphne',
    cmd('daphne', '-b', '0.0.0.0', '-p', '8080', 'proj.asgi:application'),
    { server: 'daphne', binds: '0.0.0.0:8080', sigterm: true },
  ],
  ['daphne by default', cmd('daphne', 'proj.asgi:application'), { binds: '127.0.0.1:8000' }],
  [
    'daphne with an endpoint',
    cmd('daphne', '-e', 'tcp:port=8080:interface=0.0.0.0', 'proj.asgi:application'),
    { binds: '0.0.0.0:8080', reachable: true },
  ],
  [
    'granian',
    cmd('granian', '--interface', 'asgi', ...OPEN, 'main:app'),
    { server: 'granian', binds: '0.0.0.0:8080', capacity: 'unbounded' },
  ],
  ['granian by default', cmd('granian', '--interface', 'asgi', 'main:app'), { binds: '127.0.0.1:8000' }],
  [
    'granian in variables',
    onDebian('ENV GRANIAN_HOST=0.0.0.0 GRANIAN_PORT=8080', 'CMD ["granian", "--interface", "asgi", "main:app"]'),
    { binds: '0.0.0.0:8080', reachable: true },
  ],
  [
    'waitress by default',
    cmd('waitress-serve', 'main:app'),
    { server: 'waitress', binds: '0.0.0.0:8080', threads: 4, capacity: 4, reachable: true },
  ],
  [
    'waitress --listen',
    cmd('waitress-serve', '--listen=*:8080', '--threads=8', 'main:app'),
    { binds: '0.0.0.0:8080', capacity: 8 },
  ],
  [
    'waitress on loopback',
    cmd('waitress-serve', '--listen=127.0.0.1:8080', 'main:app'),
    { binds: '127.0.0.1:8080', reachable: false },
  ],
  ['waitress --port', cmd('waitress-serve', '--port=5000', 'main:app'), { binds: '0.0.0.0:5000', reachable: false }],

  [
    'flask run',
    cmd('flask', 'run', '--host', '0.0.0.0', '--port', '8080'),
    { server: 'flask', binds: '0.0.0.0:8080', capacity: 'unbounded' },
  ],
  ['flask run by default', cmd('flask', 'run'), { binds: '127.0.0.1:5000', reachable: false }],
  [
    'flask run with options of the group',
    cmd('flask', '--app', 'main', 'run', '-h', '0.0.0.0', '-p', '8080'),
    { binds: '0.0.0.0:8080' },
  ],
  [
    'flask run in variables',
    onDebian('ENV FLASK_APP=main FLASK_RUN_HOST=0.0.0.0 FLASK_RUN_PORT=8080', 'CMD ["flask", "run"]'),
    { binds: '0.0.0.0:8080', reachable: true },
  ],
  [
    'flask run without threads',
    cmd('flask', 'run', '-h', '0.0.0.0', '-p', '8080', '--without-threads'),
    { capacity: 1 },
  ],
  [
    'python -m flask run',
    cmd('python', '-m', 'flask', 'run', '--host=0.0.0.0'),
    { server: 'flask', binds: '0.0.0.0:5000', reachable: false },
  ],
  ['flask db upgrade is no server', cmd('flask', 'db', 'upgrade'), { server: undefined, binds: '' }],

  [
    'runserver',
    cmd('python', 'manage.py', 'runserver', '0.0.0.0:8080'),
    { server: 'django', binds: '0.0.0.0:8080', capacity: 'unbounded', sigterm: true },
  ],
  ['runserver with 0', cmd('python', 'manage.py', 'runserver', '0:8080'), { binds: '0.0.0.0:8080', reachable: true }],
  [
    'runserver with a bare port',
    cmd('python', 'manage.py', 'runserver', '8080'),
    { binds: '127.0.0.1:8080', reachable: false },
  ],
  ['runserver by default', cmd('python', 'manage.py', 'runserver'), { binds: '127.0.0.1:8000' }],
  ['runserver without threads', cmd('python', 'manage.py', 'runserver', '--nothreading', '0:8080'), { capacity: 1 }],
  [
    'runserver with literal $PORT',
    cmd('python', 'manage.py', 'runserver', '0.0.0.0:$PORT'),
    { fails: '"0.0.0.0:$PORT" is not a valid port number or address:port pair.' },
  ],
  ['migrate is no server', cmd('python', 'manage.py', 'migrate'), { server: undefined, binds: '', reachable: false }],

  [
    'fastapi run',
    { Dockerfile: cmd('fastapi', 'run', 'main.py'), 'requirements.txt': 'fastapi[standard]\n' },
    { server: 'fastapi', binds: '0.0.0.0:8080', reachable: true },
  ],
  [
    'fastapi run with an old command line',
    { Dockerfile: cmd('fastapi', 'run', 'main.py'), 'requirements.txt': 'fastapi\nfastapi-cli==0.0.5\n' },
    { binds: '0.0.0.0:8000', reachable: false },
  ],
  [
    'fastapi run with a lock file',
    {
      Dockerfile: cmd('fastapi', 'run', 'main.py'),
      'uv.lock': '[[package]]\nname = "fastapi-cli"\nversion = "0.0.7"\n',
    },
    { binds: '0.0.0.0:8000' },
  ],
  ['fastapi run, version unknown', cmd('fastapi', 'run', 'main.py'), { server: 'fastapi', binds: null }],
  [
    'fastapi run --port',
    cmd('fastapi', 'run', 'main.py', '--port', '8080'),
    { binds: '0.0.0.0:8080', reachable: true },
  ],
  ['fastapi dev', cmd('fastapi', 'dev', 'main.py', '--port', '8080'), { binds: '127.0.0.1:8080', reachable: false }],

  [
    'streamlit by default',
    cmd('streamlit', 'run', 'app.py'),
    { server: 'streamlit', binds: '0.0.0.0:8501', reachable: false, sigterm: true },
  ],
  [
    'streamlit with values in words of their own before the file',
    {
      Dockerfile: onDebian(
        'CMD ["streamlit", "run", "--server.port", "8080", "--server.enableCORS", "false", "app.py"]',
      ),
      'app.py': 'import streamlit as st\nst.write("hello")\n',
    },
    { server: 'streamlit', binds: '0.0.0.0:8080', fails: null },
  ],
  [
    'streamlit with options',
    cmd('streamlit', 'run', 'app.py', '--server.port=8080', '--server.address=0.0.0.0'),
    { binds: '0.0.0.0:8080', reachable: true },
  ],
  [
    'streamlit in variables',
    onDebian('ENV STREAMLIT_SERVER_PORT=8080', 'CMD ["streamlit", "run", "app.py"]'),
    { binds: '0.0.0.0:8080' },
  ],
  [
    'streamlit configured',
    {
      Dockerfile: cmd('streamlit', 'run', 'app.py'),
      '.streamlit/config.toml': '[server]\nport = 8080\naddress = "0.0.0.0"\n',
    },
    { binds: '0.0.0.0:8080', reachable: true },
  ],
  [
    'streamlit configured by a variable',
    { Dockerfile: cmd('streamlit', 'run', 'app.py'), '.streamlit/config.toml': '[server]\nport = "env:PORT"\n' },
    { binds: '0.0.0.0:8080', reachable: true },
  ],
  [
    'streamlit: command line over file',
    {
      Dockerfile: cmd('streamlit', 'run', 'app.py', '--server.port', '8080'),
      '.streamlit/config.toml': '[server]\nport = 9999\n',
    },
    { binds: '0.0.0.0:8080' },
  ],
  [
    'python -m streamlit',
    cmd('python', '-m', 'streamlit', 'run', 'app.py'),
    { server: 'streamlit', binds: '0.0.0.0:8501' },
  ],

  [
    'functions-framework',
    cmd('functions-framework', '--target', 'hello'),
    { server: 'functions-framework', binds: '0.0.0.0:8080', threads: 4, capacity: 4, reachable: true },
  ],
  ['functions-framework with 2 CPUs', cmd('functions-framework', '--target', 'hello'), { capacity: 8 }, { cpu: 2 }],
  [
    'functions-framework as a module',
    cmd('functions-framework-python', '--target=hello', '--port=9000'),
    { binds: '0.0.0.0:9000', reachable: false },
  ],
  [
    'http.server',
    cmd('python', '-m', 'http.server', '8080'),
    { server: 'http.server', binds: '0.0.0.0:8080', capacity: 'unbounded', sigterm: false },
  ],
  ['http.server by default', cmd('python3', '-m', 'http.server'), { binds: '0.0.0.0:8000', reachable: false }],
  [
    'http.server bound to loopback',
    cmd('python', '-m', 'http.server', '8080', '--bind', '127.0.0.1'),
    { binds: '127.0.0.1:8080' },
  ],
  [
    'aiohttp.web',
    cmd('python', '-m', 'aiohttp.web', '-H', '0.0.0.0', '-P', '8080', 'main:make'),
    { server: 'aiohttp', binds: '0.0.0.0:8080' },
  ],
  [
    'sanic',
    cmd('sanic', 'main.app', '--host=0.0.0.0', '--port=8080', '--workers=2'),
    { server: 'sanic', binds: '0.0.0.0:8080', workers: 2 },
  ],
  [
    'quart run',
    cmd('quart', '--app', 'main', 'run', '--host', '0.0.0.0', '--port', '8080'),
    { server: 'quart', binds: '0.0.0.0:8080' },
  ],
  [
    'adk',
    cmd('adk', 'api_server', '--host=0.0.0.0', '--port=8080', 'agents'),
    { server: 'adk', binds: '0.0.0.0:8080' },
  ],
  ['litestar by default', cmd('litestar', 'run'), { server: 'litestar', binds: '127.0.0.1:8000', reachable: false }],
  [
    'litestar with an application before the subcommand',
    cmd('litestar', '--app', 'main:app', 'run', '-H', '0.0.0.0', '-p', '8080'),
    { server: 'litestar', binds: '0.0.0.0:8080' },
  ],
  [
    'shiny',
    cmd('shiny', 'run', 'app.py', '--host', '0.0.0.0', '--port', '8080'),
    { server: 'shiny', binds: '0.0.0.0:8080' },
  ],
  ['panel by default', cmd('panel', 'serve', 'app.py'), { server: 'panel', binds: '0.0.0.0:5006', reachable: false }],
  ['bokeh', cmd('bokeh', 'serve', '--port', '8080', 'app.py'), { server: 'panel', binds: '0.0.0.0:8080' }],
  ['panel for something else', cmd('panel', 'convert', 'app.py'), { server: null }],
  ['adk by default', cmd('adk', 'web'), { binds: '127.0.0.1:8000' }],
  [
    'chainlit',
    cmd('chainlit', 'run', 'app.py', '--host', '0.0.0.0', '--port', '8080'),
    { server: 'chainlit', binds: '0.0.0.0:8080' },
  ],

  [
    'uWSGI over HTTP',
    cmd('uwsgi', '--http', ':8080', '--module', 'main:app', '--master', '--processes', '2', '--threads', '4'),
    { server: 'uwsgi', binds: '0.0.0.0:8080', workers: 2, threads: 4, capacity: 8, sigterm: false },
  ],
  [
    'uWSGI that ends on SIGTERM',
    cmd('uwsgi', '--http-socket', '0.0.0.0:8080', '--wsgi-file', 'main.py', '--master', '--die-on-term'),
    { binds: '0.0.0.0:8080', sigterm: true, capacity: 1 },
  ],
  [
    'uWSGI in its own protocol',
    cmd('uwsgi', '--socket', ':8080', '--module', 'main:app'),
    { binds: 'uwsgi:0.0.0.0:8080', reachable: false },
  ],
  [
    'uWSGI socket that speaks HTTP',
    cmd('uwsgi', '--socket', '0.0.0.0:8080', '--protocol=http', '-w', 'main:app'),
    { binds: '0.0.0.0:8080', reachable: true },
  ],
  [
    'uWSGI expands $(PORT)',
    cmd('uwsgi', '--http-socket', ':$(PORT)', '--module', 'main:app'),
    { binds: '0.0.0.0:8080', reachable: true },
  ],
  [
    'uWSGI ini',
    {
      Dockerfile: cmd('uwsgi', '--ini', 'uwsgi.ini'),
      'uwsgi.ini':
        '[uwsgi]\nmodule = main:app\nhttp = :$(PORT)\nmaster = true\nprocesses = 4\nthreads = 2\ndie-on-term = true\n',
    },
    { binds: '0.0.0.0:8080', workers: 4, threads: 2, capacity: 8, sigterm: true },
  ],
  [
    'uWSGI ini as the only word',
    { Dockerfile: cmd('uwsgi', 'uwsgi.ini'), 'uwsgi.ini': '[uwsgi]\nsocket = /tmp/u.sock\n' },
    { binds: 'uwsgi:/tmp/u.sock'.replace('uwsgi:', 'unix:'), reachable: false },
  ],
  ['uWSGI ini that is not there', cmd('uwsgi', '--ini', 'uwsgi.ini'), { server: 'uwsgi', binds: null, capacity: null }],

  [
    'tini',
    onDebian('ENTRYPOINT ["/usr/bin/tini", "--"]', 'CMD ["gunicorn", "main:app"]'),
    { argv: 'gunicorn main:app', pid1: 'init', sigterm: true },
  ],
  [
    'tini with options',
    onDebian('ENTRYPOINT ["tini", "-g", "--"]', 'CMD ["sh", "-c", "gunicorn main:app"]'),
    { pid1: 'init', sigterm: true },
  ],
  [
    'dumb-init in front of a shell',
    onDebian('ENTRYPOINT ["dumb-init", "--"]', 'CMD gunicorn main:app'),
    { argv: 'gunicorn main:app', pid1: 'init', sigterm: true },
  ],
  [
    'dumb-init without --',
    onDebian('CMD ["dumb-init", "gunicorn", "main:app"]'),
    { argv: 'gunicorn main:app', pid1: 'init' },
  ],
  [
    'uv run',
    cmd('uv', 'run', '--no-dev', 'uvicorn', 'main:app', ...OPEN),
    { argv: 'uvicorn main:app --host 0.0.0.0 --port 8080', pid1: 'other', server: 'uvicorn', sigterm: true },
  ],
  [
    'uv run with options that take values',
    cmd('uv', 'run', '--with', 'x', '--project', '/app', 'gunicorn', 'main:app'),
    { argv: 'gunicorn main:app' },
  ],
  ['uv run -m', cmd('uv', 'run', '-m', 'uvicorn', 'main:app'), { server: 'uvicorn' }],
  [
    'poetry run',
    cmd('poetry', 'run', 'gunicorn', 'main:app'),
    { argv: 'gunicorn main:app', pid1: 'server', sigterm: true },
  ],
  ['pipenv run', cmd('pipenv', 'run', 'gunicorn', 'main:app'), { argv: 'gunicorn main:app', pid1: 'server' }],
  [
    'conda run',
    cmd('conda', 'run', '--no-capture-output', '-n', 'env', 'gunicorn', 'main:app'),
    { argv: 'gunicorn main:app', pid1: 'other', sigterm: null },
  ],
  [
    'opentelemetry-instrument',
    cmd('opentelemetry-instrument', '--traces_exporter', 'none', 'gunicorn', 'main:app'),
    { argv: 'gunicorn main:app', pid1: 'server' },
  ],
  ['ddtrace-run', cmd('ddtrace-run', 'uvicorn', 'main:app'), { argv: 'uvicorn main:app', server: 'uvicorn' }],
  ['newrelic-admin', cmd('newrelic-admin', 'run-program', 'gunicorn', 'main:app'), { argv: 'gunicorn main:app' }],
  ['env', cmd('env', 'WEB_CONCURRENCY=3', 'gunicorn', 'main:app'), { argv: 'gunicorn main:app', workers: 3 }],
  ['gosu', cmd('gosu', 'app', 'gunicorn', 'main:app'), { argv: 'gunicorn main:app', pid1: 'server' }],
  ['wait-for-it', cmd('./wait-for-it.sh', 'db:5432', '--', 'gunicorn', 'main:app'), { argv: 'gunicorn main:app' }],

  [
    'npm start',
    'FROM node:22-slim\nCMD ["npm", "start"]\n',
    { argv: null, pid1: 'other', sigterm: null, server: null },
  ],
  ['yarn', 'FROM node:22-alpine\nCMD yarn start\n', { pid1: 'other', sigterm: null }],
  [
    'node',
    'FROM node:22-slim\nCMD ["node", "server.js"]\n',
    { argv: 'node server.js', server: null, sigterm: null, binds: null, reachable: null },
  ],
  [
    'a Go program',
    'FROM gcr.io/distroless/static\nCOPY app /app\nCMD ["/app"]\n',
    { argv: '/app', server: null, binds: null },
  ],
  ['java', 'FROM eclipse-temurin:21\nCMD ["java", "-jar", "app.jar"]\n', { argv: 'java -jar app.jar', server: null }],
  [
    'supervisord with its configuration',
    {
      Dockerfile: onDebian(
        'COPY deploy/supervisord.conf /etc/supervisor/conf.d/app.conf',
        'CMD ["/usr/bin/supervisord", "-n", "-c", "/etc/supervisor/conf.d/app.conf"]',
      ),
      'deploy/supervisord.conf':
        '[supervisord]\nnodaemon=true\n[program:worker]\ncommand=celery -A x worker\n[program:web]\ncommand=gunicorn -b 0.0.0.0:%(ENV_PORT)s -w 2 main:app\n',
    },
    { argv: 'gunicorn -b 0.0.0.0:8080 -w 2 main:app', pid1: 'other', sigterm: true, workers: 2, reachable: true },
  ],
  [
    'honcho with its Procfile',
    {
      Dockerfile: cmd('honcho', 'start'),
      Procfile: 'web: gunicorn -b :$PORT main:app\nworker: celery -A x worker\n',
    },
    { server: 'gunicorn', binds: '0.0.0.0:8080', pid1: 'other' },
  ],
  ['ollama', 'FROM ollama/ollama\n', { server: 'other', binds: '0.0.0.0:11434', reachable: false }],
  [
    'ollama on the right port',
    'FROM ollama/ollama\nENV OLLAMA_HOST=0.0.0.0:8080\nENTRYPOINT ["ollama", "serve"]\n',
    { binds: '0.0.0.0:8080', reachable: true },
  ],
  [
    'vllm',
    'FROM vllm/vllm-openai\nCMD ["--model", "x", "--port", "8080"]\n',
    { server: 'other', binds: '0.0.0.0:8080' },
  ],
  [
    'the LiteLLM proxy takes PORT',
    cmd('litellm', '--config', 'config.yaml'),
    { server: 'other', binds: '0.0.0.0:8080', reachable: true, sigterm: true },
  ],
  [
    'the LiteLLM proxy with its own port',
    cmd('litellm', '--config', 'config.yaml', '--port', '4000', '--num_workers', '4'),
    { binds: '0.0.0.0:4000', workers: 4, reachable: false },
  ],
  [
    'the image of LiteLLM as it is',
    'FROM ghcr.io/berriai/litellm:main-stable\nCOPY config.yaml .\nCMD ["--config", "config.yaml"]\n',
    { server: 'other', binds: '0.0.0.0:8080', reachable: true },
  ],
  [
    'the image of LiteLLM listens on 4000',
    'FROM docker.litellm.ai/berriai/litellm:v1.92.0\n',
    { binds: '0.0.0.0:4000' },
  ],
  [
    'the LiteLLM proxy on an address of its own',
    onDebian('ENV HOST=127.0.0.1\nCMD ["litellm", "--port", "8080"]'),
    { binds: '127.0.0.1:8080', reachable: false },
  ],
  [
    'LiteLLM that only migrates, then serves',
    onDebian('CMD litellm --skip_server_startup && exec litellm --port $PORT'),
    { server: 'other', binds: '0.0.0.0:8080', sigterm: true },
  ],
  [
    'gunicorn that checks its settings, then serves',
    onDebian('CMD gunicorn --check-config main:app && exec gunicorn -b :$PORT main:app'),
    { server: 'gunicorn', binds: '0.0.0.0:8080', pid1: 'server' },
  ],
  [
    'options for an ENTRYPOINT that is not known',
    'FROM acme/tool\nCMD ["--config", "x"]\n',
    { argv: null, server: null },
  ],
  ['supervisord', onDebian('CMD ["supervisord", "-n"]'), { argv: null, pid1: 'other', server: null, sigterm: null }],
  ['celery is no server', cmd('celery', '-A', 'x', 'worker'), { server: undefined, pid1: 'other', binds: '' }],
  [
    'shell on Alpine',
    onAlpine('CMD uvicorn main:app --host 0.0.0.0 --port $PORT'),
    { pid1: 'server', sigterm: true, binds: '0.0.0.0:8080' },
  ],
];

describe('launch: servers and wrappers', () => {
  for (const row of rows) it(row[0], () => checkRow(row));
});
