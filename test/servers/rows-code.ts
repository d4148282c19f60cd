import type { ServerRow } from '../../scripts/servers/row.ts';
import { django, flask, inShell, program, row, WSGI } from './project.ts';

const F = ['py:flask'];
const D = ['py:django'];
const PY = ['CMD ["python", "main.py"]'];
const REAL = ['python', 'main.py'];

const HANDLER = `from marks import slow

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == '/slow':
            slow()
        self.send_response(200)
        self.send_header('Content-Length', '2')
        self.end_headers()
        self.wfile.write(b'ok')

`;
const AIOHTTP = `import os
from aiohttp import web
from marks import slow_async

async def index(request):
    return web.Response(text='ok')

async def slowly(request):
    await slow_async()
    return web.Response(text='ok')

app = web.Application()
app.add_routes([web.get('/', index), web.get('/slow', slowly)])
`;
const TORNADO = `import asyncio
import os
import tornado.ioloop
import tornado.web
from marks import slow_async

class Index(tornado.web.RequestHandler):
    async def get(self):
        if self.request.path == '/slow':
            await slow_async()
        self.write('ok')

app = tornado.web.Application([('/.*', Index)])
`;
const UWSGI_CALL = [
  'uwsgi',
  '--plugin',
  'python3',
  '--http-socket',
  ':8080',
  '--wsgi-file',
  'main.py',
  '--callable',
  'app',
];

/** Servers that code starts, development servers, waitress, uWSGI. */
export const CODE_ROWS: readonly ServerRow[] = [
  row('app.run by default', F, flask("if __name__ == '__main__':\n    app.run()\n"), PY, REAL),
  row(
    'app.run on every address',
    F,
    flask("if __name__ == '__main__':\n    app.run(host='0.0.0.0', port=int(os.environ.get('PORT', 5000)))\n"),
    PY,
    REAL,
  ),
  row('app.run: port alone', F, flask("if __name__ == '__main__':\n    app.run(port=8080)\n"), PY, REAL),
  row(
    'app.run: debug',
    F,
    flask("if __name__ == '__main__':\n    app.run(debug=True, host='0.0.0.0', port=8080)\n"),
    PY,
    REAL,
    { settle: 2500 },
  ),
  row(
    'app.run without threads',
    F,
    flask("if __name__ == '__main__':\n    app.run(host='0.0.0.0', port=8080, threaded=False)\n"),
    PY,
    REAL,
  ),
  row(
    'app.run in a function behind the shell',
    F,
    flask(
      "def main():\n    port = int(os.getenv('PORT', '8080'))\n    app.run(host='0.0.0.0', port=port)\n\nif __name__ == '__main__':\n    main()\n",
    ),
    ['CMD python main.py'],
    inShell('python main.py'),
  ),
  row(
    'app.run behind tini',
    [...F, 'tini'],
    flask("if __name__ == '__main__':\n    app.run(host='0.0.0.0', port=8080)\n"),
    ['ENTRYPOINT ["tini", "--"]', ...PY],
    ['tini', '--', ...REAL],
  ),
  row(
    'flask run',
    F,
    flask(),
    ['CMD ["python", "-m", "flask", "--app", "main", "run"]'],
    ['python', '-m', 'flask', '--app', 'main', 'run'],
  ),
  row(
    'flask run on every address',
    F,
    flask(),
    ['ENV FLASK_APP=main', 'CMD ["python", "-m", "flask", "run", "--host=0.0.0.0", "--port=8080"]'],
    ['python', '-m', 'flask', 'run', '--host=0.0.0.0', '--port=8080'],
    { env: { FLASK_APP: 'main' } },
  ),
  row(
    'flask run by variables',
    F,
    flask(),
    ['ENV FLASK_APP=main FLASK_RUN_HOST=0.0.0.0 FLASK_RUN_PORT=8080', 'CMD ["python", "-m", "flask", "run"]'],
    ['python', '-m', 'flask', 'run'],
    { env: { FLASK_APP: 'main', FLASK_RUN_HOST: '0.0.0.0', FLASK_RUN_PORT: '8080' } },
  ),
  row(
    'flask run: literal $PORT',
    F,
    flask(),
    ['CMD ["python", "-m", "flask", "--app", "main", "run", "--host", "0.0.0.0", "-p", "$PORT"]'],
    ['python', '-m', 'flask', '--app', 'main', 'run', '--host', '0.0.0.0', '-p', '$PORT'],
  ),
  row(
    // `flask run --debug` came with Flask 2.2.3; before the subcommand it is older (Debian 12 has 2.2.2).
    'flask --debug run',
    F,
    flask(),
    ['CMD ["python", "-m", "flask", "--app", "main", "--debug", "run", "--host=0.0.0.0", "--port=8080"]'],
    ['python', '-m', 'flask', '--app', 'main', '--debug', 'run', '--host=0.0.0.0', '--port=8080'],
    { settle: 2500 },
  ),
  row(
    'runserver by default',
    D,
    django(),
    ['CMD ["python", "manage.py", "runserver"]'],
    ['python', 'manage.py', 'runserver'],
    { settle: 2500 },
  ),
  row(
    'runserver: port alone',
    D,
    django(),
    ['CMD ["python", "manage.py", "runserver", "8080"]'],
    ['python', 'manage.py', 'runserver', '8080'],
    { settle: 2500 },
  ),
  row(
    'runserver on every address',
    D,
    django(),
    ['CMD python manage.py runserver 0.0.0.0:$PORT'],
    inShell('python manage.py runserver 0.0.0.0:$PORT'),
    { settle: 2500 },
  ),
  row(
    'runserver 0:8080 --noreload',
    D,
    django(),
    ['CMD ["python", "manage.py", "runserver", "--noreload", "0:8080"]'],
    ['python', 'manage.py', 'runserver', '--noreload', '0:8080'],
    { settle: 1500 },
  ),
  row(
    'runserver --nothreading',
    D,
    django(),
    ['CMD ["python", "manage.py", "runserver", "--noreload", "--nothreading", "0.0.0.0:8080"]'],
    ['python', 'manage.py', 'runserver', '--noreload', '--nothreading', '0.0.0.0:8080'],
    { settle: 1500 },
  ),
  row(
    'runserver: default port set in manage.py',
    D,
    django(
      "    from django.core.management.commands.runserver import Command as runserver\n    runserver.default_port = '8080'\n    runserver.default_addr = '0.0.0.0'",
    ),
    ['CMD ["python", "manage.py", "runserver"]'],
    ['python', 'manage.py', 'runserver'],
    { settle: 2500 },
  ),
  row(
    'migrate, then runserver',
    D,
    django(),
    ['CMD python manage.py check && python manage.py runserver 0.0.0.0:8080'],
    inShell('python manage.py check && python manage.py runserver 0.0.0.0:8080'),
    { settle: 2500 },
  ),
  row(
    'waitress by default',
    ['waitress-serve'],
    WSGI,
    ['CMD ["waitress-serve", "main:app"]'],
    ['waitress-serve', 'main:app'],
  ),
  row(
    'waitress: port and threads',
    ['waitress-serve'],
    WSGI,
    ['CMD ["waitress-serve", "--port=5000", "--threads=2", "main:app"]'],
    ['waitress-serve', '--port=5000', '--threads=2', 'main:app'],
  ),
  row(
    'waitress: listen',
    ['waitress-serve'],
    WSGI,
    ['CMD exec waitress-serve --listen=*:$PORT main:app'],
    inShell('exec waitress-serve --listen=*:$PORT main:app'),
  ),
  row(
    'waitress: localhost',
    ['waitress-serve'],
    WSGI,
    ['CMD ["waitress-serve", "--host", "127.0.0.1", "--port", "8080", "main:app"]'],
    ['waitress-serve', '--host', '127.0.0.1', '--port', '8080', 'main:app'],
  ),
  row(
    'waitress.serve in code',
    ['py:waitress', 'py:flask'],
    flask(
      "if __name__ == '__main__':\n    from waitress import serve\n    serve(app, host='0.0.0.0', port=8080, threads=6)\n",
    ),
    PY,
    REAL,
  ),
  row(
    'waitress.serve by default behind tini',
    ['py:waitress', 'py:flask', 'tini'],
    flask("if __name__ == '__main__':\n    from waitress import serve\n    serve(app)\n"),
    ['ENTRYPOINT ["tini", "--"]', ...PY],
    ['tini', '--', ...REAL],
  ),
  row(
    'uwsgi http-socket',
    ['uwsgi'],
    WSGI,
    ['CMD ["uwsgi", "--plugin", "python3", "--http-socket", ":8080", "--wsgi-file", "main.py", "--callable", "app"]'],
    UWSGI_CALL,
  ),
  row(
    'uwsgi processes and threads',
    ['uwsgi'],
    WSGI,
    [
      'CMD ["uwsgi", "--plugin", "python3", "--http-socket", ":8080", "--wsgi-file", "main.py", "--callable", "app", "--master", "--processes", "2", "--threads", "3"]',
    ],
    [...UWSGI_CALL, '--master', '--processes', '2', '--threads', '3'],
    { requests: 30, settle: 1500 },
  ),
  row(
    'uwsgi die-on-term',
    ['uwsgi'],
    WSGI,
    [
      'CMD ["uwsgi", "--plugin", "python3", "--http-socket", ":8080", "--wsgi-file", "main.py", "--callable", "app", "--master", "--die-on-term"]',
    ],
    [...UWSGI_CALL, '--master', '--die-on-term'],
  ),
  row(
    'uwsgi socket speaks no HTTP',
    ['uwsgi'],
    WSGI,
    ['CMD ["uwsgi", "--plugin", "python3", "--socket", "0.0.0.0:8080", "--wsgi-file", "main.py", "--callable", "app"]'],
    ['uwsgi', '--plugin', 'python3', '--socket', '0.0.0.0:8080', '--wsgi-file', 'main.py', '--callable', 'app'],
  ),
  row(
    'uwsgi ini',
    ['uwsgi'],
    {
      ...WSGI,
      'uwsgi.ini':
        '[uwsgi]\nplugin = python3\nhttp-socket = :$(PORT)\nmodule = main:app\nmaster = true\nprocesses = 2\ndie-on-term = true\n',
    },
    ['CMD ["uwsgi", "--ini", "uwsgi.ini"]'],
    ['uwsgi', '--ini', 'uwsgi.ini'],
    { settle: 1500 },
  ),
  row(
    'uwsgi localhost',
    ['uwsgi'],
    WSGI,
    [
      'CMD ["uwsgi", "--plugin", "python3", "--http-socket", "127.0.0.1:8080", "--wsgi-file", "main.py", "--callable", "app"]',
    ],
    ['uwsgi', '--plugin', 'python3', '--http-socket', '127.0.0.1:8080', '--wsgi-file', 'main.py', '--callable', 'app'],
  ),
  row(
    'http.server',
    [],
    { 'index.html': 'ok' },
    ['CMD ["python", "-m", "http.server", "8080"]'],
    ['python', '-m', 'http.server', '8080'],
  ),
  row(
    'http.server by default',
    [],
    { 'index.html': 'ok' },
    ['CMD ["python", "-m", "http.server"]'],
    ['python', '-m', 'http.server'],
  ),
  row(
    'http.server: bind',
    [],
    { 'index.html': 'ok' },
    ['CMD python -m http.server $PORT --bind 127.0.0.1'],
    inShell('python -m http.server $PORT --bind 127.0.0.1'),
  ),
  row(
    'HTTPServer in code',
    [],
    program(
      `from http.server import BaseHTTPRequestHandler, HTTPServer\n${HANDLER}HTTPServer(('', 8080), Handler).serve_forever()\n`,
    ),
    PY,
    REAL,
  ),
  row(
    'ThreadingHTTPServer in code',
    [],
    program(
      `import os\nfrom http.server import BaseHTTPRequestHandler, ThreadingHTTPServer\n${HANDLER}port = int(os.environ['PORT'])\nThreadingHTTPServer(('0.0.0.0', port), Handler).serve_forever()\n`,
    ),
    PY,
    REAL,
  ),
  row(
    'HTTPServer on localhost',
    [],
    program(
      `from http.server import BaseHTTPRequestHandler, HTTPServer\n${HANDLER}def run():\n    server = HTTPServer(('localhost', 8080), Handler)\n    server.serve_forever()\n\nrun()\n`,
    ),
    PY,
    REAL,
  ),
  row(
    'wsgiref',
    [],
    {
      ...WSGI,
      'serve.py':
        "from wsgiref.simple_server import make_server\nfrom main import app\n\nwith make_server('', 8080, app) as server:\n    server.serve_forever()\n",
    },
    ['CMD ["python", "serve.py"]'],
    ['python', 'serve.py'],
  ),
  row(
    'aiohttp run_app by default',
    ['py:aiohttp'],
    program(`${AIOHTTP}\nif __name__ == '__main__':\n    web.run_app(app)\n`, 'aiohttp\n'),
    PY,
    REAL,
  ),
  row(
    'aiohttp run_app',
    ['py:aiohttp'],
    program(`${AIOHTTP}\nweb.run_app(app, host='127.0.0.1', port=int(os.environ.get('PORT', 8080)))\n`, 'aiohttp\n'),
    PY,
    REAL,
  ),
  row(
    'tornado listen',
    ['py:tornado'],
    program(
      `${TORNADO}\nif __name__ == '__main__':\n    app.listen(int(os.environ.get('PORT', 8888)))\n    tornado.ioloop.IOLoop.current().start()\n`,
      'tornado\n',
    ),
    PY,
    REAL,
  ),
  row(
    'tornado listen in asyncio',
    ['py:tornado'],
    program(
      `${TORNADO}\nasync def main():\n    app.listen(8888)\n    await asyncio.Event().wait()\n\nasyncio.run(main())\n`,
      'tornado\n',
    ),
    PY,
    REAL,
  ),
  row(
    'bottle',
    ['py:bottle'],
    program(
      "from bottle import route, run\nfrom marks import slow\n\n@route('/')\ndef index():\n    return 'ok'\n\n@route('/slow')\ndef slowly():\n    slow()\n    return 'ok'\n\nrun(host='0.0.0.0', port=8080)\n",
      'bottle\n',
    ),
    PY,
    REAL,
  ),
  row(
    'gevent pywsgi',
    ['py:gevent'],
    program(
      "from gevent import monkey\nmonkey.patch_all()\nfrom gevent.pywsgi import WSGIServer\nfrom flask import Flask\n\napp = Flask(__name__)\n\n@app.get('/')\ndef index():\n    return 'ok'\n\nWSGIServer(('0.0.0.0', 8080), app).serve_forever()\n",
      'gevent\nflask\n',
    ),
    PY,
    REAL,
  ),
  row(
    'quart run',
    ['py:quart'],
    program(
      "from quart import Quart\nfrom marks import slow_async\n\napp = Quart(__name__)\n\n@app.get('/')\nasync def index():\n    return 'ok'\n\n@app.get('/slow')\nasync def slowly():\n    await slow_async()\n    return 'ok'\n\nif __name__ == '__main__':\n    app.run(host='0.0.0.0', port=8080)\n",
      'quart\n',
    ),
    PY,
    REAL,
    { settle: 1500 },
  ),
  row(
    'fastapi run',
    ['fastapi', 'py:fastapi_cli'],
    {
      'requirements.txt': 'fastapi[standard]==0.142.2\nfastapi-cli==0.0.32\n',
      'main.py': 'from fastapi import FastAPI\n\napp = FastAPI()\n',
    },
    ['CMD ["fastapi", "run", "main.py"]'],
    ['fastapi', 'run', 'main.py'],
  ),
  row(
    'streamlit',
    ['streamlit'],
    { 'requirements.txt': 'streamlit\n', 'main.py': "import streamlit as st\nst.write('ok')\n" },
    ['CMD ["streamlit", "run", "main.py", "--server.port=8080", "--server.address=0.0.0.0"]'],
    ['streamlit', 'run', 'main.py', '--server.port=8080', '--server.address=0.0.0.0'],
    { settle: 3000 },
  ),
  row(
    'granian',
    ['granian'],
    WSGI,
    ['CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8080", "main:app"]'],
    ['granian', '--interface', 'wsgi', '--host', '0.0.0.0', '--port', '8080', 'main:app'],
    { settle: 1500 },
  ),
  row(
    'functions-framework',
    ['functions-framework'],
    {
      'requirements.txt': 'functions-framework\n',
      'main.py': "import functions_framework\n\n@functions_framework.http\ndef hello(request):\n    return 'ok'\n",
    },
    ['CMD ["functions-framework", "--target", "hello"]'],
    ['functions-framework', '--target', 'hello'],
  ),
];
