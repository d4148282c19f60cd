import { valueOf } from '../../base/known.ts';
import type { Span } from '../../base/span.ts';
import type { Server } from '../../model/launch-types.ts';
import { productionCommand } from '../../model/production-command.ts';
import { defineRule, type Fix, type LaunchSubject } from '../rule.ts';
import { answersRequests, serverName, startedHere } from '../words.ts';
import { fixOf, unquoted } from '../write.ts';

const FLASK = 'from flask import Flask\n\napp = Flask(__name__)\n';
const FASTAPI = 'from fastapi import FastAPI\n\napp = FastAPI()\n';
const HEAD = 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\n';

export default defineRule({
  name: 'dev-server',
  since: '0.1.0',
  severity: 'warning',
  subject: 'launch',
  summary: 'A development server or option answers production traffic.',
  why: `\`flask run\`, \`app.run()\`, \`runserver\` and \`fastapi dev\` start servers that their own documentation keeps out of production:
no limits, no worker that is replaced when it hangs, and SIGTERM does not end them in an orderly way. \`--reload\` starts a second
process that watches the files and restarts the server when one changes, which costs CPU, memory and start-up time.
Debug mode shows source code, variables and an interactive console to anyone who causes an error.

\`app.run()\` below \`if __name__ == "__main__":\` is fine as long as the container starts gunicorn or uvicorn.`,
  source: { url: 'https://flask.palletsprojects.com/en/stable/deploying/', checked: '2026-11-23' },
  topic: 'flask-and-fastapi',
  messages: {
    server: '{server} is a development server, not made for production load or security. Start the app with {better}.',
    reload:
      'Reload mode watches the files to restart the server: work for nothing in an image that never changes. Turn it off.',
    debug: 'Debug mode shows source code and a console to anyone who causes an error. Turn it off.',
  },
  bad: [
    {
      why: 'flask run',
      files: {
        Dockerfile: `${HEAD}CMD ["sh", "-c", "exec ⟦flask⟧ --app main run --host 0.0.0.0 --port $PORT"]\n`,
        'main.py': FLASK,
        'requirements.txt': 'flask==3.1.3\n',
      },
      fixed: {
        Dockerfile: `${HEAD}CMD ["gunicorn", "--threads", "8", "--timeout", "0", "main:app"]\n`,
        'requirements.txt': 'flask==3.1.3\ngunicorn\n',
      },
    },
    {
      why: 'flask run with a factory, which gunicorn wants called',
      files: {
        Dockerfile: `${HEAD}CMD ["sh", "-c", "exec ⟦flask⟧ --app main:make run --host 0.0.0.0 --port $PORT"]\n`,
        'requirements.txt': 'flask\ngunicorn\n',
        'main.py': 'from flask import Flask\n\n\ndef make():\n    return Flask(__name__)\n',
      },
      fixed: { Dockerfile: `${HEAD}CMD ["gunicorn", "--threads", "8", "--timeout", "0", "main:make()"]\n` },
    },
    {
      why: 'app.run() in the file that the container starts',
      files: {
        Dockerfile: `${HEAD}CMD ["python", "main.py"]\n`,
        'main.py': `import os\n${FLASK}\nif __name__ == '__main__':\n    ⟦app.run⟧(host='0.0.0.0', port=int(os.environ['PORT']))\n`,
      },
      fixed: { Dockerfile: `${HEAD}CMD ["gunicorn", "--threads", "8", "--timeout", "0", "main:app"]\n` },
    },
    {
      why: 'The script loads a model before, which gunicorn would not; so no fix is offered',
      files: {
        Dockerfile: `${HEAD}CMD ["python", "main.py"]\n`,
        'main.py': `import os\nimport pickle\n${FLASK}\nif __name__ == '__main__':\n    model = pickle.load(open('model.pkl', 'rb'))\n    ⟦app.run⟧(host='0.0.0.0', port=int(os.environ['PORT']))\n`,
      },
    },
    {
      why: 'Nothing installs gunicorn; so no fix is offered',
      files: {
        Dockerfile:
          'FROM python:3.12-slim\nWORKDIR /app\nRUN pip install flask\nCOPY . .\nCMD ["⟦flask⟧", "--app", "main", "run", "--host", "0.0.0.0", "--port", "8080"]\n',
        'main.py': FLASK,
      },
    },
    {
      why: "Django's runserver",
      files: {
        Dockerfile: `${HEAD}CMD exec python manage.py ⟦runserver⟧ 0.0.0.0:$PORT\n`,
        'manage.py': 'import sys\n',
        'shop/settings.py': 'DEBUG = False\n',
        'shop/wsgi.py': 'application = None\n',
      },
      fixed: { Dockerfile: `${HEAD}CMD ["gunicorn", "--threads", "8", "--timeout", "0", "shop.wsgi"]\n` },
    },
    {
      why: 'uvicorn --reload',
      files: {
        Dockerfile: `${HEAD}CMD exec uvicorn main:app --host 0.0.0.0 --port $PORT ⟦--reload⟧\n`,
        'main.py': FASTAPI,
      },
      fixed: { Dockerfile: `${HEAD}CMD exec uvicorn main:app --host 0.0.0.0 --port $PORT\n` },
    },
    {
      why: 'Debug mode of another server',
      severity: 'warning',
      files: {
        Dockerfile: `${HEAD}CMD ["python", "main.py"]\n`,
        'main.py':
          "import os\n\nfrom sanic import Sanic\n\napp = Sanic('app')\n\nif __name__ == '__main__':\n    app.run(host='0.0.0.0', port=int(os.environ['PORT']), ⟦debug=True⟧)\n",
      },
      fixed: {
        'main.py':
          "import os\n\nfrom sanic import Sanic\n\napp = Sanic('app')\n\nif __name__ == '__main__':\n    app.run(host='0.0.0.0', port=int(os.environ['PORT']), debug=False)\n",
      },
    },
  ],
  good: [
    {
      why: 'The last of several stages is for development; a build names another one',
      files: {
        Dockerfile: `${HEAD.replace('3.12-slim', '3.12-slim AS production')}CMD ["gunicorn", "--threads", "8", "main:app"]\n\nFROM production AS dev\nCMD ["flask", "--app", "main", "run", "--host", "0.0.0.0", "--port", "8080"]\n`,
        'main.py': FLASK,
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: api\nspec:\n  template:\n    spec:\n      containers:\n        - image: europe-docker.pkg.dev/p/r/api:1\n',
      },
    },
    {
      why: 'app.run() is for the developer’s machine; the container starts gunicorn',
      files: {
        Dockerfile: `${HEAD}CMD ["gunicorn", "--threads", "8", "main:app"]\n`,
        'main.py': `${FLASK}\nif __name__ == '__main__':\n    app.run(debug=True)\n`,
      },
    },
    {
      why: 'Dash on FastAPI, which uvicorn serves',
      files: {
        Dockerfile: `${HEAD}CMD ["python", "main.py"]\n`,
        'main.py':
          "import os\n\nfrom dash import Dash\n\napp = Dash(__name__, backend='fastapi')\n\nif __name__ == '__main__':\n    app.run(host='0.0.0.0', port=int(os.environ['PORT']))\n",
      },
    },
    {
      why: 'A Dockerfile for development',
      files: {
        'Dockerfile.dev': `${HEAD}CMD ["flask", "--app", "main", "run", "--debug"]\n`,
        'main.py': FLASK,
      },
    },
    {
      why: 'fastapi run is the production command',
      files: {
        Dockerfile: `${HEAD}CMD ["fastapi", "run", "main.py"]\n`,
        'main.py': FASTAPI,
        'requirements.txt': 'fastapi[standard]==0.142.2\nfastapi-cli==0.0.32\n',
      },
    },
  ],
  *check(subject) {
    const { launch, reader } = subject;
    const server = valueOf(launch.server);
    if (server === undefined || !answersRequests(subject)) return;
    const whole = server.development.find((d) => d.what === 'server');
    if (whole !== undefined) {
      const at = unquoted(reader, whole.at);
      const popular = ['flask', 'django', 'fastapi', 'quart'].includes(server.kind);
      yield {
        message: 'server',
        data: { server: serverName(server, launch), better: betterThan(server) },
        at,
        ...(popular ? {} : { severity: 'information' as const }),
        related: [startedHere(launch, at.uri)],
        fix: () => productionFix(subject, server),
      };
      return;
    }
    for (const { what, at: place, remove } of server.development) {
      const at = unquoted(reader, place);
      const related = [startedHere(launch, at.uri)];
      const fix = (): Fix | undefined => switchOff(subject, at, remove);
      if (what === 'reload') yield { message: 'reload', at, related, fix };
      if (what === 'debug') yield { message: 'debug', at, related, fix };
    }
  },
});

function betterThan({ kind }: Server): string {
  if (kind === 'fastapi') return 'fastapi run';
  return kind === 'quart' ? 'hypercorn or uvicorn' : 'gunicorn';
}

/** Removes the option, or sets the keyword to False. */
function switchOff({ reader }: LaunchSubject, at: Span, remove: Span | undefined): Fix | undefined {
  if (remove !== undefined) return fixOf('Remove the option', 'safe', { at: remove, newText: '' });
  const text = reader.written(at) ?? '';
  if (!/^\w+\s*=\s*True$/.test(text)) return undefined;
  return fixOf('Set it to False', 'safe', { at: { ...at, start: at.end - 'True'.length }, newText: 'False' });
}

function productionFix({ container, launch, reader }: LaunchSubject, server: Server): Fix | undefined {
  const dev = server.kind === 'fastapi' ? valueOf(launch.argv)?.find((arg) => arg.value === 'dev') : undefined;
  if (dev !== undefined)
    return fixOf('Start fastapi run', 'suggestion', { at: unquoted(reader, dev.at), newText: 'run' });
  const range = launch.commandArguments;
  const dockerfile = valueOf(container.dockerfile);
  const made = dockerfile === undefined ? undefined : productionCommand(reader, launch, server, dockerfile);
  if (made === undefined || range === undefined || dockerfile !== range.uri) return undefined;
  const newText = `[${made.words.map((word) => JSON.stringify(word)).join(', ')}]`;
  const edits = made.requirement === undefined ? [] : [made.requirement];
  return fixOf('Start the app with gunicorn', 'suggestion', { at: range, newText }, ...edits);
}
