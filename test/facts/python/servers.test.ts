import { strict as assert } from 'node:assert';
import { factsOf, show } from './kit.ts';

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
