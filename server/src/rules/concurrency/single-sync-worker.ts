import { valueOf } from '../../base/known.ts';
import type { Server } from '../../model/launch-types.ts';
import { gunicornProcfile } from '../procfile-fix.ts';
import { defineRule, type Edit, relatedTo } from '../rule.ts';
import { answersRequests, isSingleSyncWorker, startedHere } from '../words.ts';
import { addFlags, fixOf, unquoted, writeTo } from '../write.ts';

const FLASK = 'from flask import Flask\n\napp = Flask(__name__)\n';
const HEAD = 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\n';
const SERVICE = (spec: string): string =>
  `apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: api\nspec:\n  template:\n    spec:\n${spec}      containers:\n        - image: europe-docker.pkg.dev/p/r/api:1\n`;

export default defineRule({
  name: 'single-sync-worker',
  since: '0.1.0',
  severity: 'warning',
  subject: 'launch',
  summary: 'One sync worker of gunicorn answers one request at a time.',
  why: `gunicorn starts one worker of class \`sync\` unless told otherwise, and such a worker answers one request after the other.
Cloud Run sends many requests to an instance at the same time (80 by default, \`containerConcurrency\`): all but one of them wait
inside the instance, although other instances could answer them.

\`--threads 8\` makes the worker threaded: it answers 8 requests at a time and shares memory between them. \`--timeout 0\` leaves
time limits to Cloud Run. Only for code that is not thread-safe, set \`containerConcurrency: 1\` instead.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/about-concurrency', checked: '2026-11-23' },
  topic: 'gunicorn-workers-and-threads',
  messages: {
    single:
      'gunicorn runs one sync worker: an instance answers one request at a time, while Cloud Run sends up to {concurrency}. Add --threads {threads}.',
  },
  bad: [
    {
      why: "gunicorn's defaults",
      files: {
        Dockerfile: `${HEAD}CMD ["⟦gunicorn⟧", "main:app"]\n`,
        'main.py': FLASK,
      },
      fixed: { Dockerfile: `${HEAD}CMD ["gunicorn", "--threads", "8", "--timeout", "0", "main:app"]\n` },
    },
    {
      why: 'The timeout is set already',
      files: {
        Dockerfile: `${HEAD}CMD exec ⟦gunicorn⟧ --bind :$PORT --workers 1 --timeout 300 main:app\n`,
        'main.py': FLASK,
        'service.yaml': SERVICE('      containerConcurrency: 40\n'),
      },
      fixed: {
        Dockerfile: `${HEAD}CMD exec gunicorn --threads 40 --bind :$PORT --workers 1 --timeout 300 main:app\n`,
      },
    },
    {
      why: 'One thread in the configuration file',
      files: {
        Dockerfile: `${HEAD}CMD ["⟦gunicorn⟧", "main:app"]\n`,
        'gunicorn.conf.py': 'workers = 1\nthreads = 1\ntimeout = 0\n',
        'main.py': FLASK,
      },
      fixed: { 'gunicorn.conf.py': 'workers = 1\nthreads = 8\ntimeout = 0\n' },
    },
    {
      why: 'Deployed from source, without a Dockerfile and a Procfile: buildpacks start it',
      files: {
        'deploy.sh': 'gcloud run deploy shop --source .\n',
        'main.py': 'from flask import Flask\n\napp = Flask(__name__)\n',
        'requirements.txt': 'flask\n⟦gunicorn==23.0.0⟧\n',
      },
      fixed: { Procfile: 'web: gunicorn --bind :$PORT --threads 8 --timeout 0 main:app\n' },
    },
  ],
  good: [
    {
      why: 'The threads come from gunicorn.conf.py',
      files: {
        Dockerfile: `${HEAD}CMD ["gunicorn", "main:app"]\n`,
        'gunicorn.conf.py': 'threads = 8\n',
        'main.py': FLASK,
      },
    },
    {
      why: 'The threads come from the deployment',
      files: {
        Dockerfile: `${HEAD}CMD ["gunicorn", "main:app"]\n`,
        'main.py': FLASK,
        'deploy.sh': 'gcloud run deploy shop --image gcr.io/p/shop --set-env-vars "GUNICORN_CMD_ARGS=--threads 8"\n',
      },
    },
    {
      why: 'The threads come from GUNICORN_CMD_ARGS',
      files: {
        Dockerfile: `${HEAD}ENV GUNICORN_CMD_ARGS="--threads 8"\nCMD ["gunicorn", "main:app"]\n`,
        'main.py': FLASK,
      },
    },
    {
      why: 'An asynchronous worker class',
      files: {
        Dockerfile: `${HEAD}CMD ["gunicorn", "-k", "uvicorn_worker.UvicornWorker", "main:app"]\n`,
        'main.py': 'from fastapi import FastAPI\n\napp = FastAPI()\n',
      },
    },
    {
      why: 'One request at a time on purpose',
      files: {
        Dockerfile: `${HEAD}CMD ["gunicorn", "--timeout", "0", "main:app"]\n`,
        'main.py': FLASK,
        'service.yaml': SERVICE('      containerConcurrency: 1\n'),
      },
    },
  ],
  *check(subject) {
    const { deployable, launch, reader } = subject;
    const server = valueOf(launch.server);
    const concurrency = valueOf(deployable.concurrency);
    if (!answersRequests(subject) || server === undefined || !isSingleSyncWorker(launch)) return;
    if (concurrency === undefined || concurrency <= 1) return;
    // Such an application does not even answer one request.
    if (launch.startFailures.some((f) => f.code === 'wrong-interface')) return;
    const explicit = deployable.concurrency.kind === 'known' && deployable.concurrency.at !== undefined;
    // As many threads as requests where the project says how many; a very high number is no plan for threads.
    const threads = explicit && concurrency <= 100 ? concurrency : 8;
    yield {
      message: 'single',
      data: { concurrency, threads },
      at: unquoted(reader, server.at),
      related: [
        relatedTo(deployable.concurrency, `Cloud Run sends up to ${concurrency} requests at a time.`),
        relatedTo(server.threads.value, 'The number of threads is set here.'),
        startedHere(launch, server.at.uri),
      ],
      fix: () => {
        const procfile = gunicornProcfile(launch, ['--threads', String(threads), '--timeout', '0']);
        return procfile === undefined
          ? fixOf(`Answer ${threads} requests at a time with threads`, 'safe', threadsEdit(server))
          : fixOf(`Write a Procfile that starts gunicorn with ${threads} threads`, 'suggestion', procfile);
      },
    };

    function threadsEdit({ threads: setting, timeoutSeconds, flags }: Server): Edit | undefined {
      const count = String(threads);
      if (setting.origin !== 'default') return writeTo(reader, setting.place, { text: count, python: count });
      const timeout = timeoutSeconds.origin === 'default' ? ['--timeout', '0'] : [];
      return addFlags(flags, ['--threads', count, ...timeout]);
    }
  },
});
