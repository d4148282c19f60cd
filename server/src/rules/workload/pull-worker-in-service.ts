import { valueOf } from '../../base/known.ts';
import type { Span } from '../../base/span.ts';
import { CONSUMERS } from '../../catalog/consumers.ts';
import { pullsWork } from '../../catalog/pull-calls.ts';
import { derive, type PythonProgram, programOf } from '../../model/python/program.ts';
import { defineRule } from '../rule.ts';
import { startedHere } from '../words.ts';
import { unquoted } from '../write.ts';

const HEAD = 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\n';
const PULL = (start: string): string =>
  `import os\nimport threading\n\nfrom fastapi import FastAPI\nfrom google.cloud import pubsub_v1\n\napp = FastAPI()\nsubscriber = pubsub_v1.SubscriberClient()\n\n\ndef handle(message):\n    message.ack()\n\n\n${start}(os.environ['SUBSCRIPTION'], callback=handle)\n`;
const SERVICE = (annotations: string): string =>
  `apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: api\nspec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/cpu-throttling: "false"\n${annotations}    spec:\n      containers:\n        - image: europe-docker.pkg.dev/p/r/api:1\n`;
const UVICORN = `${HEAD}CMD exec uvicorn main:app --host 0.0.0.0 --port $PORT\n`;

export default defineRule({
  name: 'pull-worker-in-service',
  since: '0.1.0',
  severity: 'information',
  subject: 'launch',
  summary: 'A service takes work from a queue beside its requests.',
  why: `A service scales with its requests. Work that it fetches itself (Pub/Sub pull, Kafka, RabbitMQ, Celery) counts for nothing: without
requests there are no instances, and with request-based billing the CPU is throttled between requests, so messages wait or are
delivered twice. A *worker pool* is made for it: no port, CPU all the time, and as many instances as you say.

Pub/Sub can also push messages to a service as requests; then scaling works by itself.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/overview/what-is-cloud-run', checked: '2026-11-23' },
  topic: 'services-jobs-and-worker-pools',
  messages: {
    code: '{what} fetches work while this service scales with its requests only. A worker pool fits, or work that is pushed.',
    process: '{what} runs beside the server, but a service scales with its requests only. Run it as a worker pool.',
  },
  bad: [
    {
      why: 'A Pub/Sub pull subscription in a web application',
      files: {
        Dockerfile: UVICORN,
        'main.py': PULL('⟦subscriber.subscribe⟧'),
        'service.yaml': SERVICE('        autoscaling.knative.dev/minScale: "1"\n'),
      },
    },
    {
      why: 'Celery beside gunicorn',
      files: {
        Dockerfile: `${HEAD}CMD ["./start.sh"]\n`,
        'start.sh': '#!/bin/bash\n⟦celery⟧ -A tasks worker &\nexec gunicorn --threads 8 main:app\n',
        'main.py': 'from flask import Flask\n\napp = Flask(__name__)\n',
        'tasks.py': 'from celery import Celery\n\napp = Celery("tasks")\n',
        'service.yaml': SERVICE('        autoscaling.knative.dev/minScale: "1"\n'),
      },
    },
  ],
  good: [
    {
      why: 'Messages are pushed as requests',
      files: {
        Dockerfile: UVICORN,
        'main.py':
          "from fastapi import FastAPI, Request\n\napp = FastAPI()\n\n\n@app.post('/push')\nasync def push(request: Request):\n    return {'size': len(await request.body())}\n",
        'service.yaml': SERVICE(''),
      },
    },
    {
      why: 'The service only publishes',
      files: {
        Dockerfile: UVICORN,
        'main.py':
          "from fastapi import FastAPI\nfrom google.cloud import pubsub_v1\n\napp = FastAPI()\npublisher = pubsub_v1.PublisherClient()\n\n\n@app.post('/orders')\ndef order():\n    publisher.publish('projects/p/topics/orders', b'1')\n    return {}\n",
        'service.yaml': SERVICE(''),
      },
    },
    {
      why: 'A worker pool',
      files: {
        Dockerfile: `${HEAD}CMD ["celery", "-A", "tasks", "worker"]\n`,
        'tasks.py': 'from celery import Celery\n\napp = Celery("tasks")\n',
        'worker-pool.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: WorkerPool\nmetadata:\n  name: tasks\nspec:\n  template:\n    spec:\n      containers:\n        - image: europe-docker.pkg.dev/p/r/tasks:1\n',
      },
    },
  ],
  *check(subject) {
    const { container, deployable, launch, reader } = subject;
    if (deployable.kind !== 'service' || !container.ingress || valueOf(launch.server) === undefined) return;
    for (const companion of launch.companions) {
      const name = companion.value.slice(companion.value.lastIndexOf('/') + 1);
      if (!CONSUMERS.has(name)) continue;
      yield {
        message: 'process',
        data: { what: name },
        at: unquoted(reader, companion.at),
        related: [startedHere(launch, companion.at.uri)],
      };
    }
    const program = programOf(launch, reader);
    const pull = program === undefined ? undefined : derive(program, 'pull', () => firstPull(program));
    if (pull === undefined) return;
    yield { message: 'code', data: { what: pull.what }, at: pull.at, related: [startedHere(launch, pull.at.uri)] };
  },
});

/** The first call of the program that fetches work from a queue. */
function firstPull(program: PythonProgram): { readonly what: string; readonly at: Span } | undefined {
  for (const [uri, facts] of program.files) {
    for (const call of facts.calls) {
      const what = call.callee === undefined ? undefined : pullsWork(call.callee);
      if (what !== undefined) return { what, at: { uri, start: call.calleeRange.start, end: call.calleeRange.end } };
    }
  }
  return undefined;
}
