import { strict as assert } from 'node:assert';
import type { Finding } from '../../server/src/engine/finding.ts';
import { DEFAULT_SETTINGS } from '../../server/src/engine/settings.ts';
import { analyse } from '../kit/example.ts';
import { type Case, FASTAPI, FLASK, findings, SCRIPT, table, UVICORN } from '../kit/python-rules.ts';

// Cases of the rules on servers, handlers and event loops in Python, beyond their examples: what they find, and where they stay silent.

const SLEEP = `import time\n${FASTAPI}@app.get("/")\nasync def a():\n    time.sleep(1)\n`;

describe('async-worker-blocked beside ruff', () => {
  const cases: readonly Case[] = [
    ['switched on', { 'pyproject.toml': '[tool.ruff.lint]\nselect = ["E", "ASYNC"]\n' }, ['information']],
    ['everything', { 'ruff.toml': 'select = ["ALL"]\n' }, ['information']],
    ['everything but', { 'ruff.toml': 'select = ["ALL"]\nignore = ["ASYNC251"]\n' }, ['warning']],
    ['another rule of the family', { '.ruff.toml': 'lint.extend-select = ["ASYNC210"]\n' }, ['warning']],
    ['not configured', { 'pyproject.toml': '[tool.black]\nline-length = 100\n' }, ['warning']],
    [
      'built on another file',
      { 'pyproject.toml': '[tool.ruff]\nextend = "conf/ruff.toml"\n', 'conf/ruff.toml': 'select = ["ASYNC"]\n' },
      ['information'],
    ],
    [
      'the nearest configuration alone holds',
      { 'ruff.toml': 'select = ["E"]\n', 'pyproject.toml': '[tool.ruff]\nselect = ["ASYNC"]\n' },
      ['warning'],
    ],
  ];
  for (const [why, files, expected] of cases)
    it(why, () => {
      const analysis = analyse({ Dockerfile: UVICORN, 'main.py': SLEEP, ...files });
      const found = (): readonly Finding[] =>
        analysis.allFindings().filter((finding) => finding.rule === 'async-worker-blocked');
      assert.deepEqual(
        found().map((finding) => finding.severity),
        expected,
      );
      assert.equal(
        found()[0]?.related.some((r) => /ruff ASYNC251/.test(r.message)),
        expected[0] === 'information',
      );
      analysis.setSettings({ ...DEFAULT_SETTINGS, ruffOverlap: 'keep' });
      assert.deepEqual(
        found().map((finding) => finding.severity),
        ['warning'],
      );
      analysis.setSettings({ ...DEFAULT_SETTINGS, rules: { 'async-worker-blocked': 'error' } });
      assert.deepEqual(
        found().map((finding) => finding.severity),
        ['error'],
      );
    });
});

const JOBS =
  'from google.cloud import firestore\nclass Jobs:\n    def __init__(self):\n        self.db = firestore.Client()\n    def find(self, key):\n        return self.db.collection("jobs").document(key).get().to_dict()\n';

table(
  ['async-worker-blocked'],
  [
    [
      'one of several things that a function gives, here and in another file',
      {
        Dockerfile: UVICORN,
        'clients.py':
          'from google.cloud import bigquery, storage\ndef both():\n    bq = bigquery.Client()\n    return bq, storage.Client()\ndef other(kind):\n    if kind:\n        return storage.Client(), 1\n    return 1, 2\n',
        'main.py': `from langchain_x import pair\nfrom transformers import AutoModelForCausalLM, AutoTokenizer\nfrom clients import both, other\n${FASTAPI}def load():\n    return AutoTokenizer.from_pretrained("gpt2"), AutoModelForCausalLM.from_pretrained("gpt2")\ntokenizer, model = load()\nbq, st = both()\nleft, right = other(1)\nx, y = pair()\n@app.get("/a")\nasync def a():\n    return await wrap(model.generate(**tokenizer("a")))\n@app.get("/b")\nasync def b():\n    return await wrap(st.bucket("a").blob("b").exists())\n@app.get("/c")\nasync def c():\n    return await wrap(left.bucket("a").exists(), x.invoke(1), both()[1])\n`,
      },
      ['model.generate', 'st.bucket("a").blob("b").exists'],
    ],
    [
      'coroutines that an agent has as its tools, and a graph as its nodes',
      {
        Dockerfile: UVICORN,
        'tools.py':
          'import requests\nimport time\nfrom langchain_core.tools import tool\nasync def weather(city: str):\n    return requests.get(city).text\n@tool\nasync def pause(seconds: int):\n    time.sleep(seconds)\nasync def unused():\n    time.sleep(1)\nasync def node(state, llm):\n    time.sleep(2)\n',
        'main.py': `from google.adk.agents import Agent\nfrom google.adk.runners import Runner\nfrom langgraph.graph import StateGraph\nimport tools\nfrom tools import node, weather\n${FASTAPI}runner = Runner(agent=Agent(name="a", tools=[weather]))\ngraph = StateGraph(dict)\ngraph.add_node("n", lambda state: node(state, None))\n@app.post("/")\nasync def ask():\n    async for event in runner.run_async():\n        print(event)\n`,
      },
      ['requests.get', 'time.sleep', 'time.sleep'],
    ],
    [
      'a call where nothing can be awaited, and one where it can',
      {
        Dockerfile: UVICORN,
        'main.py': `from langchain_openai import ChatOpenAI\n${FASTAPI}llm = ChatOpenAI()\n@app.post("/a")\nasync def a(q: str):\n    if hasattr(llm, "ainvoke"):\n        return await llm.ainvoke(q)\n    return llm.invoke(q)\n@app.post("/b")\nasync def b(q: str):\n    if hasattr(llm, "stream"):\n        return llm.invoke(q)\n`,
      },
      ['llm.invoke'],
    ],
    [
      'an agent that runs on a loop of its own, in a thread',
      {
        Dockerfile: UVICORN,
        'main.py': `import asyncio\nimport requests\nfrom agents import Agent, Runner, function_tool\n${FASTAPI}@function_tool\nasync def weather(city: str):\n    return requests.get(city).text\nagent = Agent(tools=[weather])\n@app.post("/")\ndef ask():\n    return Runner.run_sync(agent, "a")\n`,
      },
      [],
    ],
    [
      'a vector store and a loader of web pages, in a module whose name is no name of Python',
      {
        Dockerfile: UVICORN.replace('main:app', 'chat-service:app'),
        'chat-service.py': `from langchain_community.document_loaders import TextLoader, WebBaseLoader\nfrom langchain_community.vectorstores import FAISS\n${FASTAPI}@app.get("/")\nasync def index():\n    docs = WebBaseLoader("https://example.com").load()\n    await wrap(TextLoader("a.txt").load())\n    return await wrap(FAISS.from_documents(docs, embeddings))\n`,
      },
      ['WebBaseLoader("https://example.com").load', 'FAISS.from_documents'],
    ],
    [
      'what is called on the result of a helper is not the helper',
      {
        Dockerfile: UVICORN,
        'jobs.py': JOBS,
        'main.py': `from jobs import Jobs\n${FASTAPI}jobs = Jobs()\n@app.get("/")\nasync def a(r: Request):\n    await r.body()\n    job = jobs.find("a")\n    return job.get("b")\n`,
      },
      ['jobs.find'],
    ],
    [
      'one change mends all calls of a route that awaits nothing',
      {
        Dockerfile: UVICORN,
        'main.py': `import requests\nimport time\n${FASTAPI}@app.get("/")\nasync def a():\n    time.sleep(1)\n    requests.get("https://a")\n@app.get("/b")\nasync def b():\n    requests.get("https://b")\n`,
      },
      ['time.sleep', 'requests.get'],
    ],
    [
      'the same helper several times in one coroutine; calls of a library each by itself',
      {
        Dockerfile: UVICORN,
        'jobs.py': JOBS,
        'main.py': `import time\nfrom jobs import Jobs\n${FASTAPI}jobs = Jobs()\n@app.get("/")\nasync def a(r: Request):\n    await r.body()\n    jobs.find("a")\n    jobs.find("b")\n    time.sleep(1)\n    time.sleep(2)\n`,
      },
      ['jobs.find', 'time.sleep', 'time.sleep'],
    ],
    [
      'the waits of a coroutine for its database are one finding, whatever leads to them',
      {
        Dockerfile: UVICORN,
        'main.py': `import psycopg2\n${FASTAPI}db = psycopg2.connect("x")\ncur = db.cursor()\ndef load():\n    cur.execute("select 1")\ndef save():\n    cur.execute("select 2")\n@app.get("/")\nasync def a(r: Request):\n    await r.body()\n    load()\n    save()\n    cur.execute("select 3")\n    db.commit()\n`,
      },
      ['load'],
    ],
  ],
);

describe('programs in images', () => {
  const app =
    'from fastapi import FastAPI\nfrom src.api.routes import router\n\napp = FastAPI()\napp.include_router(router)\n';
  const routes =
    'import time\n\nfrom fastapi import APIRouter\n\nrouter = APIRouter()\n\n\n@router.get("/")\nasync def read():\n    time.sleep(1)\n';
  const RUN = 'CMD exec uvicorn src.api.main:app --host 0.0.0.0 --port $PORT\n';
  const table: readonly (readonly [copies: string, folder: string])[] = [
    ['COPY . .\n', ''],
    ['COPY src ./src\n', ''],
    ['COPY src/ src/\n', ''],
    ['COPY src/api /app/src/api\n', ''],
    ['COPY backend/src ./src\n', 'backend/'],
    ['COPY backend/ .\n', 'backend/'],
  ];
  for (const [copies, folder] of table) {
    it(`${copies.trim()}: absolute imports are followed`, () => {
      const found = findings(['async-worker-blocked'], {
        Dockerfile: `FROM python:3.12-slim\nWORKDIR /app\n${copies}${RUN}`,
        [`${folder}src/api/main.py`]: app,
        [`${folder}src/api/routes.py`]: routes,
      });
      assert.deepEqual(found, ['time.sleep']);
    });
  }

  it('also from another stage', () => {
    const found = findings(['async-worker-blocked'], {
      Dockerfile: `FROM python:3.12 AS build\nWORKDIR /app\nCOPY src ./src\n\nFROM python:3.12-slim\nWORKDIR /app\nCOPY --from=build /app/src ./src\n${RUN}`,
      'src/api/main.py': app,
      'src/api/routes.py': routes,
    });
    assert.deepEqual(found, ['time.sleep']);
  });
});

table(
  ['not-http'],
  [
    [
      'the path of a URL',
      {
        Dockerfile: SCRIPT,
        'main.py':
          'import os\nfrom fastmcp import FastMCP\nmcp = FastMCP("a")\nmcp.run(transport="http", host="0.0.0.0", port=int(os.environ["PORT"]), path="/stream")\n',
      },
      [],
    ],
    [
      'the path of a socket',
      {
        Dockerfile: SCRIPT,
        'main.py': 'from aiohttp import web\napp = web.Application()\nweb.run_app(app, path="/run/app.sock")\n',
      },
      ['/run/app.sock'],
    ],
  ],
);

table(
  ['port-not-integer', 'reserved-path'],
  [
    [
      'uvicorn with one process takes text',
      {
        Dockerfile: SCRIPT,
        'main.py': `import os\nimport uvicorn\n${FASTAPI}if __name__ == "__main__":\n    uvicorn.run("main:app", host="0.0.0.0", port=os.environ["PORT"])\n`,
      },
      [],
    ],
    [
      'uvicorn with two',
      {
        Dockerfile: SCRIPT,
        'main.py': `import os\nimport uvicorn\n${FASTAPI}if __name__ == "__main__":\n    uvicorn.run("main:app", host="0.0.0.0", port=os.environ["PORT"], workers=2)\n`,
      },
      ['os.environ["PORT"]'],
    ],
    [
      'Flask takes text',
      { Dockerfile: SCRIPT, 'main.py': `import os\n${FLASK}app.run(host="0.0.0.0", port=os.environ["PORT"])\n` },
      [],
    ],
    [
      'a constant',
      {
        Dockerfile: SCRIPT,
        'main.py': 'from http.server import HTTPServer\nHTTPServer(("", 8080), None).serve_forever()\n',
      },
      [],
    ],
    [
      'below a prefix',
      {
        Dockerfile: UVICORN,
        'main.py': `from fastapi import APIRouter\n${FASTAPI}r = APIRouter()\n@r.get("/healthz")\ndef h(): ...\napp.include_router(r, prefix="/api")\n`,
      },
      [],
    ],
  ],
);

const GRADIO = (code: string, wired: string): Readonly<Record<string, string>> => ({
  Dockerfile: SCRIPT,
  'main.py': `import os, time\nimport gradio as gr\nimport joblib\n${code}\nwith gr.Blocks() as demo:\n    box = gr.Textbox()\n    gr.Button("Go").click(${wired}, box, box)\ndemo.launch(server_name="0.0.0.0", server_port=int(os.environ["PORT"]))\n`,
});

const WAITS = 'async def answer(text):\n    time.sleep(2)\n    return text\n';

table(
  ['async-worker-blocked', 'model-per-request', 'cpu-bound-concurrency'],
  [
    ['Gradio runs coroutines on its loop', GRADIO(WAITS, 'answer'), ['time.sleep']],
    ['and functions in threads', GRADIO(WAITS.replace('async ', ''), 'fn=answer'), []],
    ['a function that no event calls', GRADIO(`${WAITS}def other(text):\n    return text\n`, 'other'), []],
    [
      'a model for each click, of which Gradio runs one at a time',
      GRADIO('def answer(text):\n    m = joblib.load("a.joblib")\n    return m.predict([text])\n', 'answer'),
      ['joblib.load (information)'],
    ],
    [
      'one model for all clicks',
      GRADIO('m = joblib.load("a.joblib")\ndef answer(text):\n    return m.predict([text])\n', 'answer'),
      [],
    ],
  ],
);
