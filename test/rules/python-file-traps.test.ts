import { FASTAPI, FLASK, GUNICORN, manifest, SCRIPT, table, UVICORN } from '../kit/python-rules.ts';

// Cases of the rules on files and databases in Python, beyond their examples: what they find, and where they stay silent.

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
