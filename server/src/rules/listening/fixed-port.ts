import { valueOf } from '../../base/known.ts';
import type { Span } from '../../base/span.ts';
import type { FactsReader } from '../../model/facts-reader.ts';
import type { Server } from '../../model/launch-types.ts';
import { isLoopback } from '../../model/listen.ts';
import { replaceIn } from '../deploy-write.ts';
import { djangoAddress } from '../django-address.ts';
import { portInPython } from '../python-write.ts';
import { defineRule, type Edit, type Fix, type LaunchSubject, relatedTo } from '../rule.ts';
import { answersRequests, serverName, startedHere } from '../words.ts';
import { dropOption, fixOf, narrow, needlessBind, needlessPort, runInShell, unquoted, writeTo } from '../write.ts';

const FASTAPI = 'from fastapi import FastAPI\n\napp = FastAPI()\n';
const HEAD = 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\n';
const SERVICE = (port: string): string =>
  `apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: api\nspec:\n  template:\n    spec:\n      containers:\n        - image: europe-docker.pkg.dev/p/r/api:1\n          ports:\n            - containerPort: ${port}\n`;

export default defineRule({
  name: 'fixed-port',
  since: '0.1.0',
  severity: 'warning',
  subject: 'launch',
  summary: 'The server listens on a fixed port instead of the one that Cloud Run names in `PORT`.',
  why: `Cloud Run sends requests to one port: \`containerPort\` of the manifest, or 8080 where nothing sets it. It tells the
container that port in the variable \`PORT\`. A server on any other port is never reached, and the revision never becomes ready.

- *error*: a manifest, or the server's own default port, makes the mismatch certain;
- *warning*: another port is written down, and nothing in the repository passes it at deployment;
- *hint*: 8080 is written down; that works until somebody changes the port of the service.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/container-contract', checked: '2026-11-23' },
  topic: 'dockerfile-and-port',
  messages: {
    mismatch:
      '{server} listens on port {port}, but Cloud Run sends requests to {expected}, so none arrive. Listen on $PORT.',
    byDefault:
      '{server} listens on port {port} unless told otherwise, but Cloud Run sends requests to {expected}. Pass it $PORT.',
    nginx:
      'nginx listens on port {port} unless told otherwise, but Cloud Run sends requests to {expected}. Write listen $PORT into a template.',
    unlikely:
      '{server} listens on port {port}; Cloud Run sends requests to {expected} unless a deployment says otherwise. Listen on $PORT.',
    constant: '{server} listens on a fixed port. It works while the service uses {port}; $PORT works with every port.',
  },
  bad: [
    {
      why: 'A manifest sends requests elsewhere',
      severity: 'error',
      files: {
        Dockerfile: `${HEAD}CMD ["uvicorn", "main:app", "--host", "0.0.0.0", "--port", "⟦8000⟧"]\n`,
        'main.py': FASTAPI,
        'service.yaml': SERVICE('9000'),
      },
      fixed: {
        Dockerfile: `${HEAD}CMD ["sh", "-c", "exec uvicorn main:app --host 0.0.0.0 --port $PORT"]\n`,
      },
    },
    {
      why: "The server's default port",
      severity: 'error',
      files: {
        Dockerfile: `${HEAD}CMD exec ⟦uvicorn⟧ main:app --host 0.0.0.0\n`,
        'main.py': FASTAPI,
      },
      fixed: { Dockerfile: `${HEAD}CMD exec uvicorn --port $PORT main:app --host 0.0.0.0\n` },
    },
    {
      why: 'A port that nothing else knows',
      files: {
        Dockerfile: `${HEAD}CMD ["gunicorn", "--bind", "0.0.0.0:⟦5000⟧", "--threads", "8", "main:app"]\n`,
        'main.py': 'from flask import Flask\n\napp = Flask(__name__)\n',
      },
      fixed: { Dockerfile: `${HEAD}CMD ["gunicorn", "--threads", "8", "main:app"]\n` },
    },
    {
      why: 'A port in Python',
      files: {
        Dockerfile: `${HEAD}CMD ["python", "main.py"]\n`,
        'main.py':
          "import uvicorn\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\nif __name__ == '__main__':\n    uvicorn.run(app, host='0.0.0.0', port=⟦8000⟧)\n",
      },
      fixed: {
        'main.py':
          'import uvicorn\nfrom fastapi import FastAPI\nimport os\n\napp = FastAPI()\n\nif __name__ == \'__main__\':\n    uvicorn.run(app, host=\'0.0.0.0\', port=int(os.environ.get("PORT", "8080")))\n',
      },
    },
    {
      why: 'Pages behind nginx, which nothing says are for Cloud Run',
      severity: 'information',
      files: {
        Dockerfile:
          'FROM node:22 AS build\nRUN npm ci && npm run build\n\nFROM ⟦nginx:1.29⟧\nCOPY --from=build /app/dist /usr/share/nginx/html\n',
      },
    },
    {
      why: 'The default of Cloud Run, written down',
      severity: 'hint',
      files: {
        Dockerfile: `${HEAD}CMD exec uvicorn main:app --host 0.0.0.0 --port ⟦8080⟧\n`,
        'main.py': FASTAPI,
      },
      fixed: { Dockerfile: `${HEAD}CMD exec uvicorn main:app --host 0.0.0.0 --port $PORT\n` },
    },
    {
      why: 'A proxy that reads PORT by itself when no option says otherwise',
      severity: 'information',
      files: {
        Dockerfile:
          'FROM ghcr.io/berriai/litellm:main-stable\nCOPY config.yaml .\nCMD ["--config", "config.yaml", "--port", "⟦4000⟧"]\n',
        'config.yaml': 'model_list: []\n',
      },
      fixed: {
        Dockerfile: 'FROM ghcr.io/berriai/litellm:main-stable\nCOPY config.yaml .\nCMD ["--config", "config.yaml"]\n',
      },
    },
  ],
  good: [
    {
      why: 'A template that a generator fills in',
      files: {
        Dockerfile: `${HEAD}EXPOSE {{ .port }}\n{{ if .streamlit -}}\nCMD ["streamlit", "run", "{{ .entrypoint }}"]\n{{ end -}}\n`,
      },
    },
    {
      why: 'The manifest names the same port',
      files: {
        Dockerfile: `${HEAD}CMD ["uvicorn", "main:app", "--host", "0.0.0.0", "--port", "8000"]\n`,
        'main.py': FASTAPI,
        'service.yaml': SERVICE('8000'),
      },
    },
    {
      why: 'A manifest inside a script names the same port, and so does a template',
      files: {
        'api/Dockerfile': `${HEAD}CMD ["uvicorn", "main:app", "--host", "0.0.0.0", "--port", "8000"]\n`,
        'api/main.py': FASTAPI,
        'web/Dockerfile': `${HEAD}CMD ["uvicorn", "main:app", "--host", "0.0.0.0", "--port", "9000"]\n`,
        'web/main.py': FASTAPI,
        'deploy.sh': `cat > /tmp/run.yaml <<EOF\n${SERVICE('8000')}EOF\n`,
        'run.yaml.tmpl': SERVICE('9000'),
      },
    },
    {
      why: 'The port comes from PORT; 8080 is for the developer’s machine',
      files: {
        Dockerfile: `${HEAD}CMD ["python", "main.py"]\n`,
        'main.py':
          "import os\n\nimport uvicorn\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\nif __name__ == '__main__':\n    uvicorn.run(app, host='0.0.0.0', port=int(os.environ.get('PORT', '8000')))\n",
      },
    },
    {
      why: 'A default in the shell does not count, Cloud Run always sets PORT',
      files: {
        Dockerfile: `${HEAD}CMD exec uvicorn main:app --host 0.0.0.0 --port \${PORT:-8000}\n`,
        'main.py': FASTAPI,
      },
    },
    {
      why: 'The deploy script passes the port',
      files: {
        Dockerfile: `${HEAD}CMD ["uvicorn", "main:app", "--host", "0.0.0.0", "--port", "8000"]\n`,
        'main.py': FASTAPI,
        'deploy.sh': '#!/bin/sh\ngcloud run deploy api --source . --port 8000\n',
      },
    },
  ],
  *check(subject) {
    const { launch, reader, container, deployable } = subject;
    const server = valueOf(launch.server);
    const expected = valueOf(container.port);
    if (!answersRequests(subject) || server === undefined || expected === undefined) return;
    const { origin, value } = server.port;
    const port = valueOf(value);
    if (port === undefined || origin === 'platform') return;
    // Another socket of the same server may be the one that is reached.
    const other = valueOf(launch.binds)?.some((b) => b.port === expected && !isLoopback(b.host)) ?? false;
    if (port !== expected && other) return;
    const declared = container.port.kind === 'known' && container.port.at !== undefined;
    const byDefault = origin === 'default';
    // Most images with nginx serve pages somewhere else than on Cloud Run, or stand in front of containers on one machine.
    const isFront = server.kind === 'nginx' && deployable.audience !== 'cloud-run';
    const written = byDefault ? undefined : value.at;
    const digits = written === undefined ? undefined : narrow(reader, written, String(port));
    // uWSGI's `$(PORT)` and the like: the text names the variable, the number is not there.
    if (written !== undefined && digits === undefined && /\bPORT\b/.test(sourceOf(reader, written))) return;
    const at = digits ?? (written === undefined ? unquoted(reader, server.at) : unquoted(reader, written));
    const common = {
      at,
      related: [
        relatedTo(container.port, `Cloud Run sends requests to port ${expected}.`),
        startedHere(launch, at.uri),
      ],
      fixes: () => fixes(subject, server, at, port, expected),
    };
    const data = { server: serverName(server, launch), port, expected };
    if (port === expected) {
      if (byDefault || declared || launch.chosenByBuildpack || deployable.manifest !== undefined) return;
      yield { ...common, message: 'constant', data: { server: data.server, port }, severity: 'hint' };
    } else if (byDefault) {
      // A deployment that nothing ties to this image may pass the very port.
      if (declared || deployable.manifest !== undefined || !container.passedPorts.has(port))
        yield server.kind === 'nginx'
          ? { ...common, message: 'nginx', data, severity: isFront ? 'information' : 'error' }
          : { ...common, message: 'byDefault', data, severity: 'error' };
    } else if (declared || deployable.manifest !== undefined)
      yield { ...common, message: 'mismatch', data, severity: 'error' };
    else if (!container.passedPorts.has(port)) {
      // A ready-made image for something other than a web application is usually deployed with its port.
      const readyMade = server.kind === 'other' && server.startedBy === 'command';
      const severity = readyMade || isFront ? 'information' : 'warning';
      yield { ...common, message: 'unlikely', data, severity };
    }
  },
});

function sourceOf(reader: FactsReader, at: Span): string {
  return reader.written(at) ?? '';
}

/** Drop gunicorn's bind; else read PORT in the way of the notation; else name the same port on both sides. */
function fixes(
  subject: LaunchSubject,
  server: Server,
  at: Span,
  port: number,
  expected: number,
): readonly (Fix | undefined)[] {
  const { container, launch, reader } = subject;
  const [bind, option] = server.port.origin === 'flag' ? [needlessBind(server), needlessPort(server)] : [];
  const declared = container.port.kind === 'known' ? container.port.at : undefined;
  return [
    bind === undefined
      ? undefined
      : fixOf('Drop --bind: gunicorn listens on 0.0.0.0:$PORT by itself', 'suggestion', dropOption(bind)),
    option === undefined
      ? undefined
      : fixOf(`Drop --port: ${serverName(server, launch)} reads PORT by itself`, 'suggestion', dropOption(option)),
    fixOf('Listen on $PORT', 'suggestion', ...readPort(subject, server, at, port, expected)),
    port === expected || declared === undefined
      ? undefined
      : fixOf(
          `Send requests to port ${port}`,
          'suggestion',
          replaceIn(declared.uri, reader.text(declared.uri) ?? '', declared, String(expected), String(port)),
        ),
  ];
}

function readPort(
  subject: LaunchSubject,
  server: Server,
  at: Span,
  port: number,
  expected: number,
): readonly (Edit | undefined)[] {
  const { launch, reader } = subject;
  const { place } = server.port;
  if (place === undefined) return [undefined];
  if (server.kind === 'django' && server.port.origin === 'default') return [djangoAddress(subject, server)];
  if (place.notation === 'python') {
    const made = portInPython(reader, place.at.uri, expected);
    if (made === undefined || place.kind === 'part') return [undefined];
    return [writeTo(reader, place, { text: String(expected), python: made.code }), ...made.imports];
  }
  if (place.notation === 'shell') {
    const tight = place.kind === 'insert' ? place : { ...place, kind: 'part' as const, at };
    return [writeTo(reader, tight, { text: '$PORT' })];
  }
  if (place.notation === 'json') {
    return [
      runInShell(reader, launch, server.at, (word, range) => {
        if (place.kind === 'insert' && range.end === place.at.start) return [word, place.name ?? '--port', '$PORT'];
        const from = at.start - range.inner;
        if (place.kind === 'insert' || from < 0 || at.end > range.end) return [word];
        return [`${word.slice(0, from)}$PORT${word.slice(from + String(port).length)}`];
      }),
    ];
  }
  return [
    writeTo(reader, place.kind === 'insert' ? place : { ...place, kind: 'part', at }, { text: String(expected) }),
  ];
}
