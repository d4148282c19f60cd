import { strict as assert } from 'node:assert';
import { applyEdits, collectFixes } from '../../server/src/engine/edits.ts';
import { analyse, pathOf, uriOf } from '../kit/example.ts';

// Spellings and traps of the rules on launches that would make their pages too long. One row: files, what is found (rule and
// the text it points to), and the Dockerfile after the first fix of everything found.

const FLASK = 'from flask import Flask\n\napp = Flask(__name__)\n';
const FASTAPI = 'from fastapi import FastAPI\n\napp = FastAPI()\n';
const HEAD = 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\n';

interface Row {
  readonly why: string;
  /** Lines behind the head; a text with FROM replaces the head. */
  readonly dockerfile: string;
  readonly main?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly finds: readonly string[];
  /** The same for the Dockerfile; absent: not looked at. */
  readonly fixed?: string;
}

const ROWS: readonly Row[] = [
  // localhost-bind
  {
    why: 'a server behind an nginx whose port is not known',
    dockerfile: 'COPY supervisord.conf /etc/supervisor/conf.d/app.conf\nCMD ["supervisord", "-n"]\n',
    main: FASTAPI,
    files: {
      'supervisord.conf':
        '[program:nginx]\ncommand=bash -c "sleep 5 && nginx -g \'daemon off;\'"\n\n[program:app]\ncommand=uvicorn main:app --port 7860\n',
    },
    finds: [],
  },
  {
    why: 'a script in a folder of PATH',
    dockerfile:
      'FROM python:3.12-slim\nWORKDIR /app\nCOPY scripts /scripts\nCOPY main.py .\nENV PATH="/scripts:$PATH"\nCMD ["run.sh"]\n',
    main: FASTAPI,
    files: { 'scripts/run.sh': '#!/bin/sh\nexec uvicorn main:app --host 127.0.0.1 --port $PORT\n' },
    finds: ['localhost-bind 127.0.0.1'],
  },
  {
    why: 'IPv6 loopback in brackets',
    dockerfile: 'CMD exec gunicorn --threads 8 -b [::1]:$PORT main:app\n',
    finds: ['localhost-bind ::1'],
    fixed: 'CMD exec gunicorn --threads 8 -b 0.0.0.0:$PORT main:app\n',
  },
  {
    why: 'several addresses, one of them reached',
    dockerfile: 'CMD exec gunicorn --threads 8 -b 127.0.0.1:9000 -b :$PORT main:app\n',
    finds: [],
  },
  {
    why: 'hypercorn by default',
    dockerfile: 'CMD exec hypercorn main:app\n',
    main: FASTAPI,
    finds: ['fixed-port hypercorn', 'localhost-bind hypercorn'],
  },
  {
    why: 'the host joined to its flag',
    dockerfile: 'CMD exec uvicorn --host=localhost --port=$PORT main:app\n',
    main: FASTAPI,
    finds: ['localhost-bind localhost'],
    fixed: 'CMD exec uvicorn --host=0.0.0.0 --port=$PORT main:app\n',
  },
  {
    why: 'a host from the environment of the shell',
    dockerfile: 'CMD HOST=127.0.0.1; exec uvicorn --host $HOST --port $PORT main:app\n',
    main: FASTAPI,
    finds: ['localhost-bind 127.0.0.1'],
    fixed: 'CMD HOST=0.0.0.0; exec uvicorn --host $HOST --port $PORT main:app\n',
  },
  {
    why: 'a host that a build argument gives',
    dockerfile: 'ARG HOST\nENV HOST=$HOST\nCMD exec uvicorn --host $HOST --port $PORT main:app\n',
    main: FASTAPI,
    finds: [],
  },
  {
    why: 'gunicorn.conf.py with an f-string',
    dockerfile: 'CMD ["gunicorn", "main:app"]\n',
    files: { 'gunicorn.conf.py': 'import os\nthreads = 8\nbind = f"127.0.0.1:{os.environ[\'PORT\']}"\n' },
    finds: ['localhost-bind 127.0.0.1'],
  },

  {
    why: 'nginx on the port of its configuration',
    dockerfile: 'FROM nginx\nCOPY a.conf /etc/nginx/conf.d/default.conf\n',
    files: { 'a.conf': 'server {\n  listen 80;\n}\n' },
    finds: ['fixed-port 80'],
  },
  {
    why: 'nginx on a port that a deployment of something passes',
    dockerfile: 'FROM nginx\nCOPY dist /usr/share/nginx/html\n',
    files: { 'dist/index.html': '', 'deploy.sh': 'gcloud run deploy other --image gcr.io/p/other --port 80\n' },
    finds: [],
  },

  // Django: one word for address and port
  {
    why: "Django's bare port",
    dockerfile: 'CMD exec python manage.py runserver $PORT\n',
    files: { 'manage.py': 'x = 1\n' },
    finds: ['dev-server runserver', 'localhost-bind $PORT'],
    fixed: 'CMD exec python manage.py runserver 0.0.0.0:$PORT\n',
  },
  {
    why: 'Django without a word',
    dockerfile: 'CMD exec python manage.py runserver\n',
    files: { 'manage.py': 'x = 1\n' },
    finds: ['dev-server runserver', 'fixed-port runserver', 'localhost-bind runserver'],
    fixed: 'CMD exec python manage.py runserver 0.0.0.0:$PORT\n',
  },
  {
    why: 'Django without a word, exec form',
    dockerfile: 'CMD ["python", "manage.py", "runserver"]\n',
    files: { 'manage.py': 'x = 1\n' },
    finds: ['dev-server runserver', 'fixed-port runserver', 'localhost-bind runserver'],
    fixed: 'CMD ["sh", "-c", "exec python manage.py runserver 0.0.0.0:$PORT"]\n',
  },
  {
    why: 'manage.py changes the defaults',
    dockerfile: 'CMD ["python", "manage.py", "runserver"]\n',
    files: {
      'manage.py':
        'from django.core.management.commands.runserver import Command as runserver\nrunserver.default_addr = "0.0.0.0"\nrunserver.default_port = "8080"\n',
    },
    finds: ['dev-server runserver'],
  },

  // fixed-port
  {
    why: 'a port between single quotes is not made a variable',
    dockerfile: "CMD exec uvicorn main:app --host 0.0.0.0 --port '8000'\n",
    main: FASTAPI,
    finds: ['fixed-port 8000'],
  },
  {
    why: 'ENV PORT does not count',
    dockerfile: 'ENV PORT=5000\nCMD exec uvicorn main:app --host 0.0.0.0 --port $PORT\n',
    main: FASTAPI,
    finds: [],
  },
  {
    why: 'a variable of another name',
    dockerfile: 'ENV APP_PORT=5000\nCMD exec uvicorn main:app --host 0.0.0.0 --port $APP_PORT\n',
    main: FASTAPI,
    finds: ['fixed-port 5000'],
  },
  {
    why: 'waitress listens on 8080 by itself',
    dockerfile: 'CMD ["waitress-serve", "--threads=8", "main:app"]\n',
    finds: [],
  },
  {
    why: 'streamlit by default',
    dockerfile: 'CMD ["streamlit", "run", "main.py"]\n',
    main: 'import streamlit as st\n\nst.title("Shop")\n',
    finds: ['fixed-port streamlit'],
    fixed: 'CMD ["sh", "-c", "exec streamlit run --server.port $PORT main.py"]\n',
  },
  {
    why: 'the deployment fills the port in from elsewhere',
    dockerfile: 'CMD exec uvicorn main:app --host 0.0.0.0 --port 8000\n',
    main: FASTAPI,
    files: { 'deploy.sh': '#!/bin/sh\ngcloud run deploy api --source . --port "$APP_PORT"\n' },
    finds: [],
  },

  // unexpanded-port and exec-not-a-program
  {
    why: 'a variable of uWSGI',
    dockerfile:
      'CMD ["uwsgi", "--http-socket", ":$(PORT)", "--module", "main:app", "--processes", "8", "--master", "--die-on-term"]\n',
    finds: [],
  },
  {
    why: 'an entry point that starts a shell',
    dockerfile: 'ENTRYPOINT ["/bin/sh", "-c"]\nCMD ["exec gunicorn --threads 8 -b :$PORT main:app"]\n',
    finds: [],
  },
  {
    why: 'a needless exec before an unexpanded port',
    dockerfile: 'CMD ["exec", "uvicorn", "main:app", "--host", "0.0.0.0", "--port", "$PORT"]\n',
    main: FASTAPI,
    finds: ['exec-not-a-program exec', 'unexpanded-port $PORT'],
  },

  // single-sync-worker
  {
    why: 'workers from WEB_CONCURRENCY',
    dockerfile: 'ENV WEB_CONCURRENCY=2\nCMD ["gunicorn", "--timeout", "0", "--threads", "4", "main:app"]\n',
    finds: [],
  },
  {
    why: 'a worker class in the configuration',
    dockerfile: 'CMD ["gunicorn", "main:app"]\n',
    files: { 'gunicorn.conf.py': 'worker_class = "gevent"\n' },
    finds: [],
  },
  { why: 'arguments that nobody knows', dockerfile: 'CMD exec gunicorn $GUNICORN_ARGS main:app\n', finds: [] },
  {
    why: 'a module of Python',
    dockerfile: 'CMD ["python", "-m", "gunicorn", "main:app"]\n',
    finds: ['single-sync-worker gunicorn'],
    fixed: 'CMD ["python", "-m", "gunicorn", "--threads", "8", "--timeout", "0", "main:app"]\n',
  },
  {
    why: 'behind a wrapper',
    dockerfile: 'CMD ["opentelemetry-instrument", "gunicorn", "main:app"]\n',
    finds: ['single-sync-worker gunicorn'],
    fixed: 'CMD ["opentelemetry-instrument", "gunicorn", "--threads", "8", "--timeout", "0", "main:app"]\n',
  },

  // shell-swallows-sigterm
  {
    why: 'tini before the shell form',
    dockerfile: 'ENTRYPOINT ["tini", "-g", "--"]\nCMD ["sh", "-c", "gunicorn --threads 8 main:app"]\n',
    finds: [],
  },
  {
    why: 'a chain of commands',
    dockerfile: 'CMD python migrate.py && gunicorn --threads 8 main:app\n',
    files: { 'migrate.py': 'print(1)\n' },
    finds: ['shell-swallows-sigterm gunicorn'],
    fixed: 'CMD python migrate.py && exec gunicorn --threads 8 main:app\n',
  },
  {
    why: 'a script that ends with exec "$@"',
    dockerfile: 'ENTRYPOINT ["./entry.sh"]\nCMD ["gunicorn", "--threads", "8", "main:app"]\n',
    files: { 'entry.sh': '#!/bin/sh\nset -e\nexec "$@"\n' },
    finds: [],
  },

  // unsupported-architecture
  {
    why: 'an argument for the platform',
    dockerfile:
      'ARG P=linux/arm64\nFROM --platform=$P python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ["gunicorn", "--threads", "8", "main:app"]\n',
    finds: [],
  },
  {
    why: 'a tag for Arm',
    dockerfile: 'FROM shop/base:1-arm64\nWORKDIR /app\nCOPY . .\nCMD ["gunicorn", "--threads", "8", "main:app"]\n',
    finds: ['unsupported-architecture shop/base:1-arm64'],
  },

  // server-cannot-start, missing-module
  {
    why: 'uvicorn with several workers and an object',
    dockerfile: 'CMD ["python", "main.py"]\n',
    main: `import os\nimport uvicorn\n${FASTAPI}\nif __name__ == "__main__":\n    uvicorn.run(app, host="0.0.0.0", port=int(os.environ["PORT"]), reload=True)\n`,
    finds: ['dev-server reload=True', 'server-cannot-start app'],
  },
  {
    why: 'a factory is not judged',
    dockerfile: 'CMD ["gunicorn", "--threads", "8", "main:create_app()"]\n',
    main: 'from fastapi import FastAPI\n\n\ndef create_app():\n    return FastAPI()\n',
    finds: [],
  },
  {
    why: 'an app that is wrapped afterwards',
    dockerfile: 'CMD exec uvicorn main:app --host 0.0.0.0 --port $PORT\n',
    main: `from asgiref.wsgi import WsgiToAsgi\n${FLASK}app = WsgiToAsgi(app)\n`,
    finds: [],
  },
  {
    why: 'the project installs itself',
    dockerfile: 'RUN pip install .\nCMD ["gunicorn", "--threads", "8", "shop.web:app"]\n',
    files: { 'src/shop/web.py': FLASK, 'setup.py': 'x = 1\n' },
    finds: [],
  },
  {
    why: 'a folder that is not copied',
    dockerfile:
      'FROM python:3.12-slim\nWORKDIR /app\nCOPY requirements.txt .\nCMD ["gunicorn", "--threads", "8", "main:app"]\n',
    files: { 'requirements.txt': 'gunicorn\n' },
    finds: [],
  },

  // what is not aimed at Cloud Run, or not a service
  {
    why: 'a worker pool may listen where it likes',
    dockerfile: 'CMD ["uvicorn", "main:app", "--port", "9000"]\n',
    main: FASTAPI,
    files: {
      'pool.yaml':
        'apiVersion: run.googleapis.com/v1\nkind: WorkerPool\nmetadata:\n  name: p\nspec:\n  template:\n    spec:\n      containers:\n        - image: europe-docker.pkg.dev/p/r/p:1\n',
    },
    finds: [],
  },
  {
    why: 'a sidecar may listen on localhost',
    dockerfile: 'CMD ["gunicorn", "--threads", "8", "main:app"]\n',
    files: {
      'service.yaml':
        'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: api\nspec:\n  template:\n    spec:\n      containers:\n        - name: api\n          image: europe-docker.pkg.dev/p/r/api:1\n          ports:\n            - containerPort: 8080\n        - name: cache\n          image: europe-docker.pkg.dev/p/r/cache:1\n          command: ["uvicorn", "cache:app", "--host", "127.0.0.1", "--port", "9000"]\n',
    },
    finds: [],
  },
];

function textOf(dockerfile: string): string {
  return /^FROM/m.test(dockerfile) ? dockerfile : HEAD + dockerfile;
}

describe('rules on launches: spellings and traps', () => {
  for (const row of ROWS) {
    it(row.why, () => {
      const files = { Dockerfile: textOf(row.dockerfile), 'main.py': row.main ?? FLASK, ...row.files };
      const analysis = analyse(files);
      const found = analysis.allFindings();
      assert.deepEqual(analysis.failures(), []);
      const texts: Readonly<Record<string, string>> = files;
      const shown = found.map((f) => `${f.rule} ${texts[pathOf(f.at.uri)]?.slice(f.at.start, f.at.end) ?? ''}`);
      assert.deepEqual([...new Set(shown)].sort(), [...row.finds].sort());
      if (row.fixed === undefined) return;
      const own = found.filter((f) => f.rule !== 'dev-server');
      const { edits } = collectFixes(own, 'suggestion');
      assert.equal(applyEdits(files.Dockerfile, uriOf('Dockerfile'), edits), textOf(row.fixed));
    });
  }
});
