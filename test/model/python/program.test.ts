import { strict as assert } from 'node:assert';
import { type PythonFacts, pythonFacts } from '../../../server/src/facts/python/python.ts';
import { blockedCalls } from '../../../server/src/model/python/blocking.ts';
import { phasesOf } from '../../../server/src/model/python/phases.ts';
import { createProgram, type PythonFiles, type PythonProgram } from '../../../server/src/model/python/program.ts';

function sourceOf(files: Readonly<Record<string, string>>): PythonFiles {
  const facts = new Map<string, PythonFacts>();
  for (const [path, text] of Object.entries(files))
    facts.set(`file:///ws/${path}`, pythonFacts(`file:///ws/${path}`, text));
  return {
    exists: (uri) => facts.has(uri),
    python: (uri) => facts.get(uri),
    filesIn: (folder) =>
      [...facts.keys()].flatMap((uri) =>
        uri.slice(0, uri.lastIndexOf('/')) === folder ? [uri.slice(folder.length + 1)] : [],
      ),
  };
}

function programFrom(files: Readonly<Record<string, string>>, asScript = false, roots = ['file:///ws']): PythonProgram {
  const entry = Object.keys(files)[0] ?? '';
  return createProgram(`file:///ws/${entry}`, asScript, roots, sourceOf(files));
}

function reached(program: PythonProgram): readonly string[] {
  return [...program.files.keys()].map((uri) => uri.slice('file:///ws/'.length)).sort();
}

describe('model/python/program', () => {
  const table: readonly (readonly [
    why: string,
    files: Readonly<Record<string, string>>,
    expected: readonly string[],
    asScript?: boolean,
  ])[] = [
    ['module', { 'main.py': 'import a', 'a.py': '', 'b.py': '' }, ['a.py', 'main.py']],
    [
      'package',
      {
        'main.py': 'from app.api import users',
        'app/__init__.py': '',
        'app/api/__init__.py': '',
        'app/api/users.py': '',
      },
      ['app/__init__.py', 'app/api/__init__.py', 'app/api/users.py', 'main.py'],
    ],
    ['namespace package', { 'main.py': 'from app.api import f', 'app/api.py': '' }, ['app/api.py', 'main.py']],
    [
      'relative',
      {
        'app/main.py': 'from .b import x\nfrom ..c import y\nfrom . import d',
        'app/b.py': '',
        'c.py': '',
        'app/d.py': '',
      },
      ['app/b.py', 'app/d.py', 'app/main.py', 'c.py'],
    ],
    [
      'through another file',
      { 'main.py': 'import a', 'a.py': 'import b', 'b.py': 'import main' },
      ['a.py', 'b.py', 'main.py'],
    ],
    [
      'pages of Streamlit',
      {
        'app.py': 'import streamlit as st\nst.navigation([st.Page("views/a.py"), st.Page("views/missing.py")]).run()',
        'views/a.py': 'import b',
        'b.py': '',
        'views/c.py': '',
      },
      ['app.py', 'b.py', 'views/a.py'],
    ],
    [
      'the folder pages of Streamlit',
      { 'app.py': 'import streamlit as st\nst.title("x")', 'pages/1_a.py': '', 'pages/sub/b.py': '' },
      ['app.py', 'pages/1_a.py'],
    ],
    ['a folder pages without Streamlit', { 'app.py': 'import flask', 'pages/1_a.py': '' }, ['app.py']],
    ['inside a function', { 'main.py': 'def f():\n    import a', 'a.py': '' }, ['a.py', 'main.py']],
    ['for typing only', { 'main.py': 'if TYPE_CHECKING:\n    import a', 'a.py': '' }, ['main.py']],
    ['under the guard, imported', { 'main.py': 'if __name__ == "__main__":\n    import a', 'a.py': '' }, ['main.py']],
    [
      'under the guard, as a script',
      { 'main.py': 'if __name__ == "__main__":\n    import a', 'a.py': '' },
      ['a.py', 'main.py'],
      true,
    ],
    [
      'import string',
      { 'run.py': 'import uvicorn\nuvicorn.run("app.main:app")', 'app/main.py': '' },
      ['app/main.py', 'run.py'],
    ],
    [
      'django',
      {
        'p/wsgi.py': 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "p.settings")',
        'p/settings.py': 'ROOT_URLCONF = "p.urls"',
        'p/urls.py': 'from django.urls import path, include\nurlpatterns = [path("", include("a.urls"))]',
        'a/urls.py': '',
      },
      ['a/urls.py', 'p/settings.py', 'p/urls.py', 'p/wsgi.py'],
    ],
    ['libraries', { 'main.py': 'import numpy, os' }, ['main.py']],
  ];
  for (const [why, files, expected, asScript] of table)
    it(`follows imports: ${why}`, () => assert.deepEqual(reached(programFrom(files, asScript)), expected));

  it('resolves names across files', () => {
    const program = programFrom({
      'main.py': 'from app import load\nfrom app.db import client, Repo\nimport app.db as db',
      'app/__init__.py': 'from .core import load',
      'app/core.py': 'def load(): ...\nclass A:\n    def m(self): ...\na = A()',
      'app/db.py': 'import redis\nclient = redis.Redis()\nclass Repo:\n    def get(self): ...\nrepo = Repo()',
    });
    const main = 'file:///ws/main.py';
    const table: readonly (readonly [name: string, expected: string | undefined])[] = [
      ['app.load', 'app/core.py#0'],
      ['app.core.A.m', 'app/core.py#1'],
      ['app.core.a.m', 'app/core.py#1'],
      ['app.db.client.get', 'redis.Redis.get'],
      ['app.db.client', 'redis.Redis.__call__'],
      ['app.db.Repo.get', 'app/db.py#0'],
      ['app.db.repo.get', 'app/db.py#0'],
      ['requests.get', 'requests.get'],
      ['app.missing', undefined],
    ];
    for (const [name, expected] of table) {
      const target = program.resolve(main, name);
      const shown = target?.kind === 'function' ? `${target.uri.slice(11)}#${target.index}` : target?.path;
      assert.equal(shown, expected, name);
    }
  });

  it('knows what runs at start and what during requests', () => {
    const main = 'file:///ws/main.py';
    const text =
      'from fastapi import FastAPI, Depends\nimport lib\nasync def life(a):\n    warm()\n    yield\napp = FastAPI(lifespan=life)\ndef warm(): ...\ndef dep(): ...\n@app.get("/")\ndef r(d=Depends(dep)):\n    lib.work()\ndef idle(): ...\nlib.init()\n';
    const program = programFrom({
      'main.py': text,
      'lib.py': 'def work():\n    inner()\ndef inner(): ...\ndef init(): ...\n',
    });
    const phases = phasesOf(program);
    const names = program.files.get(main)?.functions.map((fn, i) => `${fn.name} ${phases.of(main, i, false)}`);
    assert.deepEqual(names, ['life startup', 'warm startup', 'dep request', 'r request', 'idle unreached']);
    const lib = program.files
      .get('file:///ws/lib.py')
      ?.functions.map((fn, i) => `${fn.name} ${phases.of('file:///ws/lib.py', i, false)}`);
    assert.deepEqual(lib, ['work request', 'inner request', 'init import']);
  });

  it('a property runs when it is read', () => {
    const lib = 'file:///ws/lib.py';
    const program = programFrom({
      'main.py':
        'from fastapi import FastAPI\nfrom lib import Store\napp = FastAPI()\nstore = Store()\n@app.get("/")\ndef r():\n    return store.model.encode("x")\n',
      'lib.py':
        'class Store:\n    @property\n    def model(self):\n        return load()\n    @property\n    def other(self):\n        return load()\nclass Unused:\n    @property\n    def model(self):\n        return 1\ndef load(): ...\n',
    });
    const phases = phasesOf(program);
    const names = program.files.get(lib)?.functions.map((fn, i) => `${fn.qualifiedName} ${phases.of(lib, i, false)}`);
    assert.deepEqual(names, ['Store.model request', 'Store.other unreached', 'Unused.model unreached', 'load request']);
  });
});

const head =
  'import time, asyncio, requests\nfrom fastapi import FastAPI, Depends\nfrom fastapi.concurrency import run_in_threadpool\napp = FastAPI()\n';

describe('model/blocking', () => {
  const table: readonly (readonly [
    why: string,
    body: string,
    expected: readonly string[],
    others?: Readonly<Record<string, string>>,
  ])[] = [
    ['direct', '@app.get("/")\nasync def r():\n    time.sleep(1)', ['time.sleep(1) high sync']],
    ['the route awaits too', '@app.get("/")\nasync def r():\n    time.sleep(1)\n    await x()', ['time.sleep(1) high']],
    ['plain route', '@app.get("/")\ndef r():\n    time.sleep(1)', []],
    ['no route', 'async def r():\n    time.sleep(1)', []],
    ['helper', '@app.get("/")\nasync def r():\n    h()\ndef h():\n    requests.get("u")', ['h() high sync inner']],
    [
      'helper of a helper in another file',
      'import lib\n@app.get("/")\nasync def r():\n    lib.a()',
      ['lib.a() high sync inner'],
      { 'lib.py': 'import requests\ndef a():\n    b()\ndef b():\n    requests.get("u")' },
    ],
    [
      'awaited coroutine',
      '@app.get("/")\nasync def r():\n    await h()\nasync def h():\n    requests.get("u")',
      ['requests.get("u") high'],
    ],
    ['to_thread', '@app.get("/")\nasync def r():\n    await asyncio.to_thread(time.sleep, 1)', []],
    ['threadpool', '@app.get("/")\nasync def r():\n    await run_in_threadpool(h)\ndef h():\n    time.sleep(1)', []],
    [
      'executor',
      '@app.get("/")\nasync def r():\n    await asyncio.get_running_loop().run_in_executor(None, h, 1)\ndef h(x):\n    time.sleep(x)',
      [],
    ],
    ['lambda', '@app.get("/")\nasync def r():\n    await asyncio.to_thread(lambda: requests.get("u"))', []],
    [
      'nested function',
      '@app.get("/")\nasync def r():\n    def h():\n        time.sleep(1)\n    await asyncio.to_thread(h)',
      [],
    ],
    [
      'called before the thread gets it',
      '@app.get("/")\nasync def r():\n    await asyncio.to_thread(requests.get("u"))',
      ['requests.get("u") high'],
    ],
    [
      'async client',
      'import httpx\n@app.get("/")\nasync def r():\n    async with httpx.AsyncClient() as c:\n        await c.get("u")',
      [],
    ],
    ['asyncio.sleep', '@app.get("/")\nasync def r():\n    await asyncio.sleep(1)', []],
    [
      'dependency',
      'async def d():\n    time.sleep(1)\n@app.get("/")\nasync def r(x=Depends(d)): ...',
      ['time.sleep(1) high sync'],
    ],
    ['plain dependency', 'def d():\n    time.sleep(1)\n@app.get("/")\nasync def r(x=Depends(d)): ...', []],
    [
      'middleware',
      '@app.middleware("http")\nasync def m(q, n):\n    time.sleep(1)\n    return await n(q)',
      ['time.sleep(1) high'],
    ],
    [
      'task',
      'async def t():\n    while True:\n        time.sleep(1)\n@app.on_event("startup")\nasync def s():\n    asyncio.create_task(t())',
      ['time.sleep(1) high'],
    ],
    ['websocket is never made sync', '@app.websocket("/")\nasync def w(s):\n    time.sleep(1)', ['time.sleep(1) high']],
    ['start-up may block', '@app.on_event("startup")\nasync def s():\n    time.sleep(1)', []],
    ['flask', 'import flask\nf = flask.Flask("x")\n@f.route("/")\nasync def r():\n    time.sleep(1)', []],
    [
      'cached helper',
      'from functools import lru_cache\n@lru_cache\ndef h():\n    return requests.get("u")\n@app.get("/")\nasync def r():\n    h()',
      [],
    ],
    [
      'model of another file',
      'from lib import model\n@app.get("/")\nasync def r(x: str):\n    return model.predict(x)',
      ['model.predict(x) high sync'],
      { 'lib.py': 'import joblib\nmodel = joblib.load("m.joblib")' },
    ],
    [
      'router of another file',
      'from lib import router\napp.include_router(router)',
      ['time.sleep(1) high sync'],
      {
        'lib.py':
          'import time\nfrom fastapi import APIRouter\nrouter = APIRouter()\n@router.get("/")\nasync def r():\n    time.sleep(1)',
      },
    ],
    [
      'needs the loop',
      '@app.get("/")\nasync def r():\n    asyncio.create_task(x())\n    time.sleep(1)',
      ['time.sleep(1) high'],
    ],
    [
      'called by the file itself',
      '@app.get("/")\nasync def r():\n    time.sleep(1)\n@app.get("/b")\nasync def b():\n    return await r()',
      ['time.sleep(1) high'],
    ],
    ['file', '@app.get("/")\nasync def r():\n    open("a")', ['open("a") low sync']],
    [
      'a function that is marked as inference',
      'import torch\n@torch.no_grad()\ndef h(m, x):\n    return m(x)\n@app.get("/")\nasync def r():\n    h(1, 2)',
      ['h(1, 2) high sync'],
    ],
    [
      'loaded on first use',
      'import spacy\nm = None\ndef h():\n    global m\n    if m is None:\n        m = spacy.load("x")\n    return m\n@app.get("/")\nasync def r():\n    h()',
      [],
    ],
    [
      'a client that the caller hands in',
      'import redis\nfrom lib import h\n@app.get("/")\nasync def r():\n    return h(redis.Redis(), "k")',
      ['h(redis.Redis(), "k") high sync inner'],
      { 'lib.py': 'def h(client, key):\n    return client.get(key)' },
    ],
    [
      'callers hand in different things',
      'import redis, fake\nfrom lib import h\nh(fake.Store(), "k")\n@app.get("/")\nasync def r():\n    return h(redis.Redis(), "k")',
      [],
      { 'lib.py': 'def h(client, key):\n    return client.get(key)' },
    ],
    [
      'a caller that unpacks its arguments',
      'import redis\nfrom lib import h\nh(*x)\n@app.get("/")\nasync def r():\n    return h(redis.Redis(), "k")',
      [],
      { 'lib.py': 'def h(client, key):\n    return client.get(key)' },
    ],
    [
      'a function that is passed on may get anything',
      'import redis\ndef h(client):\n    return client.get("k")\nregister(h)\n@app.get("/")\nasync def r():\n    return h(redis.Redis())',
      [],
    ],
    [
      'by keyword, and through two functions',
      'import redis\ndef h(key, client=None):\n    return g(client)\ndef g(c):\n    return c.get("k")\n@app.get("/")\nasync def r():\n    return h("k", client=redis.Redis())',
      ['h("k", client=redis.Redis()) high sync inner'],
    ],
    [
      'a service that gets its client at start',
      'import redis\nfrom lib import Service\nservice = None\n@app.on_event("startup")\ndef s():\n    global service\n    service = Service(redis.Redis())\n@app.get("/")\nasync def r():\n    return service.find("k")',
      ['service.find("k") high sync inner'],
      {
        'lib.py':
          'class Base:\n    def __init__(self, client):\n        self.client = client\nclass Service(Base):\n    def __init__(self, client):\n        super().__init__(client)\n    def find(self, key):\n        return self.client.get(key)',
      },
    ],
    [
      'a method that a base class of another file has',
      'from lib import Service\nservice = Service()\n@app.get("/")\nasync def r():\n    return service.find("k")',
      ['service.find("k") high sync inner'],
      {
        'lib.py': 'from base import Base\nclass Service(Base): ...',
        'base.py':
          'import redis\nclass Base:\n    def __init__(self):\n        self.client = redis.Redis()\n    def find(self, key):\n        return self.client.get(key)',
      },
    ],
    [
      'an attribute of an object of another file',
      'from lib import store\n@app.get("/")\nasync def r():\n    return store.client.get("k")',
      ['store.client.get("k") high sync'],
      {
        'lib.py':
          'import redis\nclass Store:\n    def __init__(self):\n        self.client = redis.Redis()\nstore = Store()',
      },
    ],
    [
      'what a function of another file returns',
      'from lib import get_client\n@app.get("/")\nasync def r():\n    return get_client().get("k")',
      ['get_client().get("k") high sync'],
      { 'lib.py': 'import redis\ndef get_client():\n    return redis.Redis()' },
    ],
    [
      'a dependency of another file, not annotated',
      'from lib import get_client\n@app.get("/")\nasync def r(client=Depends(get_client)):\n    return client.get("k")',
      ['client.get("k") high sync'],
      { 'lib.py': 'import redis\ndef get_client():\n    yield redis.Redis()' },
    ],
    [
      'a default that is made when none is handed in',
      'import redis\nclass S:\n    def __init__(self, a=None, b=None):\n        self.a = a or redis.Redis()\n        if b is None:\n            b = redis.Redis()\n        self.b = b\ns = S()\n@app.get("/")\nasync def r():\n    s.a.get("k")\n@app.get("/b")\nasync def q():\n    s.b.get("k")',
      ['s.a.get("k") high sync', 's.b.get("k") high sync'],
    ],
    [
      'a property, in this file and from another',
      'import redis\nfrom lib import store\nclass S:\n    @property\n    def client(self):\n        return redis.Redis()\n    async def find(self):\n        return self.client.get("k")\ns = S()\n@app.get("/")\nasync def r():\n    await s.find()\n    return store.client.get("k")',
      ['self.client.get("k") high', 'store.client.get("k") high'],
      {
        'lib.py':
          'import redis\nfrom functools import cached_property\nclass Store:\n    @cached_property\n    def client(self) -> redis.Redis:\n        return redis.Redis()\nstore = Store()',
      },
    ],
    [
      'the state of the application, set in another file',
      'import redis\nfrom fastapi import Request\nfrom lib import router\nfrom contextlib import asynccontextmanager\n@asynccontextmanager\nasync def life(app):\n    app.state.db = redis.Redis()\n    yield\napp = FastAPI(lifespan=life)\napp.include_router(router)',
      ['request.app.state.db.get("k") high sync', 'request.app.state.db.get("j") high sync'],
      {
        'lib.py':
          'from fastapi import APIRouter, Request\nrouter = APIRouter()\n@router.get("/")\nasync def r(request: Request):\n    return request.app.state.db.get("k")\n@router.get("/b")\nasync def q(request):\n    return request.app.state.db.get("j")\n@router.get("/c")\nasync def p(request: Request):\n    return request.app.state.other.get("k")',
      },
    ],
    [
      'a chain of LangChain',
      'from langchain_openai import ChatOpenAI\nfrom langchain_core.prompts import ChatPromptTemplate\nfrom langchain_core.output_parsers import StrOutputParser\nprompt = ChatPromptTemplate.from_template("x")\nchain = prompt | ChatOpenAI() | StrOutputParser()\n@app.get("/")\nasync def r():\n    prompt.invoke({})\n    return chain.invoke({})',
      ['chain.invoke({}) high sync'],
    ],
    [
      'a client that is made and tested on first use',
      'import redis\nc = None\ndef client():\n    global c\n    if c is None:\n        c = redis.Redis()\n        c.ping()\n    return c\nclass S:\n    d = None\n    def client(self):\n        if self.d is not None:\n            return self.d\n        self.d = redis.Redis()\n        self.d.ping()\n        return self.d\ns = S()\n@app.get("/")\nasync def r():\n    client()\n    s.client()',
      [],
    ],
    [
      'looks like a first use, but is none',
      'import redis\nc = redis.Redis()\nclass S:\n    on = False\n    def a(self):\n        if not self.on:\n            c.ping()\n    def b(self, x=None):\n        if x is None:\n            x = c.get("k")\n        return x\ns = S()\n@app.get("/")\nasync def r():\n    s.a()\n@app.get("/b")\nasync def q():\n    s.b()',
      ['s.a() high sync inner', 's.b() high sync inner'],
    ],
    [
      'a parameter that a route gets from the framework',
      'import redis\n@app.get("/{client}")\nasync def r(client):\n    return client.get("k")\nr(redis.Redis())',
      [],
    ],
    ['*args', 'import redis\ndef h(*c):\n    c.get("k")\n@app.get("/")\nasync def r():\n    h(redis.Redis())', []],
  ];
  for (const [why, body, expected, others] of table) {
    it(why, () => {
      const files: Record<string, string> = { 'main.py': `${head}${body}\n`, ...others };
      const program = programFrom(files);
      const shown = blockedCalls(program).map((b) => {
        const text = files[b.uri.slice(11)] ?? '';
        return [
          text.slice(b.range.start, b.range.end),
          b.blocking.weight,
          ...(b.canBeSync ? ['sync'] : []),
          ...(b.inner === undefined ? [] : ['inner']),
        ].join(' ');
      });
      assert.deepEqual(shown, expected);
    });
  }
});

it('model/python/phases: a page of Streamlit runs for each who opens it', () => {
  const program = programFrom({
    'app.py': 'import streamlit as st\nimport start\nst.title("x")',
    'start.py': '',
    'pages/a.py': 'from work import run\nrun()',
    'work.py': 'def run(): ...\ndef other(): ...',
  });
  const phases = phasesOf(program);
  const phase = (path: string, within: number): string => phases.of(`file:///ws/${path}`, within, false);
  assert.deepEqual(
    [phase('app.py', -1), phase('pages/a.py', -1), phase('work.py', 0), phase('work.py', 1)],
    ['import', 'request', 'request', 'unreached'],
  );
});
