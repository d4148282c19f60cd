import type { ServerRow } from '../../scripts/servers/row.ts';
import { flask, inShell, program, row, WSGI } from './project.ts';

const G = ['gunicorn'];
const B = ['gunicorn', 'bash'];

type Files = Readonly<Record<string, string>>;

/** A row whose CMD is one script of the project. */
function script(name: string, text: string, more: Files = {}, needs: readonly string[] = G): ServerRow {
  return row(name, needs, { ...WSGI, 'start.sh': text, ...more }, ['CMD ["./start.sh"]'], ['./start.sh']);
}

/** A row whose ENTRYPOINT is a script and whose CMD is the command that it gets. */
function entry(name: string, text: string, command: readonly string[], needs: readonly string[] = G): ServerRow {
  return row(
    name,
    needs,
    { ...WSGI, 'entry.sh': text },
    ['ENTRYPOINT ["/app/entry.sh"]', `CMD ${JSON.stringify(command)}`],
    ['/app/entry.sh', ...command],
  );
}

function inline(name: string, needs: readonly string[], argv: readonly string[], files: Files = WSGI): ServerRow {
  return row(name, needs, files, [`CMD ${JSON.stringify(argv)}`], argv);
}

/** Entrypoint scripts as real projects write them. */
export const SCRIPT_ROWS: readonly ServerRow[] = [
  entry(
    'script: web is a word for the server',
    '#!/bin/sh\nset -eu\nif [ "$1" = "web" ]; then\n  shift\n  exec gunicorn --bind "0.0.0.0:${PORT}" main:app "$@"\nfi\nexec "$@"\n',
    ['web', '--threads', '2'],
  ),
  entry(
    "script: options become the server's",
    '#!/bin/sh\nset -e\nif [ "${1#-}" != "$1" ]; then\n  set -- gunicorn "$@"\nfi\nexec "$@"\n',
    ['--threads=3', 'main:app'],
  ),
  entry(
    'script: migrations, then the command',
    '#!/bin/bash\nset -euo pipefail\n\n: "${PORT:=8080}"\necho "starting on ${PORT}" >&2\npython -c "print(1)"\nexec "$@"\n',
    ['gunicorn', '--bind', ':8080', 'main:app'],
    B,
  ),
  entry('script: env in front of exec', '#!/bin/sh\nexec env WEB_CONCURRENCY=2 "$@"\n', ['gunicorn', 'main:app']),
  entry(
    'script: gosu',
    '#!/bin/sh\nset -e\nif [ "$(id -u)" = "0" ]; then\n  exec gosu nobody "$@"\nfi\nexec "$@"\n',
    ['gunicorn', 'main:app'],
    [...G, 'gosu'],
  ),
  script(
    'script: trap, background and wait',
    '#!/bin/bash\ngunicorn --bind :8080 main:app &\npid=$!\ntrap \'kill -TERM "$pid"\' TERM INT\nwait "$pid"\n',
    {},
    B,
  ),
  script(
    'script: case on the environment',
    '#!/bin/sh\ncase "${APP_ENV:-production}" in\n  development|dev) exec python -m http.server 8000 ;;\n  production) exec gunicorn -b ":$PORT" --threads 2 main:app ;;\n  *) exit 1 ;;\nesac\n',
  ),
  script(
    'script: another script behind it',
    '#!/bin/sh\nset -e\nexport WEB_CONCURRENCY=${WEB_CONCURRENCY:-2}\nexec ./run/web.sh\n',
    { 'run/web.sh': '#!/bin/sh\ncd /app\nexec gunicorn main:app\n' },
  ),
  script('script: PORT set in the script', '#!/bin/sh\nexport PORT=9000\nexec gunicorn main:app\n'),
  script('script: PORT with a default only', '#!/bin/sh\nexport PORT="${PORT:-9000}"\nexec gunicorn main:app\n'),
  script('script: variable that is no export', '#!/bin/sh\nWEB_CONCURRENCY=3\nexec gunicorn main:app\n'),
  script('script: set -a', '#!/bin/sh\nset -a\n. ./settings.env\nset +a\nexec gunicorn main:app\n', {
    'settings.env': 'WEB_CONCURRENCY=2\n',
  }),
  script(
    'script: file that is there or not',
    '#!/bin/sh\n[ -f .env ] && . ./.env\nexec gunicorn --threads ${THREADS:-2} main:app\n',
  ),
  script('script: its own folder', '#!/bin/bash\ncd "$(dirname "$0")"\nexec gunicorn main:app\n', {}, B),
  script(
    'script: waits for nothing',
    '#!/bin/sh\nfor i in 1 2; do\n  echo "try $i"\ndone\nuntil true; do sleep 1; done\nexec gunicorn main:app\n',
  ),
  script(
    'script: options in a variable',
    '#!/bin/sh\nOPTS="--bind 0.0.0.0:$PORT --threads 3"\nexec gunicorn $OPTS main:app\n',
  ),
  script(
    'script: options in an array',
    '#!/bin/bash\nargs=(--bind "0.0.0.0:${PORT}" --workers 2)\nargs+=(--threads 2)\nexec gunicorn "${args[@]}" main:app\n',
    {},
    B,
  ),
  script(
    'script: options added under a condition',
    '#!/bin/sh\nset -- --bind ":$PORT"\nif [ -n "$THREADS" ]; then\n  set -- "$@" --threads "$THREADS"\nfi\nexec gunicorn "$@" main:app\n',
  ),
  script(
    'script: arithmetic',
    '#!/bin/bash\nCORES=2\nWORKERS=$((CORES * 2 - 1))\nexec gunicorn --workers "$WORKERS" main:app\n',
    {},
    B,
  ),
  script('script: env as interpreter', '#!/usr/bin/env -S bash -e\ngunicorn main:app\n', {}, B),
  script('script: no first line', 'set -e\nexec gunicorn main:app\n'),
  script(
    'script: command that is not there ||',
    '#!/bin/sh\ncommand -v nothing >/dev/null 2>&1 || echo none\nexec gunicorn main:app\n',
  ),
  script(
    'script: test of two variables',
    '#!/bin/bash\nif [[ "${MODE:-web}" == "web" && -z "${WORKER:-}" ]]; then\n  exec gunicorn main:app\nelse\n  exec sleep 1000\nfi\n',
    {},
    B,
  ),
  script(
    'script: heredoc before the server',
    '#!/bin/sh\ncat > /tmp/hello <<EOF\nport $PORT\nEOF\nexec gunicorn main:app\n',
  ),
  script('script: output to a file', '#!/bin/sh\ngunicorn main:app > /tmp/log 2>&1\n'),
  script(
    'script: exit before the server',
    '#!/bin/sh\nif [ "$PORT" != "8080" ]; then\n  echo wrong >&2\n  exit 1\nfi\nexec gunicorn main:app\n',
  ),
  script('script: retries the server', '#!/bin/sh\nwhile true; do\n  gunicorn main:app\n  sleep 1\ndone\n'),
  inline('sh -c: application as $0', G, ['sh', '-c', 'exec gunicorn -b :$PORT "$0"', 'main:app']),
  inline('sh -c: words behind it', G, ['sh', '-c', 'exec gunicorn "$@"', 'sh', '-b', ':8080', 'main:app']),
  inline('sh -ec', G, ['sh', '-ec', 'echo start; gunicorn main:app']),
  inline('bash -euo pipefail -c', B, ['bash', '-euo', 'pipefail', '-c', 'exec gunicorn -b 0.0.0.0:${PORT} main:app']),
  inline('env with -u', G, ['env', '-u', 'WEB_CONCURRENCY', 'THREADS=2', 'gunicorn', '--preload', 'main:app']),
  inline('stdbuf', G, ['stdbuf', '-oL', 'gunicorn', 'main:app']),
  inline('timeout', G, ['timeout', '100', 'gunicorn', 'main:app']),
  row(
    'server in the background of CMD',
    G,
    WSGI,
    ['CMD gunicorn main:app & wait'],
    inShell('gunicorn main:app & wait'),
  ),
  row(
    'server, then another command',
    G,
    WSGI,
    ['CMD gunicorn main:app; sleep 5'],
    inShell('gunicorn main:app; sleep 5'),
  ),
  row(
    'server in braces',
    G,
    WSGI,
    ['CMD { echo start; exec gunicorn main:app; }'],
    inShell('{ echo start; exec gunicorn main:app; }'),
  ),
  row(
    'tini in front of a script and its words',
    [...G, 'tini'],
    { ...WSGI, 'entry.sh': '#!/bin/sh\nset -e\nexec "$@"\n' },
    ['ENTRYPOINT ["/usr/bin/tini", "--", "/app/entry.sh"]', 'CMD ["gunicorn", "--threads", "2", "main:app"]'],
    ['/usr/bin/tini', '--', '/app/entry.sh', 'gunicorn', '--threads', '2', 'main:app'],
  ),
  row(
    'supervisord',
    [...G, 'supervisord'],
    {
      ...WSGI,
      'supervisord.conf':
        '[supervisord]\nnodaemon=true\nuser=root\n\n[program:web]\ncommand=gunicorn --bind 0.0.0.0:%(ENV_PORT)s --threads 2 main:app\ndirectory=/app\nstdout_logfile=/dev/null\n',
    },
    ['CMD ["supervisord", "-c", "/app/supervisord.conf"]'],
    ['supervisord', '-c', '/app/supervisord.conf'],
    { settle: 2500 },
  ),
  row(
    'supervisord with a worker beside',
    [...G, 'supervisord'],
    {
      ...WSGI,
      'sup.conf':
        '[supervisord]\nnodaemon=true\n\n[program:worker]\ncommand=sleep 1000\n\n[program:web]\ncommand=/bin/sh -c "exec gunicorn -b :$PORT main:app"\n',
    },
    ['CMD supervisord -n -c /app/sup.conf'],
    inShell('supervisord -n -c /app/sup.conf'),
    { settle: 2500 },
  ),
  row(
    'npm start',
    ['npm', 'py:flask'],
    {
      ...flask("if __name__ == '__main__':\n    app.run(host='0.0.0.0', port=8080)\n"),
      'package.json': '{ "name": "x", "scripts": { "start": "python main.py" } }\n',
    },
    ['CMD ["npm", "start"]'],
    ['npm', 'start'],
    { settle: 1500 },
  ),
  row(
    'a folder as a program',
    [],
    {
      'web/__main__.py':
        program(
          "import http.server\nhttp.server.HTTPServer(('', 8080), http.server.SimpleHTTPRequestHandler).serve_forever()\n",
        )['main.py'] ?? '',
    },
    ['CMD ["python", "web"]'],
    ['python', 'web'],
  ),
];
