import type { Analysis } from '../../server/src/api.ts';
import { CONFIG_NAME, decodeConfigFile } from '../../server/src/engine/config-file.ts';
import { RULES } from '../../server/src/rules/index.ts';
import type { ExampleFiles } from '../../server/src/rules/rule.ts';
import { analyse, ROOT, readMarks } from '../kit/example.ts';

// What the property tests mutate: every example of every rule, and projects that hold the kinds of files that no example needs.

/** Every file format that the product reads, each deciding something. */
export const PROJECTS: readonly ExampleFiles[] = [
  {
    Dockerfile: `# syntax=docker/dockerfile:1
ARG BASE=python:3.13-slim
FROM \${BASE} AS build
RUN --mount=type=cache,target=/root/.cache pip wheel -r requirements.txt
FROM python:3.13-slim
ENV PORT=8000 HOST="127.0.0.1"
COPY --from=build --chown=1000 /wheels /wheels
COPY <<EOF /etc/motd
hello
EOF
RUN <<EOF
set -e
pip install -r requirements.txt
EOF
WORKDIR /srv
COPY . .
HEALTHCHECK CMD curl -f http://localhost:8000/
EXPOSE 8000/tcp
ENTRYPOINT ["./start.sh"]
CMD ["gunicorn", "--bind", "127.0.0.1:8000", "shop.wsgi:app"]
`,
    'start.sh': `#!/bin/sh
set -eu
: "\${WORKERS:=2}"
export WEB_CONCURRENCY="\${WORKERS}"
if [ "\${1:-}" = "migrate" ]; then
  python manage.py migrate
  shift
fi
case "$1" in
  gunicorn) set -- "$@" --workers "$WORKERS" ;;
  *) echo "what is $1?" >&2 ;;
esac
echo "x" > /tmp/state.json
"$@"
`,
    'gunicorn.conf.py': `import os

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", 1))
threads = 4
preload_app = False
timeout = 30
`,
    'shop/__init__.py': '',
    'shop/wsgi.py': `import json
import threading

import requests
from flask import Flask, request

from .models import model

app = Flask(__name__)


@app.route("/buy", methods=["POST"])
def buy():
    with open("/tmp/orders.json", "a") as file:
        file.write(json.dumps(request.json))
    threading.Thread(target=notify, args=(request.json,)).start()
    return {"prediction": model.predict(request.json)}


def notify(order):
    requests.post("https://example.com/hook", json=order, timeout=10)


if __name__ == "__main__":
    app.run(host="127.0.0.1", port=5000, debug=True)
`,
    'shop/models.py': `from transformers import pipeline

model = pipeline("text-classification", model="distilbert-base-uncased")
`,
    'requirements.txt':
      '# web\nflask==3.0.0\ngunicorn[gevent]>=21 ; python_version >= "3.9"\ntransformers\n-r more.txt\n',
    'more.txt': 'requests @ https://example.com/requests.zip\n',
    'service.yaml': `apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: shop
  annotations: &notes
    run.googleapis.com/ingress: all
spec:
  template:
    metadata:
      annotations:
        <<: *notes
        autoscaling.knative.dev/minScale: "0"
        autoscaling.knative.dev/maxScale: "3"
    spec:
      containerConcurrency: 80
      timeoutSeconds: 4000
      containers:
        - image: europe-docker.pkg.dev/p/r/shop
          ports:
            - containerPort: 8080
          env:
            - name: PORT
              value: "8080"
            - name: KEY
              valueFrom:
                secretKeyRef: { name: key, key: latest }
          resources:
            limits: { cpu: "0.5", memory: 256Mi }
          startupProbe:
            tcpSocket: { port: 8080 }
            periodSeconds: 10
---
apiVersion: run.googleapis.com/v1
kind: Job
metadata: { name: nightly }
spec:
  template:
    spec:
      taskCount: 2
      template:
        spec:
          maxRetries: 3
          containers:
            - image: europe-docker.pkg.dev/p/r/shop
              args: [migrate]
              volumeMounts:
                - { name: data, mountPath: /data }
          volumes:
            - name: data
              emptyDir: { medium: Memory, sizeLimit: 64Mi }
`,
    [CONFIG_NAME]: `# settings of this project
rules:
  tmp-write: hint
  fixed-port: default
exclude:
  - "vendor/**"
apps:
  - name: shop
    dockerfile: Dockerfile
    manifest: service.yaml
    entry: shop/wsgi.py
defaults:
  region: europe-west1
  memory: 512Mi
  cpu: "1"
  concurrency: 80
`,
    Makefile: 'deploy:\n\tgcloud run deploy shop --image x --port 9000 --concurrency=10 \\\n\t  --memory 1Gi\n',
    'cloudbuild.yaml': `steps:
  - name: gcr.io/cloud-builders/docker
    args: [build, -t, x, --target, build, .]
  - name: gcr.io/google.com/cloudsdktool/cloud-sdk
    entrypoint: gcloud
    args: [run, deploy, shop, --image, x, --port, "9000", --region, europe-west1]
`,
    'main.tf': 'resource "google_cloud_run_v2_service" "x" {\n  ports { container_port = 9000 }\n}\n',
  },
  {
    Procfile: 'web: gunicorn --bind 127.0.0.1:$PORT --workers 1 app:app\nworker: python worker.py\n',
    'requirements.txt': 'fastapi\nuvicorn\ngunicorn\n',
    'pyproject.toml': `[project]
name = "api"
dependencies = ["fastapi[standard]>=0.115", "uvicorn"]
[project.scripts]
serve = "app:main"
[tool.ruff]
line-length = 100
[tool.ruff.lint]
select = ["E", "ASYNC"]
[tool.setuptools.package-dir]
"" = "src"
`,
    'app.py': `import asyncio
import os
import time

import uvicorn
from fastapi import BackgroundTasks, FastAPI

app = FastAPI()


@app.on_event("startup")
async def start():
    asyncio.create_task(forever())


async def forever():
    while True:
        await asyncio.sleep(60)


@app.get("/slow")
async def slow(tasks: BackgroundTasks):
    time.sleep(1)
    tasks.add_task(forever)
    return {"ok": True}


def main():
    uvicorn.run("app:app", host="localhost", port=int(os.getenv("PORT", "8000")), workers=2)


if __name__ == "__main__":
    main()
`,
    'worker.py': 'import signal\n\nwhile True:\n    pass\n',
  },
  {
    Dockerfile: `FROM python:3.13
COPY . /app
WORKDIR /app
CMD streamlit run app.py --server.port 8501
`,
    '.streamlit/config.toml': '[server]\nport = 8501\naddress = "localhost"\nheadless = true\n',
    'ruff.toml': '[lint]\nextend-select = ["ASYNC1"]\nignore = []\n',
    'app.py': 'import streamlit as st\n\nst.title("x")\n',
  },
  {
    Dockerfile: 'FROM python:3.13\nCOPY . .\nCMD ["uwsgi", "--ini", "uwsgi.ini"]\n',
    'uwsgi.ini': '[uwsgi]\nhttp = 127.0.0.1:8080\nprocesses = 1\nmodule = app:app\n# done\n',
    'app.py': 'from flask import Flask\napp = Flask(__name__)\n',
  },
];

/** Every example of every rule and every project, without marks. */
export const CORPUS: readonly ExampleFiles[] = [
  ...PROJECTS,
  ...RULES.flatMap((rule) => [...rule.bad, ...rule.good].map((example) => readMarks(example.files).files)),
];

const RULE_NAMES: ReadonlySet<string> = new Set(RULES.map((rule) => rule.name));

/** Hands over the configuration file of a project as a host does. */
export function configure(analysis: Analysis, text: string | undefined): void {
  analysis.setConfig(ROOT, text === undefined ? undefined : decodeConfigFile(text, RULE_NAMES).config);
}

/** An analysis of a project, its configuration file included. */
export function analyseProject(files: ExampleFiles): Analysis {
  const analysis = analyse(files);
  configure(analysis, files[CONFIG_NAME]);
  return analysis;
}
