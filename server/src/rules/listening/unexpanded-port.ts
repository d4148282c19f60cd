import { valueOf } from '../../base/known.ts';
import type { Span } from '../../base/span.ts';
import { serverOfProgram } from '../../catalog/servers/find-server.ts';
import type { Server } from '../../model/launch-types.ts';
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
  summary: '`$PORT` is written where no shell expands it, so the server gets the text `$PORT`.',
  why: `Only a shell replaces \`$PORT\` by its value. An exec form (\`CMD ["uvicorn", "--port", "$PORT"]\`) and the \`args\` of a
manifest start the program without a shell: the server reads the text \`$PORT\`, says that this is not a number, and exits.

gunicorn needs no \`--bind\`, because it reads \`PORT\` itself. For other servers, let a shell expand the variable, with \`exec\` so
that the server takes the shell's place and gets SIGTERM: \`["sh", "-c", "exec uvicorn main:app --host 0.0.0.0 --port $PORT"]\`.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/container-contract', checked: '2026-11-23' },
  topic: 'dockerfile-and-port',
  messages: {
    gunicorn:
      'No shell expands {variable} here, so gunicorn refuses it and exits. Drop --bind: gunicorn reads PORT by itself.',
    other: 'No shell expands {variable} here, so {server} gets it as text and exits. Start it through sh -c "exec …".',
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
      why: 'Behind a needless exec',
      files: {
        Dockerfile: `${HEAD}CMD ["exec", "gunicorn", "--bind", ":⟦$PORT⟧", "--threads", "8", "main:app"]\n`,
        'main.py': FLASK,
      },
      fixed: { Dockerfile: `${HEAD}CMD ["exec", "gunicorn", "--threads", "8", "main:app"]\n` },
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
    const { reader } = subject;
    if (!answersRequests(subject)) return;
    for (const { word, kind, name, fixes } of [...refused(subject), ...behindExec(subject)]) {
      const text = reader.written(word) ?? '';
      const found = /\$(?:\w+|\{[^}]*\})/.exec(text);
      const variable = found?.[0] ?? '$PORT';
      const start = word.start + (found?.index ?? 0);
      const at = found === null ? word : { uri: word.uri, start, end: start + variable.length };
      yield kind === 'gunicorn'
        ? { message: 'gunicorn', data: { variable }, at, fixes }
        : { message: 'other', data: { variable, server: name }, at, fixes };
    }
  },
});

/** A word with an unexpanded variable, and what to do about it. */
interface Unexpanded {
  readonly word: Span;
  readonly kind: Server['kind'];
  readonly name: string;
  readonly fixes: () => readonly (Fix | undefined)[];
}

const DROP = 'Drop --bind: gunicorn reads PORT by itself';

/** The options that the server refuses. */
function refused({ launch, reader }: LaunchSubject): readonly Unexpanded[] {
  const server = valueOf(launch.server);
  if (server === undefined) return [];
  const bind = needlessBind(server);
  return launch.startFailures
    .filter((failure) => failure.code === 'unexpanded-port')
    .map(({ at }) => {
      const holds = bind !== undefined && bind.at.start <= at.start && at.end <= bind.at.end;
      return {
        word: at,
        kind: server.kind,
        name: serverName(server, launch),
        fixes: () => [
          holds ? fixOf(DROP, 'safe', dropOption(bind)) : undefined,
          fixOf(
            'Start it through a shell',
            'safe',
            runInShell(reader, launch, server.at, (word) => [word]),
          ),
        ],
      };
    });
}

/** The same fault behind `exec` in an exec form, where nothing is started at all and so no server is known. */
function behindExec({ launch, reader }: LaunchSubject): readonly Unexpanded[] {
  const { written } = launch;
  const [first, program] = written;
  const entry = program === undefined ? undefined : serverOfProgram(program.value);
  if (first?.value !== 'exec' || first.notation !== 'json' || program === undefined || entry === undefined) return [];
  return written.flatMap((arg, i): readonly Unexpanded[] => {
    if (!/\$(?:PORT\b|\{PORT\b)/.test(arg.value)) return [];
    const [flag, before] = [written[i - 1], written[i - 2]];
    const bind = entry.kind === 'gunicorn' && (flag?.value === '-b' || flag?.value === '--bind');
    return [
      {
        word: arg.at,
        kind: entry.kind,
        name: program.value,
        fixes: () => [
          bind && before !== undefined
            ? fixOf(DROP, 'safe', { at: { uri: arg.at.uri, start: before.at.end, end: arg.at.end }, newText: '' })
            : undefined,
          fixOf(
            'Start it through a shell',
            'safe',
            runInShell(reader, launch, program.at, (word) => [word]),
          ),
        ],
      },
    ];
  });
}
