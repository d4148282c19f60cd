import { strict as assert } from 'node:assert';
import type { Finding } from '../../server/src/engine/finding.ts';
import { DEFAULT_SETTINGS } from '../../server/src/engine/settings.ts';
import { analyse, pathOf, uriOf } from '../kit/example.ts';

// Cases of the rules that read Python, beyond their examples: what they find, and where they stay silent.

const UVICORN =
  'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD exec uvicorn main:app --host 0.0.0.0 --port $PORT\n';
const GUNICORN = 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ["gunicorn", "--threads", "8", "main:app"]\n';
const SCRIPT = 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ["python", "main.py"]\n';
const FASTAPI = 'from fastapi import FastAPI, BackgroundTasks\napp = FastAPI()\n';
const FLASK = 'from flask import Flask, request, send_file\napp = Flask(__name__)\n';

function manifest(kind: 'Service' | 'Job' | 'WorkerPool', extra = ''): string {
  const api = kind === 'Service' ? 'serving.knative.dev/v1' : 'run.googleapis.com/v1';
  const spec = '    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n';
  const job =
    '    spec:\n      template:\n        spec:\n          containers:\n            - image: us-docker.pkg.dev/p/r/shop\n';
  return `apiVersion: ${api}\nkind: ${kind}\nmetadata:\n  name: shop\nspec:\n  template:\n${extra}${kind === 'Job' ? job : spec}`;
}

type Case = readonly [why: string, files: Readonly<Record<string, string>>, expected: readonly string[]];

/** `rule: the marked text` for every finding of the rules in question. */
function findings(rules: readonly string[], files: Readonly<Record<string, string>>): readonly string[] {
  return analyse(files)
    .allFindings()
    .filter((finding) => rules.includes(finding.rule))
    .map((finding) => {
      const text = files[pathOf(finding.at.uri)] ?? '';
      const severity = finding.severity === 'information' ? ' (information)' : '';
      return `${text.slice(finding.at.start, finding.at.end)}${severity}`;
    });
}

function table(rules: readonly string[], cases: readonly Case[]): void {
  describe(rules.join(', '), () => {
    for (const [why, files, expected] of cases) it(why, () => assert.deepEqual(findings(rules, files), expected));
  });
}

const SETTINGS =
  'from pydantic_settings import BaseSettings\nclass Settings(BaseSettings):\n    upload_dir: str\n    db_path: str\n    log_file: str\n';
const SCRIPTED = 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ["/app/start.sh"]\n';

table(
  ['tmp-write', 'local-database'],
  [
    [
      'variables of the image, and folders that are no state',
      {
        Dockerfile: GUNICORN.replace(
          'COPY',
          'ENV UPLOAD_DIR=/app/up DB_PATH=/app/a.db LOG_FILE=/tmp/a.log TMP_UPLOAD_DIR=/tmp/x HF_HOME=/tmp/hf DB_FILE=$X/a.db\nRUN mkdir -p /tmp/x > /tmp/x.log\nCOPY',
        ),
        'main.py': FLASK + SETTINGS,
      },
      ['/app/up', '/app/a.db', '/tmp/a.log'],
    ],
    [
      'a database that the image brings and nothing changes',
      {
        Dockerfile: GUNICORN.replace('COPY', 'ENV DB_PATH=/app/a.db\nCOPY'),
        'main.py': FLASK + SETTINGS,
        'a.db': '',
      },
      [],
    ],
    [
      'an upload folder whose files the same function deletes',
      {
        Dockerfile: GUNICORN.replace('COPY', 'ENV UPLOAD_DIR=/tmp/up\nCOPY'),
        'main.py': `import os\n${FLASK}${SETTINGS}@app.post("/")\ndef a():\n    p = os.path.join("/tmp/up", "x")\n    request.files["f"].save(p)\n    os.remove(p)\n    return ""\n`,
      },
      [],
    ],
    [
      'a variable that the code reads: told once',
      {
        Dockerfile: GUNICORN.replace('COPY', 'ENV DB_URL=sqlite:////tmp/a.db\nCOPY'),
        'main.py': `import os\nfrom sqlalchemy import create_engine\n${FLASK}engine = create_engine(os.environ.get("DB_URL", "sqlite:////tmp/b.db"))\n`,
      },
      ['os.environ.get("DB_URL", "sqlite:////tmp/b.db")'],
    ],
    [
      'a script that exports a folder and sends the output to a file',
      {
        Dockerfile: SCRIPTED,
        'start.sh':
          '#!/bin/sh\n# gunicorn > /var/log/old.log\nexport UPLOAD_DIR=/srv/up\ngunicorn main:app 2> /dev/null | tee -a /srv/app.log > /tmp/once.out\n',
        'main.py': FLASK + SETTINGS,
      },
      ['/srv/up', '/srv/app.log'],
    ],
    [
      'variables and arguments of a manifest; a job',
      {
        'service.yaml': `${manifest('Service')}          command: [mlflow]\n          args: [server, "--backend-store-uri=sqlite:///mlflow.db?mode=rwc", --db, /tmp/b.db]\n          env:\n            - name: DATABASE_URL\n              value: "sqlite+aiosqlite:////tmp/c.db"\n            - {name: CACHE_URL, value: "sqlite:///:memory:"}\n`,
        'job.yaml': `${manifest('Job')}              env: [{name: DATABASE_URL, value: "sqlite:////tmp/d.db"}]\n`,
      },
      ['--backend-store-uri=sqlite:///mlflow.db?mode=rwc', '/tmp/b.db', 'sqlite+aiosqlite:////tmp/c.db'],
    ],
  ],
);

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

const THREAD = 'threading.Thread(target=work, daemon=True).start()\n';

table(
  ['missing-sigterm-handler'],
  [
    [
      'a thread of a server that takes jobs out of a queue of the standard library',
      {
        Dockerfile: UVICORN,
        'main.py': `import queue\nimport threading\n${FASTAPI}jobs = queue.Queue()\ndef work():\n    while True:\n        jobs.get()()\n${THREAD}`,
      },
      ['threading.Thread(target=work, daemon=True).start (information)'],
    ],
    [
      'a method that leads to the queue in another file, started in the lifespan',
      {
        Dockerfile: UVICORN,
        'jobs.py':
          'import redis\nclass Jobs:\n    def __init__(self):\n        self.client = redis.Redis()\n    def next(self):\n        return self.client.blpop("jobs")\n',
        'main.py': `import threading\nfrom contextlib import asynccontextmanager\nfrom jobs import Jobs\nfrom fastapi import FastAPI\njobs = Jobs()\ndef work():\n    while True:\n        print(jobs.next())\n@asynccontextmanager\nasync def lifespan(app):\n    ${THREAD}    yield\n    print("bye")\napp = FastAPI(lifespan=lifespan)\n`,
      },
      ['threading.Thread(target=work, daemon=True).start (information)'],
    ],
    [
      'stopped behind the yield of the lifespan',
      {
        Dockerfile: UVICORN,
        'main.py': `import queue\nimport threading\nfrom contextlib import asynccontextmanager\nfrom fastapi import FastAPI\njobs = queue.Queue()\ndone = threading.Event()\ndef work():\n    while True:\n        jobs.get()()\n@asynccontextmanager\nasync def lifespan(app):\n    ${THREAD}    yield\n    done.set()\napp = FastAPI(lifespan=lifespan)\n`,
      },
      [],
    ],
    [
      'stopped with atexit',
      {
        Dockerfile: GUNICORN,
        'main.py': `import atexit\nimport queue\nimport threading\n${FLASK}jobs = queue.Queue()\ndef work():\n    while True:\n        jobs.get()()\n${THREAD}atexit.register(jobs.join)\n`,
      },
      [],
    ],
    [
      'a thread that ends, one that a request starts, and a dictionary that is no queue',
      {
        Dockerfile: GUNICORN,
        'main.py': `import queue\nimport threading\n${FLASK}jobs = queue.Queue()\ntable = {}\ndef once():\n    jobs.get()()\ndef work():\n    while True:\n        table.get("a")\nthreading.Thread(target=once).start()\n${THREAD}@app.get("/")\ndef a():\n    threading.Thread(target=once).start()\n    return ""\n`,
      },
      [],
    ],
  ],
);

const JOBS =
  'from google.cloud import firestore\nclass Jobs:\n    def __init__(self):\n        self.db = firestore.Client()\n    def find(self, key):\n        return self.db.collection("jobs").document(key).get().to_dict()\n';

const TEMPORARY = `import os\nimport tempfile\n${FLASK}@app.get("/")\ndef a():\n`;

table(
  ['tmp-write'],
  [
    [
      'a temporary file that is removed by its name, kept in a variable',
      {
        Dockerfile: GUNICORN,
        'main.py': `${TEMPORARY}    with tempfile.NamedTemporaryFile(delete=False) as t:\n        path = t.name\n    try:\n        return "a"\n    finally:\n        os.unlink(path)\n`,
      },
      [],
    ],
    [
      'the two results of mkstemp',
      {
        Dockerfile: GUNICORN,
        'main.py': `${TEMPORARY}    handle, path = tempfile.mkstemp()\n    os.close(handle)\n    os.remove(path)\n    return ""\n`,
      },
      [],
    ],
    [
      'one that stays',
      {
        Dockerfile: GUNICORN,
        'main.py': `${TEMPORARY}    t = tempfile.NamedTemporaryFile(delete=False)\n    os.remove("/tmp/other")\n    return t.name\n`,
      },
      ['tempfile.NamedTemporaryFile(delete=False) (information)'],
    ],
  ],
);

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

const WRITE = '    with open("/tmp/a.csv", "w") as f:\n        f.write("")\n';

table(
  ['tmp-write'],
  [
    [
      'a route that sends its own file',
      {
        Dockerfile: GUNICORN,
        'main.py': `${FLASK}@app.get("/")\ndef a():\n${WRITE}    return send_file("/tmp/a.csv")\n`,
      },
      ['"/tmp/a.csv" (information)'],
    ],
    [
      'written and read by helpers of one route',
      {
        Dockerfile: GUNICORN,
        'main.py': `${FLASK}def w():\n${WRITE}def r():\n    return open("/tmp/a.csv").read()\n@app.get("/")\ndef a():\n    w()\n    return r()\n`,
      },
      ['"/tmp/a.csv" (information)'],
    ],
    [
      'a folder that is served',
      {
        Dockerfile: UVICORN,
        'main.py': `from fastapi.staticfiles import StaticFiles\n${FASTAPI}app.mount("/s", StaticFiles(directory="/app/up"))\n@app.post("/")\ndef a(name: str):\n    with open(f"/app/up/{name}", "w") as f:\n        f.write("")\n`,
      },
      ['f"/app/up/{name}"'],
    ],
    [
      'a relative path, which lies in the working folder',
      {
        Dockerfile: GUNICORN,
        'main.py': `${FLASK}@app.post("/w")\ndef w():\n    open("state.json", "w").write("")\n@app.get("/r")\ndef r():\n    return open("/app/state.json").read()\n`,
      },
      ['"state.json"'],
    ],
    [
      'written at start, read by requests',
      {
        Dockerfile: GUNICORN,
        'main.py': `${FLASK}open("/tmp/a.csv", "w").write("")\n@app.get("/r")\ndef r():\n    return open("/tmp/a.csv").read()\n`,
      },
      [],
    ],
    [
      'a path from another name',
      {
        Dockerfile: GUNICORN,
        'main.py': `import os\n${FLASK}D = "/tmp/up"\n@app.post("/")\ndef a():\n    request.files["f"].save(os.path.join(D, "x"))\n`,
      },
      ['os.path.join(D, "x") (information)'],
    ],
    [
      'a variable that points to a mounted volume',
      {
        Dockerfile: GUNICORN.replace('COPY', 'ENV UP=/data\nCOPY'),
        'main.py': `import os\n${FLASK}app.config["UPLOAD_FOLDER"] = os.environ.get("UP", "/tmp/up")\n`,
        'service.yaml': `${manifest('Service', '    metadata:\n      annotations:\n        run.googleapis.com/execution-environment: gen2\n')}          volumeMounts: [{name: d, mountPath: /data}]\n      volumes: [{name: d, csi: {driver: gcsfuse.run.googleapis.com, volumeAttributes: {bucketName: b}}}]\n`,
      },
      [],
    ],
    [
      'a job',
      {
        Dockerfile: SCRIPT,
        'main.py': 'import logging\nlogging.basicConfig(filename="/tmp/a.log")\n',
        'job.yaml': manifest('Job'),
      },
      [],
    ],
    [
      'a temporary file that stays',
      {
        Dockerfile: GUNICORN,
        'main.py': `import tempfile\n${FLASK}@app.post("/")\ndef a():\n    path = tempfile.mkdtemp()\n    return path\n`,
      },
      ['tempfile.mkdtemp() (information)'],
    ],
    [
      'a log file under another name',
      {
        Dockerfile: GUNICORN,
        'main.py': `from logging import FileHandler as F\n${FLASK}app.logger.addHandler(F("a.log"))\n`,
      },
      ['"a.log"'],
    ],
    [
      'standard output',
      { Dockerfile: GUNICORN, 'main.py': `import logging\n${FLASK}logging.basicConfig(filename="/dev/stdout")\n` },
      [],
    ],
    [
      'not imported by the command',
      {
        Dockerfile: GUNICORN,
        'main.py': FLASK,
        'tool.py': 'import logging\nlogging.basicConfig(filename="/tmp/a.log")\n',
      },
      [],
    ],
    [
      'in the main guard under gunicorn',
      {
        Dockerfile: GUNICORN,
        'main.py': `import logging\n${FLASK}if __name__ == "__main__":\n    logging.basicConfig(filename="a.log")\n`,
      },
      [],
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

describe('model-exceeds-memory', () => {
  it('knows how large the files in the build context are', () => {
    const files = {
      Dockerfile: UVICORN,
      'config.py': 'import os\nMODEL = os.path.join(os.path.dirname(__file__), "models", "net.pt")\n',
      'main.py': `import torch\nfrom config import MODEL\n${FASTAPI}net = torch.load(MODEL)\n`,
      'models/net.pt': '',
    };
    const analysis = analyse(files);
    const found = (): readonly string[] =>
      analysis.allFindings().flatMap((f) => (f.rule === 'model-exceeds-memory' ? [`${f.severity}: ${f.message}`] : []));
    assert.deepEqual(found(), []);
    analysis.setSizes(new Map([[uriOf('models/net.pt'), 900 * 2 ** 20]]));
    assert.deepEqual(found(), [
      'warning: net.pt needs about 900 MiB, more than the 512 MiB that an instance has by default. Set a larger memory limit when you deploy.',
    ]);
    analysis.setSizes(new Map([[uriOf('models/net.pt'), 20 * 2 ** 20]]));
    assert.deepEqual(found(), []);
  });
});

table(
  ['local-database'],
  [
    [
      'Django',
      {
        Dockerfile: GUNICORN.replace('main:app', 'p.wsgi'),
        'p/__init__.py': '',
        'p/wsgi.py':
          'import os\nfrom django.core.wsgi import get_wsgi_application\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "p.settings")\napplication = get_wsgi_application()\n',
        'p/settings.py':
          'from pathlib import Path\nB = Path(__file__).resolve().parent.parent\nDATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": B / "db.sqlite3"}}\n',
      },
      ['B / "db.sqlite3"'],
    ],
    [
      'a vector store that is only searched, as it came with the image',
      { Dockerfile: UVICORN, 'main.py': `import chromadb\n${FASTAPI}c = chromadb.PersistentClient(path="./store")\n` },
      [],
    ],
    [
      'a vector store that requests add to',
      {
        Dockerfile: UVICORN,
        'main.py': `import chromadb\n${FASTAPI}c = chromadb.PersistentClient(path="./store")\n@app.post("/")\ndef add(text: str):\n    c.get_or_create_collection("a").add(ids=["1"], documents=[text])\n`,
      },
      ['"./store"'],
    ],
    [
      'a path that a class gets, opened in each of its methods',
      {
        Dockerfile: UVICORN,
        'config.py': 'DB = "users.db"\n',
        'store.py':
          'import sqlite3\nclass Store:\n    def __init__(self, path):\n        self.path = path\n    def add(self):\n        sqlite3.connect(self.path).execute("INSERT INTO a VALUES (1)")\n    def all(self):\n        return sqlite3.connect(self.path)\n',
        'main.py': `from config import DB\nfrom store import Store\n${FASTAPI}store = Store(DB)\n@app.post("/")\ndef add():\n    store.add()\n`,
      },
      ['self.path'],
    ],
    [
      'a URL in the settings of another file, which the image sets',
      {
        Dockerfile: UVICORN.replace('COPY', 'ENV DATABASE_URL=postgresql://db/a\nCOPY'),
        'config.py':
          'from pydantic_settings import BaseSettings\nclass Settings(BaseSettings):\n    database_url: str = "sqlite:///./a.db"\nsettings = Settings()\n',
        'main.py': `from sqlalchemy import create_engine\nfrom config import settings\n${FASTAPI}engine = create_engine(settings.database_url)\n`,
      },
      [],
    ],
    [
      'the same, left to its default',
      {
        Dockerfile: UVICORN,
        'config.py':
          'from pydantic_settings import BaseSettings\nclass Settings(BaseSettings):\n    database_url: str = "sqlite:///./a.db"\nsettings = Settings()\n',
        'main.py': `from sqlalchemy import create_engine\nfrom config import settings\n${FASTAPI}engine = create_engine(settings.database_url)\n`,
      },
      ['settings.database_url (information)'],
    ],
    [
      'sessions of the Agent Development Kit',
      {
        Dockerfile: UVICORN,
        'main.py':
          'from google.adk.cli.fast_api import get_fast_api_app\napp = get_fast_api_app(agents_dir=".", web=False, session_service_uri="sqlite:///./sessions.db")\n',
      },
      ['"sqlite:///./sessions.db"'],
    ],
    [
      'in a function that no request reaches',
      { Dockerfile: UVICORN, 'main.py': `import sqlite3\n${FASTAPI}def migrate():\n    sqlite3.connect("a.db")\n` },
      [],
    ],
    [
      'from the image, and changed',
      {
        Dockerfile: GUNICORN,
        'a.db': '',
        'main.py': `import sqlite3\n${FLASK}@app.post("/")\ndef w():\n    sqlite3.connect("a.db").execute("INSERT INTO a VALUES (1)")\n`,
      },
      ['"a.db"'],
    ],
    [
      'opened read-only',
      {
        Dockerfile: GUNICORN,
        'main.py': `import sqlite3\n${FLASK}d = sqlite3.connect("file:a.db?mode=ro", uri=True)\n`,
      },
      [],
    ],
  ],
);

table(
  ['background-work-throttled'],
  [
    [
      'a worker pool',
      {
        Dockerfile: SCRIPT,
        'main.py': 'import threading\ndef w(): ...\nthreading.Thread(target=w).start()\n',
        'pool.yaml': manifest('WorkerPool'),
      },
      [],
    ],
    [
      'a thread that runs the server',
      {
        Dockerfile: SCRIPT,
        'main.py':
          'import threading\nimport uvicorn\nfrom api import app\ndef serve():\n    uvicorn.run(app, host="0.0.0.0", port=8080)\nt = threading.Thread(target=serve)\nt.start()\n',
        'api.py': FASTAPI,
      },
      [],
    ],
    [
      'a scheduler',
      {
        Dockerfile: UVICORN,
        'main.py': `from apscheduler.schedulers.background import BackgroundScheduler\n${FASTAPI}s = BackgroundScheduler()\ns.start()\n`,
      },
      ['s.start'],
    ],
    [
      'a task of the event loop',
      {
        Dockerfile: UVICORN,
        'main.py': `import asyncio\n${FASTAPI}async def w(): ...\n@app.post("/")\nasync def a():\n    asyncio.create_task(w())\n`,
      },
      ['asyncio.create_task'],
    ],
    [
      'an awaited task',
      {
        Dockerfile: UVICORN,
        'main.py': `import asyncio\n${FASTAPI}async def w(): ...\n@app.post("/")\nasync def a():\n    t = asyncio.create_task(w())\n    await t\n`,
      },
      [],
    ],
    [
      'a helper that nobody calls',
      {
        Dockerfile: UVICORN,
        'main.py': `import threading\n${FASTAPI}def a():\n    threading.Thread(target=print).start()\n`,
      },
      [],
    ],
    [
      'a service with a GPU',
      {
        Dockerfile: UVICORN,
        'main.py': `${FASTAPI}@app.post("/")\ndef a(b: BackgroundTasks):\n    b.add_task(print)\n`,
        'service.yaml': `${manifest('Service', '    metadata:\n      annotations:\n        run.googleapis.com/cpu-throttling: "false"\n        run.googleapis.com/gpu-zonal-redundancy-disabled: "true"\n')}          resources: {limits: {cpu: "4", memory: 16Gi, nvidia.com/gpu: "1"}}\n      nodeSelector: {run.googleapis.com/accelerator: nvidia-l4}\n`,
      },
      [],
    ],
  ],
);

table(
  ['missing-sigterm-handler'],
  [
    [
      'asyncio',
      {
        Dockerfile: SCRIPT,
        'pool.yaml': manifest('WorkerPool'),
        'main.py':
          'import asyncio\nasync def main():\n    while True:\n        await asyncio.sleep(1)\nasyncio.run(main())\n',
      },
      ['while True: (information)'],
    ],
    [
      'a handler on the loop',
      {
        Dockerfile: SCRIPT,
        'pool.yaml': manifest('WorkerPool'),
        'main.py':
          'import asyncio, signal\nasync def main():\n    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop)\n    while True:\n        await asyncio.sleep(1)\nasyncio.run(main())\n',
      },
      [],
    ],
    [
      'only SIGINT',
      {
        Dockerfile: SCRIPT,
        'pool.yaml': manifest('WorkerPool'),
        'main.py': 'import signal\nsignal.signal(signal.SIGINT, print)\nwhile True:\n    work()\n',
      },
      ['while True: (information)'],
    ],
    [
      'a loop that ends',
      {
        Dockerfile: SCRIPT,
        'pool.yaml': manifest('WorkerPool'),
        'main.py': 'while True:\n    if done():\n        break\n',
      },
      [],
    ],
    [
      'Celery',
      {
        Dockerfile: SCRIPT,
        'pool.yaml': manifest('WorkerPool'),
        'main.py': 'from celery import Celery\nwhile True:\n    work()\n',
      },
      [],
    ],
    ['a service', { Dockerfile: UVICORN, 'main.py': `${FASTAPI}while True:\n    work()\n` }, []],
  ],
);

const MODEL = 'from sentence_transformers import SentenceTransformer\n';
const RUN = 'RUN python -c "import app_models; app_models.download_model()"\n';

table(
  ['startup-work', 'model-exceeds-memory', 'missing-preload', 'workers-exceed-memory'],
  [
    [
      'loaded in a route',
      {
        Dockerfile: UVICORN,
        'main.py': `${MODEL}${FASTAPI}@app.get("/")\ndef a():\n    SentenceTransformer("all-MiniLM-L6-v2")\n`,
      },
      ['SentenceTransformer (information)'],
    ],
    [
      'loaded by a function of another file at start',
      {
        Dockerfile: UVICORN,
        'main.py': `from lib import load\n${FASTAPI}m = load()\n`,
        'lib.py': `${MODEL}def load():\n    return SentenceTransformer("BAAI/bge-m3")\n`,
      },
      ['SentenceTransformer', 'SentenceTransformer (information)'],
    ],
    [
      'a lifespan does not profit from preload',
      {
        Dockerfile: UVICORN.replace('COPY', `${RUN}COPY`).replace(
          'uvicorn main:app --host 0.0.0.0 --port $PORT',
          'gunicorn -k uvicorn_worker.UvicornWorker --workers 2 main:app',
        ),
        'main.py': `${MODEL}from fastapi import FastAPI\nasync def life(app):\n    SentenceTransformer("all-mpnet-base-v2")\n    yield\napp = FastAPI(lifespan=life)\n`,
        'service.yaml': `${manifest('Service')}          resources: {limits: {cpu: "4", memory: 8Gi}}\n`,
      },
      [],
    ],
    [
      'half precision fits',
      {
        Dockerfile: UVICORN.replace('COPY', `${RUN}COPY`),
        'main.py': `import torch\nfrom transformers import AutoModel\n${FASTAPI}m = AutoModel.from_pretrained("bert-large-uncased", torch_dtype=torch.float16)\n`,
        'service.yaml': `${manifest('Service')}          resources: {limits: {cpu: "1", memory: 2Gi}}\n`,
      },
      [],
    ],
    [
      'on a GPU',
      {
        Dockerfile: UVICORN.replace('COPY', `${RUN}COPY`),
        'main.py': `from transformers import pipeline\n${FASTAPI}m = pipeline("text-generation", model="meta-llama/Llama-2-7b-hf", device="cuda")\n`,
      },
      [],
    ],
    [
      'a model of unknown size',
      {
        Dockerfile: UVICORN.replace('COPY', `${RUN}COPY`),
        'main.py': `from transformers import pipeline\n${FASTAPI}m = pipeline("text-classification", model="me/mine")\n`,
      },
      [],
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

it('background-work-throttled: joined texts do not make a preparation last, a joined thread does', () => {
  const messageOf = (body: string): string | undefined =>
    analyse({
      Dockerfile: UVICORN,
      'main.py': `import threading\nfrom pathlib import Path\n${FASTAPI}t = threading.Thread(target=print)\n\n\ndef load():\n    ${body}\n\n\nthreading.Thread(target=load).start()\n`,
    })
      .allFindings()
      .find(({ rule }) => rule === 'background-work-throttled')?.message;
  assert.match(messageOf('return ", ".join(["a"])') ?? '', /while nobody waits for it/);
  assert.match(messageOf('t.join()') ?? '', /between requests/);
});

const SCALER = `import gc, os, pickle\nimport joblib\nimport torch\nfrom ultralytics import YOLO\n${FLASK}`;
const POST = '@app.post("/")\ndef scale():\n';
const reload = (why: string, code: string, expected: readonly string[]): Case => [
  why,
  { Dockerfile: GUNICORN, 'main.py': SCALER + code },
  expected,
];
table(
  ['model-per-request'],
  [
    reload(
      'two at a time',
      `def load():\n    a = joblib.load("a.joblib")\n    b = joblib.load("b.joblib")\n    return a, b\n${POST}    a, b = load()\n    return str(b.transform(a.transform([[1]])))\n`,
      ['joblib.load (information)'],
    ),
    reload(
      'two at a time, at import',
      `def load():\n    a = joblib.load("a.joblib")\n    b = joblib.load("b.joblib")\n    return a, b\na, b = load()\n${POST}    return str(b.transform(a.transform([[1]])))\n`,
      [],
    ),
    reload(
      'two at a time, kept',
      `def load():\n    a = joblib.load("a.joblib")\n    b = joblib.load("b.joblib")\n    return a, b\nkept = {}\n${POST}    if not kept:\n        a, b = load()\n        kept["both"] = (a, b)\n    return str(kept["both"][1].transform([[1]]))\n`,
      [],
    ),
    reload('used at once', `${POST}    return str(joblib.load("a.joblib").transform([[1]]))\n`, [
      'joblib.load (information)',
    ]),
    reload(
      'the request decides whether',
      `${POST}    if request.method == "POST":\n        m = joblib.load("a.joblib")\n        return m.transform([[1]])\n`,
      ['joblib.load (information)'],
    ),
    reload(
      'weights into a new network',
      `${POST}    net = Net()\n    net.load_state_dict(torch.load("a.pth"))\n    return str(net(1))\n`,
      ['torch.load (information)'],
    ),
    reload(
      'weights into a network that stays',
      `net = Net()\n${POST}    net.load_state_dict(torch.load("a.pth"))\n    return str(net(1))\n`,
      [],
    ),
    reload(
      'an open file',
      `${POST}    with open("a.pkl", "rb") as f:\n        m = pickle.load(f)\n    return str(m.transform([[1]]))\n`,
      ['pickle.load (information)'],
    ),
    reload(
      'a login in a pickle',
      `${POST}    with open("token.pickle", "rb") as f:\n        token = pickle.load(f)\n    return token.account\n`,
      [],
    ),
    reload('an upload', `${POST}    m = joblib.load(request.files["model"])\n    return str(m.transform([[1]]))\n`, []),
    reload(
      'trained anew each time',
      `${POST}    model = YOLO("yolov8n.pt")\n    return str(model.train(data="a.yaml"))\n`,
      [],
    ),
    reload('not trained', `${POST}    model = YOLO("yolov8n.pt")\n    return str(model("a.jpg"))\n`, [
      'YOLO (information)',
    ]),
    reload(
      'freed on purpose',
      `${POST}    model = YOLO("yolov8n.pt")\n    out = str(model("a.jpg"))\n    del model\n    return out\n`,
      [],
    ),
    reload(
      'memory collected on purpose',
      `${POST}    model = YOLO("yolov8n.pt")\n    out = str(model("a.jpg"))\n    gc.collect()\n    return out\n`,
      [],
    ),
    reload(
      'only where the usual way fails',
      `${POST}    try:\n        return ask()\n    except OSError:\n        m = joblib.load("a.joblib")\n        return str(m.transform([[1]]))\n`,
      [],
    ),
    reload(
      'only where the configuration says so',
      `LOCAL = os.getenv("LOCAL")\n${POST}    if LOCAL:\n        m = joblib.load("a.joblib")\n        return str(m.transform([[1]]))\n    return ""\n`,
      [],
    ),
    reload(
      'the service writes the file',
      `@app.post("/train")\ndef train():\n    joblib.dump(Fit().run(), "/models/a.joblib")\n    return ""\n${POST}    m = joblib.load("/models/a.joblib")\n    return str(m.transform([[1]]))\n`,
      [],
    ),
    reload(
      'each request fetches it',
      `${POST}    bucket.blob("a").download_to_filename("a.joblib")\n    m = joblib.load("a.joblib")\n    return str(m.transform([[1]]))\n`,
      [],
    ),
    reload(
      'one object for all',
      `class Holder:\n    def __new__(cls):\n        return kept or super().__new__(cls)\n\n    def __init__(self):\n        self.m = joblib.load("a.joblib")\n\n    def run(self):\n        return str(self.m.transform([[1]]))\n${POST}    holder = Holder()\n    return holder.run()\n`,
      [],
    ),
    [
      'a volume, where others put a newer file',
      {
        Dockerfile: GUNICORN,
        'main.py': `${SCALER}${POST}    m = joblib.load("/models/a.joblib")\n    return str(m.transform([[1]]))\n`,
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: a\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/a\n          volumeMounts:\n            - name: m\n              mountPath: /models\n      volumes:\n        - name: m\n          csi:\n            driver: gcsfuse.run.googleapis.com\n            volumeAttributes:\n              bucketName: b\n',
      },
      [],
    ],
    reload(
      'one object for all, by a decorator',
      `@singleton\nclass Holder:\n    def __init__(self):\n        self.m = joblib.load("a.joblib")\n\n    def run(self):\n        return str(self.m.transform([[1]]))\n${POST}    holder = Holder()\n    return holder.run()\n`,
      [],
    ),
    reload(
      'one object for all, by a metaclass',
      `class Holder(metaclass=Only):\n    def __init__(self):\n        self.m = joblib.load("a.joblib")\n\n    def run(self):\n        return str(self.m.transform([[1]]))\n${POST}    holder = Holder()\n    return holder.run()\n`,
      [],
    ),
    reload(
      'one object for all, by a base',
      `from base import SingletonBase\nclass Holder(SingletonBase):\n    def __init__(self):\n        self.m = joblib.load("a.joblib")\n\n    def run(self):\n        return str(self.m.transform([[1]]))\n${POST}    holder = Holder()\n    return holder.run()\n`,
      [],
    ),
    reload(
      'a new object for each request',
      `class Holder:\n    def __init__(self):\n        self.m = joblib.load("a.joblib")\n\n    def run(self):\n        return str(self.m.transform([[1]]))\n${POST}    holder = Holder()\n    return holder.run()\n`,
      ['joblib.load (information)'],
    ),
    reload(
      'one object at import',
      `class Holder:\n    def __init__(self):\n        self.m = joblib.load("a.joblib")\n\n    def run(self):\n        return str(self.m.transform([[1]]))\nholder = Holder()\n${POST}    return holder.run()\n`,
      [],
    ),
    reload(
      'reloaded on demand, and kept',
      `m = joblib.load("a.joblib")\n@app.post("/reload")\ndef again():\n    global m\n    m = joblib.load("a.joblib")\n    return ""\n`,
      [],
    ),
  ],
);

const STREAMLIT =
  'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD exec streamlit run app.py --server.port $PORT --server.address 0.0.0.0\n';
table(
  ['model-per-request'],
  [
    [
      'a page of Streamlit, and what a module that it imports holds',
      {
        Dockerfile: STREAMLIT,
        'app.py': 'import streamlit as st\nst.title("x")\n',
        'pages/1_a.py':
          'import joblib\nimport streamlit as st\nimport kept\nscaler = joblib.load("a.joblib")\nst.write(scaler.transform([[1]]))\n',
        'kept.py': 'import joblib\nencoder = joblib.load("b.joblib")\n',
      },
      ['joblib.load (information)'],
    ],
    [
      'kept in the session of Streamlit',
      {
        Dockerfile: STREAMLIT,
        'app.py':
          'import joblib\nimport streamlit as st\nif "m" not in st.session_state:\n    st.session_state["m"] = joblib.load("a.joblib")\nst.write(st.session_state["m"].transform([[1]]))\n',
      },
      [],
    ],
  ],
);

const SPEECH = (name: string, read: string): string =>
  `import os, uuid\nimport soundfile as sf\nfrom fastapi import FastAPI\nfrom fastapi.responses import FileResponse\napp = FastAPI()\nFOLDER = "/srv/audio"\n\n@app.post("/say")\ndef say(text: str):\n    path = os.path.join(FOLDER, ${name})\n    sf.write(path, speak(text), 16000)\n    return {"url": os.path.basename(path)}\n\n@app.get("/audio/{name}")\ndef audio(name: str):\n    return FileResponse(${read})\n`;
table(
  ['tmp-write'],
  [
    [
      'another request names one of many files',
      { Dockerfile: UVICORN, 'main.py': SPEECH('f"{uuid.uuid4()}.wav"', 'os.path.join(FOLDER, name)') },
      ['os.path.join(FOLDER, f"{uuid.uuid4()}.wav")'],
    ],
    [
      'one file, which the request itself works on',
      { Dockerfile: UVICORN, 'main.py': SPEECH('"input.wav"', 'os.path.join(FOLDER, name)') },
      [],
    ],
    [
      'a request names a file of another folder',
      { Dockerfile: UVICORN, 'main.py': SPEECH('f"{uuid.uuid4()}.wav"', 'os.path.join("/srv/pages", name)') },
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
