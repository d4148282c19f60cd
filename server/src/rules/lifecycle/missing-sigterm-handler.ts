import { valueOf } from '../../base/known.ts';
import { type Span, spanOf, type Uri } from '../../base/span.ts';
import type { PythonFacts } from '../../facts/python/types.ts';
import type { FactsReader } from '../../model/facts-reader.ts';
import { type Phases, phasesOf } from '../../model/python/phases.ts';
import { type PythonProgram, programOf } from '../../model/python/program.ts';
import { endsOrderly, queueWorkers } from '../../model/python/queue-workers.ts';
import { firstLine, moduleName } from '../python-write.ts';
import { defineRule, type Fix, type LaunchSubject, type Report } from '../rule.ts';
import { isRequestDriven } from '../words.ts';

const DOCKERFILE = 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ["python", "worker.py"]\n';
const POOL =
  'apiVersion: run.googleapis.com/v1\nkind: WorkerPool\nmetadata:\n  name: consumer\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/consumer\n';
const SERVICE_DOCKERFILE =
  'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD exec uvicorn main:app --host 0.0.0.0 --port $PORT\n';
const SERVICE =
  'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/cpu-throttling: "false"\n    spec:\n      containerConcurrency: 80\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n';
const QUEUE = `import threading

import redis
from fastapi import FastAPI

queue = redis.Redis()
app = FastAPI()


def work():
    while True:
        print(queue.brpop("jobs"))


worker = threading.Thread(target=work, daemon=True)
worker.start()
`;
const LOOP =
  'from queue_client import receive\n\n\ndef work():\n    while True:\n        receive().done()\n\n\nwork()\n';

export default defineRule({
  name: 'missing-sigterm-handler',
  since: '0.1.0',
  severity: 'information',
  subject: 'launch',
  summary: 'A worker that runs forever does not handle SIGTERM.',
  why: `Before Cloud Run stops an instance (a new revision, fewer instances, a cancelled job) it sends SIGTERM and waits ten seconds, then kills
it. Process 1 does not even notice a signal that it does not handle: the message in progress is neither finished nor given
back. A handler that ends the loop, or that raises \`SystemExit\` so that \`finally\` blocks run, uses the ten seconds.

Servers and frameworks such as gunicorn, uvicorn, Celery and Dramatiq handle the signal by themselves. They finish open requests,
but know nothing of a thread that the application started beside them: stop it in a shutdown hook or with \`atexit\`, and wait for it.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/container-contract', checked: '2026-11-23' },
  topic: 'sigterm',
  messages: {
    loop: 'Nothing handles SIGTERM, so this loop is killed in the middle of its work when Cloud Run stops the instance. Add a handler.',
    thread:
      'This takes work from a queue until the instance is killed, so the item in progress is lost. Stop the thread in a shutdown hook, and join it.',
    subscriber:
      'Nothing handles SIGTERM, so messages in progress are dropped when Cloud Run stops the instance. Add a handler.',
  },
  bad: [
    {
      files: {
        Dockerfile: DOCKERFILE,
        'worker-pool.yaml': POOL,
        'worker.py': LOOP.replace('while True:', '⟦while True:⟧'),
      },
      fixed: {
        'worker.py': LOOP.replace(
          'receive\n',
          'receive\nimport signal\nimport sys\n\nsignal.signal(signal.SIGTERM, lambda *_: sys.exit(0))\n',
        ),
      },
    },
    {
      why: 'A Pub/Sub subscriber',
      files: {
        Dockerfile: DOCKERFILE,
        'worker-pool.yaml': POOL,
        'worker.py':
          'import signal\nimport sys\nfrom google.cloud import pubsub_v1\n\nclient = pubsub_v1.SubscriberClient()\nfuture = ⟦client.subscribe⟧("projects/p/subscriptions/s", callback=print)\nfuture.result()\n',
      },
      fixed: {
        'worker.py':
          'import signal\nimport sys\nfrom google.cloud import pubsub_v1\n\nsignal.signal(signal.SIGTERM, lambda *_: sys.exit(0))\n\nclient = pubsub_v1.SubscriberClient()\nfuture = client.subscribe("projects/p/subscriptions/s", callback=print)\nfuture.result()\n',
      },
    },
    {
      why: 'A thread beside a server',
      files: {
        Dockerfile: SERVICE_DOCKERFILE,
        'service.yaml': SERVICE,
        'main.py': QUEUE.replace('worker.start()', '⟦worker.start⟧()'),
      },
    },
  ],
  good: [
    {
      why: 'The server stops its thread',
      files: {
        Dockerfile: SERVICE_DOCKERFILE,
        'service.yaml': SERVICE,
        'main.py': `${QUEUE}\n\n@app.on_event("shutdown")\ndef stop():\n    queue.close()\n    worker.join(8)\n`,
      },
    },
    {
      why: 'A thread that only refreshes something',
      files: {
        Dockerfile: SERVICE_DOCKERFILE,
        'service.yaml': SERVICE,
        'main.py': QUEUE.replace('brpop("jobs")', 'get("rates")'),
      },
    },
    {
      why: 'There is a handler',
      files: {
        Dockerfile: DOCKERFILE,
        'worker-pool.yaml': POOL,
        'worker.py': `import signal\nimport sys\n\nsignal.signal(signal.SIGTERM, lambda *_: sys.exit(0))\n${LOOP}`,
      },
    },
    {
      why: 'A job that ends by itself',
      files: {
        Dockerfile: DOCKERFILE,
        'job.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata:\n  name: report\nspec:\n  template:\n    spec:\n      template:\n        spec:\n          containers:\n            - image: us-docker.pkg.dev/p/r/report\n',
        'worker.py': 'for number in range(10):\n    print(number)\n',
      },
    },
  ],
  *check(subject) {
    const { launch, reader, deployable } = subject;
    if (isRequestDriven(deployable)) {
      yield* besideServer(subject);
      return;
    }
    if (deployable.kind !== 'worker-pool' && deployable.kind !== 'job') return;
    if (launch.server.kind === 'known' && valueOf(launch.server) !== undefined) return;
    const program = programOf(launch, reader);
    if (program === undefined || !program.asScript || handles(program)) return;
    const phases = phasesOf(program);
    const fix = (): Fix | undefined => addHandler(reader, program);
    const loop = firstLoop(program, phases);
    if (loop !== undefined) {
      const text = reader.written(loop) ?? '';
      const head = /^while[^\n\r]*?:/.exec(text)?.[0].length;
      const range =
        head === undefined ? firstLine(reader, loop.uri, loop) : { start: loop.start, end: loop.start + head };
      yield { message: 'loop', at: spanOf(loop.uri, range), fix };
      return;
    }
    const subscriber = firstSubscriber(program, phases);
    if (subscriber !== undefined) yield { message: 'subscriber', at: subscriber, fix };
  },
});

/** Threads of a server that hold work which nobody else knows of. */
function* besideServer({ launch, reader }: LaunchSubject): Iterable<Report<{ readonly thread: string }>> {
  const program = programOf(launch, reader);
  if (program === undefined) return;
  const workers = queueWorkers(program, phasesOf(program));
  if (workers.length === 0 || endsOrderly(program)) return;
  for (const { uri, range, taker } of workers)
    yield {
      message: 'thread',
      at: spanOf(uri, firstLine(reader, uri, range)),
      related: [{ message: 'It takes its work here.', at: spanOf(taker.uri, taker.range) }],
    };
}

const frameworks =
  /^(?:celery|dramatiq|huey|rq|arq|taskiq|apscheduler|faust|airflow|prefect|temporalio|gunicorn|uvicorn|hypercorn)(?:\.|$)/;

function handles(program: PythonProgram): boolean {
  const all: readonly PythonFacts[] = [...program.files.values()];
  return all.some(
    (facts) =>
      facts.unknownAfter !== undefined ||
      facts.signals.some((s) => s.signal === undefined || s.signal === 'SIGTERM') ||
      facts.imports.some((i) => i.level === 0 && frameworks.test(i.module)),
  );
}

function firstLoop(program: PythonProgram, phases: Phases): Span | undefined {
  for (const [uri, facts] of program.files) {
    const loop = facts.endlessLoops.find((l) => phases.of(uri, l.within, l.inMainGuard) !== 'unreached');
    if (loop !== undefined) return spanOf(uri, loop.range);
  }
  return undefined;
}

function firstSubscriber(program: PythonProgram, phases: Phases): Span | undefined {
  for (const [uri, facts] of program.files) {
    const call = facts.calls.find(
      (c) =>
        /SubscriberClient\.subscribe$|(?:^|\.)start_consuming$/.test(c.callee ?? c.text) &&
        phases.of(uri, c.within, c.inMainGuard) !== 'unreached',
    );
    if (call !== undefined) return spanOf(uri, call.calleeRange);
  }
  return undefined;
}

function addHandler(reader: FactsReader, program: PythonProgram): Fix | undefined {
  const uri: Uri = program.entry;
  const facts = program.files.get(uri);
  const text = reader.text(uri);
  if (facts === undefined || text === undefined) return undefined;
  const [signal, sys] = [moduleName(reader, facts, 'signal'), moduleName(reader, facts, 'sys')];
  if (signal === undefined || sys === undefined) return undefined;
  const offset = facts.importInsertAt;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const imports = [...signal.imports, ...sys.imports].map((edit) => edit.newText).join('');
  const line = `${signal.name}.signal(${signal.name}.SIGTERM, lambda *_: ${sys.name}.exit(0))${eol}`;
  const lead = offset > 0 && text[offset - 1] !== '\n' ? eol : '';
  return {
    title: 'End on SIGTERM',
    safety: 'suggestion',
    edits: [{ at: { uri, start: offset, end: offset }, newText: `${lead}${imports}${eol}${line}` }],
  };
}
