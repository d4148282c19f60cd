import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import type { Launch } from '../../../server/src/model/launch-types.ts';
import { launchOf } from './kit.ts';

// Whatever stands in the files: no throw, no endless work, and every place lies inside its file.

const DOCKER = [
  'FROM python:3.12-slim',
  'FROM a AS b',
  'ARG X=1',
  'ENV A=$X B="c d"',
  'WORKDIR /app',
  'COPY . .',
  'COPY --from=b x y/',
  'COPY <<EOF /start.sh\nexec gunicorn\nEOF',
  'SHELL ["bash", "-c"]',
  'ENTRYPOINT ["./start.sh"]',
  'CMD gunicorn -b $A',
  'CMD ["sh", "-c", "uvicorn main:app --port ${PORT:-80}"]',
  'CMD ["python", "main.py"]',
  'CMD [',
  'RUN echo "exec $1" > start.sh',
  'CMD flask run --host=',
  'CMD uwsgi --ini a.ini',
];
const SHELL = [
  '#!/bin/bash',
  'set -e',
  'set -- a "$@"',
  'if [ -n "$A" ]; then',
  'else',
  'fi',
  'case "$1" in',
  'web) ;;',
  'esac',
  'while true; do',
  'done',
  'exec "$@"',
  'gunicorn main:app &',
  'wait',
  'f() { f; }',
  'f',
  '. ./start.sh',
  './start.sh',
  'export A=${B:=1}',
  'eval "$A"',
  'A=(1 2)',
  'echo "${A[@]}" |',
  '&& exec uvicorn $X',
  '`',
  '"',
  '$(',
  '<<EOF',
];
const PYTHON = [
  'import uvicorn, os',
  'from flask import Flask',
  'from main import app',
  'app = Flask(__name__)',
  'if __name__ == "__main__":',
  '    app.run(host=HOST, port=int(os.environ["PORT"]))',
  '    uvicorn.run("main:app", host=',
  'HOST = HOST',
  'def main():',
  '    main()',
  'main()',
  'while True:',
  '    pass',
  '"""',
];

const text = (lines: readonly string[]) =>
  fc
    .array(
      fc.oneof(
        { weight: 6, arbitrary: fc.constantFrom(...lines) },
        { weight: 1, arbitrary: fc.string({ maxLength: 20 }) },
      ),
      { maxLength: 14 },
    )
    .map((all) => all.join('\n'));

function spansOf(value: unknown, out: { uri: string; start: number; end: number }[] = []): typeof out {
  if (typeof value !== 'object' || value === null) return out;
  if ('uri' in value && 'start' in value && 'end' in value) out.push(value as (typeof out)[number]);
  for (const inner of Object.values(value)) spansOf(inner, out);
  return out;
}

function check(files: Readonly<Record<string, string>>): void {
  const launch: Launch = launchOf(files);
  for (const span of spansOf(launch)) {
    const file = files[span.uri.replace('file:///w/', '')];
    assert.ok(file !== undefined, `unknown file ${span.uri}`);
    assert.ok(span.start >= 0 && span.start <= span.end && span.end <= file.length, JSON.stringify(span));
  }
  assert.ok(
    launch.written.length === (launch.argv.kind === 'known' ? launch.argv.value.length : launch.written.length),
  );
}

describe('launch: any input', () => {
  it('gives an answer with places inside the files', () => {
    fc.assert(
      fc.property(text(DOCKER), text(SHELL), text(PYTHON), (dockerfile, script, python) => {
        check({
          Dockerfile: `FROM python:3.12-slim\n${dockerfile}`,
          'start.sh': script,
          'main.py': python,
          'a.ini': '[uwsgi]\nhttp = :80\n',
        });
      }),
      { seed: 7, numRuns: 150 },
    );
  });

  it('gives an answer for every beginning of a Dockerfile', () => {
    const whole =
      'ARG V=3.12\nFROM python:${V}-slim AS base\nENV A=1 \\\n  B="x y"\nFROM base\nCOPY --chown=1 . /app/\nENTRYPOINT ["tini", "--"]\nCMD ["sh", "-c", "cd /app && exec gunicorn -b \\":$PORT\\" main:app"]\n';
    for (let i = 0; i <= whole.length; i++) check({ Dockerfile: whole.slice(0, i) });
  });
});
