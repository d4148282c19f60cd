import { valueOf } from '../../base/known.ts';
import { dirname } from '../../base/uri.ts';
import type { Server, StartFailure } from '../../model/launch-types.ts';
import { missingRequirement } from '../../model/production-command.ts';
import { gunicornProcfile } from '../procfile-fix.ts';
import { defineRule, type Fix, type LaunchSubject } from '../rule.ts';
import { serverName } from '../words.ts';
import { addFlags, dropOption, fixOf, needlessBind, unquoted } from '../write.ts';

const FLASK = 'from flask import Flask\n\napp = Flask(__name__)\n';
const FASTAPI = 'from fastapi import FastAPI\n\napp = FastAPI()\n';
const HEAD = 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\n';

export default defineRule({
  name: 'server-cannot-start',
  since: '0.1.0',
  severity: 'error',
  subject: 'launch',
  summary: 'The server refuses its own command line, or cannot call the application.',
  why: `Some command lines fail in every place, not on Cloud Run only; there the deployment fails after minutes with the message that
the container did not listen in time, which says nothing about the reason.

Known cases:

- \`gunicorn -b 8080\` takes 8080 for the name of a host; write \`:8080\`, or leave it out;
- \`--daemon\` puts the server into the background: process 1 ends, and the container with it;
- a FastAPI application (ASGI) under gunicorn's own workers (WSGI) answers every request with an error; it needs
  \`-k uvicorn_worker.UvicornWorker\`, or uvicorn itself; and a Flask application does not run under uvicorn;
- \`uvicorn.run(app, workers=2)\` needs the application as text: \`"main:app"\`.`,
  source: { url: 'https://docs.gunicorn.org/en/stable/settings.html', checked: '2026-11-23' },
  topic: 'gunicorn-workers-and-threads',
  messages: {
    refused: '{server} does not start with this command line: {reason}.',
    daemon: '{server} goes into the background, so process 1 ends and the container with it. Remove the option.',
    interface: 'Every request ends in an error: {reason}. {advice}',
  },
  bad: [
    {
      why: 'A port without a colon',
      files: {
        Dockerfile: `${HEAD}CMD ["gunicorn", "-b", "⟦8080⟧", "--threads", "8", "main:app"]\n`,
        'main.py': FLASK,
      },
      fixed: { Dockerfile: `${HEAD}CMD ["gunicorn", "--threads", "8", "main:app"]\n` },
    },
    {
      why: 'In the background',
      files: {
        Dockerfile: `${HEAD}CMD exec gunicorn ⟦--daemon⟧ --bind :$PORT --threads 8 main:app\n`,
        'main.py': FLASK,
      },
      fixed: { Dockerfile: `${HEAD}CMD exec gunicorn --bind :$PORT --threads 8 main:app\n` },
    },
    {
      why: 'FastAPI under a worker for Flask',
      files: {
        Dockerfile: `${HEAD}CMD ["gunicorn", "⟦main:app⟧"]\n`,
        'main.py': FASTAPI,
        'requirements.txt': 'fastapi\ngunicorn\n',
      },
      fixed: {
        Dockerfile: `${HEAD}CMD ["gunicorn", "-k", "uvicorn_worker.UvicornWorker", "main:app"]\n`,
        'requirements.txt': 'fastapi\ngunicorn\nuvicorn-worker\n',
      },
    },
    {
      why: 'Flask under uvicorn',
      files: {
        Dockerfile: `${HEAD}CMD exec uvicorn ⟦main:app⟧ --host 0.0.0.0 --port $PORT\n`,
        'main.py': FLASK,
      },
    },
    {
      why: 'Deployed from source, without a Dockerfile and a Procfile: gunicorn is required, so buildpacks start it',
      files: {
        'deploy.sh': 'gcloud run deploy api --source .\n',
        'main.py': 'from fastapi import FastAPI\n\napp = FastAPI()\n',
        'requirements.txt': 'fastapi\n⟦gunicorn⟧\n',
      },
      fixed: {
        Procfile: 'web: gunicorn --bind :$PORT -k uvicorn_worker.UvicornWorker --timeout 0 main:app\n',
        'requirements.txt': 'fastapi\ngunicorn\nuvicorn-worker\n',
      },
    },
    {
      why: 'FastAPI that is deployed from source: below Python 3.13 buildpacks start gunicorn, whatever is required',
      files: {
        'deploy.sh': 'gcloud run deploy api ⟦--source .⟧\n',
        '.python-version': '3.12\n',
        'requirements.txt': 'fastapi\nuvicorn\n',
        'main.py': FASTAPI,
      },
      fixed: {
        Procfile: 'web: gunicorn --bind :$PORT -k uvicorn_worker.UvicornWorker --timeout 0 main:app\n',
        'requirements.txt': 'fastapi\nuvicorn\nuvicorn-worker\n',
      },
    },
  ],
  good: [
    {
      why: 'FastAPI under a worker for it',
      files: {
        Dockerfile: `${HEAD}CMD ["gunicorn", "-k", "uvicorn_worker.UvicornWorker", "main:app"]\n`,
        'main.py': FASTAPI,
      },
    },
    {
      why: 'A Flask application that is wrapped for ASGI',
      files: {
        Dockerfile: `${HEAD}CMD exec uvicorn main:app --host 0.0.0.0 --port $PORT\n`,
        'main.py':
          'from a2wsgi import WSGIMiddleware\nfrom flask import Flask\n\nflask_app = Flask(__name__)\napp = WSGIMiddleware(flask_app)\n',
      },
    },
    {
      why: 'Dash on FastAPI, whose server is an ASGI application',
      files: {
        Dockerfile: `${HEAD}CMD exec uvicorn main:server --host 0.0.0.0 --port $PORT\n`,
        'main.py': "from dash import Dash\n\napp = Dash(__name__, backend='fastapi')\nserver = app.server\n",
      },
    },
    {
      why: 'A port with its colon',
      files: {
        Dockerfile: `${HEAD}CMD exec gunicorn -b :$PORT --threads 8 main:app\n`,
        'main.py': FLASK,
      },
    },
  ],
  *check(subject) {
    const { launch, reader } = subject;
    const server = valueOf(launch.server);
    if (server === undefined) return;
    for (const failure of launch.startFailures) {
      const reason = failure.text.replace(/\.$/, '').replace(/^Error: /, '');
      const at = unquoted(reader, failure.at);
      const name = serverName(server, launch);
      const fix = (): Fix | undefined => mend(subject, server, failure);
      if (failure.code === 'daemonised') yield { message: 'daemon', data: { server: name }, at, fix };
      else if (failure.code === 'wrong-interface')
        yield { message: 'interface', data: { reason, advice: adviceFor(server) }, at, fix };
      else if (failure.code === 'refused-option' || failure.code === 'other')
        yield { message: 'refused', data: { server: name, reason }, at, fix };
    }
  },
});

function adviceFor({ kind, workerClass }: Server): string {
  if (kind === 'gunicorn' && workerClass.origin === 'default') return 'Add -k uvicorn_worker.UvicornWorker.';
  return kind === 'uvicorn' || kind === 'daphne' ? 'Start it with gunicorn.' : 'Start it with a server that fits.';
}

function mend({ container, launch, reader }: LaunchSubject, server: Server, failure: StartFailure): Fix | undefined {
  const holds = (option: { readonly at: { readonly start: number; readonly end: number } }): boolean =>
    option.at.start <= failure.at.start && failure.at.end <= option.at.end;
  if (failure.code === 'daemonised') {
    const option = server.options.find(holds);
    return option === undefined ? undefined : fixOf('Stay in the foreground', 'safe', dropOption(option));
  }
  if (failure.code === 'wrong-interface') {
    if (server.kind !== 'gunicorn' || server.workerClass.origin !== 'default') return undefined;
    const dockerfile = valueOf(container.dockerfile);
    const roots = [...launch.importRoots, ...(dockerfile === undefined ? [] : [dirname(dockerfile)])];
    const requirement = missingRequirement(reader, roots, 'uvicorn-worker');
    const words = ['-k', 'uvicorn_worker.UvicornWorker'];
    const procfile = gunicornProcfile(launch, [...words, '--timeout', '0']);
    const edit = procfile ?? addFlags(server.flags, words);
    return fixOf(
      procfile === undefined
        ? 'Use the worker class of uvicorn'
        : 'Write a Procfile that uses the worker class of uvicorn',
      'suggestion',
      edit,
      ...(requirement === undefined ? [] : [requirement]),
    );
  }
  const bind = needlessBind(server);
  if (bind === undefined || !holds(bind)) return undefined;
  return fixOf('Drop --bind: gunicorn listens on 0.0.0.0:$PORT by itself', 'safe', dropOption(bind));
}
