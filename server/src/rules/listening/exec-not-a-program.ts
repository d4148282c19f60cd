import type { Span } from '../../base/span.ts';
import type { ExecWord } from '../../facts/dockerfile/types.ts';
import type { FactsReader } from '../../model/facts-reader.ts';
import type { Launch } from '../../model/launch-types.ts';
import { defineRule, type Fix } from '../rule.ts';
import { execCommandOf, fixOf, shellWord } from '../write.ts';

const FLASK = 'from flask import Flask\n\napp = Flask(__name__)\n';
const HEAD = 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\n';

export default defineRule({
  name: 'exec-not-a-program',
  since: '0.1.0',
  severity: 'error',
  subject: 'launch',
  summary: 'The first word of an exec form is shell syntax, not a program.',
  why: `An exec form (\`CMD ["…"]\`, \`command: ["…"]\`) starts its first word as a program, without a shell. \`exec\`, \`cd\`,
\`source\`, \`export\` and \`NAME=value\` mean something to a shell only; there is no such file, and the container does not start:
*executable file not found in $PATH*. In an exec form \`exec\` is not needed: the program is process 1 anyway.`,
  source: { url: 'https://docs.docker.com/reference/dockerfile/#shell-and-exec-form', checked: '2026-11-23' },
  topic: 'dockerfile-and-port',
  messages: {
    needless: '"{word}" is shell syntax, and there is no shell here: the container does not start. Remove it.',
    assignment:
      '"{word}" is not a program: without a shell it sets nothing, and the container does not start. Put "env" before it.',
    line: 'The whole command is one word here, and no program has that name: the container does not start. Make each word a string of its own.',
    notJson:
      'This array is not JSON, so Docker hands it to the shell as it stands, and the container does not start. Use double quotes.',
    other: '"{word}" is shell syntax, and there is no shell here: the container does not start. Start sh -c "…".',
  },
  bad: [
    {
      why: 'exec in an exec form',
      files: {
        Dockerfile: `${HEAD}CMD ["⟦exec⟧", "gunicorn", "--threads", "8", "main:app"]\n`,
        'main.py': FLASK,
      },
      fixed: { Dockerfile: `${HEAD}CMD ["gunicorn", "--threads", "8", "main:app"]\n` },
    },
    {
      why: 'A variable as the program',
      files: {
        Dockerfile: `${HEAD}CMD ["⟦LOG_LEVEL=info⟧", "gunicorn", "--threads", "8", "main:app"]\n`,
        'main.py': FLASK,
      },
      fixed: { Dockerfile: `${HEAD}CMD ["env", "LOG_LEVEL=info", "gunicorn", "--threads", "8", "main:app"]\n` },
    },
    {
      why: 'A line of shell cut into words',
      files: {
        Dockerfile: `${HEAD}CMD ["⟦cd⟧", "/app", "&&", "exec", "gunicorn", "--threads", "8", "main:app"]\n`,
        'main.py': FLASK,
      },
      fixed: { Dockerfile: `${HEAD}CMD ["sh", "-c", "cd /app && exec gunicorn --threads 8 main:app"]\n` },
    },
    {
      why: 'A whole command as one word',
      files: {
        Dockerfile: `${HEAD}CMD ["⟦gunicorn --threads 8 main:app⟧"]\n`,
        'main.py': FLASK,
      },
      fixed: { Dockerfile: `${HEAD}CMD ["gunicorn", "--threads", "8", "main:app"]\n` },
    },
    {
      why: 'Single quotes',
      files: {
        Dockerfile: `${HEAD}CMD ⟦['gunicorn', '--threads', '8', 'main:app']⟧\n`,
        'main.py': FLASK,
      },
      fixed: { Dockerfile: `${HEAD}CMD ["gunicorn", "--threads", "8", "main:app"]\n` },
    },
  ],
  good: [
    {
      why: 'A template, whose name is filled in later',
      files: {
        Dockerfile: 'FROM debian:12-slim\nCOPY app /usr/local/bin/\nENTRYPOINT ["/usr/local/bin/{{ .name }}"]\n',
      },
    },
    {
      why: 'A test of the shell is no array',
      files: {
        Dockerfile: `${HEAD}CMD [ -f seed.sql ] && exec gunicorn --threads 8 main:app || exec gunicorn --threads 8 main:app\n`,
        'main.py': FLASK,
      },
    },
    {
      why: 'The shell form knows exec',
      files: { Dockerfile: `${HEAD}CMD exec gunicorn --threads 8 main:app\n`, 'main.py': FLASK },
    },
    {
      why: 'A shell that is started explicitly knows exec',
      files: {
        Dockerfile: `${HEAD}CMD ["sh", "-c", "cd /app && exec gunicorn --threads 8 main:app"]\n`,
        'main.py': FLASK,
      },
    },
    {
      why: 'env is a program',
      files: {
        Dockerfile: `${HEAD}CMD ["env", "LOG_LEVEL=info", "gunicorn", "--threads", "8", "main:app"]\n`,
        'main.py': FLASK,
      },
    },
  ],
  *check({ launch, reader }) {
    for (const failure of launch.startFailures) {
      if (failure.code !== 'not-a-program') continue;
      const source = reader.written(failure.at) ?? '';
      if (source.startsWith('[')) {
        yield { message: 'notJson', at: failure.at, fix: () => asJson(failure.at, source) };
        continue;
      }
      const quoted = /^["'](.*)["']$/s.exec(source);
      const word = quoted?.[1] ?? source;
      const at = quoted === null ? failure.at : { ...failure.at, start: failure.at.start + 1, end: failure.at.end - 1 };
      const found = execCommandOf(reader, launch);
      const words = found?.command.words ?? [];
      const first = words[0];
      const inDockerfile = first !== undefined && first.start === failure.at.start && found?.uri === failure.at.uri;
      const operators = words.some((w) => isOperator(w.value));
      if (/\s/.test(word)) {
        yield { message: 'line', at, fix: () => splitWords(failure.at.uri, inDockerfile, words) };
      } else if (/^[A-Za-z_]\w*=/.test(word) && !operators) {
        const fix = (): Fix | undefined =>
          inDockerfile
            ? fixOf('Start it through env', 'safe', {
                at: { ...failure.at, end: failure.at.start },
                newText: '"env", ',
              })
            : undefined;
        yield { message: 'assignment', data: { word }, at, fix };
      } else if (/^(?:exec|command|builtin|nohup)$/.test(word) && !operators) {
        yield { message: 'needless', data: { word }, at, fix: () => removeFirst(failure.at.uri, inDockerfile, words) };
      } else {
        yield {
          message: 'other',
          data: { word },
          at,
          fix: () => joinInShell(reader, launch, inDockerfile && operators),
        };
      }
    }
  },
});

/** The same strings in double quotes, where single quotes are all that is wrong. */
function asJson(at: Span, source: string): Fix | undefined {
  const items = /^\[\s*('[^'"\\]*'(?:\s*,\s*'[^'"\\]*')*)\s*\]$/.exec(source)?.[1];
  if (items === undefined) return undefined;
  return fixOf('Use double quotes', 'safe', { at, newText: `[${items.replaceAll("'", '"')}]` });
}

function isOperator(word: string): boolean {
  return /^(?:&&|\|\||;|\||&|>|>>|2>&1)$/.test(word);
}

function removeFirst(uri: string, inDockerfile: boolean, words: readonly ExecWord[]): Fix | undefined {
  const [first, second] = words;
  if (!inDockerfile || first === undefined || second === undefined) return undefined;
  return fixOf(`Remove "${first.value}"`, 'safe', { at: { uri, start: first.start, end: second.start }, newText: '' });
}

/** One string per word, where nothing in the line needs a shell. */
function splitWords(uri: string, inDockerfile: boolean, words: readonly ExecWord[]): Fix | undefined {
  const [only, ...more] = words;
  if (!inDockerfile || only === undefined || more.length > 0 || !/^[\w@%+=:,./ -]+$/.test(only.value)) return undefined;
  const newText = only.value
    .trim()
    .split(/\s+/)
    .map((word) => JSON.stringify(word))
    .join(', ');
  return fixOf('Make each word a string of its own', 'safe', {
    at: { uri, start: only.start, end: only.end },
    newText,
  });
}

/** The words as the line of shell that they were meant to be; the last command takes the shell's place. */
function joinInShell(reader: FactsReader, launch: Launch, possible: boolean): Fix | undefined {
  const found = execCommandOf(reader, launch);
  if (!possible || found === undefined || launch.base?.shell === 'none') return undefined;
  const texts = found.command.words.map((w) => w.value);
  const last = texts.findLastIndex(isOperator);
  const ahead = texts[last] === '&&' && texts[last + 1] !== 'exec' ? last : -1;
  const line = texts.flatMap((text, i) => (i === ahead ? [text, 'exec'] : [isOperator(text) ? text : shellWord(text)]));
  const { start, end } = found.command.argumentsRange;
  const newText = `["sh", "-c", ${JSON.stringify(line.join(' '))}]`;
  return fixOf('Start it through a shell', 'safe', { at: { uri: found.uri, start, end }, newText });
}
