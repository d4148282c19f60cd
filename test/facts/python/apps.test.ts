import { strict as assert } from 'node:assert';
import { factsOf, show } from './kit.ts';

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
