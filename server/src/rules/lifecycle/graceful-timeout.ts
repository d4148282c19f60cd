import { valueOf } from '../../base/known.ts';
import { defineRule } from '../rule.ts';
import { serverName } from '../words.ts';
import { fixOf, narrow, unquoted, writeTo } from '../write.ts';

const FLASK = 'from flask import Flask\n\napp = Flask(__name__)\n';
const HEAD = 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\n';

export default defineRule({
  name: 'graceful-timeout',
  since: '0.1.0',
  severity: 'information',
  subject: 'launch',
  summary: 'The server wants more time to stop than Cloud Run gives it.',
  why: `10 seconds after SIGTERM Cloud Run kills the container, and the time cannot be changed. A longer graceful timeout promises
requests time that they do not have: they are cut off without an answer, and clean-up code does not run. With a shorter one the
server ends the last requests itself and closes in order.

Cloud Run sends no new requests to an instance that it stops, so the time matters for long requests only. Server defaults are left
alone.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/container-contract', checked: '2026-11-23' },
  topic: 'sigterm',
  messages: {
    tooLong:
      '{server} takes up to {seconds} s to stop, but Cloud Run kills the container 10 s after SIGTERM. Set less than 10 seconds.',
  },
  bad: [
    {
      why: 'gunicorn',
      files: {
        Dockerfile: `${HEAD}CMD ["gunicorn", "--threads", "8", "--graceful-timeout", "⟦60⟧", "main:app"]\n`,
        'main.py': FLASK,
      },
      fixed: {
        Dockerfile: `${HEAD}CMD ["gunicorn", "--threads", "8", "--graceful-timeout", "8", "main:app"]\n`,
      },
    },
    {
      why: 'In the configuration file',
      files: {
        Dockerfile: `${HEAD}CMD ["gunicorn", "main:app"]\n`,
        'gunicorn.conf.py': 'threads = 8\ngraceful_timeout = ⟦120⟧\n',
        'main.py': FLASK,
      },
      fixed: { 'gunicorn.conf.py': 'threads = 8\ngraceful_timeout = 8\n' },
    },
  ],
  good: [
    {
      why: "gunicorn's own default of 30 seconds",
      files: { Dockerfile: `${HEAD}CMD ["gunicorn", "--threads", "8", "main:app"]\n`, 'main.py': FLASK },
    },
    {
      why: 'Short enough',
      files: {
        Dockerfile: `${HEAD}CMD ["gunicorn", "--threads", "8", "--graceful-timeout", "9", "main:app"]\n`,
        'main.py': FLASK,
      },
    },
  ],
  *check({ launch, reader }) {
    const server = valueOf(launch.server);
    const setting = server?.gracefulTimeoutSeconds;
    if (server === undefined || setting === undefined || setting.origin === 'default') return;
    const seconds = valueOf(setting.value);
    const written = setting.value.at;
    if (seconds === undefined || seconds <= 10 || written === undefined) return;
    yield {
      message: 'tooLong',
      data: { server: serverName(server, launch), seconds },
      at: narrow(reader, written, String(seconds)) ?? unquoted(reader, written),
      fix: () => fixOf('Set it to 8 seconds', 'safe', writeTo(reader, setting.place, { text: '8', python: '8' })),
    };
  },
});
