import { isKnown, valueOf } from '../../base/known.ts';
import { defineRule, type LaunchSubject } from '../rule.ts';
import { serverName, startedHere } from '../words.ts';
import { firstWord, fixOf } from '../write.ts';

const FLASK = 'from flask import Flask\n\napp = Flask(__name__)\n';
const HEAD = 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\n';

export default defineRule({
  name: 'shell-swallows-sigterm',
  since: '0.1.0',
  severity: 'warning',
  subject: 'launch',
  summary: 'A shell runs in front of the server and does not pass SIGTERM on.',
  why: `When Cloud Run stops an instance, it sends SIGTERM to process 1 and kills everything 10 seconds later. Debian's and Ubuntu's
\`/bin/sh\` (dash) stays in front of the command that it starts and does not pass the signal on, and neither does a shell script;
\`npm\` and \`yarn\` hand it to a shell that may keep it. The server is killed in the middle of its requests, and clean-up code never runs.

With \`exec\` the server takes the shell's place and gets the signal. Alpine's \`sh\` and \`bash -c\` do that by themselves for the
last command, and \`tini\` or \`dumb-init\` pass the signal on.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/container-contract', checked: '2026-11-23' },
  topic: 'sigterm',
  related: [
    'hadolint `DL3025` and BuildKit `JSONArgsRecommended` ask for the JSON form; this rule also accepts `exec` in the shell form.',
  ],
  messages: {
    shell:
      'A shell stays in front of {server} and keeps SIGTERM: Cloud Run kills the server after 10 seconds. Write exec before the command.',
    manager:
      '{program} stays in front of {server} and may keep SIGTERM, so that Cloud Run kills it after 10 seconds. Start the program itself.',
  },
  bad: [
    {
      why: 'The shell form',
      files: {
        Dockerfile: `${HEAD}CMD ⟦gunicorn⟧ --bind :$PORT --threads 8 main:app\n`,
        'main.py': FLASK,
      },
      fixed: { Dockerfile: `${HEAD}CMD exec gunicorn --bind :$PORT --threads 8 main:app\n` },
    },
    {
      why: 'sh -c without exec',
      files: {
        Dockerfile: `${HEAD}CMD ["sh", "-c", "⟦gunicorn⟧ --bind :$PORT --threads 8 main:app"]\n`,
        'main.py': FLASK,
      },
      fixed: { Dockerfile: `${HEAD}CMD ["sh", "-c", "exec gunicorn --bind :$PORT --threads 8 main:app"]\n` },
    },
    {
      why: 'A start script',
      files: {
        Dockerfile: `${HEAD}CMD ["./start.sh"]\n`,
        'start.sh': '#!/bin/sh\nset -e\npython migrate.py\n⟦gunicorn⟧ --threads 8 main:app\n',
        'main.py': FLASK,
        'migrate.py': 'print("done")\n',
      },
      fixed: { 'start.sh': '#!/bin/sh\nset -e\npython migrate.py\nexec gunicorn --threads 8 main:app\n' },
    },
    {
      why: 'npm as process 1',
      severity: 'information',
      files: {
        Dockerfile: 'FROM node:22-slim\nWORKDIR /app\nCOPY . .\nCMD ["⟦npm⟧", "start"]\n',
        'package.json': '{ "scripts": { "start": "node server.js" } }\n',
        'server.js': 'require("http").createServer().listen(process.env.PORT);\n',
      },
    },
  ],
  good: [
    {
      why: 'Daemons, and a loop that waits for one of them, before the server takes the place of the shell',
      files: {
        Dockerfile: `${HEAD}RUN apt-get update && apt-get install -y cron supervisor\nCMD ["./start.sh"]\n`,
        'start.sh':
          '#!/bin/bash\ncron\nsupervisord -c tasks.conf\nredis-server --port 7000 &\nCOUNT=0\nwhile [ $COUNT -lt 30 ]; do\n  if redis-cli -p 7000 ping; then\n    break\n  fi\n  sleep 1\n  COUNT=$((COUNT + 1))\ndone\nexec gunicorn --threads 8 main:app\n',
        'main.py': FLASK,
      },
    },
    {
      why: 'An image that says of nothing that it is a server: a training, a tool',
      files: {
        Dockerfile: 'FROM python:3.12-slim\nWORKDIR /app\nCOPY runtime.sh ./\nCMD /app/runtime.sh\n',
        'runtime.sh': '#!/bin/bash\ncd /data\nLANG=C.UTF-8 bash\n',
      },
    },
    {
      why: 'A program that ends by itself',
      files: {
        Dockerfile: 'FROM python:3.12-slim\nWORKDIR /app\nCOPY train.py .\nENTRYPOINT python3 train.py\n',
        'train.py':
          'import tensorflow as tf\n\nmodel = tf.keras.models.load_model("model")\nmodel.fit()\nmodel.save("model")\n',
      },
    },
    {
      why: 'exec replaces the shell',
      files: { Dockerfile: `${HEAD}CMD exec gunicorn --bind :$PORT --threads 8 main:app\n`, 'main.py': FLASK },
    },
    {
      why: 'There is no shell in the exec form',
      files: { Dockerfile: `${HEAD}CMD ["gunicorn", "--threads", "8", "main:app"]\n`, 'main.py': FLASK },
    },
    {
      why: "Alpine's shell replaces itself",
      files: {
        Dockerfile:
          'FROM python:3.12-alpine\nWORKDIR /app\nCOPY . .\nCMD gunicorn --bind :$PORT --threads 8 main:app\n',
        'main.py': FLASK,
      },
    },
    {
      why: 'bash replaces itself for its last command',
      files: {
        Dockerfile: `${HEAD}CMD ["bash", "-c", "gunicorn --bind :$PORT --threads 8 main:app"]\n`,
        'main.py': FLASK,
      },
    },
    {
      why: 'A job ends by itself',
      files: {
        Dockerfile: `${HEAD}CMD python main.py\n`,
        'main.py': 'print("done")\n',
        'job.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata:\n  name: nightly\nspec:\n  template:\n    spec:\n      template:\n        spec:\n          containers:\n            - image: europe-docker.pkg.dev/p/r/nightly:1\n',
      },
    },
  ],
  *check(subject) {
    const { launch, deployable, reader } = subject;
    const { front } = launch;
    if (deployable.kind === 'job' || front === undefined || isKnown(launch.sigtermReachesServer, true)) return;
    const isPackageManager = front.program === 'npm' || front.program === 'yarn';
    if (!isPackageManager && !isKnown(launch.sigtermReachesServer, false)) return;
    // What ends by itself in a lone image is as good as a job.
    if (deployable.kind === 'image' && valueOf(launch.workload) === 'ends') return;
    const server = valueOf(launch.server);
    if (server === undefined && deployable.kind === 'image' && !saysItServes(subject)) return;
    const name = server === undefined ? 'the program' : serverName(server, launch).replace(/^The /, 'the ');
    const at = firstWord(reader, front.at);
    const related = [startedHere(launch, at.uri)];
    const { program, execAt } = front;
    if (isPackageManager) {
      // npm passes signals to the shell that runs the script; what arrives behind it depends on versions.
      yield { message: 'manager', data: { program, server: name }, at, related, severity: 'information' };
      return;
    }
    yield {
      message: 'shell',
      data: { server: name },
      at,
      related,
      fix: () =>
        execAt === undefined
          ? undefined
          : fixOf(`Let ${name} take the place of the shell (exec)`, 'safe', { at: execAt, newText: 'exec ' }),
    };
  },
});

/** Whether a Dockerfile says that what it starts is a server: a port, a health check, or a word of the command that speaks of a port. */
function saysItServes({ launch, container, reader }: LaunchSubject): boolean {
  const dockerfile = valueOf(container.dockerfile);
  const stages = (dockerfile === undefined ? undefined : reader.dockerfile(dockerfile))?.stages ?? [];
  if (
    stages.some(({ exposes, healthcheck, env }) => exposes.length > 0 || healthcheck !== undefined || env.some(isPort))
  )
    return true;
  return launch.written.some(({ at }) => /port|listen|serve/i.test(reader.written(at) ?? ''));
}

function isPort({ name }: { readonly name: { readonly value: string } }): boolean {
  return /(?:^|_)PORT$/i.test(name.value);
}
