import { valueOf } from '../../base/known.ts';
import { serverOfProgram } from '../../catalog/servers/find-server.ts';
import type { Launch } from '../../model/launch-types.ts';
import { defineRule, type Fix, type LaunchSubject } from '../rule.ts';
import { firstWord, fixOf, unquoted } from '../write.ts';

const FLASK = 'from flask import Flask\n\napp = Flask(__name__)\n';
const HEAD = 'FROM gcr.io/distroless/python3-debian12\nWORKDIR /app\nCOPY . .\n';

export default defineRule({
  name: 'shell-in-distroless',
  since: '0.1.0',
  severity: 'error',
  subject: 'launch',
  summary: 'The command needs a shell, and the image has none.',
  why: `Distroless images and \`scratch\` contain no \`/bin/sh\`. The shell form of \`CMD\`, \`["sh", "-c", …]\` and shell scripts cannot start
there: *no such file or directory*. Use the exec form, and a server that reads \`PORT\` by itself (gunicorn), or read it in Python.

Google's \`distroless/python3\` starts \`python3\` by itself: \`CMD\` holds Python's arguments, so a module is started with
\`CMD ["-m", "gunicorn", "main:app"]\`.`,
  source: { url: 'https://github.com/GoogleContainerTools/distroless', checked: '2026-11-23' },
  topic: 'what-can-be-deployed',
  messages: {
    noShell: 'This needs a shell, and {image} has none: the container does not start. Use the exec form.',
    entrypoint:
      'The image starts python3 by itself, so this runs a file named "{word}", which is not there. Write "-m" before it.',
    twice: 'The image starts python3 by itself, so this runs a file named "{word}", which is not there. Leave it out.',
  },
  bad: [
    {
      why: 'The shell form',
      files: { Dockerfile: `${HEAD}CMD ⟦gunicorn⟧ --bind :$PORT --threads 8 main:app\n`, 'main.py': FLASK },
      fixed: { Dockerfile: `${HEAD}CMD ["-m", "gunicorn", "--threads", "8", "main:app"]\n` },
    },
    {
      why: 'A shell in the exec form',
      files: {
        Dockerfile: `${HEAD}ENTRYPOINT ["⟦sh⟧", "-c", "exec python3 -m gunicorn --threads 8 main:app"]\n`,
        'main.py': FLASK,
      },
    },
    {
      why: 'A program where Python expects a file',
      files: { Dockerfile: `${HEAD}CMD ["⟦gunicorn⟧", "--threads", "8", "main:app"]\n`, 'main.py': FLASK },
      fixed: { Dockerfile: `${HEAD}CMD ["-m", "gunicorn", "--threads", "8", "main:app"]\n` },
    },
    {
      why: 'Python twice',
      files: {
        Dockerfile: `${HEAD}CMD ["⟦python3⟧", "-m", "gunicorn", "--threads", "8", "main:app"]\n`,
        'main.py': FLASK,
      },
      fixed: { Dockerfile: `${HEAD}CMD ["-m", "gunicorn", "--threads", "8", "main:app"]\n` },
    },
  ],
  good: [
    {
      why: "Python's arguments",
      files: { Dockerfile: `${HEAD}CMD ["-m", "gunicorn", "--threads", "8", "main:app"]\n`, 'main.py': FLASK },
    },
    {
      why: 'The debug image has a shell',
      files: {
        Dockerfile:
          'FROM gcr.io/distroless/python3-debian12:debug\nWORKDIR /app\nCOPY . .\nENTRYPOINT []\nCMD ["sh", "-c", "exec python3 -m gunicorn --threads 8 main:app"]\n',
        'main.py': FLASK,
      },
    },
    {
      why: 'A shell, or a whole file system, that a COPY brings',
      files: {
        Dockerfile:
          'FROM gcr.io/distroless/cc-debian12 AS base\nCOPY --from=busybox:uclibc /bin/sh /bin/sh\nCOPY server /server\nFROM base\nENTRYPOINT ADDRESS=0.0.0.0:$PORT /server\n',
        'squashed/Dockerfile':
          'FROM python:3.12-slim AS build\nCOPY . /app\nFROM scratch\nCOPY --from=build / /\nWORKDIR /app\nCMD exec gunicorn --bind :$PORT --threads 8 main:app\n',
        'squashed/main.py': FLASK,
      },
    },
    {
      why: 'An entry point of its own',
      files: {
        Dockerfile: `${HEAD}ENTRYPOINT ["python3", "-m", "gunicorn", "--threads", "8", "main:app"]\n`,
        'main.py': FLASK,
      },
    },
  ],
  *check(subject) {
    const { launch, reader } = subject;
    const { base, command, commandArguments } = launch;
    if (base?.shell !== 'none') return;
    const image = valueOf(base.reference) ?? 'this image';
    if (launch.form === 'shell' && commandArguments !== undefined && command !== undefined) {
      yield {
        message: 'noShell',
        data: { image },
        at: firstWord(reader, commandArguments),
        fix: () => execForm(subject),
      };
      return;
    }
    const failure = launch.startFailures.find((f) => f.code === 'no-shell');
    if (failure !== undefined) yield { message: 'noShell', data: { image }, at: unquoted(reader, failure.at) };
    const [, second] = startedByBase(launch) ? launch.written : [];
    if (second === undefined) return;
    const word = second.value;
    const at = unquoted(reader, second.at);
    if (/^(?:\/usr\/bin\/)?python3?$/.test(word)) {
      const next = launch.written[2];
      yield {
        message: 'twice',
        data: { word },
        at,
        fix: () =>
          next === undefined || next.at.uri !== second.at.uri
            ? undefined
            : fixOf(`Leave ${word} out`, 'safe', { at: { ...second.at, end: next.at.start }, newText: '' }),
      };
    } else if (serverOfProgram(word) !== undefined) {
      yield {
        message: 'entrypoint',
        data: { word },
        at,
        fix: () =>
          second.notation === 'json'
            ? fixOf('Start it as a module (-m)', 'safe', {
                at: { ...second.at, end: second.at.start },
                newText: '"-m", ',
              })
            : undefined,
      };
    }
  },
});

/** Whether the base image's own ENTRYPOINT starts the Python interpreter. */
function startedByBase({ base, written }: Launch): boolean {
  const [first] = written;
  return (
    first !== undefined &&
    first.notation === 'dockerfile' &&
    first.at.start === base?.at.start &&
    /python3?$/.test(first.value)
  );
}

/** The words of a plain shell line as an exec form, where no variable is left to expand. */
function execForm({ launch, reader }: LaunchSubject): Fix | undefined {
  const at = launch.commandArguments;
  const text = at === undefined ? undefined : reader.written(at);
  if (at === undefined || text === undefined) return undefined;
  const gunicorn = /^(?:exec\s+)?(?:python3?\s+-m\s+)?gunicorn\s/.test(text);
  const plain = gunicorn ? text.replace(/\s(?:-b|--bind)[\s=]*["']?(?:0\.0\.0\.0)?:\$\{?PORT\}?["']?(?=\s)/, '') : text;
  if (!/^[\w@%+=:,./ -]+$/.test(plain)) return undefined;
  const words = plain.trim().split(/\s+/);
  if (words[0] === 'exec') words.shift();
  // An ENTRYPOINT replaces the one of the base image, a CMD is handed to it.
  const isCmd = /^CMD/i.test(reader.text(at.uri)?.slice(launch.command?.start, at.start) ?? '');
  if (isCmd && startsPython(launch)) {
    if (/^python3?$/.test(words[0] ?? '')) words.shift();
    else words.unshift('-m');
  }
  const newText = `[${words.map((word) => JSON.stringify(word)).join(', ')}]`;
  return fixOf('Use the exec form', 'suggestion', { at, newText });
}

function startsPython({ base }: Launch): boolean {
  return /(?:distroless\/python3|chainguard\/python)/.test(
    (base === undefined ? undefined : valueOf(base.reference)) ?? '',
  );
}
