import { valueOf } from '../../base/known.ts';
import { spanOf } from '../../base/span.ts';
import { loadedModels, roughBytes } from '../../model/memory.ts';
import { phasesOf } from '../../model/python/phases.ts';
import { programOf } from '../../model/python/program.ts';
import { defineRule } from '../rule.ts';
import { addFlags, fixOf } from '../write.ts';

const DOCKERFILE = (flags: string): string =>
  `FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nRUN python -c "import app_models; app_models.download_model()"\nCMD exec gunicorn${flags} main:app\n`;
const APP =
  'from flask import Flask\nfrom sentence_transformers import SentenceTransformer\n\napp = Flask(__name__)\nmodel = SentenceTransformer("all-mpnet-base-v2")\n';
const MANIFEST =
  'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: search\nspec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/startup-cpu-boost: "true"\n    spec:\n      containerConcurrency: 8\n      containers:\n        - image: us-docker.pkg.dev/p/r/search\n          resources:\n            limits:\n              cpu: "4"\n              memory: 8Gi\n';

/** Bytes from which sharing a model between workers matters. */
const bigModel = 200e6;

export default defineRule({
  name: 'missing-preload',
  since: '0.1.0',
  severity: 'warning',
  subject: 'launch',
  summary: 'Each gunicorn worker loads its own copy of a big model.',
  why: `gunicorn forks its workers first and lets each of them import the program, so a model that is loaded at import is in memory once a worker.
With \`--preload\` the program is imported once, before the fork, and the workers share its pages until something writes to them. Large tensors
stay shared well; Python objects less, because counting references writes to them.

Do not preload when import opens connections, starts threads or uses a GPU: those do not survive a fork. A model that a FastAPI lifespan
loads is not shared by \`--preload\`, since the hook runs in every worker. One worker with threads needs none of this.`,
  source: { url: 'https://docs.gunicorn.org/en/stable/settings.html#preload-app', checked: '2026-11-23' },
  topic: 'workers-and-memory',
  messages: {
    copies:
      'Each of the {workers} workers loads its own copy of {id} ({bytes}). With --preload they share one; or use one worker with threads.',
  },
  bad: [
    {
      files: {
        Dockerfile: DOCKERFILE(' --workers ⟦2⟧ --threads 4'),
        'main.py': APP,
        'service.yaml': MANIFEST,
      },
      fixed: { Dockerfile: DOCKERFILE(' --preload --workers 2 --threads 4') },
    },
  ],
  good: [
    {
      why: 'Preloaded',
      files: { Dockerfile: DOCKERFILE(' --preload --workers 2 --threads 4'), 'main.py': APP, 'service.yaml': MANIFEST },
    },
    {
      why: 'One worker',
      files: { Dockerfile: DOCKERFILE(' --threads 8'), 'main.py': APP, 'service.yaml': MANIFEST },
    },
    {
      why: 'gunicorn.conf.py, which is read by itself, preloads',
      files: {
        Dockerfile: DOCKERFILE(' --workers 2 --threads 4'),
        'main.py': APP,
        'gunicorn.conf.py': 'preload_app = True\n',
        'service.yaml': MANIFEST,
      },
    },
  ],
  *check({ launch, reader, container }) {
    const server = valueOf(launch.server);
    if (server?.kind !== 'gunicorn' || valueOf(server.preload.value) !== false) return;
    const workers = valueOf(server.workers.value);
    const program = programOf(launch, reader);
    if (workers === undefined || workers < 2 || program === undefined || container.gpu) return;
    const models = loadedModels(program, phasesOf(program), launch).filter((m) => m.phase === 'import');
    const total = models.reduce((sum, model) => sum + (model.bytes ?? 0), 0);
    const biggest = models.reduce((a, b) => ((b.bytes ?? 0) > (a?.bytes ?? 0) ? b : a), models[0]);
    if (biggest === undefined || total < bigModel) return;
    yield {
      message: 'copies',
      data: { workers, id: biggest.id, bytes: roughBytes(total) },
      at: server.workers.value.at,
      related: models.map((m) => ({ message: `${m.id} is loaded here.`, at: spanOf(m.uri, m.range) })),
      fix: () => fixOf('Add --preload', 'suggestion', addFlags(server.flags, ['--preload'])),
    };
  },
});
