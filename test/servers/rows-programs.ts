import type { ServerRow } from '../../scripts/servers/row.ts';
import { ASGI, fastapi, flask, program, row, WSGI } from './project.ts';

const F = ['py:flask'];
const U = ['py:uvicorn', 'py:fastapi'];
const MAIN = "if __name__ == '__main__':\n";

type Files = Readonly<Record<string, string>>;
type Variables = Readonly<Record<string, string>>;

/** A row that runs `python main.py`, with words behind it. */
function python(
  name: string,
  needs: readonly string[],
  files: Files,
  env: Variables = {},
  rest: readonly string[] = [],
  settle = 900,
): ServerRow {
  const set = Object.entries(env).map(([variable, value]) => `ENV ${variable}="${value}"`);
  const argv = ['python', 'main.py', ...rest];
  return row(name, needs, files, [...set, `CMD ${JSON.stringify(argv)}`], argv, { env, settle });
}

/** The program of a WSGI application in web.py, started by `text`. */
function wsgi(text: string): Files {
  return { 'marks.py': WSGI['marks.py'] ?? '', 'web.py': WSGI['main.py'] ?? '', 'main.py': text };
}

/** The same for an ASGI application. */
function asgi(text: string): Files {
  return { 'marks.py': ASGI['marks.py'] ?? '', 'web.py': ASGI['main.py'] ?? '', 'main.py': text };
}

const TORNADO = `import os
import tornado.ioloop
import tornado.httpserver
import tornado.web
from marks import slow_async

class Main(tornado.web.RequestHandler):
    async def get(self):
        if self.request.path == '/slow':
            await slow_async()
        self.write('ok')

app = tornado.web.Application([('.*', Main)])
`;

const AIOHTTP = `import asyncio, os
from aiohttp import web
from marks import slow_async

async def handle(request):
    if request.path == '/slow':
        await slow_async()
    return web.Response(text='ok')

def create():
    app = web.Application()
    app.router.add_get('/{tail:.*}', handle)
    return app

`;

const UVICORN: readonly ServerRow[] = [
  python(
    'uvicorn.run: workers by a variable',
    U,
    fastapi(
      `${MAIN}    import uvicorn\n    uvicorn.run('main:app', host='0.0.0.0', port=int(os.environ.get('PORT', 8000)), workers=int(os.environ.get('WORKERS', 2)))\n`,
    ),
    {},
    [],
    3000,
  ),
  python(
    'uvicorn.run: reload wins over workers',
    U,
    fastapi(
      `${MAIN}    import uvicorn\n    uvicorn.run('main:app', host='0.0.0.0', port=8080, reload=True, workers=4)\n`,
    ),
    {},
    [],
    3000,
  ),
  python(
    'uvicorn.run: two calls, one is taken',
    U,
    fastapi(
      `${MAIN}    import uvicorn\n    if os.getenv('APP_ENV') == 'production':\n        uvicorn.run(app, host='0.0.0.0', port=8080)\n    else:\n        uvicorn.run('main:app', reload=True)\n`,
    ),
    { APP_ENV: 'production' },
  ),
  python(
    'uvicorn.run: port as text',
    U,
    fastapi(`${MAIN}    import uvicorn\n    uvicorn.run(app, host='0.0.0.0', port=os.getenv('PORT', '8000'))\n`),
  ),
  python(
    'uvicorn.run: host from a variable',
    U,
    fastapi(`${MAIN}    import uvicorn\n    uvicorn.run(app, host=os.environ['HOST'], port=int(os.environ['PORT']))\n`),
    { HOST: '0.0.0.0' },
  ),
  python(
    'uvicorn.run: another port variable',
    U,
    fastapi(
      `${MAIN}    import uvicorn\n    uvicorn.run(app, host='0.0.0.0', port=int(os.getenv('API_PORT') or os.getenv('PORT') or 8000))\n`,
    ),
  ),
  python(
    'uvicorn.run: variables of uvicorn do not count',
    U,
    fastapi(`${MAIN}    import uvicorn\n    uvicorn.run(app, host='0.0.0.0')\n`),
    { UVICORN_PORT: '8080' },
  ),
  python(
    'uvicorn.run: WEB_CONCURRENCY',
    U,
    fastapi(`${MAIN}    import uvicorn\n    uvicorn.run('main:app', host='0.0.0.0', port=8080)\n`),
    { WEB_CONCURRENCY: '2' },
    [],
    3000,
  ),
  python(
    'uvicorn.run: unix socket',
    U,
    fastapi(`${MAIN}    import uvicorn\n    uvicorn.run(app, uds='/tmp/u.sock')\n`),
  ),
  python(
    'uvicorn.main as a command',
    U,
    fastapi(
      `${MAIN}    import sys\n    import uvicorn\n    sys.argv = ['uvicorn', 'main:app', '--host', '0.0.0.0', '--port', '8080']\n    uvicorn.main()\n`,
    ),
  ),
  python('uvicorn.run: settings of pydantic', [...U, 'py:pydantic'], {
    ...fastapi(
      `from config import settings\n\n${MAIN}    import uvicorn\n    uvicorn.run(app, host=settings.host, port=settings.port)\n`,
    ),
    'config.py':
      "from pydantic import BaseSettings\n\nclass Settings(BaseSettings):\n    host: str = '0.0.0.0'\n    port: int = 8000\n\nsettings = Settings()\n",
  }),
  python('uvicorn.run: dataclass of settings', U, {
    ...fastapi(
      `from config import Config\n\n${MAIN}    import uvicorn\n    config = Config()\n    uvicorn.run(app, host=config.host, port=config.port)\n`,
    ),
    'config.py':
      "import os\nfrom dataclasses import dataclass, field\n\n@dataclass\nclass Config:\n    host: str = '0.0.0.0'\n    port: int = field(default_factory=lambda: int(os.getenv('PORT', '8000')))\n",
  }),
  python(
    'uvicorn.run: click',
    [...U, 'py:click'],
    fastapi(
      `import click\n\n@click.command()\n@click.option('--host', default='127.0.0.1')\n@click.option('--port', default=8000, type=int)\ndef serve(host, port):\n    import uvicorn\n    uvicorn.run(app, host=host, port=port)\n\n${MAIN}    serve()\n`,
    ),
    {},
    ['--host', '0.0.0.0', '--port', '8080'],
  ),
  python(
    'hypercorn in code',
    ['py:hypercorn'],
    asgi(
      'import asyncio, os\nfrom hypercorn.asyncio import serve\nfrom hypercorn.config import Config\nfrom web import app\n\nconfig = Config()\nconfig.bind = [f"0.0.0.0:{os.environ[\'PORT\']}"]\nasyncio.run(serve(app, config))\n',
    ),
  ),
];

const WSGI_PROGRAMS: readonly ServerRow[] = [
  python(
    'waitress.serve: listen',
    ['py:waitress'],
    wsgi(
      "import os\nfrom waitress import serve\nfrom web import app\n\nserve(app, listen='*:' + os.environ.get('PORT', '8000'), threads=6)\n",
    ),
  ),
  python(
    'waitress.serve: port as text',
    ['py:waitress'],
    wsgi(
      "import os\nimport waitress\nfrom web import app\n\nwaitress.serve(app, host='0.0.0.0', port=os.environ.get('PORT', '8000'))\n",
    ),
  ),
  python(
    'waitress.create_server',
    ['py:waitress'],
    wsgi(
      "from waitress.server import create_server\nfrom web import app\n\nserver = create_server(app, host='0.0.0.0', port=8080)\nserver.run()\n",
    ),
  ),
  python(
    'gunicorn as a class of the program',
    ['gunicorn'],
    wsgi(
      `import os
from gunicorn.app.base import BaseApplication
from web import app

class Standalone(BaseApplication):
    def __init__(self, app, options=None):
        self.options = options or {}
        self.application = app
        super().__init__()

    def load_config(self):
        for key, value in self.options.items():
            self.cfg.set(key, value)

    def load(self):
        return self.application

if __name__ == '__main__':
    Standalone(app, {'bind': f"0.0.0.0:{os.environ.get('PORT', '8080')}", 'workers': 2, 'threads': 2}).run()
`,
    ),
  ),
  python('app.run: positional', F, flask(`${MAIN}    app.run('0.0.0.0', int(os.environ.get('PORT', 5000)))\n`)),
  python('app.run: SERVER_NAME', F, flask(`app.config['SERVER_NAME'] = 'localhost:9000'\n\n${MAIN}    app.run()\n`)),
  python(
    'app.run: factory and class of settings',
    F,
    flask(
      `class Config:\n    HOST = '0.0.0.0'\n    PORT = int(os.environ.get('PORT', 5000))\n\ndef create_app():\n    app.config.from_object(Config)\n    return app\n\n${MAIN}    create_app().run(host=Config.HOST, port=Config.PORT)\n`,
    ),
  ),
  python(
    'app.run: processes',
    F,
    flask(`${MAIN}    app.run(host='0.0.0.0', port=8080, threaded=False, processes=3)\n`),
  ),
  python(
    'app.run: debug by text is true',
    F,
    flask(`${MAIN}    app.run(host='0.0.0.0', port=8080, debug=os.environ.get('DEBUG', 'False'))\n`),
    {},
    [],
    3000,
  ),
  python(
    'app.run: FLASK_DEBUG',
    F,
    flask(`${MAIN}    app.run(host='0.0.0.0', port=8080)\n`),
    { FLASK_DEBUG: '1' },
    [],
    3000,
  ),
  python(
    'run_simple with threads',
    F,
    flask(`${MAIN}    from werkzeug.serving import run_simple\n    run_simple('0.0.0.0', 8080, app, threaded=True)\n`),
  ),
  python(
    'run_simple by default',
    F,
    flask(`${MAIN}    from werkzeug.serving import run_simple\n    run_simple('localhost', 8080, app)\n`),
  ),
  python(
    'wsgiref: empty host',
    [],
    wsgi(
      "from wsgiref.simple_server import make_server\nfrom web import app\n\nwith make_server('', 8080, app) as server:\n    server.serve_forever()\n",
    ),
  ),
  python(
    'gevent pywsgi: port of the environment',
    ['py:gevent'],
    wsgi(
      "from gevent import monkey\nmonkey.patch_all()\nimport os\nfrom gevent.pywsgi import WSGIServer\nfrom web import app\n\nWSGIServer(('', int(os.environ.get('PORT', 5000))), app).serve_forever()\n",
    ),
  ),
  python(
    'gevent pywsgi: text address',
    ['py:gevent'],
    wsgi(
      "from gevent import monkey\nmonkey.patch_all()\nfrom gevent.pywsgi import WSGIServer\nfrom web import app\n\nserver = WSGIServer('127.0.0.1:8080', app)\nserver.serve_forever()\n",
    ),
  ),
  python(
    'eventlet',
    ['py:eventlet'],
    wsgi(
      "import eventlet\neventlet.monkey_patch()\nfrom eventlet import wsgi\nfrom web import app\n\nwsgi.server(eventlet.listen(('0.0.0.0', 8080)), app)\n",
    ),
  ),
  python(
    'ThreadingHTTPServer: server_address',
    [],
    program(
      "from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer\nimport os\nfrom marks import slow\n\nclass Handler(BaseHTTPRequestHandler):\n    def do_GET(self):\n        if self.path == '/slow':\n            slow()\n        self.send_response(200)\n        self.send_header('Content-Length', '2')\n        self.end_headers()\n        self.wfile.write(b'ok')\n\ndef run(port):\n    server_address = ('', port)\n    httpd = ThreadingHTTPServer(server_address, Handler)\n    httpd.serve_forever()\n\nrun(port=int(os.environ.get('PORT', 8000)))\n",
    ),
  ),
];

const LOOPS: readonly ServerRow[] = [
  python(
    'aiohttp: TCPSite',
    ['py:aiohttp'],
    program(
      `${AIOHTTP}async def main():\n    runner = web.AppRunner(create())\n    await runner.setup()\n    site = web.TCPSite(runner, '0.0.0.0', int(os.environ.get('PORT', 8000)))\n    await site.start()\n    await asyncio.Event().wait()\n\nasyncio.run(main())\n`,
    ),
  ),
  python(
    'aiohttp: TCPSite on localhost',
    ['py:aiohttp'],
    program(
      `${AIOHTTP}async def main():\n    runner = web.AppRunner(create())\n    await runner.setup()\n    await web.TCPSite(runner, 'localhost', 8080).start()\n    await asyncio.sleep(3600)\n\nasyncio.run(main())\n`,
    ),
  ),
  python(
    'aiohttp: port alone',
    ['py:aiohttp'],
    program(`${AIOHTTP}web.run_app(create(), port=int(os.environ['PORT']))\n`),
  ),
  python('aiohttp: unix socket', ['py:aiohttp'], program(`${AIOHTTP}web.run_app(create(), path='/tmp/a.sock')\n`)),
  row(
    'aiohttp: python -m aiohttp.web',
    ['py:aiohttp'],
    program(`${AIOHTTP}def init(argv):\n    return create()\n`),
    ['CMD ["python", "-m", "aiohttp.web", "-H", "0.0.0.0", "-P", "8080", "main:init"]'],
    ['python', '-m', 'aiohttp.web', '-H', '0.0.0.0', '-P', '8080', 'main:init'],
    { settle: 1200 },
  ),
  python(
    'tornado: address',
    ['py:tornado'],
    program(`${TORNADO}app.listen(8080, address='127.0.0.1')\ntornado.ioloop.IOLoop.current().start()\n`),
  ),
  python(
    'tornado: HTTPServer and listen',
    ['py:tornado'],
    program(
      `${TORNADO}server = tornado.httpserver.HTTPServer(app)\nserver.listen(int(os.environ.get('PORT', 8888)))\ntornado.ioloop.IOLoop.current().start()\n`,
    ),
  ),
  python(
    'tornado: bind and start',
    ['py:tornado'],
    program(
      `${TORNADO}server = tornado.httpserver.HTTPServer(app)\nserver.bind(8080)\nserver.start(1)\ntornado.ioloop.IOLoop.current().start()\n`,
    ),
  ),
  python(
    'tornado: options',
    ['py:tornado'],
    program(
      `${TORNADO}from tornado.options import define, options, parse_command_line\n\ndefine('port', default=8888, type=int)\n\ndef main():\n    parse_command_line()\n    app.listen(options.port)\n    tornado.ioloop.IOLoop.current().start()\n\nmain()\n`,
    ),
    {},
    ['--port=8080'],
  ),
  python(
    'asyncio.start_server',
    [],
    program(
      "import asyncio\n\nasync def handle(reader, writer):\n    await reader.readline()\n    writer.write(b'HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\nConnection: close\\r\\n\\r\\nok')\n    await writer.drain()\n    writer.close()\n\nasync def main():\n    server = await asyncio.start_server(handle, '0.0.0.0', 8080)\n    async with server:\n        await server.serve_forever()\n\nasyncio.run(main())\n",
    ),
  ),
  python(
    'plain socket',
    [],
    program(
      "import os, socket\n\ns = socket.socket(socket.AF_INET, socket.SOCK_STREAM)\ns.bind(('0.0.0.0', int(os.environ['PORT'])))\ns.listen()\nwhile True:\n    c, _ = s.accept()\n    c.recv(4096)\n    c.sendall(b'HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\nConnection: close\\r\\n\\r\\nok')\n    c.close()\n",
    ),
  ),
];

/** Servers that the program itself starts. */
export const PROGRAM_ROWS: readonly ServerRow[] = [...UVICORN, ...WSGI_PROGRAMS, ...LOOPS];
