import { checkRow, onDebian, type Row } from './kit.ts';

const SERVICE = (container: string): string =>
  `apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: x\nspec:\n  template:\n    spec:\n      containers:\n        - image: europe-docker.pkg.dev/p/r/x:1\n${container.replace(/^/gm, '          ')}\n`;
const withService = (container: string, ...lines: readonly string[]) => ({
  Dockerfile: onDebian(...lines),
  'service.yaml': SERVICE(container),
});

const rows: readonly Row[] = [
  [
    'the last stage counts',
    'FROM python:3.12 AS dev\nCMD ["flask", "run"]\nFROM python:3.12-slim\nCMD ["gunicorn", "main:app"]\n',
    { argv: 'gunicorn main:app' },
  ],
  [
    'a target',
    'FROM python:3.12 AS dev\nCMD ["flask", "run"]\nFROM python:3.12-slim AS prod\nCMD ["gunicorn", "main:app"]\n',
    { argv: 'flask run' },
    { target: 'dev' },
  ],
  [
    'CMD is inherited from a stage',
    'FROM python:3.12 AS base\nENV WEB_CONCURRENCY=3\nCMD ["gunicorn", "main:app"]\nFROM base\n',
    { argv: 'gunicorn main:app', workers: 3 },
  ],
  [
    'stage names ignore case',
    'FROM python:3.12-alpine AS Base\nFROM base\nCMD gunicorn main:app\n',
    { pid1: 'server' },
  ],
  [
    'ENTRYPOINT and CMD join',
    onDebian('ENTRYPOINT ["gunicorn"]', 'CMD ["-w", "2", "main:app"]'),
    { argv: 'gunicorn -w 2 main:app', workers: 2 },
  ],
  [
    'ENTRYPOINT and shell-form CMD',
    onDebian('ENTRYPOINT ["tini", "--"]', 'CMD exec gunicorn main:app'),
    { argv: 'gunicorn main:app', pid1: 'init', sigterm: true },
  ],
  [
    'a new ENTRYPOINT drops the inherited CMD',
    'FROM python:3.12 AS base\nCMD ["-w", "9"]\nFROM base\nENTRYPOINT ["gunicorn", "main:app"]\n',
    { argv: 'gunicorn main:app', workers: 1 },
  ],
  [
    'ENTRYPOINT keeps the CMD of its own stage',
    onDebian('CMD ["-w", "2", "main:app"]', 'ENTRYPOINT ["gunicorn"]'),
    { argv: 'gunicorn -w 2 main:app' },
  ],
  [
    'the last CMD counts',
    onDebian('CMD ["flask", "run"]', 'CMD ["gunicorn", "main:app"]'),
    { argv: 'gunicorn main:app' },
  ],
  ['ARG in FROM', 'ARG TAG=3.12-alpine\nFROM python:${TAG}\nCMD gunicorn main:app\n', { pid1: 'server' }],
  [
    'ARG without default in FROM',
    'ARG BASE\nFROM ${BASE}\nCMD gunicorn main:app\n',
    { pid1: null, sigterm: null, binds: '0.0.0.0:8080' },
  ],
  [
    'ARG into ENV',
    'FROM python:3.12-slim\nARG WORKERS=4\nENV WEB_CONCURRENCY=$WORKERS\nCMD ["gunicorn", "main:app"]\n',
    { workers: 4 },
  ],
  [
    'ARG without default into ENV',
    'FROM python:3.12-slim\nARG WORKERS\nENV WEB_CONCURRENCY=${WORKERS}\nCMD ["gunicorn", "main:app"]\n',
    { workers: null },
  ],
  [
    'ARG without default, but a default in ENV',
    'FROM python:3.12-slim\nARG WORKERS\nENV WEB_CONCURRENCY=${WORKERS:-2}\nCMD ["gunicorn", "main:app"]\n',
    { workers: 2 },
  ],
  [
    'global ARG is seen after a declaration',
    'ARG N=5\nFROM python:3.12-slim\nARG N\nENV WEB_CONCURRENCY=$N\nCMD ["gunicorn", "main:app"]\n',
    { workers: 5 },
  ],
  [
    'a variable of the same ENV has its old value',
    'FROM python:3.12-slim\nENV A=2\nENV A=3 WEB_CONCURRENCY=$A\nCMD ["gunicorn", "main:app"]\n',
    { workers: 2 },
  ],
  [
    'ENV is not inherited through COPY --from',
    'FROM python:3.12 AS build\nENV WEB_CONCURRENCY=9\nFROM python:3.12-slim\nCOPY --from=build /a /a\nCMD ["gunicorn", "main:app"]\n',
    { workers: 1 },
  ],
  [
    'ENV PORT is overridden by the platform',
    onDebian('ENV PORT=5000', 'CMD ["gunicorn", "main:app"]'),
    { binds: '0.0.0.0:8080', reachable: true },
  ],
  [
    'WORKDIR joins',
    {
      Dockerfile: 'FROM python:3.12-slim\nWORKDIR /srv\nWORKDIR app\nCOPY . .\nCMD ["./run.sh"]\n',
      'run.sh': '#!/bin/sh\nexec gunicorn main:app\n',
    },
    { argv: 'gunicorn main:app' },
  ],
  [
    'a Dockerfile in a folder of its own',
    {
      'docker/Dockerfile':
        'FROM python:3.12-slim\nWORKDIR /app\nCOPY requirements.txt .\nCOPY src ./src\nCMD ["python", "src/main.py"]\n',
      'requirements.txt': '',
      'src/main.py': 'from flask import Flask\napp = Flask(__name__)\napp.run(host="0.0.0.0", port=8080)\n',
    },
    { server: 'flask', binds: '0.0.0.0:8080' },
    { dockerfile: 'docker/Dockerfile' },
  ],

  [
    'nginx',
    'FROM nginx:1.27-alpine\nCOPY dist /usr/share/html\n',
    { argv: 'nginx -g daemon off;', server: 'nginx', reachable: false, binds: '0.0.0.0:80' },
  ],
  [
    'nginx with a site of its own',
    {
      Dockerfile: 'FROM nginx:alpine\nCOPY web.conf /etc/nginx/conf.d/default.conf\nEXPOSE 80\n',
      'web.conf': 'server {\n  listen 3000;\n}\n',
    },
    { binds: '0.0.0.0:3000', reachable: false },
  ],
  [
    'nginx in front of a neighbour of Compose',
    {
      Dockerfile: 'FROM nginx:alpine\nCOPY web.conf /etc/nginx/conf.d/default.conf\n',
      'web.conf': 'server {\n  listen 80;\n  location / { proxy_pass http://backend:8000; }\n}\n',
    },
    { server: 'nginx', binds: null },
  ],
  [
    'nginx with several sockets, one of them right',
    {
      Dockerfile:
        'FROM node AS build\nFROM nginx\nCOPY --from=build /app/dist /usr/share/nginx/html\nCOPY nginx.conf /etc/nginx/conf.d/default.conf\n',
      'nginx.conf': 'server { listen 80; }\nserver { listen 8080; }\n',
    },
    { binds: '0.0.0.0:80,0.0.0.0:8080', reachable: true },
  ],
  [
    'nginx with a main file that takes no sites in',
    {
      Dockerfile: 'FROM nginx\nCOPY nginx.conf /etc/nginx/nginx.conf\n',
      'nginx.conf': 'events {}\nhttp { include /etc/nginx/mime.types; server { listen 8080; } }\n',
    },
    { binds: '0.0.0.0:8080', reachable: true },
  ],
  [
    'nginx with a main file beside the site of the image',
    {
      Dockerfile: 'FROM nginx\nCOPY nginx.conf /etc/nginx/nginx.conf\n',
      'nginx.conf': 'events {}\nhttp { include /etc/nginx/conf.d/*.conf; server { listen 8080; } }\n',
    },
    { binds: null },
  ],
  [
    'nginx with a site beside the one of the image',
    {
      Dockerfile: 'FROM nginx\nCOPY app.conf /etc/nginx/conf.d/\n',
      'app.conf': 'server { listen 3000; }\n',
    },
    { binds: null },
  ],
  [
    'nginx with the site of the image removed',
    {
      Dockerfile: 'FROM nginx\nRUN rm /etc/nginx/conf.d/default.conf\nCOPY app.conf /etc/nginx/conf.d/\n',
      'app.conf': 'server { listen 3000; }\n',
    },
    { binds: '0.0.0.0:3000' },
  ],
  [
    'nginx with a template',
    {
      Dockerfile: 'FROM nginx\nCOPY default.conf.template /etc/nginx/templates/\n',
      'default.conf.template': 'server { listen ${PORT}; }\n',
    },
    { binds: null },
  ],
  [
    'nginx with a site that the build rewrites',
    {
      Dockerfile:
        "FROM nginx\nCOPY a.conf /etc/nginx/conf.d/default.conf\nRUN sed -i 's/80/8080/' /etc/nginx/conf.d/default.conf\n",
      'a.conf': 'server { listen 80; }\n',
    },
    { binds: null },
  ],
  [
    'nginx with a site that the start rewrites',
    {
      Dockerfile: `FROM nginx\nCOPY a.conf /etc/nginx/conf.d/default.conf\nCMD sed -i "s/80/$PORT/" /etc/nginx/conf.d/default.conf && nginx -g 'daemon off;'\n`,
      'a.conf': 'server { listen 80; }\n',
    },
    { binds: null },
  ],
  [
    'nginx with a site that has no listen',
    {
      Dockerfile: 'FROM nginx\nCOPY a.conf /etc/nginx/conf.d/default.conf\n',
      'a.conf': 'server { root /a; }\n',
    },
    { binds: null },
  ],
  [
    'nginx with only pages of its own',
    { Dockerfile: 'FROM nginx\nCOPY dist /usr/share/nginx/html\n', 'dist/index.html': '' },
    { binds: '0.0.0.0:80' },
  ],
  [
    'nginx with its own configuration',
    'FROM nginx\nCOPY nginx.conf /etc/nginx/nginx.conf\n',
    { server: 'nginx', binds: null, reachable: null },
  ],
  [
    'tiangolo reads PORT',
    'FROM tiangolo/uvicorn-gunicorn-fastapi:python3.11\nCOPY ./app /app\n',
    {
      server: 'gunicorn',
      binds: '0.0.0.0:8080',
      workers: 2,
      workerClass: 'uvicorn',
      capacity: 'unbounded',
      reachable: true,
    },
  ],
  [
    'tiangolo with another command',
    'FROM tiangolo/uvicorn-gunicorn-fastapi:python3.11\nCMD ["uvicorn", "main:app"]\n',
    { server: 'uvicorn', binds: '127.0.0.1:8000' },
  ],
  [
    'node entrypoint is transparent',
    'FROM node:22\nCMD ["gunicorn", "main:app"]\n',
    { argv: 'gunicorn main:app', pid1: 'server' },
  ],
  [
    'distroless python',
    'FROM gcr.io/distroless/python3-debian12\nCMD ["-m", "uvicorn", "main:app", "--host", "0.0.0.0", "--port", "8080"]\n',
    { server: 'uvicorn', binds: '0.0.0.0:8080', pid1: 'server' },
  ],
  [
    'distroless python and a script',
    {
      Dockerfile: 'FROM gcr.io/distroless/python3\nWORKDIR /app\nCOPY . .\nCMD ["main.py"]\n',
      'main.py': 'import uvicorn\nuvicorn.run("a:app", host="0.0.0.0", port=8080)\n',
    },
    { argv: '/usr/bin/python3 main.py', server: 'uvicorn', binds: '0.0.0.0:8080' },
  ],
  [
    'distroless python and a program',
    'FROM gcr.io/distroless/python3\nCMD ["uvicorn", "main:app"]\n',
    { fails: "/usr/bin/python3: can't open file 'uvicorn': [Errno 2] No such file or directory", reachable: false },
  ],
  [
    'shell form without a shell',
    'FROM gcr.io/distroless/static\nCMD /app --port 8080\n',
    { fails: 'exec: "/bin/sh": no such file or directory' },
  ],
  ['a base image of the company', 'FROM europe-docker.pkg.dev/p/r/base:1\n', { argv: null, server: null, pid1: null }],
  [
    'an image whose tag names its family',
    'FROM acme/python:3.12-slim-bookworm\nCMD gunicorn main:app\n',
    { pid1: 'shell', sigterm: false },
  ],
  [
    'an image without hints',
    'FROM acme/base\nCMD gunicorn main:app\n',
    { pid1: null, sigterm: null, binds: '0.0.0.0:8080' },
  ],
  [
    'Red Hat has bash as sh',
    'FROM registry.access.redhat.com/ubi9/python-312\nCMD gunicorn main:app\n',
    { pid1: 'server', sigterm: true },
  ],
  ['uv on Alpine', 'FROM ghcr.io/astral-sh/uv:python3.12-alpine\nCMD gunicorn main:app\n', { pid1: 'server' }],
  [
    'Docker Hub through the mirror',
    'FROM mirror.gcr.io/library/python:3.12\nCMD gunicorn main:app\n',
    { pid1: 'shell' },
  ],

  [
    'exec as a program',
    onDebian('CMD ["exec", "gunicorn", "main:app"]'),
    { fails: 'exec: "exec": executable file not found in $PATH', reachable: false, server: null },
  ],
  [
    'an assignment as a program',
    onDebian('CMD ["PORT=80", "gunicorn", "main:app"]'),
    { fails: 'exec: "PORT=80": executable file not found in $PATH' },
  ],
  [
    'a whole line as a program',
    onDebian('CMD ["gunicorn -b :8080 main:app"]'),
    { fails: 'exec: "gunicorn -b :8080 main:app": executable file not found in $PATH' },
  ],
  [
    'an empty CMD resets',
    'FROM python:3.12-slim\nENTRYPOINT ["gunicorn", "main:app"]\nCMD []\n',
    { argv: 'gunicorn main:app' },
  ],
  ['no stage', '# nothing yet\n', { argv: null, server: null }],

  [
    'manifest args replace CMD',
    withService('args: ["-w", "3", "main:app"]', 'ENTRYPOINT ["gunicorn"]', 'CMD ["main:app"]'),
    { argv: 'gunicorn -w 3 main:app', workers: 3 },
  ],
  [
    'manifest command replaces ENTRYPOINT and drops CMD',
    withService('command: ["uvicorn", "main:app"]', 'ENTRYPOINT ["gunicorn"]', 'CMD ["main:app"]'),
    { argv: 'uvicorn main:app', binds: '127.0.0.1:8000' },
  ],
  [
    'manifest command and args',
    withService('command: ["sh", "-c"]\nargs: ["exec uvicorn main:app --host 0.0.0.0 --port $PORT"]', 'CMD ["x"]'),
    { argv: 'uvicorn main:app --host 0.0.0.0 --port 8080', pid1: 'server', reachable: true },
  ],
  [
    'manifest env',
    withService(
      'env:\n  - name: WEB_CONCURRENCY\n    value: "4"',
      'ENV WEB_CONCURRENCY=2',
      'CMD ["gunicorn", "main:app"]',
    ),
    { workers: 4 },
  ],
  [
    'a secret is not known',
    withService(
      'env:\n  - name: WEB_CONCURRENCY\n    valueFrom:\n      secretKeyRef:\n        name: n\n        key: latest',
      'CMD ["gunicorn", "main:app"]',
    ),
    { workers: null, capacity: null },
  ],
  [
    'the port of the manifest',
    withService('ports:\n  - containerPort: 5000', 'CMD ["gunicorn", "main:app"]'),
    { binds: '0.0.0.0:5000', reachable: true },
  ],
  [
    'a fixed port that the manifest names',
    withService('ports:\n  - containerPort: 5000', 'CMD ["gunicorn", "-b", ":5000", "main:app"]'),
    { reachable: true },
  ],
  [
    'a fixed port that it does not name',
    withService('ports:\n  - containerPort: 5000', 'CMD ["gunicorn", "-b", ":8080", "main:app"]'),
    { reachable: false },
  ],
  [
    'manifest without Dockerfile',
    { 'service.yaml': SERVICE('command: ["gunicorn"]\nargs: ["-w", "2", "main:app"]') },
    { argv: 'gunicorn -w 2 main:app', pid1: 'server', workers: 2 },
  ],
  [
    'a variable that the manifest does not set is unset',
    withService('env:\n  - name: A\n    value: "1"', 'CMD exec gunicorn $OPTIONS main:app'),
    { argv: 'gunicorn main:app', workers: 1 },
  ],
];

describe('launch: images and manifests', () => {
  for (const row of rows) it(row[0], () => checkRow(row));
});
