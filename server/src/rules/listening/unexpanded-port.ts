import { valueOf } from '../../base/known.ts';
import type { Server, StartFailure } from '../../model/launch-types.ts';
import { defineRule, type Fix, type LaunchSubject } from '../rule.ts';
import { answersRequests, serverName } from '../words.ts';
import { dropOption, fixOf, needlessBind, runInShell } from '../write.ts';

const FASTAPI = 'from fastapi import FastAPI\n\napp = FastAPI()\n';
const FLASK = 'from flask import Flask\n\napp = Flask(__name__)\n';
const HEAD = 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\n';

export default defineRule({
  name: 'unexpanded-port',
  since: '0.1.0',
  severity: 'error',
  subject: 'launch',
  summary: '`$PORT` stands where no shell expands it, so the server gets the letters.',
  why: `Only a shell replaces \`$PORT\` by its value. An exec form (\`CMD ["uvicorn", "--port", "$PORT"]\`) and the \`args\` of a
manifest start the program without a shell: the server reads the letters \`$PORT\`, says that this is no number, and exits.

gunicorn needs no \`--bind\`, because it reads \`PORT\` itself. For other servers, let a shell expand the variable, with \`exec\` so
that the server takes the shell's place and gets SIGTERM: \`["sh", "-c", "exec uvicorn main:app --host 0.0.0.0 --port $PORT"]\`.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/container-contract', checked: '2026-11-23' },
  topic: 'dockerfile-and-port',
  messages: {
    gunicorn:
      'No shell expands {variable} here, so gunicorn refuses it and exits. Drop --bind: gunicorn reads PORT by itself.',
    other: 'No shell expands {variable} here, so {server} gets the letters and exits. Start it through sh -c "exec …".',
  },
  bad: [
    {
      why: 'gunicorn in the exec form',
      files: {
        Dockerfile: `${HEAD}CMD ["gunicorn", "--bind", ":⟦$PORT⟧", "--threads", "8", "main:app"]\n`,
        'main.py': FLASK,
      },
      fixed: { Dockerfile: `${HEAD}CMD ["gunicorn", "--threads", "8", "main:app"]\n` },
    },
    {
      why: 'uvicorn in the exec form',
      files: {
        Dockerfile: `${HEAD}CMD ["uvicorn", "main:app", "--host", "0.0.0.0", "--port", "⟦\${PORT}⟧"]\n`,
        'main.py': FASTAPI,
      },
      fixed: {
        Dockerfile: `${HEAD}CMD ["sh", "-c", "exec uvicorn main:app --host 0.0.0.0 --port \${PORT}"]\n`,
      },
    },
    {
      why: 'Arguments in a manifest',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: api\nspec:\n  template:\n    spec:\n      containers:\n        - image: europe-docker.pkg.dev/p/r/api:1\n          command: ["uvicorn"]\n          args: ["main:app", "--host", "0.0.0.0", "--port", "⟦$PORT⟧"]\n',
      },
    },
  ],
  good: [
    {
      why: 'The shell form expands it',
      files: { Dockerfile: `${HEAD}CMD exec gunicorn --bind :$PORT --threads 8 main:app\n`, 'main.py': FLASK },
    },
    {
      why: 'A shell inside the exec form expands it',
      files: {
        Dockerfile: `${HEAD}CMD ["sh", "-c", "exec uvicorn main:app --host 0.0.0.0 --port \${PORT:-8080}"]\n`,
        'main.py': FASTAPI,
      },
    },
    {
      why: 'Java reads ${PORT} by itself',
      files: {
        Dockerfile:
          'FROM eclipse-temurin:21-jre\nCOPY app.jar /app.jar\nCMD ["java", "-jar", "/app.jar", "--server.port=${PORT}"]\n',
      },
    },
  ],
  *check(subject) {
    const { launch, reader } = subject;
    const server = valueOf(launch.server);
    if (!answersRequests(subject) || server === undefined) return;
    for (const failure of launch.startFailures) {
      if (failure.code !== 'unexpanded-port') continue;
      const text = reader.text(failure.at.uri)?.slice(failure.at.start, failure.at.end) ?? '';
      const found = /\$(?:\w+|\{[^}]*\})/.exec(text);
      const variable = found?.[0] ?? '$PORT';
      const start = failure.at.start + (found?.index ?? 0);
      const at = found === null ? failure.at : { uri: failure.at.uri, start, end: start + variable.length };
      const fixes = (): readonly (Fix | undefined)[] => alternatives(subject, server, failure);
      yield server.kind === 'gunicorn'
        ? { message: 'gunicorn', data: { variable }, at, fixes }
        : { message: 'other', data: { variable, server: serverName(server) }, at, fixes };
    }
  },
});

function alternatives(
  { launch, reader }: LaunchSubject,
  server: Server,
  failure: StartFailure,
): readonly (Fix | undefined)[] {
  const bind = needlessBind(server);
  const holds = bind !== undefined && bind.at.start <= failure.at.start && failure.at.end <= bind.at.end;
  return [
    holds ? fixOf('Drop --bind: gunicorn reads PORT by itself', 'safe', dropOption(bind)) : undefined,
    fixOf(
      'Start it through a shell',
      'safe',
      runInShell(reader, launch, server.at, (word) => [word]),
    ),
  ];
}
