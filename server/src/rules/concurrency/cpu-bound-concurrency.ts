import { valueOf } from '../../base/known.ts';
import { type Span, spanOf } from '../../base/span.ts';
import { blockingCall } from '../../catalog/blocking.ts';
import { setAt } from '../../facts/manifest/edit.ts';
import { podSpecPath } from '../../facts/manifest/manifest.ts';
import { meaningOf, type Phases, phasesOf } from '../../model/python/phases.ts';
import { derive, type PythonProgram, programOf } from '../../model/python/program.ts';
import { defineRule, type Fix, type LaunchSubject } from '../rule.ts';
import { answersRequests } from '../words.ts';

const DOCKERFILE = 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ["gunicorn", "--threads", "80", "main:app"]\n';
const APP =
  'import joblib\nfrom flask import Flask, request\n\napp = Flask(__name__)\nmodel = joblib.load("model.joblib")\n\n\n@app.post("/")\ndef predict():\n    return str(model.predict([request.json]))\n';
const MANIFEST = (concurrency: string): string =>
  `apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: scorer\nspec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/execution-environment: gen2\n    spec:\n      containerConcurrency: ${concurrency}\n      containers:\n        - image: us-docker.pkg.dev/p/r/scorer\n`;

export default defineRule({
  name: 'cpu-bound-concurrency',
  since: '0.1.0',
  severity: 'information',
  subject: 'launch',
  summary: 'Many requests at once share the CPU of one instance while a model computes.',
  why: `A model that computes uses the whole CPU. Two requests at once then take twice as long each, eighty take eighty times as long, and
Cloud Run starts further instances only when this one is full. A concurrency of 1 to 10 lets it add instances early, so that requests
do not wait for each other.

A model behind a remote API, or on a GPU that works in batches, does not need this.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/about-concurrency', checked: '2026-11-23' },
  topic: 'concurrency',
  messages: {
    explicit:
      'A model computes in each request, and {concurrency} of them share {cpu} vCPU here. A concurrency of 1 to 10 keeps requests fast.',
    byDefault:
      'A model computes in each request, and up to {concurrency} of them (the default) share {cpu} vCPU. Set a concurrency of 1 to 10.',
  },
  bad: [
    {
      files: { Dockerfile: DOCKERFILE, 'main.py': APP, 'service.yaml': MANIFEST('⟦80⟧'), 'model.joblib': '' },
      fixed: { 'service.yaml': MANIFEST('4') },
    },
    {
      why: 'The default',
      files: { Dockerfile: DOCKERFILE, 'main.py': APP.replace('model.predict', '⟦model.predict⟧'), 'model.joblib': '' },
    },
  ],
  good: [
    {
      why: 'A low concurrency',
      files: {
        Dockerfile: DOCKERFILE.replace('80', '4'),
        'main.py': APP,
        'service.yaml': MANIFEST('4'),
        'model.joblib': '',
      },
    },
    {
      why: 'A scaler is no model',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py':
          'from flask import Flask\nfrom sklearn.preprocessing import StandardScaler\n\napp = Flask(__name__)\n\n\n@app.post("/")\ndef scale():\n    return str(StandardScaler().fit_transform([[1.0], [2.0]]))\n',
      },
    },
    {
      why: 'A remote model',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py':
          'import openai\nfrom flask import Flask\n\napp = Flask(__name__)\nclient = openai.OpenAI()\n\n\n@app.post("/")\ndef ask():\n    return client.responses.create(model="gpt-5", input="x").output_text\n',
      },
    },
  ],
  *check(subject) {
    const { launch, reader, deployable, container } = subject;
    const concurrency = valueOf(deployable.concurrency);
    if (!answersRequests(subject) || container.gpu || concurrency === undefined || concurrency <= 10) return;
    const program = programOf(launch, reader);
    // Gradio queues what people ask for, and runs one after the other unless told otherwise.
    if (
      program !== undefined &&
      [...program.files.values()].every((f) => f.routes.every((r) => r.framework === 'gradio'))
    )
      return;
    const inference = program === undefined ? undefined : firstInference(program);
    if (inference === undefined) return;
    const place = deployable.concurrency.at;
    yield {
      message: place === undefined ? 'byDefault' : 'explicit',
      data: { concurrency, cpu: valueOf(container.cpu) ?? 1 },
      at: place ?? inference,
      related: place === undefined ? [] : [{ message: 'The model computes here.', at: inference }],
      fix: () => (place === undefined ? undefined : lower(subject)),
    };
  },
});

/** The first call of a model that a request leads to. */
function firstInference(program: PythonProgram): Span | undefined {
  return derive(program, 'inference', () => findInference(program, phasesOf(program)));
}

function findInference(program: PythonProgram, phases: Phases): Span | undefined {
  for (const [uri, facts] of program.files) {
    for (const call of facts.calls) {
      if (!phases.inRequest(uri, call.within)) continue;
      const target = meaningOf(program, uri, call);
      const found = target?.kind === 'external' ? blockingCall(target.path) : undefined;
      if (found?.kind === 'model' && found.what === 'runs a model') return spanOf(uri, call.calleeRange);
    }
  }
  return undefined;
}

function lower({ deployable, reader }: LaunchSubject): Fix | undefined {
  const { manifest } = deployable;
  const facts = manifest === undefined ? undefined : reader.manifest(manifest.uri);
  if (manifest === undefined || facts === undefined) return undefined;
  const edits = setAt(facts, manifest.document, podSpecPath(manifest.document.kind), 'containerConcurrency', '4');
  return edits === undefined ? undefined : { title: 'Set containerConcurrency to 4', safety: 'suggestion', edits };
}
