import { valueOf } from '../../base/known.ts';
import { defineRule, relatedTo } from '../rule.ts';
import { answersRequests, isSingleSyncWorker } from '../words.ts';
import { addFlags, fixOf, narrow, unquoted, writeTo } from '../write.ts';

const FLASK = 'from flask import Flask\n\napp = Flask(__name__)\n';
const HEAD = 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\n';
const SERVICE = (spec: string): string =>
  `apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: api\nspec:\n  template:\n    spec:\n${spec}      containers:\n        - image: europe-docker.pkg.dev/p/r/api:1\n`;

export default defineRule({
  name: 'worker-timeout',
  since: '0.1.0',
  severity: 'warning',
  subject: 'launch',
  summary: 'A sync worker of gunicorn is killed before the request timeout of the service.',
  why: `A worker of class \`sync\` reports to gunicorn's master between requests only. After \`--timeout\` (30 seconds by default) without a
report the master kills it, in the middle of the request, although Cloud Run would wait longer (300 seconds by default,
\`timeoutSeconds\`). With \`--timeout 0\` Cloud Run's limit is the only one; Google's samples do that.

For threaded, gevent and uvicorn workers \`--timeout\` is a heartbeat and no limit of requests; nothing is said there.`,
  source: { url: 'https://docs.gunicorn.org/en/stable/settings.html#timeout', checked: '2026-11-23' },
  topic: 'gunicorn-workers-and-threads',
  messages: {
    shorter:
      'gunicorn kills a sync worker after {seconds} s, but the service allows {limit} s for a request. Use --timeout 0, which leaves it to Cloud Run.',
  },
  bad: [
    {
      why: 'The manifest allows ten minutes',
      files: {
        Dockerfile: `${HEAD}CMD ["⟦gunicorn⟧", "main:app"]\n`,
        'main.py': FLASK,
        'service.yaml': SERVICE('      containerConcurrency: 1\n      timeoutSeconds: 600\n'),
      },
      fixed: { Dockerfile: `${HEAD}CMD ["gunicorn", "--timeout", "0", "main:app"]\n` },
    },
    {
      why: 'A timeout that is shorter than the default of the service',
      severity: 'information',
      files: {
        Dockerfile: `${HEAD}CMD exec gunicorn --bind :$PORT --workers 8 --timeout ⟦60⟧ main:app\n`,
        'main.py': FLASK,
        'service.yaml': SERVICE('      containerConcurrency: 8\n'),
      },
      fixed: { Dockerfile: `${HEAD}CMD exec gunicorn --bind :$PORT --workers 8 --timeout 0 main:app\n` },
    },
  ],
  good: [
    {
      why: 'With threads it is a heartbeat',
      files: {
        Dockerfile: `${HEAD}CMD ["gunicorn", "--threads", "8", "main:app"]\n`,
        'main.py': FLASK,
        'service.yaml': SERVICE('      timeoutSeconds: 600\n'),
      },
    },
    {
      why: 'Switched off',
      files: {
        Dockerfile: `${HEAD}CMD ["gunicorn", "--timeout", "0", "main:app"]\n`,
        'main.py': FLASK,
        'service.yaml': SERVICE('      containerConcurrency: 1\n      timeoutSeconds: 600\n'),
      },
    },
    {
      why: 'The service allows no longer than the worker',
      files: {
        Dockerfile: `${HEAD}CMD ["gunicorn", "main:app"]\n`,
        'main.py': FLASK,
        'service.yaml': SERVICE('      containerConcurrency: 1\n      timeoutSeconds: 30\n'),
      },
    },
  ],
  *check(subject) {
    const { deployable, launch, reader } = subject;
    const server = valueOf(launch.server);
    if (!answersRequests(subject) || server?.kind !== 'gunicorn') return;
    const { timeoutSeconds: timeout } = server;
    const seconds = valueOf(timeout.value);
    const limit = valueOf(deployable.timeoutSeconds);
    if (valueOf(server.workerClass.value) !== 'sync' || seconds === undefined || limit === undefined) return;
    if (seconds === 0 || seconds >= limit) return;
    const byDefault = timeout.origin === 'default';
    // single-sync-worker speaks there, and its fix sets the timeout too.
    if (byDefault && isSingleSyncWorker(launch) && (valueOf(deployable.concurrency) ?? 2) > 1) return;
    const written = byDefault ? undefined : timeout.value.at;
    const explicit = deployable.timeoutSeconds.kind === 'known' && deployable.timeoutSeconds.at !== undefined;
    yield {
      message: 'shorter',
      data: { seconds, limit },
      at:
        written === undefined
          ? unquoted(reader, server.at)
          : (narrow(reader, written, String(seconds)) ?? unquoted(reader, written)),
      severity: explicit ? 'warning' : 'information',
      related: [relatedTo(deployable.timeoutSeconds, `The service allows ${limit} seconds for a request.`)],
      fix: () =>
        fixOf(
          'Leave the time limit to Cloud Run (--timeout 0)',
          'safe',
          byDefault
            ? addFlags(server.flags, ['--timeout', '0'])
            : writeTo(reader, timeout.place, { text: '0', python: '0' }),
        ),
    };
  },
});
