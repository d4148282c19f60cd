import { strict as assert } from 'node:assert';
import { checkRow, launchOf, onDebian, type Row } from './kit.ts';

const files = (main: string, more: Readonly<Record<string, string>> = {}, cmd = 'CMD ["python", "main.py"]') => ({
  Dockerfile: onDebian(cmd),
  'main.py': main,
  ...more,
});
const FLASK = 'import os\nfrom flask import Flask\napp = Flask(__name__)\n';
const FASTAPI = 'import os\nimport uvicorn\nfrom fastapi import FastAPI\napp = FastAPI()\n';
const ARGUMENTS = `${FASTAPI}import argparse
parser = argparse.ArgumentParser()
parser.add_argument("--host", default="0.0.0.0")
parser.add_argument("--port", type=int, default=8080)
args = parser.parse_args()
uvicorn.run(app, host=args.host, port=args.port)
`;
const guard = (text: string): string => `if __name__ == "__main__":\n    ${text}\n`;

const rows: readonly Row[] = [
  [
    'app.run with host and port',
    files(FLASK + guard('app.run(host="0.0.0.0", port=8080)')),
    {
      argv: 'python main.py',
      pid1: 'server',
      server: 'flask',
      binds: '0.0.0.0:8080',
      reachable: true,
      capacity: 'unbounded',
      sigterm: false,
    },
  ],
  ['app.run by default', files(FLASK + guard('app.run()')), { binds: '127.0.0.1:5000', reachable: false }],
  [
    'app.run with debug has a handler',
    files(FLASK + guard('app.run(host="0.0.0.0", port=8080, debug=True)')),
    { sigterm: true },
  ],
  [
    'app.run without threads',
    files(FLASK + guard('app.run("0.0.0.0", 8080, threaded=False)')),
    { binds: '0.0.0.0:8080', capacity: 1 },
  ],
  [
    'PORT with a default',
    files(FLASK + guard('app.run(host="0.0.0.0", port=int(os.environ.get("PORT", 5000)))')),
    { binds: '0.0.0.0:8080', reachable: true },
  ],
  [
    'PORT by subscript',
    files(FLASK + guard('app.run(host="0.0.0.0", port=int(os.environ["PORT"]))')),
    { binds: '0.0.0.0:8080' },
  ],
  ['PORT as text', files(FLASK + guard('app.run(host="0.0.0.0", port=os.getenv("PORT"))')), { binds: '0.0.0.0:8080' }],
  [
    'a constant of the module',
    files(`${FLASK}HOST = "0.0.0.0"\nPORT = 8080\n${guard('app.run(host=HOST, port=PORT)')}`),
    { binds: '0.0.0.0:8080' },
  ],
  [
    'a constant of another module',
    files(`${FLASK}import config\n${guard('app.run(host=config.HOST, port=config.PORT)')}`, {
      'config.py': 'import os\nHOST = "0.0.0.0"\nPORT = int(os.getenv("PORT", "5000"))\n',
    }),
    { binds: '0.0.0.0:8080' },
  ],
  [
    'a field of settings',
    files(`${FLASK}from config import settings\n${guard('app.run(host=settings.host, port=8080)')}`, {
      'config.py': 'class Settings:\n    host: str = "0.0.0.0"\nsettings = Settings()\n',
    }),
    { binds: '0.0.0.0:8080' },
  ],
  [
    'another variable with a default',
    files(FLASK + guard('app.run(host=os.getenv("HOST", "127.0.0.1"), port=8080)')),
    { binds: '127.0.0.1:8080' },
  ],
  [
    'another variable that ENV sets',
    {
      ...files(FLASK + guard('app.run(host=os.getenv("HOST", "127.0.0.1"), port=8080)')),
      Dockerfile: onDebian('ENV HOST=0.0.0.0', 'CMD ["python", "main.py"]'),
    },
    { binds: '0.0.0.0:8080' },
  ],
  [
    'the guard is not reached under gunicorn',
    files(FLASK + guard('app.run(host="127.0.0.1", port=5000)'), {}, 'CMD ["gunicorn", "main:app"]'),
    { server: 'gunicorn', binds: '0.0.0.0:8080' },
  ],
  [
    'a function called from the guard',
    files(`${FLASK}def main():\n    app.run(host="0.0.0.0", port=8080)\n${guard('main()')}`),
    { binds: '0.0.0.0:8080' },
  ],
  [
    'a function of another file',
    files('from server import serve\nserve()\n', {
      'server.py': `${FLASK}def serve():\n    app.run(host="0.0.0.0", port=8080)\n`,
    }),
    { server: 'flask', binds: '0.0.0.0:8080' },
  ],
  [
    'an app of another file',
    files(
      'from app import create_app\napp = create_app()\nif __name__ == "__main__":\n    app.run(host="0.0.0.0", port=8080)\n',
      { 'app.py': 'from flask import Flask\ndef create_app():\n    return Flask(__name__)\n' },
    ),
    { server: 'flask', binds: '0.0.0.0:8080' },
  ],

  [
    'an event loop that the code blocks',
    {
      Dockerfile: onDebian('CMD exec uvicorn main:app --host 0.0.0.0 --port $PORT --workers 2'),
      'main.py': `${FASTAPI}import time\n@app.get("/")\nasync def index():\n    time.sleep(1)\n`,
    },
    { capacity: 2 },
  ],
  [
    'the same call in a plain function runs in a thread',
    {
      Dockerfile: onDebian('CMD exec uvicorn main:app --host 0.0.0.0 --port $PORT'),
      'main.py': `${FASTAPI}import time\n@app.get("/")\ndef index():\n    time.sleep(1)\n`,
    },
    { capacity: 'unbounded' },
  ],
  [
    'a socket behind __import__',
    files('import os\ns = __import__("socket").socket(2, 1)\ns.bind(("", 8080))\ns.listen(9)\n'),
    { server: null },
  ],
  ['another program', files('import subprocess\nsubprocess.run(["gunicorn", "main:app"])\n'), { server: null }],
  ['argparse default', files(ARGUMENTS), { binds: '0.0.0.0:8080' }],
  [
    'argparse from the command line',
    files(ARGUMENTS, {}, 'CMD ["python", "main.py", "--host", "127.0.0.1", "--port=9000"]'),
    { binds: '127.0.0.1:9000' },
  ],
  [
    'an app of another file behind a package',
    files('from web import app\nif __name__ == "__main__":\n    app.run(port=8080)\n', {
      'web/__init__.py': 'from .core import app\n',
      'web/core.py': 'from quart import Quart\napp = Quart(__name__)\n',
    }),
    { server: 'quart', binds: '127.0.0.1:8080' },
  ],
  [
    'uvicorn.run',
    files(FASTAPI + guard('uvicorn.run(app, host="0.0.0.0", port=8080)')),
    { server: 'uvicorn', binds: '0.0.0.0:8080', sigterm: true, workers: 1, capacity: 'unbounded' },
  ],
  ['uvicorn.run by default', files(FASTAPI + guard('uvicorn.run(app)')), { binds: '127.0.0.1:8000', reachable: false }],
  [
    'uvicorn.run with an import string',
    files(FASTAPI + guard('uvicorn.run("main:app", host="0.0.0.0", port=8080, workers=2)')),
    { workers: 2, fails: null },
  ],
  [
    'uvicorn.run of an object with workers',
    files(FASTAPI + guard('uvicorn.run(app, host="0.0.0.0", port=8080, workers=2)')),
    { fails: "You must pass the application as an import string to enable 'reload' or 'workers'.", reachable: false },
  ],
  [
    'uvicorn.run of an object with reload',
    files(FASTAPI + guard('uvicorn.run(app, reload=True)')),
    { fails: "You must pass the application as an import string to enable 'reload' or 'workers'." },
  ],
  [
    'uvicorn.run: WEB_CONCURRENCY',
    {
      ...files(FASTAPI + guard('uvicorn.run("main:app", host="0.0.0.0", port=8080)')),
      Dockerfile: onDebian('ENV WEB_CONCURRENCY=2', 'CMD ["python", "main.py"]'),
    },
    { workers: 2 },
  ],
  [
    'uvicorn imported by name',
    files('from uvicorn import run\nrun("a:app", host="0.0.0.0", port=8080)\n'),
    { server: 'uvicorn', binds: '0.0.0.0:8080' },
  ],
  [
    'uvicorn.Server',
    files(
      `${FASTAPI}import asyncio\nasync def main():\n    config = uvicorn.Config(app, host="0.0.0.0", port=8080)\n    await uvicorn.Server(config).serve()\n${guard('asyncio.run(main())')}`,
    ),
    { server: 'uvicorn', binds: '0.0.0.0:8080' },
  ],
  [
    'arguments that are not known',
    files(`${FASTAPI}options = load()\n${guard('uvicorn.run(app, **options)')}`),
    { server: 'uvicorn', binds: null, reachable: null },
  ],
  [
    'waitress.serve',
    files(`${FLASK}from waitress import serve\n${guard('serve(app, host="0.0.0.0", port=8080, threads=16)')}`),
    { server: 'waitress', binds: '0.0.0.0:8080', threads: 16, capacity: 16 },
  ],
  [
    'waitress.serve by default',
    files(`${FLASK}from waitress import serve\nserve(app)\n`),
    { binds: '0.0.0.0:8080', capacity: 4, reachable: true },
  ],
  [
    'aiohttp',
    files('from aiohttp import web\napp = web.Application()\nweb.run_app(app, port=8080)\n'),
    { server: 'aiohttp', binds: '0.0.0.0:8080', sigterm: true, capacity: 'unbounded' },
  ],
  [
    'gradio by default',
    files('import gradio as gr\ndemo = gr.Interface(fn=str, inputs="text", outputs="text")\ndemo.launch()\n'),
    { server: 'gradio', binds: '127.0.0.1:7860', reachable: false },
  ],
  [
    'gradio with arguments',
    files('import gradio as gr\ndemo = gr.Blocks()\ndemo.launch(server_name="0.0.0.0", server_port=8080)\n'),
    { binds: '0.0.0.0:8080', reachable: true },
  ],
  [
    'gradio in variables',
    {
      ...files('import gradio as gr\ndemo = gr.Blocks()\ndemo.launch()\n'),
      Dockerfile: onDebian('ENV GRADIO_SERVER_NAME=0.0.0.0 GRADIO_SERVER_PORT=8080', 'CMD ["python", "main.py"]'),
    },
    { binds: '0.0.0.0:8080' },
  ],
  [
    'HTTPServer',
    files(
      'from http.server import HTTPServer, BaseHTTPRequestHandler\nHTTPServer(("", 8080), BaseHTTPRequestHandler).serve_forever()\n',
    ),
    { server: 'http.server', binds: '0.0.0.0:8080', capacity: 1, sigterm: false },
  ],
  [
    'ThreadingHTTPServer',
    files(
      'from http.server import ThreadingHTTPServer, BaseHTTPRequestHandler\nThreadingHTTPServer(("0.0.0.0", 8080), BaseHTTPRequestHandler).serve_forever()\n',
    ),
    { capacity: 'unbounded', binds: '0.0.0.0:8080' },
  ],
  [
    'Sanic',
    files(
      'from sanic import Sanic\napp = Sanic("x")\nif __name__ == "__main__":\n    app.run(host="0.0.0.0", port=8080)\n',
    ),
    { server: 'sanic', binds: '0.0.0.0:8080' },
  ],
  [
    'Quart',
    files(
      'from quart import Quart\napp = Quart(__name__)\nif __name__ == "__main__":\n    app.run(host="0.0.0.0", port=8080)\n',
    ),
    { server: 'quart', binds: '0.0.0.0:8080' },
  ],
  [
    'Dash reads HOST and PORT',
    files('from dash import Dash\napp = Dash(__name__)\nif __name__ == "__main__":\n    app.run(host="0.0.0.0")\n'),
    { binds: '0.0.0.0:8080' },
  ],

  [
    'python -m package',
    {
      Dockerfile: onDebian('CMD ["python", "-m", "app"]'),
      'app/__init__.py': '',
      'app/__main__.py': 'from .main import run\nrun()\n',
      'app/main.py': `${FASTAPI}def run():\n    uvicorn.run(app, host="0.0.0.0", port=8080)\n`,
    },
    { server: 'uvicorn', binds: '0.0.0.0:8080' },
  ],
  [
    'python -m module',
    {
      Dockerfile: onDebian('CMD ["python", "-m", "app.main"]'),
      'app/__init__.py': '',
      'app/main.py': FASTAPI + guard('uvicorn.run(app, host="0.0.0.0", port=8080)'),
    },
    { server: 'uvicorn', binds: '0.0.0.0:8080' },
  ],
  [
    'a console script',
    {
      Dockerfile: onDebian('RUN pip install .', 'CMD ["serve"]'),
      'pyproject.toml': '[project]\nname = "x"\n[project.scripts]\nserve = "app.cli:main"\n',
      'app/cli.py': `${FASTAPI}def main():\n    uvicorn.run(app, host="0.0.0.0", port=8080)\n`,
    },
    { argv: 'serve', server: 'uvicorn', binds: '0.0.0.0:8080' },
  ],
  [
    'a console script in src',
    {
      Dockerfile: onDebian('CMD ["serve"]'),
      'pyproject.toml': '[project.scripts]\nserve = "app.cli:main"\n[tool.setuptools.packages.find]\nwhere = ["src"]\n',
      'src/app/cli.py': `${FASTAPI}def main():\n    uvicorn.run(app, host="0.0.0.0", port=8080)\n`,
    },
    { server: 'uvicorn' },
  ],
  [
    'uv run main.py',
    files(FASTAPI + guard('uvicorn.run(app, host="0.0.0.0", port=8080)'), {}, 'CMD ["uv", "run", "main.py"]'),
    { argv: 'python main.py', server: 'uvicorn', pid1: 'other', binds: '0.0.0.0:8080' },
  ],
  [
    'python script in another folder',
    {
      Dockerfile: 'FROM python:3.12\nWORKDIR /srv\nCOPY src/ ./src/\nCMD python src/main.py\n',
      'src/main.py': FLASK + guard('app.run(host="0.0.0.0", port=8080)'),
    },
    { argv: 'python src/main.py', server: 'flask', pid1: 'shell', sigterm: false },
  ],
  [
    'script that is not in the context',
    onDebian('CMD ["python", "other.py"]'),
    { argv: 'python other.py', server: null, pid1: null, binds: null },
  ],

  [
    'a script that ends',
    files('import requests\nprint(requests.get("https://example.com").text)\n'),
    { server: undefined, pid1: 'other', binds: '', reachable: false },
  ],
  [
    'a thread that listens beside the main one',
    files(
      `${FLASK}from threading import Thread\ndef web():\n    app.run(host="0.0.0.0", port=8080)\nThread(target=web).start()\nwhile True:\n    pass\n`,
    ),
    { server: 'flask', binds: '0.0.0.0:8080' },
  ],
  [
    'a thread that runs a function of another file',
    files('from threading import Thread\nfrom web import serve\nThread(target=serve).start()\n', {
      'web.py': `${FLASK}def serve():\n    app.run(host="0.0.0.0", port=8080)\n`,
    }),
    { server: 'flask', binds: '0.0.0.0:8080' },
  ],
  [
    'a function that is only handed over',
    files(`${FLASK}def web():\n    app.run(host="0.0.0.0", port=8080)\nregister(web)\n`),
    { server: null },
  ],
  [
    'the address in the attributes of an object',
    files(
      `${FASTAPI}class S:\n    def __init__(self, host="0.0.0.0", port=9000):\n        self.host = host\n        self.port = port\n    def go(self):\n        uvicorn.run(app, host=self.host, port=self.port)\nS(port=8080).go()\n`,
    ),
    { binds: '0.0.0.0:8080' },
  ],
  [
    'objects with different addresses',
    files(
      `${FASTAPI}class S:\n    def __init__(self, port):\n        self.port = port\n    def go(self):\n        uvicorn.run(app, host="0.0.0.0", port=self.port)\nS(1).go()\nS(2).go()\n`,
    ),
    { binds: null },
  ],
  [
    'a class that others build on',
    files(
      `${FASTAPI}class S:\n    def __init__(self, port=1):\n        self.port = port\n    def go(self):\n        uvicorn.run(app, host="0.0.0.0", port=self.port)\nclass T(S):\n    pass\nS()\nT(2).go()\n`,
    ),
    { binds: null },
  ],
  [
    'a Telegram bot that polls',
    files('from telegram.ext import Application\napp = Application.builder().token("t").build()\napp.run_polling()\n'),
    { server: undefined, binds: '' },
  ],
  [
    'a Discord bot that another library serves for',
    files('import discord\nimport something\nclient = discord.Client()\nsomething.serve(client)\nclient.run("t")\n'),
    { server: null },
  ],
  [
    'a Telegram webhook by default',
    files('from telegram.ext import Application\nApplication.builder().token("t").build().run_webhook()\n'),
    { server: 'telegram', binds: '127.0.0.1:80', reachable: false },
  ],
  [
    'a Telegram webhook',
    files(
      'import os\nfrom telegram.ext import Application\ndef main():\n    app = Application.builder().token("t").build()\n    app.run_webhook(listen="0.0.0.0", port=int(os.environ["PORT"]), cert=None, key=None)\nmain()\n',
    ),
    { server: 'telegram', binds: '0.0.0.0:8080', reachable: true },
  ],
  [
    'a Telegram webhook with a key of its own',
    files(
      'from telegram.ext import Application\nApplication.builder().token("t").build().run_webhook(listen="0.0.0.0", port=443, cert="c", key="k")\n',
    ),
    { server: 'telegram', binds: 'https:0.0.0.0:443' },
  ],
  [
    'a key whose path is put together',
    files(
      'import os\nfrom telegram.ext import Application\nKEY = os.path.join(os.path.dirname(__file__), "a.key")\nApplication.builder().token("t").build().run_webhook("0.0.0.0", 8080, cert="c", key=KEY)\n',
    ),
    { binds: 'https:0.0.0.0:8080' },
  ],
  [
    'a key that a function may leave out',
    files(
      'from keys import find\nfrom telegram.ext import Application\nApplication.builder().token("t").build().run_webhook("0.0.0.0", 8080, cert="c", key=find())\n',
    ),
    { binds: 'unknown:0.0.0.0:8080' },
  ],
  [
    'Dash on FastAPI, which is no development server',
    files(
      'from dash import Dash\napp = Dash(__name__, backend="fastapi")\nif __name__ == "__main__":\n    app.run(host="0.0.0.0", port=8080)\n',
    ),
    { server: 'other', binds: '0.0.0.0:8080' },
  ],
  [
    'FastMCP by default',
    files('from fastmcp import FastMCP\nm = FastMCP("x")\nm.run(transport="http")\n'),
    { server: 'mcp', binds: '127.0.0.1:8000', reachable: false },
  ],
  [
    'FastMCP told by the environment',
    {
      ...files('from fastmcp import FastMCP\nm = FastMCP("x")\nm.run(transport="http", port=8080)\n'),
      Dockerfile: onDebian('ENV FASTMCP_HOST=0.0.0.0', 'CMD ["python", "main.py"]'),
    },
    { server: 'mcp', binds: '0.0.0.0:8080' },
  ],
  [
    'the MCP SDK of a version that listened everywhere',
    files('from mcp.server.fastmcp import FastMCP\nm = FastMCP("x", port=8080)\nm.run(transport="sse")\n', {
      'requirements.txt': 'mcp==1.6.0\n',
    }),
    { server: 'mcp', binds: null },
  ],
  [
    'the MCP SDK from 2.0 on, which reads no variable',
    {
      ...files('from mcp.server import MCPServer\nm = MCPServer("x")\nm.run(transport="streamable-http", port=8080)\n'),
      Dockerfile: onDebian('ENV FASTMCP_HOST=0.0.0.0', 'CMD ["python", "main.py"]'),
    },
    { server: 'mcp', binds: '127.0.0.1:8080', reachable: false },
  ],
  [
    'the MCP SDK from 2.0 on, told where to listen',
    files(
      'from mcp.server.mcpserver import MCPServer\nm = MCPServer("x")\nm.run(transport="sse", host="0.0.0.0", port=8080)\n',
    ),
    { server: 'mcp', binds: '0.0.0.0:8080' },
  ],
  [
    'gRPC',
    files(
      'import grpc\nfrom concurrent import futures\ns = grpc.server(futures.ThreadPoolExecutor())\ns.add_insecure_port("[::]:8080")\ns.start()\n',
    ),
    { server: 'grpc', binds: 'unknown::::8080' },
  ],
  ['a loop that never listens', files('import time\nwhile True:\n    time.sleep(1)\n'), { server: undefined }],
  [
    'a model that is trained and saved',
    files('import tensorflow as tf\nmodel = tf.keras.Sequential()\nmodel.fit()\nmodel.save("model")\n'),
    { server: undefined },
  ],
  ['an unknown library may listen', files('import something\nsomething.start()\n'), { server: null, binds: null }],
  [
    'two starts of which any may run',
    files(
      `${FASTAPI}import sys\nfrom waitress import serve\nif len(sys.argv) > 1:\n    uvicorn.run(app)\nelse:\n    serve(app)\n`,
    ),
    { server: null },
  ],
  [
    'keywords of a dict',
    files(
      `${FASTAPI}options = {"host": "0.0.0.0", "port": int(os.environ.get("PORT", 8000))}\n${guard('uvicorn.run(app, **options)')}`,
    ),
    { binds: '0.0.0.0:8080', reachable: true },
  ],
  [
    'keywords of a dict that leaves one out',
    files(`${FASTAPI}options = {"host": "0.0.0.0", "log_level": "info"}\n${guard('uvicorn.run(app, **options)')}`),
    { binds: '0.0.0.0:8000', reachable: false },
  ],
  [
    'keywords of a dict that is changed before',
    files(
      `${FASTAPI}def main():\n    options = {"host": "0.0.0.0", "port": 8000}\n    if "PORT" in os.environ:\n        options["port"] = int(os.environ["PORT"])\n    uvicorn.run(app, **options)\nmain()\n`,
    ),
    { binds: null },
  ],
  [
    'keywords of a dict that another function gets',
    files(
      `${FASTAPI}from settings import adapt\noptions = {"host": "0.0.0.0", "port": 8000}\nadapt(options)\nuvicorn.run(app, **options)\n`,
    ),
    { binds: null },
  ],
  [
    'keywords of a dict with names of another scope',
    files(
      `${FASTAPI}port = 8000\noptions = {"host": "0.0.0.0", "port": port}\ndef main(port):\n    uvicorn.run(app, **options)\nmain(8080)\n`,
    ),
    { binds: null },
  ],
  [
    'another program instead',
    files(
      `${FLASK}import subprocess\nif os.getenv("ENV") == "production":\n    subprocess.run(["gunicorn", "main:app"])\nelse:\n    app.run(host="0.0.0.0", port=8080)\n`,
    ),
    { server: null, binds: null },
  ],
  [
    'another program before it',
    files(`${FLASK}import subprocess\nsubprocess.run(["alembic", "upgrade", "head"])\n${guard('app.run(port=8080)')}`),
    { server: 'flask', binds: '127.0.0.1:8080' },
  ],
  ['python -c', onDebian('CMD ["python", "-c", "print(1)"]'), { argv: 'python -c print(1)', server: null }],
  ['the bare interpreter', 'FROM python:3.12-slim\n', { argv: 'python3', server: undefined }],
];

describe('launch: servers started in Python', () => {
  for (const row of rows) it(row[0], () => checkRow(row));
});

describe('launches of projects that are installed', () => {
  const SRC = '[project]\nname = "shop"\n[build-system]\nrequires = ["hatchling"]\n';
  const app = { 'src/shop/__init__.py': '', 'src/shop/api.py': 'from fastapi import FastAPI\napp = FastAPI()\n' };
  const entryOf = (files: Readonly<Record<string, string>>): string | undefined => {
    const { entry, importRoots } = launchOf(files);
    return entry.kind === 'unknown' ? undefined : `${entry.value.slice(10)} from ${importRoots.at(-1)?.slice(10)}`;
  };
  const installed = (command: string): string =>
    `FROM python:3.12-slim\nWORKDIR /app\nCOPY pyproject.toml .\nCOPY src ./src\nRUN pip install .\n${command}\n`;
  const uvicorn = installed('CMD ["uvicorn", "shop.api:app", "--host", "0.0.0.0", "--port", "8080"]');

  it('finds the packages in src', () => {
    const found = 'src/shop/api.py from src';
    assert.equal(entryOf({ Dockerfile: uvicorn, 'pyproject.toml': SRC, ...app }), found);
    assert.equal(entryOf({ Dockerfile: uvicorn, 'setup.py': '', ...app }), found);
    const module = installed('CMD ["python", "-m", "shop.api"]');
    assert.equal(entryOf({ Dockerfile: module, 'pyproject.toml': SRC, ...app }), found);
  });

  it('enters the manage.py of Django', () => {
    const runs = (script: string): string =>
      `FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ["python", "${script}", "runserver", "0:8080"]\n`;
    const files = { 'src/manage.py': 'import sys\n', 'manage.py': 'import sys\n', 'prod_manage.py': 'import sys\n' };
    assert.equal(entryOf({ Dockerfile: runs('src/manage.py'), ...files }), 'src/manage.py from ');
    assert.equal(entryOf({ Dockerfile: runs('prod_manage.py'), ...files }), 'prod_manage.py from ');
    assert.equal(entryOf({ Dockerfile: runs('manage.py') }), undefined);
  });

  it('does not look into src of a project that is not built', () => {
    assert.equal(entryOf({ Dockerfile: uvicorn, 'pyproject.toml': '[project]\nname = "shop"\n', ...app }), undefined);
    assert.equal(entryOf({ Dockerfile: uvicorn, ...app }), undefined);
  });
});
