import { strict as assert } from 'node:assert';
import { valueOf } from '../../../server/src/base/known.ts';
import { placeEdit, quoteWord } from '../../../server/src/model/launch/place-edit.ts';
import type { Place, Server } from '../../../server/src/model/launch-types.ts';
import { launchOf, onDebian } from './kit.ts';

// Where a setting is to be changed: the edit is applied and the file compared.

type Files = Readonly<Record<string, string>>;
type Pick = (server: Server) => Place | undefined;

const host: Pick = (server) => server.host.place;
const port: Pick = (server) => server.port.place;
const threads: Pick = (server) => server.threads.place;

function change(
  files: Files,
  pick: Pick,
  value: { readonly text: string; readonly python?: string },
): string | undefined {
  const server = valueOf(launchOf(files).server);
  const place = server === undefined ? undefined : pick(server);
  const edit = place === undefined ? undefined : placeEdit(place, value);
  if (edit === undefined) return undefined;
  const text = files[edit.at.uri.replace('file:///w/', '')] ?? '';
  return text.slice(0, edit.at.start) + edit.newText + text.slice(edit.at.end);
}

const MAIN = 'from flask import Flask\napp = Flask(__name__)\n';
const SERVICE = (lines: string): string =>
  `apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: x\nspec:\n  template:\n    spec:\n      containers:\n        - image: europe-docker.pkg.dev/p/r/x:1\n${lines}`;

const rows: readonly (readonly [
  name: string,
  file: string,
  before: string,
  after: string | undefined,
  pick: Pick,
  value: { readonly text: string; readonly python?: string },
  more?: Files,
])[] = [
  [
    'a host in a shell bind',
    'Dockerfile',
    onDebian('CMD exec gunicorn --bind 127.0.0.1:$PORT main:app'),
    onDebian('CMD exec gunicorn --bind 0.0.0.0:$PORT main:app'),
    host,
    { text: '0.0.0.0' },
  ],
  [
    'a host in a JSON bind',
    'Dockerfile',
    onDebian('CMD ["gunicorn", "--bind=localhost:8080", "main:app"]'),
    onDebian('CMD ["gunicorn", "--bind=0.0.0.0:8080", "main:app"]'),
    host,
    { text: '0.0.0.0' },
  ],
  [
    'a port in a JSON bind',
    'Dockerfile',
    onDebian('CMD ["gunicorn", "-b:5000", "main:app"]'),
    onDebian('CMD ["gunicorn", "-b:8080", "main:app"]'),
    port,
    { text: '8080' },
  ],
  [
    'a whole word of JSON',
    'Dockerfile',
    onDebian('CMD ["uvicorn", "main:app", "--host", "127.0.0.1"]'),
    onDebian('CMD ["uvicorn", "main:app", "--host", "0.0.0.0"]'),
    host,
    { text: '0.0.0.0' },
  ],
  [
    'a value behind =',
    'Dockerfile',
    onDebian('CMD ["uvicorn", "main:app", "--host=127.0.0.1"]'),
    onDebian('CMD ["uvicorn", "main:app", "--host=0.0.0.0"]'),
    host,
    { text: '0.0.0.0' },
  ],
  [
    'a host that is not given, JSON',
    'Dockerfile',
    onDebian('CMD ["uvicorn", "main:app"]'),
    onDebian('CMD ["uvicorn", "--host", "0.0.0.0", "main:app"]'),
    host,
    { text: '0.0.0.0' },
  ],
  [
    'a host that is not given, shell',
    'Dockerfile',
    onDebian('CMD exec uvicorn main:app'),
    onDebian('CMD exec uvicorn --host 0.0.0.0 main:app'),
    host,
    { text: '0.0.0.0' },
  ],
  [
    'a host that is not given, behind a subcommand',
    'Dockerfile',
    onDebian('CMD ["flask", "--app", "main", "run"]'),
    onDebian('CMD ["flask", "--app", "main", "run", "--host", "0.0.0.0"]'),
    host,
    { text: '0.0.0.0' },
  ],
  [
    '$PORT cannot stand in JSON',
    'Dockerfile',
    onDebian('CMD ["uvicorn", "main:app", "--port", "8000"]'),
    undefined,
    port,
    { text: '$PORT' },
  ],
  [
    '$PORT in a shell',
    'Dockerfile',
    onDebian('CMD exec uvicorn main:app --port 8000'),
    onDebian('CMD exec uvicorn main:app --port $PORT'),
    port,
    { text: '$PORT' },
  ],
  [
    'inside sh -c',
    'Dockerfile',
    onDebian('CMD ["sh", "-c", "exec uvicorn main:app --port 8000"]'),
    onDebian('CMD ["sh", "-c", "exec uvicorn main:app --port $PORT"]'),
    port,
    { text: '$PORT' },
  ],
  [
    'a variable of ENV',
    'Dockerfile',
    onDebian('ENV UVICORN_HOST="127.0.0.1"', 'CMD ["uvicorn", "main:app"]'),
    onDebian('ENV UVICORN_HOST=0.0.0.0', 'CMD ["uvicorn", "main:app"]'),
    host,
    { text: '0.0.0.0' },
  ],
  [
    'a variable of ENV used by the shell',
    'Dockerfile',
    onDebian('ENV HOST=127.0.0.1', 'CMD exec uvicorn main:app --host $HOST'),
    onDebian('ENV HOST=0.0.0.0', 'CMD exec uvicorn main:app --host $HOST'),
    host,
    { text: '0.0.0.0' },
  ],
  [
    'a default in the shell',
    'Dockerfile',
    onDebian('CMD exec uvicorn main:app --host ${HOST:-127.0.0.1}'),
    onDebian('CMD exec uvicorn main:app --host ${HOST:-0.0.0.0}'),
    host,
    { text: '0.0.0.0' },
  ],
  [
    'a script',
    'start.sh',
    '#!/bin/sh\nexec uvicorn main:app --host 127.0.0.1\n',
    '#!/bin/sh\nexec uvicorn main:app --host 0.0.0.0\n',
    host,
    { text: '0.0.0.0' },
    { Dockerfile: onDebian('CMD ["./start.sh"]') },
  ],
  [
    'a keyword argument',
    'main.py',
    `${MAIN}app.run(host="127.0.0.1", port=5000)\n`,
    `${MAIN}app.run(host="0.0.0.0", port=5000)\n`,
    host,
    { text: '0.0.0.0' },
    { Dockerfile: onDebian('CMD ["python", "main.py"]') },
  ],
  [
    'a keyword argument that is not given',
    'main.py',
    `${MAIN}app.run(port=5000)\n`,
    `${MAIN}app.run(port=5000, host="0.0.0.0")\n`,
    host,
    { text: '0.0.0.0' },
    { Dockerfile: onDebian('CMD ["python", "main.py"]') },
  ],
  [
    'the first argument',
    'main.py',
    `${MAIN}app.run()\n`,
    `${MAIN}app.run(host="0.0.0.0")\n`,
    host,
    { text: '0.0.0.0' },
    { Dockerfile: onDebian('CMD ["python", "main.py"]') },
  ],
  [
    'an expression in Python',
    'main.py',
    `${MAIN}app.run("0.0.0.0", 5000)\n`,
    `${MAIN}app.run("0.0.0.0", int(os.environ["PORT"]))\n`,
    port,
    { text: '$PORT', python: 'int(os.environ["PORT"])' },
    { Dockerfile: onDebian('CMD ["python", "main.py"]') },
  ],
  [
    'a constant used in Python',
    'main.py',
    `${MAIN}HOST = "127.0.0.1"\napp.run(HOST)\n`,
    `${MAIN}HOST = "0.0.0.0"\napp.run(HOST)\n`,
    host,
    { text: '0.0.0.0' },
    { Dockerfile: onDebian('CMD ["python", "main.py"]') },
  ],
  [
    'gunicorn.conf.py',
    'gunicorn.conf.py',
    'bind = "127.0.0.1:8080"\n',
    'bind = "0.0.0.0:8080"\n',
    host,
    { text: '0.0.0.0' },
    { Dockerfile: onDebian('CMD ["gunicorn", "main:app"]'), 'main.py': MAIN },
  ],
  [
    'threads of gunicorn.conf.py',
    'gunicorn.conf.py',
    'threads = 1\n',
    'threads = 8\n',
    threads,
    { text: '8', python: '8' },
    { Dockerfile: onDebian('CMD ["gunicorn", "main:app"]'), 'main.py': MAIN },
  ],
  [
    '.streamlit/config.toml',
    '.streamlit/config.toml',
    '[server]\naddress = "127.0.0.1"\n',
    '[server]\naddress = "0.0.0.0"\n',
    host,
    { text: '0.0.0.0' },
    { Dockerfile: onDebian('CMD ["streamlit", "run", "app.py"]') },
  ],
  [
    'runserver',
    'Dockerfile',
    onDebian('CMD ["python", "manage.py", "runserver", "127.0.0.1:8080"]'),
    onDebian('CMD ["python", "manage.py", "runserver", "0.0.0.0:8080"]'),
    host,
    { text: '0.0.0.0' },
  ],
  [
    'a flow list of a manifest',
    'service.yaml',
    SERVICE('          command: ["uvicorn", "main:app"]\n'),
    SERVICE('          command: ["uvicorn", "--host", "0.0.0.0", "main:app"]\n'),
    host,
    { text: '0.0.0.0' },
  ],
  [
    'a block list of a manifest',
    'service.yaml',
    SERVICE('          command:\n            - uvicorn\n            - main:app\n'),
    SERVICE(
      '          command:\n            - uvicorn\n            - "--host"\n            - "0.0.0.0"\n            - main:app\n',
    ),
    host,
    { text: '0.0.0.0' },
  ],
  [
    'a word of a manifest',
    'service.yaml',
    SERVICE('          command: ["uvicorn"]\n          args: ["main:app", "--host", "127.0.0.1"]\n'),
    SERVICE('          command: ["uvicorn"]\n          args: ["main:app", "--host", "0.0.0.0"]\n'),
    host,
    { text: '0.0.0.0' },
  ],
  [
    'a variable of a manifest',
    'service.yaml',
    SERVICE(
      '          command: ["uvicorn", "main:app"]\n          env:\n            - name: UVICORN_HOST\n              value: localhost\n',
    ),
    SERVICE(
      '          command: ["uvicorn", "main:app"]\n          env:\n            - name: UVICORN_HOST\n              value: "0.0.0.0"\n',
    ),
    host,
    { text: '0.0.0.0' },
  ],
];

describe('launch: places of settings', () => {
  for (const [name, file, before, after, pick, value, more] of rows) {
    it(name, () => assert.equal(change({ ...more, [file]: before }, pick, value), after));
  }

  it('quotes words for each notation', () => {
    assert.equal(quoteWord('a "b"', 'json'), '"a \\"b\\""');
    assert.equal(quoteWord('$PORT', 'shell'), '$PORT');
    assert.equal(quoteWord('a b', 'shell'), '"a b"');
    assert.equal(quoteWord('8080', 'yaml'), '"8080"');
    assert.equal(quoteWord('true', 'yaml'), '"true"');
  });

  it('removes an option with the separator before it', () => {
    for (const [before, after] of [
      [onDebian('CMD ["gunicorn", "--bind", ":8080", "main:app"]'), onDebian('CMD ["gunicorn", "main:app"]')],
      [onDebian('CMD exec gunicorn -b:8080 main:app'), onDebian('CMD exec gunicorn main:app')],
      [onDebian('CMD exec gunicorn main:app --bind=:8080'), onDebian('CMD exec gunicorn main:app')],
    ] as const) {
      const option = valueOf(launchOf({ Dockerfile: before }).server)?.options.find((o) => o.name === '--bind');
      assert.ok(option !== undefined);
      assert.equal(before.slice(0, option.remove.start) + before.slice(option.remove.end), after);
    }
  });

  it('knows where exec goes', () => {
    for (const [before, after] of [
      [onDebian('CMD gunicorn main:app'), onDebian('CMD exec gunicorn main:app')],
      [onDebian('CMD cd src && gunicorn main:app'), onDebian('CMD cd src && exec gunicorn main:app')],
      [onDebian('CMD A=1 gunicorn main:app'), onDebian('CMD A=1 exec gunicorn main:app')],
      [onDebian('CMD ["sh", "-c", "gunicorn main:app"]'), onDebian('CMD ["sh", "-c", "exec gunicorn main:app"]')],
    ] as const) {
      const at = launchOf({ Dockerfile: before }).front?.execAt;
      assert.ok(at !== undefined);
      assert.equal(`${before.slice(0, at.start)}exec ${before.slice(at.end)}`, after);
    }
  });

  it('offers no exec where it would change what happens', () => {
    for (const line of [
      'CMD gunicorn main:app | tee log',
      'CMD gunicorn main:app; echo done',
      'CMD (gunicorn main:app)',
      'CMD gunicorn main:app & wait',
    ]) {
      assert.equal(launchOf({ Dockerfile: onDebian(line) }).front?.execAt, undefined, line);
    }
  });
});
