import { valueOf } from '../../base/known.ts';
import { spanOf } from '../../base/span.ts';
import { estimateMemory, memorySum, roughBytes } from '../../model/memory.ts';
import { phasesOf } from '../../model/python/phases.ts';
import { programOf } from '../../model/python/program.ts';
import { raiseMemory } from '../memory-write.ts';
import { defineRule, relatedTo } from '../rule.ts';
import { fixOf, writeTo } from '../write.ts';

const DOCKERFILE = (workers: string): string =>
  `FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nRUN python -c "import app_models; app_models.download_model()"\nCMD exec gunicorn --workers ${workers} --threads 8 --timeout 0 main:app\n`;
const APP =
  'from flask import Flask\nfrom sentence_transformers import SentenceTransformer\n\napp = Flask(__name__)\nmodel = SentenceTransformer("all-mpnet-base-v2")\n';
const MANIFEST = (memory: string): string =>
  `apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: search\nspec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/startup-cpu-boost: "true"\n    spec:\n      containerConcurrency: 8\n      containers:\n        - image: us-docker.pkg.dev/p/r/search\n          resources:\n            limits:\n              cpu: "2"\n              memory: ${memory}\n`;

export default defineRule({
  name: 'workers-exceed-memory',
  since: '0.1.0',
  severity: 'error',
  subject: 'launch',
  summary: 'The workers together need more memory than an instance has.',
  why: `Workers are processes. They share the instance's memory limit, not what they load: without \`--preload\` each worker holds its own copy
of the libraries and of every model. When the sum passes the limit, Cloud Run stops the instance and its requests fail.

One worker with threads, and more instances instead of more workers, is usually right. \`--preload\` loads the model before the workers are
forked; they share those pages until something writes to them. The sum is a lower bound: request data, caches and the peak while loading come
on top. Sizes of models are computed from their published shapes, libraries are orders of magnitude.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/configuring/services/memory-limits', checked: '2026-11-23' },
  topic: 'workers-and-memory',
  messages: {
    above: '{sum}, more than the {limit} of an instance. Use fewer workers.',
    near: '{sum}, close to the {limit} of an instance. Use fewer workers.',
  },
  bad: [
    {
      files: { Dockerfile: DOCKERFILE('⟦4⟧'), 'main.py': APP, 'service.yaml': MANIFEST('2Gi') },
      fixed: { Dockerfile: DOCKERFILE('1') },
    },
    {
      why: 'Hardly any room left',
      severity: 'warning',
      files: { Dockerfile: DOCKERFILE('⟦2⟧'), 'main.py': APP, 'service.yaml': MANIFEST('2Gi') },
      fixed: { Dockerfile: DOCKERFILE('1') },
    },
  ],
  good: [
    {
      why: 'One worker',
      files: { Dockerfile: DOCKERFILE('1'), 'main.py': APP, 'service.yaml': MANIFEST('2Gi') },
    },
  ],
  *check(subject) {
    const { launch, reader, container } = subject;
    const limit = valueOf(container.memoryBytes);
    const server = valueOf(launch.server);
    const program = programOf(launch, reader);
    if (limit === undefined || server === undefined || program === undefined || container.gpu) return;
    const estimate = estimateMemory(program, phasesOf(program), launch);
    const { workers, baseBytes, modelBytes, totalBytes } = estimate;
    const one = baseBytes + modelBytes;
    if (workers < 2 || estimate.shared || modelBytes === 0 || totalBytes <= limit * 0.8) return;
    const certain = totalBytes > limit * 1.2;
    /** None where not even one fits: then the limit is what is wrong. */
    const fitting = Math.min(workers - 1, Math.max(one <= limit ? 1 : 0, Math.floor((limit * 0.8) / one)));
    const loads = estimate.models.filter((m) => m.bytes !== undefined);
    const given = container.memoryBytes.kind === 'known' && container.memoryBytes.at !== undefined;
    yield {
      message: certain ? 'above' : 'near',
      data: { sum: memorySum(estimate), limit: roughBytes(limit) },
      at: server.workers.value.at,
      ...(certain && given ? {} : { severity: 'warning' as const }),
      related: [
        relatedTo(container.memoryBytes, 'The limit is set here.'),
        ...loads.map((m) => ({
          message: `${m.id} is loaded here, about ${roughBytes(m.bytes ?? 0)}.`,
          at: spanOf(m.uri, m.range),
        })),
      ],
      fixes: () => [
        fitting < 1
          ? undefined
          : fixOf(
              fitting === 1 ? 'Use one worker' : `Use ${fitting} workers`,
              'suggestion',
              writeTo(reader, server.workers.place, { text: String(fitting), python: String(fitting) }),
            ),
        raiseMemory(subject, totalBytes),
      ],
    };
  },
});
