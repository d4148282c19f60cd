import { strict as assert } from 'node:assert';
import { type PythonFacts, pythonFacts } from '../../../server/src/facts/python/python.ts';
import type { Value } from '../../../server/src/facts/python/value.ts';

function factsOf(text: string): PythonFacts {
  return pythonFacts('u', text);
}

function show(value: Value | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (value.kind === 'string' || value.kind === 'number' || value.kind === 'bool') return String(value.value);
  if (value.kind === 'env') return `$${value.name}${value.default === undefined ? '' : `:-${show(value.default)}`}`;
  if (value.kind === 'template') return value.parts.map((p) => (typeof p === 'string' ? p : `{${show(p)}}`)).join('');
  if (value.kind === 'name') return value.name;
  if (value.kind === 'list') return `[${value.items.map(show).join(',')}]`;
  return value.kind;
}

describe('facts/python apps and routes', () => {
  const apps: readonly (readonly [text: string, expected: string])[] = [
    ['from fastapi import FastAPI\napp = FastAPI()', 'app fastapi asgi'],
    ['import flask\nserver = flask.Flask(__name__)', 'server flask wsgi'],
    [
      'from flask import Flask\ndef create_app():\n    app = Flask(__name__)\n    return app\napp = create_app()',
      'app flask wsgi/app flask wsgi',
    ],
    [
      'from django.core.wsgi import get_wsgi_application\napplication = get_wsgi_application()',
      'application django wsgi',
    ],
    [
      'from django.core.asgi import get_asgi_application\napplication = get_asgi_application()',
      'application django asgi',
    ],
    ['from aiohttp import web\napp = web.Application()', 'app aiohttp own'],
    ['import gradio as gr\nwith gr.Blocks() as demo:\n    pass', 'demo gradio own'],
    ['import streamlit as st\nst.title("x")', ' streamlit own'],
    ['from sanic import Sanic\napp = Sanic("x")', 'app sanic asgi'],
    ['from google.adk.cli.fast_api import get_fast_api_app\napp = get_fast_api_app(agents_dir=".")', 'app adk asgi'],
    ['class App(FastAPI): ...\nfrom fastapi import FastAPI\napp = App()', 'app fastapi asgi'],
    ['from celery import Celery\ncelery = Celery("x")', 'celery celery own'],
    ['x = Flask()', ''],
  ];
  for (const [text, expected] of apps) {
    it(`app: ${text.split('\n').at(-1)}`, () =>
      assert.equal(
        factsOf(text)
          .apps.map((a) => `${a.name} ${a.framework} ${a.protocol}`)
          .join('/'),
        expected,
      ));
  }

  const routes: readonly (readonly [why: string, text: string, expected: string])[] = [
    [
      'events of Gradio',
      'import gradio as gr\ndef f(): ...\ndef g(): ...\nwith gr.Blocks() as demo:\n    b = gr.Button()\n    b.click(f, None, None).then(fn=g)\n    b.click("text")\n    b.style(f)\n',
      'gradio b  undefined f/gradio b.click()  undefined g',
    ],
    [
      'the function of a Gradio interface',
      'import gradio as gr\ndef f(x): ...\ndemo = gr.Interface(fn=f, inputs="text")',
      'gradio gr  undefined f',
    ],
    [
      'fastapi',
      'from fastapi import FastAPI\napp = FastAPI()\n@app.get("/a")\nasync def a(): ...',
      'fastapi app GET /a a',
    ],
    [
      'router',
      'from fastapi import APIRouter\nr = APIRouter(prefix="/v1")\n@r.post("/a")\ndef a(): ...',
      'fastapi r POST /a a',
    ],
    [
      'flask methods',
      'from flask import Flask\napp = Flask("x")\n@app.route("/a", methods=["POST", "get"])\ndef a(): ...',
      'flask app POST,GET /a a',
    ],
    [
      'imported app',
      'from flask import request\nfrom .main import app\n@app.route("/a")\ndef a(): ...',
      'flask app  /a a',
    ],
    [
      'websocket',
      'from fastapi import FastAPI\napp = FastAPI()\n@app.websocket("/ws")\nasync def ws(w): ...',
      'fastapi app WEBSOCKET /ws ws',
    ],
    [
      'functions-framework',
      'import functions_framework\n@functions_framework.http\ndef hello(request): ...',
      'functions-framework   undefined hello',
    ],
    [
      'add_url_rule',
      'from flask import Flask\napp = Flask("x")\ndef a(): ...\napp.add_url_rule("/a", view_func=a)',
      'flask app  /a a',
    ],
    [
      'starlette',
      'from starlette.routing import Route\nasync def a(r): ...\nroutes = [Route("/a", a)]',
      'starlette   /a a',
    ],
    [
      'aiohttp',
      'from aiohttp import web\nasync def a(r): ...\napp = web.Application()\napp.router.add_get("/a", a)',
      'aiohttp  GET /a a',
    ],
    [
      'django',
      'from django.urls import path\nfrom . import views\nurlpatterns = [path("a", views.a)]',
      'django   a .views.a',
    ],
    [
      'view class',
      'from flask.views import MethodView\nclass V(MethodView):\n    def get(self): ...',
      'flask V GET undefined get',
    ],
    ['not a route', 'import requests\n@cache.get("x")\ndef a(): ...', ''],
  ];
  for (const [why, text, expected] of routes) {
    it(`route: ${why}`, () => {
      const facts = factsOf(text);
      const shown = facts.routes.map(
        (r) =>
          `${r.framework} ${r.app} ${r.methods.join(',')} ${show(r.path)} ${r.handlerName ?? facts.functions[r.handler]?.name}`,
      );
      assert.equal(shown.join('/'), expected);
    });
  }

  it('reads mounts, hooks and dependencies', () => {
    const facts = factsOf(
      'from fastapi import FastAPI, Depends, BackgroundTasks\nfrom api import users\nasync def life(app): yield\ndef dep(): ...\napp = FastAPI(lifespan=life)\napp.include_router(users.router, prefix="/u")\n@app.on_event("startup")\ndef start(): ...\n@app.middleware("http")\nasync def mw(r, n): ...\n@app.get("/")\ndef a(b: BackgroundTasks, d=Depends(dep)):\n    b.add_task(dep)\n',
    );
    assert.deepEqual(
      facts.mounts.map((m) => [m.app, m.router, show(m.prefix)]),
      [['app', 'api.users.router', '/u']],
    );
    assert.deepEqual(
      facts.hooks.map((h) => `${h.kind} ${facts.functions[h.handler]?.name}`),
      ['startup start', 'lifespan life'],
    );
    assert.deepEqual(facts.requestHooks.map((h) => `${h.kind} ${facts.functions[h.handler]?.name}`).sort(), [
      'background dep',
      'dependency dep',
      'middleware mw',
    ]);
  });
});

describe('facts/python servers', () => {
  const table: readonly (readonly [why: string, text: string, expected: string])[] = [
    [
      'flask',
      'from flask import Flask\napp = Flask("x")\napp.run(host="0.0.0.0", port=80, debug=True)',
      'flask.run 0.0.0.0 80 debug=true',
    ],
    ['flask positional', 'from flask import Flask\napp = Flask("x")\napp.run("0.0.0.0", 80)', 'flask.run 0.0.0.0 80'],
    ['flask default', 'from flask import Flask\napp = Flask("x")\napp.run()', 'flask.run undefined undefined'],
    ['imported flask app', 'from main import app\napp.run(port=1)', 'flask.run undefined 1'],
    [
      'uvicorn',
      'import os, uvicorn\nuvicorn.run("main:app", host="h", port=int(os.environ.get("PORT", 8080)), workers=2, reload=True)',
      'uvicorn.run h $PORT:-8080 workers=2 reload=true',
    ],
    [
      'uvicorn config',
      'import uvicorn\nc = uvicorn.Config(app, "h", 1)\nuvicorn.Server(c).run()',
      'uvicorn.Server h 1',
    ],
    [
      'waitress',
      'from waitress import serve\nserve(app, listen="*:8080", threads=8)',
      'waitress.serve undefined undefined bind=*:8080 threads=8',
    ],
    [
      'hypercorn',
      'from hypercorn.asyncio import serve\nfrom hypercorn.config import Config\nc = Config()\nc.bind = ["0.0.0.0:1"]\nasyncio.run(serve(app, c))',
      'hypercorn.serve undefined undefined bind=[0.0.0.0:1]',
    ],
    ['aiohttp', 'from aiohttp import web\nweb.run_app(app, port=1)', 'aiohttp.run_app undefined 1'],
    [
      'gradio',
      'import gradio as gr\nd = gr.Interface(f, "a", "b")\nd.queue().launch(server_name="h", server_port=1)',
      'gradio.launch h 1',
    ],
    ['http.server', 'from http.server import HTTPServer\nHTTPServer(("", 80), H).serve_forever()', 'http.server  80'],
    [
      'http.server subclass',
      'from http.server import HTTPServer\nclass S(HTTPServer): ...\nS(("h", 80), H).serve_forever()',
      'http.server h 80',
    ],
    ['wsgiref', 'from wsgiref.simple_server import make_server\nmake_server("h", 1, app)', 'wsgiref h 1'],
    ['tornado', 'import tornado.web\na = tornado.web.Application([])\na.listen(80)', 'tornado.listen undefined 80'],
    [
      'socketio',
      'from flask_socketio import SocketIO\ns = SocketIO(app)\ns.run(app, host="h", port=1)',
      'socketio.run h 1',
    ],
    [
      'gevent',
      'from gevent.pywsgi import WSGIServer\nWSGIServer(("h", 1), app).serve_forever()',
      'gevent.WSGIServer h 1',
    ],
    [
      'gunicorn application',
      'from gunicorn.app.base import BaseApplication\nclass A(BaseApplication):\n    def __init__(self, app, options): ...\nA(app, {"bind": "h:1", "workers": 2}).run()',
      'gunicorn undefined undefined bind=h:1 workers=2',
    ],
    ['Dash', 'from dash import Dash\na = Dash()\na.run(port=1)', 'dash.run undefined 1'],
    [
      'Dash that names Flask',
      'from dash import Dash\na = Dash(backend="flask")\na.run()',
      'dash.run undefined undefined',
    ],
    ['Dash on Quart', 'from dash import Dash\na = Dash(backend="quart")\na.run(port=1)', 'dash.run_asgi undefined 1'],
    [
      'Dash on an app of FastAPI',
      'from dash import Dash\nfrom fastapi import FastAPI\ns = FastAPI()\na = Dash(server=s)\na.run(port=1)',
      'dash.run_asgi undefined 1',
    ],
    [
      'Dash on an app of Flask',
      'from dash import Dash\nfrom flask import Flask\ns = Flask("x")\na = Dash(server=s)\na.run(port=1)',
      'dash.run undefined 1',
    ],
    ['mcp over stdio', 'from fastmcp import FastMCP\nm = FastMCP("x")\nm.run()', ''],
    [
      'mcp over http',
      'from fastmcp import FastMCP\nm = FastMCP("x")\nm.run(transport="http", host="h", port=1)',
      'fastmcp.run h 1',
    ],
    ['mcp 2 over stdio', 'from mcp.server import MCPServer\nm = MCPServer("x")\nm.run()', ''],
    [
      'mcp 2 over http',
      'from mcp.server.mcpserver import MCPServer\nm = MCPServer("x")\nm.run("streamable-http", host="h", port=1)',
      'mcpserver.run h 1',
    ],
    [
      'mcp of the SDK, settings stored before',
      'from mcp.server.fastmcp import FastMCP\nm = FastMCP("x")\nm.settings.host = "h"\nm.settings.port = 1\nm.run(transport="sse")',
      'mcp.run h 1',
    ],
    [
      'a Telegram webhook',
      'from telegram.ext import Application\na = Application.builder().token("t").build()\na.run_webhook(listen="h", port=1, key="k")',
      'telegram.webhook h 1',
    ],
    [
      'a Telegram bot that is handed in',
      'from telegram.ext import Application\ndef go(bot):\n    bot.run_webhook("h", 1)\ngo(make())',
      'telegram.webhook h 1',
    ],
    ['another run_webhook', 'import x\nx.bot.run_webhook("h", 1)', ''],
    ['Slack', 'from slack_bolt import App\na = App(token="t")\na.start(1)', 'slack.start undefined 1'],
    ['grpc', 'import grpc\ns = grpc.server(p)\ns.add_insecure_port("[::]:1")', 'grpc undefined undefined bind=[::]:1'],
    ['another run', 'import subprocess, asyncio\nsubprocess.run(["x"])\nasyncio.run(main())', ''],
  ];
  for (const [why, text, expected] of table) {
    it(why, () => {
      const shown = factsOf(text).serverStarts.map((s) =>
        [
          s.api,
          `${show(s.host)}`,
          `${show(s.port)}`,
          ...(['bind', 'workers', 'threads', 'reload', 'debug'] as const).flatMap((k) =>
            s[k] === undefined ? [] : [`${k}=${show(s[k])}`],
          ),
        ].join(' '),
      );
      assert.equal(shown.join('/'), expected);
    });
  }

  const reach: readonly (readonly [why: string, text: string, script: boolean, imported: boolean])[] = [
    ['module level', 'uvicorn.run(app)', true, true],
    ['main guard', 'if __name__ == "__main__":\n    uvicorn.run(app)', true, false],
    ['called from the guard', 'def main():\n    uvicorn.run(app)\nif __name__ == "__main__":\n    main()', true, false],
    [
      'two calls deep',
      'def serve():\n    uvicorn.run(app)\ndef main():\n    serve()\nif __name__ == "__main__":\n    main()',
      true,
      false,
    ],
    [
      'asyncio.run',
      'import asyncio\nasync def main():\n    uvicorn.run(app)\nif __name__ == "__main__":\n    asyncio.run(main())',
      true,
      false,
    ],
    [
      'a thread',
      'from threading import Thread\ndef serve():\n    uvicorn.run(app)\nif __name__ == "__main__":\n    Thread(target=serve).start()',
      true,
      false,
    ],
    ['never called', 'def main():\n    uvicorn.run(app)', false, false],
    ['only registered', 'import atexit\ndef main():\n    uvicorn.run(app)\natexit.register(main)', false, false],
  ];
  for (const [why, text, script, imported] of reach) {
    it(`reach: ${why}`, () => {
      const [start] = factsOf(`import uvicorn\n${text}\n`).serverStarts;
      assert.deepEqual([start?.reachedAsScript, start?.reachedOnImport], [script, imported]);
    });
  }

  it('says where a keyword can be inserted', () => {
    for (const [call, before, comma] of [
      ['uvicorn.run(app)', ')', true],
      ['uvicorn.run()', ')', false],
      ['uvicorn.run(app, )', ' )', false],
      ['uvicorn.run(\n    app,\n)', '\n)', false],
    ] as const) {
      const text = `import uvicorn\n${call}`;
      const at = factsOf(text).serverStarts[0]?.insertAt;
      assert.ok(at);
      assert.equal(text.slice(at.offset), before);
      assert.equal(at.needsComma, comma);
    }
  });
});

describe('facts/python files', () => {
  const table: readonly (readonly [why: string, text: string, expected: string])[] = [
    ['open for writing', 'open("/tmp/a", "w")', 'write open /tmp/a'],
    ['open for appending', 'open("/tmp/a", mode="a")', 'write open /tmp/a append'],
    ['open for reading', 'open("/tmp/a")', 'read open /tmp/a'],
    ['mode not constant', 'open("/tmp/a", m)', ''],
    ['Path', 'from pathlib import Path\nPath("/tmp/a").write_text("x")', 'write Path.write_text /tmp/a'],
    [
      'Path from a name',
      'from pathlib import Path\nD = Path("/tmp")\n(D / "a").write_bytes(b"")',
      'write Path.write_bytes /tmp/a',
    ],
    ['Path.open', 'from pathlib import Path\nPath("/tmp/a").open("w")', 'write Path.open /tmp/a'],
    [
      'Path around a setting of another file',
      'from pathlib import Path\nfrom conf import settings\np = Path(settings.folder) / name\np.write_bytes(b"")',
      'write Path.write_bytes {conf.settings.folder}/{name}',
    ],
    [
      'setting of another file that is a path',
      'from conf import settings\ndef f(sent):\n    p = settings.folder / sent.name\n    with p.open("wb") as out:\n        pass\n    p.unlink()',
      'write Path.open {conf.settings.folder}/{sent.name} removed/remove conf.settings.folder.unlink {conf.settings.folder}/{sent.name} removed',
    ],
    ['quotient of settings', 'from conf import settings\nx = settings.a / 2\nx.open("w")', ''],
    ['DataFrame of unknown type', 'def f(df):\n    df.to_csv("/tmp/a.csv")', 'write DataFrame.to_csv /tmp/a.csv'],
    ['to_csv into a buffer', 'import io\ndef f(df):\n    b = io.StringIO()\n    df.to_csv(b)', ''],
    ['to_csv into what the caller gives', 'def f(df, path):\n    df.to_csv(path)', 'write DataFrame.to_csv path'],
    ['upload', 'def f(file):\n    file.save("/tmp/x")', 'write save /tmp/x'],
    ['saved object', 'def f(user):\n    user.save()', ''],
    ['numpy', 'import numpy as np\nnp.save("/tmp/a.npy", x)', 'write numpy.save /tmp/a.npy'],
    ['sound', 'import soundfile as sf\nsf.write("/tmp/a.wav", data, 16000)', 'write soundfile.write /tmp/a.wav'],
    [
      'a picture of a tensor',
      'from torchvision.utils import save_image\nsave_image(out, "/tmp/a.png")',
      'write torchvision.utils.save_image /tmp/a.png',
    ],
    ['copy', 'import shutil\nshutil.copy("a", "/tmp/b")', 'write shutil.copy /tmp/b'],
    [
      'removed',
      'import os\ndef f():\n    p = f"/tmp/{x}"\n    open(p, "w")\n    os.remove(p)',
      'write open /tmp/{x} removed/remove os.remove /tmp/{x} removed',
    ],
    [
      'removed elsewhere',
      'import os\ndef f():\n    open("/tmp/a", "w")\ndef g():\n    os.remove("/tmp/a")',
      'write open /tmp/a/remove os.remove /tmp/a removed',
    ],
    [
      'temporary file',
      'import tempfile\nwith tempfile.NamedTemporaryFile() as f:\n    pass',
      'temporary tempfile.NamedTemporaryFile undefined scoped',
    ],
    [
      'kept temporary file',
      'import tempfile\nwith tempfile.NamedTemporaryFile(delete=False) as f:\n    pass',
      'temporary tempfile.NamedTemporaryFile undefined',
    ],
    [
      'mkdtemp removed',
      'import tempfile, shutil\ndef f():\n    d = tempfile.mkdtemp()\n    shutil.rmtree(d)',
      'temporary tempfile.mkdtemp undefined removed/remove shutil.rmtree call removed',
    ],
    ['sqlite3', 'import sqlite3\nsqlite3.connect("a.db")', 'database sqlite3.connect a.db'],
    ['in memory', 'import sqlite3\nsqlite3.connect(":memory:")', ''],
    [
      'sqlalchemy',
      'from sqlalchemy import create_engine\ncreate_engine("sqlite:///./a.db")',
      'database sqlalchemy.create_engine ./a.db',
    ],
    [
      'sqlalchemy absolute',
      'from sqlalchemy import create_engine\ncreate_engine("sqlite:////data/a.db")',
      'database sqlalchemy.create_engine /data/a.db',
    ],
    ['sqlalchemy in memory', 'from sqlalchemy import create_engine\ncreate_engine("sqlite://")', ''],
    ['sqlalchemy server', 'from sqlalchemy import create_engine\ncreate_engine("postgresql://h/d")', ''],
    [
      'url from the environment',
      'import os\nfrom sqlalchemy import create_engine\ncreate_engine(os.getenv("DB", "sqlite:///a.db"))',
      'database sqlalchemy.create_engine $DB:-a.db',
    ],
    [
      'flask setting',
      'app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///a.db"',
      'database SQLALCHEMY_DATABASE_URI a.db',
    ],
    [
      'configuration class',
      'import os\nclass Config:\n    SQLALCHEMY_DATABASE_URI = os.environ.get("DATABASE_URL") or "sqlite:///a.db"',
      'database SQLALCHEMY_DATABASE_URI $DATABASE_URL:-a.db',
    ],
    [
      'configuration that a condition chooses',
      'class Config:\n    if a:\n        UPLOAD_DIR = "/home/x"\n        SQLALCHEMY_DATABASE_URI = "postgresql://h/d"\n    else:\n        UPLOAD_DIR = "/srv/x"\n        SQLALCHEMY_DATABASE_URI = "sqlite:///a.db"',
      'upload-folder UPLOAD_DIR /srv/x',
    ],
    ['configuration by keywords', 'app.config.update(UPLOAD_FOLDER="/tmp/u")', 'upload-folder UPLOAD_FOLDER /tmp/u'],
    ['upload folder', 'app.config["UPLOAD_FOLDER"] = "/tmp/u"', 'upload-folder UPLOAD_FOLDER /tmp/u'],
    [
      'django',
      'DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "db.sqlite3"}}',
      'database DATABASES db.sqlite3',
    ],
    [
      'django: a condition chooses',
      'import os\nif os.getenv("K_SERVICE"):\n    DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "a"}}\nelse:\n    DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "db.sqlite3"}}',
      '',
    ],
    [
      'django: replaced later',
      'import os, dj_database_url\nDATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "db.sqlite3"}}\nif os.getenv("DATABASE_URL"):\n    DATABASES["default"] = dj_database_url.config()',
      '',
    ],
    [
      'django: updated later',
      'import dj_database_url\nDATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "db.sqlite3"}}\nDATABASES["default"].update(dj_database_url.config())',
      '',
    ],
    [
      'django: refined later',
      'DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "db.sqlite3"}}\nDATABASES["default"]["ATOMIC_REQUESTS"] = True',
      'database DATABASES db.sqlite3',
    ],
    [
      'flask setting that a condition chooses',
      'import os\nif os.getenv("DB_HOST"):\n    app.config["SQLALCHEMY_DATABASE_URI"] = f"postgresql://{os.getenv(\'DB_HOST\')}/a"\nelse:\n    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///a.db"',
      '',
    ],
    [
      'flask setting of tests',
      'def create(testing):\n    if testing:\n        app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///:memory:"\n    else:\n        app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///a.db"',
      'database SQLALCHEMY_DATABASE_URI a.db',
    ],
    ['log file', 'import logging\nlogging.FileHandler("/var/log/a.log")', 'log logging.FileHandler /var/log/a.log'],
    ['basicConfig', 'import logging\nlogging.basicConfig(filename="a.log")', 'log logging.basicConfig a.log'],
    [
      'dictConfig',
      'import logging.config\nC = {"version": 1, "handlers": {"f": {"class": "logging.FileHandler", "filename": "a.log"}, "g": {"class": "logging.FileHandler", "filename": "unused.log"}, "c": {"class": "logging.StreamHandler"}}, "root": {"handlers": ["c", "f"]}}\nlogging.config.dictConfig(C)',
      'log logging.FileHandler a.log',
    ],
    [
      'LOGGING of Django',
      'ROOT_URLCONF = "p.urls"\nLOGGING = {"version": 1, "handlers": {"f": {"class": "logging.handlers.RotatingFileHandler", "filename": "a.log"}}, "loggers": {"django": {"handlers": ["f"], "level": "INFO"}}}',
      'log logging.handlers.RotatingFileHandler a.log',
    ],
    [
      'LOGGING of nobody',
      'LOGGING = {"handlers": {"f": {"class": "logging.FileHandler", "filename": "a.log"}}, "root": {"handlers": ["f"]}}',
      '',
    ],
    ['basicConfig to stderr', 'import logging\nlogging.basicConfig(level=1)', ''],
    ['folder', 'import os\nos.makedirs("/tmp/a", exist_ok=True)', 'make-folder os.makedirs /tmp/a'],
    ['sent', 'from flask import send_file\nsend_file("/tmp/a")', 'read flask.send_file /tmp/a'],
  ];
  for (const [why, text, expected] of table) {
    it(why, () => {
      const shown = factsOf(text).files.map((f) =>
        [
          f.kind,
          f.api,
          `${show(f.path)}`,
          ...(f.append ? ['append'] : []),
          ...(f.scoped ? ['scoped'] : []),
          ...(f.removedInSameFunction ? ['removed'] : []),
        ].join(' '),
      );
      assert.equal(shown.join('/'), expected);
    });
  }
});

describe('facts/python models', () => {
  const table: readonly (readonly [why: string, text: string, expected: string])[] = [
    [
      'pipeline',
      'from transformers import pipeline\np = pipeline("summarization", model="t5-small")',
      'transformers t5-small import task=summarization',
    ],
    [
      'task only',
      'from transformers import pipeline\np = pipeline("summarization")',
      'transformers undefined import task=summarization',
    ],
    [
      'from_pretrained',
      'import transformers as t\nt.AutoModel.from_pretrained("bert-base-uncased", torch_dtype=torch.float16)',
      'transformers bert-base-uncased import float16',
    ],
    [
      'tokenizer',
      'from transformers import AutoTokenizer\nAutoTokenizer.from_pretrained("x")',
      'transformers x import weightless',
    ],
    [
      'quantised on a GPU',
      'from transformers import AutoModel as M\nM.from_pretrained("x", load_in_8bit=True, device_map="auto")',
      'transformers x import int8 gpu',
    ],
    [
      'sentence transformers',
      'from sentence_transformers import SentenceTransformer as S\nS("all-MiniLM-L6-v2")',
      'sentence-transformers all-MiniLM-L6-v2 import',
    ],
    ['spacy', 'import spacy\nspacy.load("en_core_web_sm")', 'spacy en_core_web_sm import'],
    ['whisper', 'import whisper\nwhisper.load_model("base")', 'whisper base import'],
    ['local file', 'import joblib\njoblib.load("models/a.joblib")', 'joblib models/a.joblib import local'],
    ['torch', 'import torch\ntorch.load("model.pt", map_location="cpu")', 'torch model.pt import local'],
    [
      'torchvision',
      'from torchvision import models\nmodels.resnet50(weights="DEFAULT")',
      'torchvision resnet50 import',
    ],
    ['torchvision without weights', 'from torchvision import models\nmodels.resnet50()', ''],
    ['onnx', 'import onnxruntime as o\no.InferenceSession("m.onnx")', 'onnxruntime m.onnx import local'],
    [
      'lifespan',
      'import spacy\nfrom fastapi import FastAPI\nasync def life(a):\n    spacy.load("x")\n    yield\napp = FastAPI(lifespan=life)',
      'spacy x startup',
    ],
    [
      'startup event',
      'import spacy\nfrom fastapi import FastAPI\napp = FastAPI()\n@app.on_event("startup")\ndef s():\n    load()\ndef load():\n    spacy.load("x")',
      'spacy x startup',
    ],
    [
      'route',
      'import spacy\nfrom fastapi import FastAPI\napp = FastAPI()\n@app.get("/")\ndef s():\n    spacy.load("x")',
      'spacy x request',
    ],
    [
      'cached',
      'import spacy\nfrom functools import lru_cache\n@lru_cache\ndef nlp():\n    return spacy.load("x")',
      'spacy x lazy',
    ],
    [
      'on first use',
      'import spacy\nm = None\ndef nlp():\n    global m\n    if m is None:\n        m = spacy.load("x")\n    return m',
      'spacy x lazy',
    ],
    ['called at import', 'import spacy\ndef load():\n    return spacy.load("x")\nm = load()', 'spacy x import'],
    ['in the guard', 'import spacy\nif __name__ == "__main__":\n    spacy.load("x")', 'spacy x main'],
  ];
  for (const [why, text, expected] of table) {
    it(why, () => {
      const shown = factsOf(text).models.map((m) =>
        [
          m.library,
          `${show(m.id)}`,
          m.where,
          ...(m.task === undefined ? [] : [`task=${m.task}`]),
          ...(m.dtype === undefined ? [] : [m.dtype]),
          ...(m.gpu ? ['gpu'] : []),
          ...(m.weightless ? ['weightless'] : []),
          ...(m.localPath ? ['local'] : []),
        ].join(' '),
      );
      assert.equal(shown.join('/'), expected);
    });
  }
});

describe('facts/python background work and signals', () => {
  const table: readonly (readonly [why: string, text: string, expected: string])[] = [
    [
      'background tasks',
      'from fastapi import BackgroundTasks\ndef w(): ...\ndef a(b: BackgroundTasks):\n    b.add_task(w)',
      'background-tasks w',
    ],
    ['thread', 'import threading\ndef w(): ...\ndef a():\n    threading.Thread(target=w).start()', 'thread w'],
    [
      'named thread',
      'import threading\ndef w(): ...\ndef a():\n    t = threading.Thread(target=w, daemon=True)\n    t.start()',
      'thread w',
    ],
    [
      'a thread that serves',
      'import threading\nfrom http.server import HTTPServer\nclass H:\n    def start(self):\n        self.server = HTTPServer(("", 1), None)\n        self.thread = threading.Thread(target=self.server.serve_forever)\n        self.thread.start()',
      '',
    ],
    [
      'joined thread',
      'import threading\ndef w(): ...\ndef a():\n    t = threading.Thread(target=w)\n    t.start()\n    t.join()',
      'thread w awaited',
    ],
    [
      'threads joined in a loop',
      'import threading\ndef w(): ...\ndef a():\n    ts = []\n    for i in r:\n        t = threading.Thread(target=w)\n        t.start()\n        ts.append(t)\n    for x in ts:\n        x.join()',
      'thread w awaited',
    ],
    [
      'create_task',
      'import asyncio\nasync def w(): ...\nasync def a():\n    asyncio.create_task(w())',
      'create-task w',
    ],
    [
      'awaited task',
      'import asyncio\nasync def w(): ...\nasync def a():\n    t = asyncio.create_task(w())\n    await t',
      'create-task w awaited',
    ],
    [
      'gathered tasks',
      'import asyncio\nasync def w(): ...\nasync def a():\n    ts = [asyncio.create_task(w()) for i in r]\n    await asyncio.gather(*ts)',
      'create-task w awaited',
    ],
    [
      'task group',
      'import asyncio\nasync def w(): ...\nasync def a():\n    async with asyncio.TaskGroup() as g:\n        asyncio.create_task(w())',
      'create-task w awaited',
    ],
    [
      'executor',
      'from concurrent.futures import ThreadPoolExecutor\ne = ThreadPoolExecutor()\ndef w(): ...\ndef a():\n    e.submit(w)',
      'executor w',
    ],
    [
      'executor with result',
      'from concurrent.futures import ThreadPoolExecutor\ne = ThreadPoolExecutor()\ndef w(): ...\ndef a():\n    f = e.submit(w)\n    return f.result()',
      'executor w awaited',
    ],
    [
      'executor whose result is taken at once',
      'from concurrent.futures import ThreadPoolExecutor\nclass A:\n    def __init__(self):\n        self.e = ThreadPoolExecutor()\n    def a(self):\n        def w(): ...\n        return self.e.submit(w).result()',
      'executor w awaited',
    ],
    [
      'executor with a callback for the result',
      'from concurrent.futures import ThreadPoolExecutor\ne = ThreadPoolExecutor()\ndef w(): ...\ndef a():\n    e.submit(w).add_done_callback(print)',
      'executor w',
    ],
    [
      'executor in with',
      'from concurrent.futures import ThreadPoolExecutor\ndef w(): ...\ndef a():\n    with ThreadPoolExecutor() as e:\n        e.submit(w)',
      'executor w awaited',
    ],
    [
      'run_in_executor',
      'import asyncio\ndef w(): ...\nasync def a():\n    await asyncio.get_running_loop().run_in_executor(None, w)',
      'executor w awaited',
    ],
    [
      'scheduler',
      'from apscheduler.schedulers.background import BackgroundScheduler\ns = BackgroundScheduler()\ns.start()',
      'scheduler undefined',
    ],
  ];
  for (const [why, text, expected] of table) {
    it(why, () => {
      const facts = factsOf(text);
      const shown = facts.background.map(
        (b) => `${b.kind} ${facts.functions[b.target]?.name}${b.awaited ? ' awaited' : ''}`,
      );
      assert.equal(shown.join('/'), expected);
    });
  }

  it('signal handlers', () => {
    const facts = factsOf(
      'import signal, asyncio\ndef stop(*a): ...\nsignal.signal(signal.SIGTERM, stop)\nfor s in (signal.SIGINT,):\n    asyncio.get_event_loop().add_signal_handler(signal.SIGINT, stop)\n',
    );
    assert.deepEqual(
      facts.signals.map((s) => [s.signal, s.api, facts.functions[s.handler]?.name]),
      [
        ['SIGTERM', 'signal.signal', 'stop'],
        ['SIGINT', 'add_signal_handler', 'stop'],
      ],
    );
  });
});
