import { valueOf } from '../../base/known.ts';
import { spanOf } from '../../base/span.ts';
import { runsEventLoop } from '../../model/capacity.ts';
import { blockerOf } from '../../model/launch.ts';
import type { Server } from '../../model/launch-types.ts';
import { defineRule, type Fix, type LaunchSubject, type Report, relatedTo } from '../rule.ts';
import { answersRequests, isSingleSyncWorker, serverName, startedHere } from '../words.ts';
import { addFlags, fixOf, unquoted, writeTo } from '../write.ts';

const FLASK = 'from flask import Flask\n\napp = Flask(__name__)\n';
const HEAD = 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\n';
const SERVICE = (concurrency: string): string =>
  `apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: api\nspec:\n  template:\n    spec:\n      containerConcurrency: ${concurrency}\n      containers:\n        - image: europe-docker.pkg.dev/p/r/api:1\n`;

const BLOCKED =
  'Cloud Run sends up to {concurrency} requests at a time, but {call}() blocks the event loop, so they wait for each other. Move it off the event loop.';

export default defineRule({
  name: 'concurrency-above-capacity',
  since: '0.1.0',
  severity: 'warning',
  subject: 'launch',
  summary: 'Cloud Run sends more requests at a time than the server answers at a time.',
  why: `\`containerConcurrency\` is the number of requests that Cloud Run sends to an instance at the same time. A server with worker
processes and threads answers *workers × threads* of them; the others wait inside the instance, where no other instance can
take them over, and autoscaling sees an instance that has room.

Make both numbers agree: more threads for work that waits (databases, other services), less concurrency for work that computes.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/about-concurrency', checked: '2026-11-23' },
  topic: 'concurrency',
  messages: {
    explicit:
      'Cloud Run sends up to {concurrency} requests at a time, but {server} answers {capacity} ({sum}). Add threads or lower the concurrency.',
    byDefault:
      '{server} answers {requests} at a time ({sum}), but Cloud Run sends up to {concurrency} by default. Add threads.',
    blocked: BLOCKED,
  },
  bad: [
    {
      why: 'The manifest asks for more',
      files: {
        Dockerfile: `${HEAD}CMD ["gunicorn", "--workers", "2", "--threads", "4", "main:app"]\n`,
        'main.py': FLASK,
        'service.yaml': SERVICE('⟦100⟧'),
      },
      fixed: { Dockerfile: `${HEAD}CMD ["gunicorn", "--workers", "2", "--threads", "50", "main:app"]\n` },
    },
    {
      why: 'Several sync workers without threads',
      files: {
        Dockerfile: `${HEAD}CMD ["gunicorn", "--workers", "⟦3⟧", "--timeout", "0", "main:app"]\n`,
        'main.py': FLASK,
      },
      fixed: {
        Dockerfile: `${HEAD}CMD ["gunicorn", "--threads", "3", "--workers", "3", "--timeout", "0", "main:app"]\n`,
      },
    },
    {
      why: 'Few threads',
      severity: 'information',
      files: {
        Dockerfile: `${HEAD}CMD ["gunicorn", "--threads", "⟦2⟧", "main:app"]\n`,
        'main.py': FLASK,
      },
      fixed: { Dockerfile: `${HEAD}CMD ["gunicorn", "--threads", "8", "main:app"]\n` },
    },
    {
      why: 'A script whose variable a deployment may set: what it falls back to is changed',
      severity: 'information',
      files: {
        Dockerfile: `${HEAD}CMD ["./start.sh"]\n`,
        'start.sh': '#!/bin/sh\nTHREADS="⟦${THREADS:-2}⟧"\nexec gunicorn --threads $THREADS main:app\n',
        'main.py': FLASK,
      },
      fixed: { 'start.sh': '#!/bin/sh\nTHREADS="${THREADS:-8}"\nexec gunicorn --threads $THREADS main:app\n' },
    },
    {
      why: 'An event loop that the code blocks',
      severity: 'information',
      files: {
        Dockerfile: `${HEAD}CMD exec uvicorn main:app --host 0.0.0.0 --port $PORT\n`,
        'main.py':
          'import time\n\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get("/")\nasync def read():\n    time.sleep(1)\n    return ""\n',
        'service.yaml': SERVICE('⟦80⟧'),
      },
    },
  ],
  good: [
    {
      why: 'The line of Google’s samples',
      files: {
        Dockerfile: `${HEAD}CMD exec gunicorn --bind :$PORT --workers 1 --threads 8 --timeout 0 main:app\n`,
        'main.py': FLASK,
      },
    },
    {
      why: 'Both numbers agree',
      files: {
        Dockerfile: `${HEAD}CMD ["gunicorn", "--threads", "20", "main:app"]\n`,
        'main.py': FLASK,
        'service.yaml': SERVICE('20'),
      },
    },
    {
      why: 'An event loop has no fixed number',
      files: {
        Dockerfile: `${HEAD}CMD exec uvicorn main:app --host 0.0.0.0 --port $PORT\n`,
        'main.py': 'from fastapi import FastAPI\n\napp = FastAPI()\n',
        'service.yaml': SERVICE('200'),
      },
    },
  ],
  *check(subject) {
    const { deployable, launch, reader } = subject;
    const server = valueOf(launch.server);
    const capacity = valueOf(launch.capacity);
    const { concurrency: setting } = deployable;
    const concurrency = valueOf(setting);
    if (!answersRequests(subject) || server === undefined || concurrency === undefined) return;
    if (capacity === undefined || capacity === 'unbounded' || capacity >= concurrency) return;
    if (runsEventLoop(server)) {
      yield* onBlockedLoop(subject, concurrency);
      return;
    }
    // single-sync-worker says it there, with a better fix.
    if (isSingleSyncWorker(launch)) return;
    if (launch.startFailures.some((f) => f.code === 'wrong-interface')) return;
    const explicit = setting.kind === 'known' ? setting.at : undefined;
    const sync = server.kind === 'gunicorn' && valueOf(server.workerClass.value) === 'sync';
    if (explicit === undefined && capacity >= 8 && !sync) return;
    const data = { concurrency, server: serverName(server, launch), capacity, sum: sumOf(server) };
    const decided = server.threads.value.at ?? server.workers.value.at;
    const fixes = (): readonly (Fix | undefined)[] => alternatives(subject, server, concurrency, capacity);
    if (explicit === undefined) {
      const at = unquoted(reader, decided ?? server.at);
      yield {
        message: 'byDefault',
        data: { ...data, requests: requests(capacity) },
        at,
        severity: sync ? 'warning' : 'information',
        related: [startedHere(launch, at.uri)],
        fixes,
      };
      return;
    }
    yield {
      message: 'explicit',
      data,
      at: unquoted(reader, explicit),
      related: [
        { message: `${serverName(server, launch)} answers ${requests(capacity)} at a time.`, at: decided ?? server.at },
        relatedTo(server.workers.value, 'The number of workers is set here.'),
      ],
      fixes,
    };
  },
});

function requests(count: number): string {
  return count === 1 ? '1 request' : `${count} requests`;
}

/** An event loop takes all requests unless code blocks it; async-worker-blocked says more at the call. */
function* onBlockedLoop(
  { deployable, launch, reader }: LaunchSubject,
  concurrency: number,
): Iterable<Report<{ readonly blocked: typeof BLOCKED }>> {
  const { concurrency: setting } = deployable;
  const explicit = setting.kind === 'known' ? setting.at : undefined;
  const blocker = blockerOf(launch, reader);
  // Of a model that computes, cpu-bound-concurrency speaks at the same place.
  if (explicit === undefined || blocker === undefined || blocker.blocking.kind === 'model') return;
  const call = blocker.call.text.replace(/\.__call__$/, '');
  yield {
    message: 'blocked',
    data: { concurrency, call: call.split('.').slice(-2).join('.') },
    at: unquoted(reader, explicit),
    severity: 'information',
    related: [{ message: 'It is called here.', at: spanOf(blocker.uri, blocker.call.calleeRange) }],
  };
}

/** `2 workers × 4 threads`. */
function sumOf({ workers, threads }: Server): string {
  const count = (n: number | undefined, noun: string): string =>
    `${n ?? 1} ${noun}${n === 1 || n === undefined ? '' : 's'}`;
  return `${count(valueOf(workers.value), 'worker')} × ${count(valueOf(threads.value), 'thread')}`;
}

/** More threads (all requests where the number is explicit, else 8), or as many requests as there are threads. */
function alternatives(
  { deployable, reader }: LaunchSubject,
  server: Server,
  concurrency: number,
  capacity: number,
): readonly (Fix | undefined)[] {
  const workers = valueOf(server.workers.value) ?? 1;
  const { concurrency: setting } = deployable;
  const explicit = setting.kind === 'known' ? setting.at : undefined;
  const wanted = explicit === undefined ? Math.min(concurrency, Math.max(8, capacity)) : concurrency;
  const threads = Math.max(2, Math.ceil(wanted / workers));
  const threaded = server.kind === 'gunicorn' || server.kind === 'waitress';
  const edit =
    server.threads.origin === 'default' && server.startedBy === 'command'
      ? addFlags(server.flags, [
          server.kind === 'waitress' ? `--threads=${threads}` : '--threads',
          ...(server.kind === 'waitress' ? [] : [String(threads)]),
        ])
      : writeTo(reader, server.threads.place, { text: String(threads), python: String(threads) });
  const text = explicit === undefined ? undefined : unquoted(reader, explicit);
  return [
    threaded && threads <= 1000 ? fixOf(`Use ${threads} threads`, 'suggestion', edit) : undefined,
    text === undefined
      ? undefined
      : fixOf(`Send ${capacity} requests at a time`, 'suggestion', { at: text, newText: String(capacity) }),
  ];
}
