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
