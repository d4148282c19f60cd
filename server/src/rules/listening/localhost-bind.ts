import { valueOf } from '../../base/known.ts';
import { isLoopback } from '../../model/listen.ts';
import { djangoAddress } from '../django-address.ts';
import { defineRule } from '../rule.ts';
import { answersRequests, serverName, startedHere } from '../words.ts';
import { fixOf, narrow, optionsNamed, unquoted, writeTo } from '../write.ts';

const FLASK = 'from flask import Flask\n\napp = Flask(__name__)\n';
const FASTAPI = 'from fastapi import FastAPI\n\napp = FastAPI()\n';
const RUN = "\nif __name__ == '__main__':\n    app.run(host='127.0.0.1', port=5000)\n";

export default defineRule({
  name: 'localhost-bind',
  since: '0.1.0',
  severity: 'error',
  subject: 'launch',
  summary: 'The server only accepts connections from inside its own container.',
  why: `Cloud Run sends requests to the container's network address. A server that listens on \`127.0.0.1\`, \`localhost\` or \`::1\`
never sees them: the start-up check finds no open port, and the revision never becomes ready. \`0.0.0.0\` means all
addresses of the container and opens nothing to the internet; Cloud Run's front end is in front of it.

uvicorn, hypercorn, granian, daphne, \`flask run\`, \`app.run()\`, \`runserver\` and Gradio listen on \`127.0.0.1\` unless told otherwise.
gunicorn without \`--bind\` listens on \`0.0.0.0:$PORT\`, because Cloud Run sets \`PORT\`.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/container-contract', checked: '2026-11-23' },
  topic: 'dockerfile-and-port',
  related: ['ruff `S104` and bandit `B104` warn about the opposite (`0.0.0.0`); on Cloud Run it is required.'],
  messages: {
    explicit:
      '{server} listens on {host}, which only this container reaches, so no request from Cloud Run arrives. Listen on 0.0.0.0.',
    byDefault:
      '{server} listens on {host} unless told otherwise, so no request from Cloud Run arrives. Let it listen on 0.0.0.0.',
  },
  bad: [
    {
      why: 'gunicorn with an address of its own',
      files: {
        Dockerfile:
          'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD exec gunicorn --bind ⟦127.0.0.1⟧:$PORT --threads 8 main:app\n',
        'main.py': FLASK,
      },
      fixed: {
        Dockerfile:
          'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD exec gunicorn --bind 0.0.0.0:$PORT --threads 8 main:app\n',
      },
    },
    {
      why: 'uvicorn without a host',
      files: {
        Dockerfile:
          'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ["sh", "-c", "exec ⟦uvicorn⟧ main:app --port $PORT"]\n',
        'main.py': FASTAPI,
      },
      fixed: {
        Dockerfile:
          'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ["sh", "-c", "exec uvicorn --host 0.0.0.0 main:app --port $PORT"]\n',
      },
    },
    {
      why: 'The server is started in Python',
      files: {
        Dockerfile: 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ["python", "main.py"]\n',
        'main.py': FLASK + RUN.replace('127.0.0.1', '⟦127.0.0.1⟧'),
      },
      fixed: { 'main.py': FLASK + RUN.replace('127.0.0.1', '0.0.0.0') },
    },
    {
      why: 'A variable decides',
      files: {
        Dockerfile:
          'FROM python:3.12-slim\nENV UVICORN_HOST=⟦localhost⟧\nWORKDIR /app\nCOPY . .\nCMD exec uvicorn main:app --port $PORT\n',
        'main.py': FASTAPI,
      },
      fixed: {
        Dockerfile:
          'FROM python:3.12-slim\nENV UVICORN_HOST=0.0.0.0\nWORKDIR /app\nCOPY . .\nCMD exec uvicorn main:app --port $PORT\n',
      },
    },
  ],
  good: [
    {
      why: 'gunicorn without --bind listens on 0.0.0.0:$PORT',
      files: {
        Dockerfile: 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ["gunicorn", "--threads", "8", "main:app"]\n',
        'main.py': FLASK,
      },
    },
    {
      why: 'app.run() is not reached under gunicorn',
      files: {
        Dockerfile: 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ["gunicorn", "--threads", "8", "main:app"]\n',
        'main.py': FLASK + RUN,
      },
    },
    {
      why: 'An allowed origin and a health check, not an address to listen on',
      files: {
        Dockerfile:
          'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD exec uvicorn main:app --host 0.0.0.0 --port $PORT\n',
        'main.py': `${FASTAPI}ORIGINS = ["http://localhost:3000"]\nDATABASE = "127.0.0.1"\n`,
      },
    },
  ],
  *check(subject) {
    const { launch, reader } = subject;
    const server = valueOf(launch.server);
    if (!answersRequests(subject) || server === undefined) return;
    const host = valueOf(server.host.value);
    if (host === undefined || !isLoopback(host)) return;
    const binds = valueOf(launch.binds);
    // With several addresses one of the others may be reached.
    if (binds === undefined ? optionsNamed(server, '--bind').length > 1 : !binds.every((b) => isLoopback(b.host)))
      return;
    const written = server.host.value.at;
    const byDefault = server.host.origin === 'default';
    const tight = written === undefined || byDefault ? undefined : narrow(reader, written, host);
    const at = tight ?? unquoted(reader, written ?? server.at);
    yield {
      message: byDefault || written === undefined ? 'byDefault' : 'explicit',
      data: { server: serverName(server, launch), host },
      at,
      related: [startedHere(launch, at.uri)],
      fix: () => {
        if (server.kind === 'django' && byDefault)
          return fixOf('Listen on 0.0.0.0', 'safe', djangoAddress(subject, server));
        const bracketed = tight !== undefined && host.includes(':');
        const edit =
          tight !== undefined && !bracketed
            ? { at: tight, newText: '0.0.0.0' }
            : writeTo(reader, server.host.place, { text: '0.0.0.0' });
        return fixOf('Listen on 0.0.0.0', 'safe', edit);
      },
    };
  },
});
