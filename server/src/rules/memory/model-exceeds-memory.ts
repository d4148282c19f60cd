import { valueOf } from '../../base/known.ts';
import { spanOf } from '../../base/span.ts';
import { estimateMemory, memorySum, roughBytes } from '../../model/memory.ts';
import { phasesOf } from '../../model/python/phases.ts';
import { programOf } from '../../model/python/program.ts';
import { raiseMemory } from '../memory-write.ts';
import { firstLine } from '../python-write.ts';
import { defineRule, relatedTo } from '../rule.ts';

const DOCKERFILE =
  'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD exec uvicorn main:app --host 0.0.0.0 --port $PORT\n';
const APP =
  'from fastapi import FastAPI\nfrom sentence_transformers import SentenceTransformer\n\napp = FastAPI()\nmodel = SentenceTransformer("ID")\n';
const MANIFEST = (limits: string): string =>
  `apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: search\nspec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/startup-cpu-boost: "true"\n    spec:\n      containerConcurrency: 8\n      containers:\n        - image: us-docker.pkg.dev/p/r/search\n          resources:\n            limits:\n${limits}`;
const LIMITS = (cpu: string, memory: string): string =>
  `              cpu: "${cpu}"\n              memory: ${memory}\n`;
const marked = (id: string): string =>
  APP.replace('= SentenceTransformer', '= ⟦SentenceTransformer⟧').replace('ID', id);

export default defineRule({
  name: 'model-exceeds-memory',
  since: '0.1.0',
  severity: 'error',
  subject: 'launch',
  summary: 'The model does not fit into the memory of an instance.',
  why: `An instance that needs more memory than its limit is stopped, and the requests it was serving fail. The weights of a model take four
bytes a parameter in full precision (two in half precision), and the libraries around it a few hundred megabytes more. Without a limit in
the manifest Cloud Run gives 512 MiB.

Raise the memory (more of it needs more vCPU: 4 GiB at most with one, 8 GiB with two), load the model in half precision or
quantised, or take a smaller one. The sizes are computed from the published layer shapes; loading can need up to twice as much for a moment.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/configuring/services/memory-limits', checked: '2026-11-23' },
  topic: 'workers-and-memory',
  messages: {
    model:
      '{id} needs about {bytes}, more than the {limit} of an instance: it is killed while loading. Raise the memory limit.',
    default:
      '{id} needs about {bytes}, more than the {limit} that an instance has by default. Set a larger memory limit when you deploy.',
    together: '{sum}, more than the {limit} of an instance, which is killed then. Raise the memory limit.',
  },
  bad: [
    {
      files: {
        Dockerfile: DOCKERFILE,
        'main.py': marked('paraphrase-multilingual-mpnet-base-v2'),
        'service.yaml': MANIFEST(LIMITS('1', '1Gi')),
      },
      fixed: { 'service.yaml': MANIFEST(LIMITS('1', '2Gi')) },
    },
    {
      why: 'No limit is set anywhere',
      severity: 'warning',
      files: { Dockerfile: DOCKERFILE, 'main.py': marked('BAAI/bge-m3') },
    },
    {
      why: 'The libraries count too',
      severity: 'warning',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py': marked('all-mpnet-base-v2'),
        'service.yaml': MANIFEST(LIMITS('1', '512Mi')),
      },
      fixed: { 'service.yaml': MANIFEST(LIMITS('1', '2Gi')) },
    },
  ],
  good: [
    {
      why: 'The image brings the model, and it fits',
      files: {
        Dockerfile: DOCKERFILE.replace('COPY', 'RUN python -c "import app_models; app_models.download_model()"\nCOPY'),
        'main.py': APP.replace('ID', 'all-MiniLM-L6-v2'),
        'service.yaml': MANIFEST(LIMITS('1', '2Gi')),
      },
    },
    {
      why: 'A script gives enough memory to some image or other: perhaps to this one',
      files: {
        'api/Dockerfile': DOCKERFILE.replace(
          'COPY',
          'RUN python -c "import app_models; app_models.download_model()"\nCOPY',
        ),
        'api/main.py': APP.replace('ID', 'all-MiniLM-L6-v2'),
        'web/Dockerfile': 'FROM node:22\nCMD ["node", "server.js"]\n',
        'deploy.sh': 'gcloud run deploy "$SERVICE" --image "$IMAGE" --memory 4Gi\n',
      },
    },
    {
      why: 'Nothing is known about its size',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py':
          'import joblib\nfrom fastapi import FastAPI\n\napp = FastAPI()\nmodel = joblib.load("model.joblib")\n',
        'model.joblib': '',
      },
    },
  ],
  *check(subject) {
    const { launch, reader, container } = subject;
    const limit = valueOf(container.memoryBytes);
    const program = programOf(launch, reader);
    if (limit === undefined || program === undefined || container.gpu) return;
    const estimate = estimateMemory(program, phasesOf(program), launch);
    const biggest = estimate.models.reduce((a, b) => ((b.bytes ?? 0) > (a?.bytes ?? 0) ? b : a), estimate.models[0]);
    if (biggest?.bytes === undefined) return;
    const callee = program.files.get(biggest.uri)?.calls[biggest.load.call]?.calleeRange ?? biggest.range;
    const common = {
      at: spanOf(biggest.uri, firstLine(reader, biggest.uri, callee)),
      related: [relatedTo(container.memoryBytes, 'The limit is set here.')],
      fix: () => raiseMemory(subject, estimate.baseBytes + estimate.modelBytes),
    };
    const given = container.memoryBytes.kind === 'known' && container.memoryBytes.at !== undefined;
    const data = { id: biggest.id, bytes: roughBytes(biggest.bytes), limit: roughBytes(limit) };
    if (biggest.bytes > limit)
      yield given
        ? { message: 'model', data, ...common }
        : { message: 'default', data, severity: 'warning', ...common };
    else if (estimate.workers === 1 && estimate.baseBytes + estimate.modelBytes > limit) {
      const sums = { sum: memorySum(estimate), limit: data.limit };
      yield { message: 'together', data: sums, severity: given ? 'warning' : 'information', ...common };
    }
  },
});
