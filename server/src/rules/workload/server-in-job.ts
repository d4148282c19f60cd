import { valueOf } from '../../base/known.ts';
import { defineRule } from '../rule.ts';
import { serverName, startedHere } from '../words.ts';
import { firstWord, unquoted } from '../write.ts';

const HEAD = 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\n';
const JOB =
  'apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata:\n  name: nightly\nspec:\n  template:\n    spec:\n      template:\n        spec:\n          containers:\n            - image: europe-docker.pkg.dev/p/r/nightly:1\n';

export default defineRule({
  name: 'server-in-job',
  since: '0.1.0',
  severity: 'warning',
  subject: 'launch',
  summary: 'A job starts a server or a worker that never ends.',
  why: `A task of a job is done when its container ends with status 0. A server never ends: the task runs until its timeout (10 minutes by
default), is stopped, counts as failed and is tried again. A job gets no requests either. Deploy a server as a *service*, a
worker that takes its work from a queue as a *worker pool*, and start in a job what does its work and ends.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/create-jobs', checked: '2026-11-23' },
  topic: 'services-jobs-and-worker-pools',
  messages: {
    server: '{server} never ends, so each task of this job runs into its timeout and fails. Deploy it as a service.',
    consumer:
      'This worker never ends, so each task of this job runs into its timeout and fails. Deploy it as a worker pool.',
  },
  bad: [
    {
      why: 'gunicorn in a job',
      files: {
        Dockerfile: `${HEAD}CMD ["⟦gunicorn⟧", "--threads", "8", "main:app"]\n`,
        'main.py': 'from flask import Flask\n\napp = Flask(__name__)\n',
        'job.yaml': JOB,
      },
    },
    {
      why: 'A queue worker in a job',
      files: {
        Dockerfile: `${HEAD}CMD ["⟦celery⟧", "-A", "tasks", "worker"]\n`,
        'tasks.py': 'from celery import Celery\n\napp = Celery("tasks")\n',
        'job.yaml': JOB,
      },
    },
  ],
  good: [
    {
      why: 'A script that ends',
      files: { Dockerfile: `${HEAD}CMD ["python", "main.py"]\n`, 'main.py': 'print("done")\n', 'job.yaml': JOB },
    },
    {
      why: 'The job overrides the command of the service’s image',
      files: {
        Dockerfile: `${HEAD}CMD ["gunicorn", "--threads", "8", "main:app"]\n`,
        'main.py': 'from flask import Flask\n\napp = Flask(__name__)\n',
        'migrate.py': 'print("done")\n',
        'job.yaml': `${JOB}              command: ["python", "migrate.py"]\n`,
      },
    },
  ],
  *check({ deployable, launch, reader }) {
    if (deployable.kind !== 'job') return;
    const server = valueOf(launch.server);
    if (server !== undefined) {
      const at = unquoted(reader, server.at);
      const related = [startedHere(launch, at.uri), declaredHere()];
      yield { message: 'server', data: { server: serverName(server) }, at, related };
      return;
    }
    if (launch.server.kind !== 'known' || valueOf(launch.workload) !== 'consumer') return;
    const place = launch.written[0]?.at ?? launch.command;
    const at = place === undefined ? undefined : firstWord(reader, place);
    yield { message: 'consumer', at, related: [declaredHere()] };

    function declaredHere() {
      const { manifest } = deployable;
      if (manifest === undefined) return undefined;
      const { start, end } = manifest.document.kindAt;
      return { message: 'A job is declared here.', at: { uri: manifest.uri, start, end } };
    }
  },
});
