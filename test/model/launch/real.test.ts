import { checkRow, onDebian, type Row } from './kit.ts';

// Facts that `npm run test:servers` showed with real servers.

const FLASK_APP = 'from flask import Flask\n\napp = Flask(__name__)\n';
const run = (...words: readonly string[]): string => onDebian(`CMD ${JSON.stringify(words)}`);
const ASGI = (body: string): string =>
  `import asyncio, time\n\nasync def app(scope, receive, send):\n    ${body}\n    await send({'type': 'http.response.start'})\n`;

const rows: readonly Row[] = [
  [
    'process 1 without a handler ignores SIGTERM',
    { Dockerfile: run('waitress-serve', 'main:app'), 'main.py': FLASK_APP },
    { sigterm: false, pid1: 'server' },
  ],
  ['the same behind an init', run('tini', '--', 'waitress-serve', 'main:app'), { sigterm: true, pid1: 'init' }],
  [
    'flask run with the reloader handles it',
    {
      Dockerfile: run('flask', '--app', 'main', '--debug', 'run', '--host=0.0.0.0', '-p', '8080'),
      'main.py': FLASK_APP,
    },
    { sigterm: true, binds: '0.0.0.0:8080' },
  ],
  ['flask run --debug --no-reload', run('flask', 'run', '--debug', '--no-reload'), { sigterm: false }],
  ['flask run by FLASK_DEBUG', onDebian('ENV FLASK_DEBUG=1', 'CMD ["flask", "run"]'), { sigterm: true }],
  [
    'uvicorn on :: takes no IPv4',
    run('uvicorn', 'main:app', '--host', '::', '--port', '8080'),
    { binds: ':::8080', reachable: null },
  ],
  [
    'uvicorn on :: with workers does',
    run('uvicorn', 'main:app', '--host', '::', '--port', '8080', '--workers', '2'),
    { binds: ':::8080', reachable: true },
  ],
  [
    'uvicorn with an option of gunicorn',
    run('uvicorn', 'main:app', '--bind', ':8080'),
    { fails: 'No such option: --bind' },
  ],
  [
    'gunicorn with an option of uvicorn',
    run('gunicorn', '--port=8080', 'main:app'),
    { fails: 'error: unrecognized arguments: --port=8080', reachable: false },
  ],
  [
    'gunicorn with an option that is not in the table',
    run('gunicorn', '--capture-output', 'main:app'),
    { fails: null },
  ],
  [
    'app.run: debugging without the reloader',
    {
      Dockerfile: run('python', 'main.py'),
      'main.py': `${FLASK_APP}app.run(debug=True, use_reloader=False)\n`,
    },
    { sigterm: false },
  ],
  ['gunicorn on :: does', run('gunicorn', '-b', '[::]:8080', 'main:app'), { reachable: true }],
  [
    'an ASGI application that blocks',
    { Dockerfile: run('uvicorn', 'main:app', '--workers', '3'), 'main.py': ASGI('time.sleep(1)') },
    { capacity: 3 },
  ],
  [
    'an ASGI application that waits',
    { Dockerfile: run('uvicorn', 'main:app'), 'main.py': ASGI('await asyncio.sleep(1)') },
    { capacity: 'unbounded' },
  ],
  [
    'gunicorn: Tornado workers',
    run('gunicorn', '-k', 'tornado', 'main:app'),
    { workerClass: 'tornado', capacity: null },
  ],
  [
    'bottle is one at a time',
    {
      Dockerfile: run('python', 'main.py'),
      'main.py': "from bottle import run\n\nrun(host='0.0.0.0', port=8080)\n",
    },
    { binds: '0.0.0.0:8080', capacity: 1 },
  ],
  [
    'bottle with a server of its own',
    {
      Dockerfile: run('python', 'main.py'),
      'main.py': "from bottle import run\n\nrun(host='0.0.0.0', port=8080, server='waitress')\n",
    },
    { capacity: null },
  ],
];

describe('launch: as real servers do', () => {
  for (const row of rows) it(row[0], () => checkRow(row));
});
