import { checkRow, onAlpine, onDebian, type Row } from './kit.ts';

const G = 'gunicorn -b :$PORT main:app';
const RUN = 'gunicorn -b :8080 main:app';
const script = (
  text: string,
  cmd = 'CMD ["./start.sh"]',
  dockerfile: (...lines: readonly string[]) => string = onDebian,
) => ({ Dockerfile: dockerfile(cmd), 'start.sh': text });

// Which shell replaces itself was tried with dash 0.5.12, bash 5.2 and busybox 1.35 (27 forms each).
const rows: readonly Row[] = [
  ['dash stays in front', onDebian(`CMD ${G}`), { argv: RUN, pid1: 'shell', sigterm: false, binds: '0.0.0.0:8080' }],
  ['exec replaces it', onDebian(`CMD exec ${G}`), { argv: RUN, pid1: 'server', sigterm: true }],
  ['ash replaces itself', onAlpine(`CMD ${G}`), { argv: RUN, pid1: 'server', sigterm: true }],
  ['ash after cd', onAlpine(`CMD cd src && ${G}`), { pid1: 'server', sigterm: true }],
  ['ash inside if', onAlpine(`CMD if true; then ${G}; fi`), { pid1: 'server', sigterm: true }],
  ['ash behind ||', onAlpine(`CMD false || ${G}`), { pid1: 'shell', sigterm: false }],
  ['bash -c replaces itself', onDebian(`CMD ["bash", "-c", "${G}"]`), { argv: RUN, pid1: 'server', sigterm: true }],
  ['bash -c after &&', onDebian(`CMD ["/bin/bash", "-c", "echo hi && ${G}"]`), { pid1: 'server', sigterm: true }],
  [
    'bash -c with a redirection stays',
    onDebian(`CMD ["bash", "-c", "${G} > /dev/stdout"]`),
    { pid1: 'shell', sigterm: false },
  ],
  [
    'bash -c inside if stays',
    onDebian(`CMD ["bash", "-c", "if true; then ${G}; fi"]`),
    { pid1: 'shell', sigterm: false },
  ],
  [
    'bash -c with something behind stays',
    onDebian(`CMD ["bash", "-c", "${G}; echo done"]`),
    { pid1: 'shell', sigterm: false, server: 'gunicorn' },
  ],
  ['bash -lc', onDebian(`CMD ["bash", "-lc", "${G}"]`), { argv: RUN, pid1: 'server' }],
  ['sh -c on Debian stays', onDebian(`CMD ["sh", "-c", "${G}"]`), { argv: RUN, pid1: 'shell', sigterm: false }],
  [
    'a script that asks for a variable of the deployment',
    script(
      `#!/bin/bash\nif [ -z "\${DATABASE_URL:-}" ]; then\n  echo missing >&2\n  exit 1\nfi\n[ -n "$API_KEY" ] || { echo missing; exit 2; }\nexec ${G}\n`,
    ),
    { argv: RUN, pid1: 'server', sigterm: true },
  ],
  [
    'a script that asks for a role',
    script(`#!/bin/bash\ncase "\${ROLE:-none}" in\n  web) exec ${G} ;;\n  *) echo usage; exit 1 ;;\nesac\n`),
    { argv: null, server: null },
  ],
  [
    'a script that leaves the rest without a variable',
    script(`#!/bin/bash\nif [ -z "$START" ]; then exit 0; fi\nexec ${G}\n`),
    { argv: './start.sh', server: undefined },
  ],
  ['sh -c with exec', onDebian(`CMD ["sh", "-c", "exec ${G}"]`), { argv: RUN, pid1: 'server', sigterm: true }],
  [
    'sh -ec with a command before',
    onDebian(`CMD ["sh", "-ec", "python manage.py migrate; exec ${G}"]`),
    { argv: RUN, pid1: 'server' },
  ],
  ['SHELL names bash', onDebian('SHELL ["/bin/bash", "-c"]', `CMD ${G}`), { argv: RUN, pid1: 'server', sigterm: true }],
  [
    'SHELL with options',
    onDebian('SHELL ["/bin/bash", "-o", "pipefail", "-c"]', `CMD ${G}`),
    { argv: RUN, pid1: 'server' },
  ],
  ['migrate && serve', onDebian(`CMD python manage.py migrate && ${G}`), { argv: RUN, pid1: 'shell', sigterm: false }],
  [
    'migrate ; exec serve',
    onDebian(`CMD python manage.py migrate; exec ${G}`),
    { argv: RUN, pid1: 'server', sigterm: true },
  ],
  [
    'a variable that the deployment has to give',
    script(
      `#!/bin/sh\nif [ -z "$BUCKET" ]; then\n  echo "BUCKET is missing"\n  exit 1\nfi\n[ -n "$MODEL" ] || exit 2\nexec ${G}\n`,
    ),
    { argv: RUN, pid1: 'server', sigterm: true },
  ],
  [
    'one of several variables that the deployment has to give',
    script(`#!/bin/sh\n[ -z "$A" ] && [ -z "$B" ] && { echo "A or B"; exit 1; }\nexec ${G}\n`),
    { argv: RUN, pid1: 'server', sigterm: true },
  ],
  [
    'variable before the command',
    onDebian('CMD WEB_CONCURRENCY=4 gunicorn main:app'),
    { argv: 'gunicorn main:app', workers: 4, pid1: 'shell' },
  ],
  [
    'export before the command',
    onDebian('CMD export WEB_CONCURRENCY=4 && exec gunicorn main:app'),
    { workers: 4, pid1: 'server' },
  ],
  ['a shell variable is not exported', onDebian('CMD WEB_CONCURRENCY=4; exec gunicorn main:app'), { workers: 1 }],
  ['a shell variable in the command', onDebian('CMD N=4; exec gunicorn -w $N main:app'), { workers: 4 }],
  ['pipe to tee', onDebian(`CMD ${G} | tee log`), { server: 'gunicorn', pid1: 'shell', sigterm: false }],
  [
    'single quotes keep $PORT',
    onDebian("CMD exec gunicorn -b ':$PORT' main:app"),
    { fails: "'$PORT' is not a valid port number." },
  ],
  ['double quotes expand it', onDebian('CMD exec gunicorn -b ":$PORT" main:app'), { binds: '0.0.0.0:8080' }],
  ['broken JSON runs in the shell', onDebian("CMD ['gunicorn', 'main:app']"), { server: null }],
  ['script with exec', script(`#!/bin/sh\nset -e\nexec ${G}\n`), { argv: RUN, pid1: 'server', sigterm: true }],
  ['script without exec', script(`#!/bin/bash\n${G}\n`), { argv: RUN, pid1: 'shell', sigterm: false }],
  [
    'script without exec on Alpine',
    script(`#!/bin/sh\n${G}\n`, undefined, onAlpine),
    { argv: RUN, pid1: 'shell', sigterm: false },
  ],
  ['script called through sh', script(`exec ${G}\n`, 'CMD ["sh", "start.sh"]'), { argv: RUN, pid1: 'server' }],
  [
    'script called through bash in the shell form',
    script(`exec ${G}\n`, 'CMD bash ./start.sh'),
    { argv: RUN, pid1: 'shell', sigterm: false },
  ],
  ['script by absolute path', script(`#!/bin/sh\nexec ${G}\n`, 'CMD ["/app/start.sh"]'), { argv: RUN, pid1: 'server' }],
  ['script that is not there', onDebian('CMD ["./start.sh"]'), { argv: './start.sh', server: null, pid1: null }],
  [
    'script copied to another name',
    {
      Dockerfile: 'FROM python:3.12-slim\nCOPY docker/run.sh /usr/local/bin/entry\nCMD ["/usr/local/bin/entry"]\n',
      'docker/run.sh': `#!/bin/sh\nexec ${G}\n`,
    },
    { argv: RUN, pid1: 'server' },
  ],
  [
    'script copied with a glob',
    {
      Dockerfile: 'FROM python:3.12-slim\nCOPY --chown=1:1 docker/*.sh /scripts/\nCMD ["/scripts/run.sh"]\n',
      'docker/run.sh': `#!/bin/sh\nexec ${G}\n`,
    },
    { argv: RUN },
  ],
  [
    'script copied with a folder',
    {
      Dockerfile: 'FROM python:3.12-slim\nCOPY docker /scripts\nCMD ["/scripts/run.sh"]\n',
      'docker/run.sh': `#!/bin/sh\nexec ${G}\n`,
    },
    { argv: RUN },
  ],
  [
    'script copied from a builder stage',
    {
      Dockerfile:
        'FROM python:3.12 AS build\nWORKDIR /src\nCOPY . .\nFROM python:3.12-slim\nCOPY --from=build /src /app\nWORKDIR /app\nCMD ["./start.sh"]\n',
      'start.sh': `#!/bin/sh\nexec ${G}\n`,
    },
    { argv: RUN, pid1: 'server' },
  ],
  [
    'COPY heredoc',
    onDebian('COPY <<EOF /start.sh', '#!/bin/sh', 'exec gunicorn -b :8080 main:app', 'EOF', 'CMD ["/start.sh"]'),
    { argv: RUN, pid1: 'server' },
  ],
  [
    'RUN cat heredoc',
    onDebian("RUN cat <<'EOF' > /start.sh", '#!/bin/sh', `exec ${G}`, 'EOF', 'CMD ["sh", "/start.sh"]'),
    { argv: RUN, pid1: 'server' },
  ],
  [
    'RUN echo into a file',
    onDebian("RUN echo 'exec gunicorn -b :$PORT main:app' > /start.sh", 'CMD ["sh", "/start.sh"]'),
    { argv: RUN, pid1: 'server' },
  ],
  [
    'entrypoint with exec "$@"',
    {
      Dockerfile: onDebian('ENTRYPOINT ["/app/entry.sh"]', 'CMD ["gunicorn", "-w", "2", "main:app"]'),
      'entry.sh': '#!/bin/sh\nset -e\npython manage.py migrate\nexec "$@"\n',
    },
    { argv: 'gunicorn -w 2 main:app', pid1: 'server', workers: 2 },
  ],
  [
    'entrypoint with "$@" and no exec',
    {
      Dockerfile: onDebian('ENTRYPOINT ["/app/entry.sh"]', 'CMD ["gunicorn", "main:app"]'),
      'entry.sh': '#!/bin/sh\n"$@"\n',
    },
    { argv: 'gunicorn main:app', pid1: 'shell', sigterm: false },
  ],
  [
    'entrypoint with a default',
    {
      Dockerfile: onDebian('ENTRYPOINT ["/app/entry.sh"]'),
      'entry.sh': '#!/bin/sh\nif [ $# -eq 0 ]; then\n  set -- gunicorn -w 3 main:app\nfi\nexec "$@"\n',
    },
    { argv: 'gunicorn -w 3 main:app', workers: 3 },
  ],
  [
    'entrypoint that looks for options',
    {
      Dockerfile: onDebian('ENTRYPOINT ["/app/entry.sh"]', 'CMD ["-w", "2", "main:app"]'),
      'entry.sh': '#!/bin/sh\nif [ "${1#-}" != "$1" ]; then\n  set -- gunicorn "$@"\nfi\nexec "$@"\n',
    },
    { argv: 'gunicorn -w 2 main:app', workers: 2 },
  ],
  [
    'case on the argument',
    {
      Dockerfile: onDebian('ENTRYPOINT ["/app/entry.sh"]', 'CMD ["web"]'),
      'entry.sh':
        '#!/bin/bash\ncase "$1" in\n  web) exec gunicorn main:app ;;\n  worker) exec celery -A x worker ;;\n  *) exec "$@" ;;\nesac\n',
    },
    { argv: 'gunicorn main:app', server: 'gunicorn', pid1: 'server' },
  ],
  [
    'if on a variable that nobody sets',
    script(
      '#!/bin/sh\nif [ "$MODE" = "worker" ]; then\n  exec celery -A x worker\nelse\n  exec gunicorn main:app\nfi\n',
    ),
    { argv: 'gunicorn main:app' },
  ],
  [
    'if on a variable that ENV sets',
    {
      Dockerfile: onDebian('ENV MODE=worker', 'CMD ["./start.sh"]'),
      'start.sh':
        '#!/bin/sh\nif [ "$MODE" = "worker" ]; then\n  exec celery -A x worker\nelse\n  exec gunicorn main:app\nfi\n',
    },
    { argv: 'celery -A x worker', server: undefined },
  ],
  [
    'a default set with :=',
    script('#!/bin/sh\n: "${WORKERS:=5}"\nexec gunicorn -w "$WORKERS" main:app\n'),
    { workers: 5 },
  ],
  [
    'a loop that waits for the database',
    script('#!/bin/sh\nwhile ! nc -z db 5432; do sleep 1; done\nexec gunicorn main:app\n'),
    { argv: 'gunicorn main:app', pid1: 'server' },
  ],
  [
    'an array of arguments',
    script('#!/bin/bash\nARGS=(-w 2)\nARGS+=(--threads 4)\nexec gunicorn "${ARGS[@]}" main:app\n'),
    { argv: 'gunicorn -w 2 --threads 4 main:app', workers: 2, threads: 4 },
  ],
  [
    'a function',
    script('#!/bin/bash\nserve() { exec gunicorn -w "$1" main:app; }\nserve 3\n'),
    { argv: 'gunicorn -w 3 main:app', pid1: 'server' },
  ],
  [
    'background and wait',
    script('#!/bin/bash\ngunicorn -b :8080 main:app &\nwait\n'),
    { argv: RUN, pid1: 'shell', sigterm: false },
  ],
  [
    'background with a trap',
    script('#!/bin/bash\ntrap "kill 0" TERM\ngunicorn -b :8080 main:app &\nwait\n'),
    { argv: RUN, pid1: 'shell', sigterm: null },
  ],
  [
    'two servers, the one on the port counts',
    script('#!/bin/bash\nuvicorn api:app --port 9000 &\nstreamlit run ui.py --server.port $PORT\n'),
    { server: 'streamlit', binds: '0.0.0.0:8080', reachable: true },
  ],
  [
    'a worker in the background',
    script('#!/bin/sh\ncelery -A x worker &\nexec gunicorn main:app\n'),
    { argv: 'gunicorn main:app', pid1: 'server' },
  ],
  [
    'source of another script',
    { ...script('#!/bin/sh\n. ./env.sh\nexec gunicorn main:app\n'), 'env.sh': 'export WEB_CONCURRENCY=6\n' },
    { workers: 6 },
  ],
  [
    'script that calls a script',
    { ...script('#!/bin/sh\nexec ./run.sh\n'), 'run.sh': `#!/bin/sh\nexec ${G}\n` },
    { argv: RUN, pid1: 'server' },
  ],
  [
    "the script's own folder",
    {
      Dockerfile: onDebian('CMD ["/app/bin/start.sh"]'),
      'bin/start.sh':
        '#!/bin/bash\nDIR=$( cd -- "$( dirname -- "${BASH_SOURCE[0]}" )" &> /dev/null && pwd )\ncd "$DIR/.."\nexec ./run.sh\n',
      'run.sh': '#!/bin/sh\nexec gunicorn main:app\n',
    },
    { argv: 'gunicorn main:app', pid1: 'server' },
  ],
  [
    'dirname "$0"',
    {
      Dockerfile: onDebian('CMD ["/app/bin/start.sh"]'),
      'bin/start.sh': '#!/bin/sh\n. "$(dirname "$0")/env.sh"\nexec gunicorn main:app\n',
      'bin/env.sh': 'export WEB_CONCURRENCY=5\n',
    },
    { workers: 5 },
  ],
  [
    'shell-form ENTRYPOINT ignores CMD',
    onDebian('ENTRYPOINT exec gunicorn main:app', 'CMD ["--workers", "9"]'),
    { argv: 'gunicorn main:app', workers: 1 },
  ],
  ['|| true behind a preparation', onDebian(`CMD python manage.py migrate || true; exec ${G}`), { argv: RUN }],
  [
    'tail -f keeps a background server',
    script('#!/bin/sh\ngunicorn -b :8080 main:app &\ntail -f /dev/null\n'),
    { server: 'gunicorn', pid1: 'shell', sigterm: false },
  ],
  [
    'scripts that call each other',
    { ...script('#!/bin/sh\n./b.sh\n'), 'b.sh': '#!/bin/sh\n./start.sh\n' },
    { server: null },
  ],
  ['a script that only ends', script('#!/bin/sh\necho done\n'), { server: undefined, pid1: 'other' }],
  [
    'cd decides where the configuration is',
    { Dockerfile: onDebian('CMD cd src && exec gunicorn main:app'), 'src/gunicorn.conf.py': 'workers = 4\n' },
    { workers: 4 },
  ],
  [
    'exec in a subshell leaves the shell in front',
    onDebian(`CMD (exec ${G})`),
    { argv: RUN, pid1: 'shell', sigterm: false },
  ],
  ['exec in a subshell of ash', onAlpine(`CMD (exec ${G})`), { argv: RUN, pid1: 'server', sigterm: true }],
  ['exec before a pipe', onDebian(`CMD exec ${G} | cat`), { pid1: 'shell', sigterm: false }],
  [
    'another program replaces the shell',
    script('gunicorn -b :8080 main:app &\nexec sleep 1000\n', 'CMD ["sh", "start.sh"]'),
    { argv: RUN, pid1: 'other', sigterm: null },
  ],
  ['env -i takes PORT away', onDebian('CMD ["env", "-i", "gunicorn", "main:app"]'), { binds: '127.0.0.1:8000' }],
  ['a script that sets PORT', onDebian('CMD export PORT=9000; exec gunicorn main:app'), { binds: '0.0.0.0:9000' }],
];

describe('launch: shells and scripts', () => {
  for (const row of rows) it(row[0], () => checkRow(row));
});
