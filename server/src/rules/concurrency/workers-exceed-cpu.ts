import { valueOf } from '../../base/known.ts';
import type { FactsReader } from '../../model/facts-reader.ts';
import type { Launch, Server } from '../../model/launch-types.ts';
import { programOf } from '../../model/python/program.ts';
import { defineRule, relatedTo } from '../rule.ts';
import { answersRequests, serverName } from '../words.ts';
import { fixOf, narrow, unquoted, writeTo } from '../write.ts';

const FASTAPI = 'from fastapi import FastAPI\n\napp = FastAPI()\n';
const HEAD = 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\n';
const SERVICE = (cpu: string): string =>
  `apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: api\nspec:\n  template:\n    spec:\n      containers:\n        - image: europe-docker.pkg.dev/p/r/api:1\n          resources:\n            limits:\n              cpu: "${cpu}"\n              memory: 2Gi\n`;

export default defineRule({
  name: 'workers-exceed-cpu',
  since: '0.1.0',
  severity: 'information',
  subject: 'launch',
  summary: 'There are more worker processes than CPUs that could run them.',
  why: `A worker process with an event loop, or one that computes (a model), keeps one CPU busy. More of them than vCPUs answer nothing
sooner; they take turns, and each costs memory and start-up time. Cloud Run starts further instances when one is busy.

Sync workers that wait for a database are something else, and nothing is said about them.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/tips/python', checked: '2026-11-23' },
  topic: 'gunicorn-workers-and-threads',
  messages: {
    exceeds:
      '{server} starts {workers} workers for {cpu} vCPU: they take turns, and each costs memory and start-up time. Use {best}.',
  },
  bad: [
    {
      why: 'Four event loops on the one vCPU that a service has by default',
      files: {
        Dockerfile: `${HEAD}CMD exec uvicorn main:app --host 0.0.0.0 --port $PORT --workers ⟦4⟧\n`,
        'main.py': FASTAPI,
      },
      fixed: { Dockerfile: `${HEAD}CMD exec uvicorn main:app --host 0.0.0.0 --port $PORT --workers 1\n` },
    },
    {
      why: 'The manifest gives two',
      files: {
        Dockerfile: `${HEAD}CMD ["gunicorn", "-k", "uvicorn_worker.UvicornWorker", "-w", "⟦4⟧", "main:app"]\n`,
        'main.py': FASTAPI,
        'service.yaml': SERVICE('2'),
      },
      fixed: { Dockerfile: `${HEAD}CMD ["gunicorn", "-k", "uvicorn_worker.UvicornWorker", "-w", "2", "main:app"]\n` },
    },
  ],
  good: [
    {
      why: 'As many as there are',
      files: {
        Dockerfile: `${HEAD}CMD exec uvicorn main:app --host 0.0.0.0 --port $PORT --workers 4\n`,
        'main.py': FASTAPI,
        'service.yaml': SERVICE('4'),
      },
    },
    {
      why: 'Threaded workers that wait most of the time',
      files: {
        Dockerfile: `${HEAD}CMD ["gunicorn", "--workers", "2", "--threads", "8", "main:app"]\n`,
        'main.py': 'from flask import Flask\n\napp = Flask(__name__)\n',
      },
    },
  ],
  *check(subject) {
    const { container, launch, reader } = subject;
    const server = valueOf(launch.server);
    const cpu = valueOf(container.cpu);
    if (!answersRequests(subject) || server === undefined || cpu === undefined || container.gpu) return;
    const workers = valueOf(server.workers.value);
    const best = Math.max(1, Math.ceil(cpu));
    if (workers === undefined || workers <= best || server.kind === 'nginx') return;
    if (!keepsCpuBusy(launch, server, reader)) return;
    const written = server.workers.value.at;
    yield {
      message: 'exceeds',
      data: { server: serverName(server, launch), workers, cpu, best },
      at:
        written === undefined
          ? unquoted(reader, server.at)
          : (narrow(reader, written, String(workers)) ?? unquoted(reader, written)),
      related: [relatedTo(container.cpu, `The container has ${cpu} vCPU.`)],
      fix: () =>
        fixOf(
          best === 1 ? 'Use one worker' : `Use ${best} workers`,
          'suggestion',
          writeTo(reader, server.workers.place, { text: String(best), python: String(best) }),
        ),
    };
  },
});

/** Event loops, and workers that have loaded a model. */
function keepsCpuBusy(launch: Launch, server: Server, reader: FactsReader): boolean {
  if (valueOf(launch.capacity) === 'unbounded')
    return /^(?:gunicorn|uvicorn|hypercorn|granian|fastapi|sanic)$/.test(server.kind);
  const program = programOf(launch, reader);
  return program !== undefined && [...program.files.values()].some((facts) => facts.models.length > 0);
}
