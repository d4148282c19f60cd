import { valueOf } from '../../base/known.ts';
import { defineRule } from '../rule.ts';
import { serverName } from '../words.ts';
import { firstWord, unquoted } from '../write.ts';

const HEAD = 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\n';
const JOB = (image: string): string =>
  `apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata:\n  name: nightly\nspec:\n  template:\n    spec:\n      template:\n        spec:\n          containers:\n            - image: ${image}\n`;
const IMAGE = 'europe-docker.pkg.dev/p/r/nightly:1';

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
        Dockerfile: `${HEAD}CMD ["gunicorn", "--threads", "8", "main:app"]\n`,
        'main.py': 'from flask import Flask\n\napp = Flask(__name__)\n',
        'job.yaml': JOB(`⟦${IMAGE}⟧`),
      },
    },
    {
      why: 'A queue worker in a job',
      files: {
        Dockerfile: `${HEAD}CMD ["celery", "-A", "tasks", "worker"]\n`,
        'tasks.py': 'from celery import Celery\n\napp = Celery("tasks")\n',
        'job.yaml': JOB(`⟦${IMAGE}⟧`),
      },
    },
    {
      why: 'The command of the job itself',
      files: {
        'job.yaml': `${JOB(IMAGE)}              command: ["⟦gunicorn⟧", "--threads", "8", "main:app"]\n`,
      },
    },
  ],
  good: [
    {
      why: 'A script that ends',
      files: { Dockerfile: `${HEAD}CMD ["python", "main.py"]\n`, 'main.py': 'print("done")\n', 'job.yaml': JOB(IMAGE) },
    },
    {
      why: 'The job overrides the command of the service’s image',
      files: {
        Dockerfile: `${HEAD}CMD ["gunicorn", "--threads", "8", "main:app"]\n`,
        'main.py': 'from flask import Flask\n\napp = Flask(__name__)\n',
        'migrate.py': 'print("done")\n',
        'job.yaml': `${JOB(IMAGE)}              command: ["python", "migrate.py"]\n`,
      },
    },
    {
      why: 'The command that deploys the job overrides it',
      files: {
        Dockerfile: `${HEAD}CMD ["gunicorn", "--threads", "8", "main:app"]\n`,
        'main.py': 'from flask import Flask\n\napp = Flask(__name__)\n',
        'migrate.py': 'print("done")\n',
        'deploy.sh': 'gcloud run jobs deploy migrate --image gcr.io/p/shop --command python --args migrate.py\n',
      },
    },
  ],
  *check({ container, deployable, launch, reader }) {
    if (deployable.kind !== 'job') return;
    const server = valueOf(launch.server);
    const consumes = launch.server.kind === 'known' && valueOf(launch.workload) === 'consumer';
    if (server === undefined && !consumes) return;
    const started = server?.at ?? launch.written[0]?.at ?? launch.command;
    if (started === undefined) return;
    // The image may be right for a service, so the job is to blame: what it writes, else the image that it names.
    const { uri } = deployable.manifest ?? { uri: started.uri };
    const { image } = container;
    const place = started.uri === uri ? started : ((image.kind === 'known' ? image.at : undefined) ?? started);
    const at = started === place ? firstWord(reader, place) : unquoted(reader, place);
    const related = [
      place === started ? undefined : { message: 'This is what the container starts.', at: firstWord(reader, started) },
    ];
    if (server === undefined) yield { message: 'consumer', at, related };
    else yield { message: 'server', data: { server: serverName(server, launch) }, at, related };
  },
});
