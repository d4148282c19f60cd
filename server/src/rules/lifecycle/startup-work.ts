import { valueOf } from '../../base/known.ts';
import { type Span, spanOf } from '../../base/span.ts';
import { hubLibraries } from '../../catalog/model-loaders.ts';
import { loadedModels } from '../../model/memory.ts';
import { phasesOf } from '../../model/python/phases.ts';
import { programOf } from '../../model/python/program.ts';
import { firstLine } from '../python-write.ts';
import { defineRule, type LaunchSubject } from '../rule.ts';
import { isRequestDriven } from '../words.ts';

const DOCKERFILE =
  'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD exec uvicorn main:app --host 0.0.0.0 --port $PORT\n';
const APP =
  'from fastapi import FastAPI\nfrom sentence_transformers import SentenceTransformer\n\napp = FastAPI()\nmodel = SentenceTransformer("all-MiniLM-L6-v2")\n';

export default defineRule({
  name: 'startup-work',
  since: '0.1.0',
  severity: 'information',
  subject: 'launch',
  summary: 'Every new instance downloads something before it can answer.',
  why: `Cloud Run starts a new instance whenever traffic grows, and the first requests wait for it. A model that is downloaded from a hub, or
packages that are installed at start, make every cold start as slow as that download, depend on another site being up, and fill the
instance's memory with a second copy on disk.

Put them into the image: \`RUN python -c "from sentence_transformers import SentenceTransformer as S; S('…')"\` behind the installation of
the packages, or \`COPY\` the files.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/tips/general', checked: '2026-11-23' },
  topic: 'cold-start',
  messages: {
    download:
      'Every new instance downloads {id} before it can answer. Put the model into the image with a RUN that loads it once.',
    install:
      'Packages are installed each time an instance starts, and requests wait for it. Install them in the image with RUN.',
  },
  bad: [
    {
      files: {
        Dockerfile: DOCKERFILE,
        'main.py': APP.replace('model = SentenceTransformer(', 'model = ⟦SentenceTransformer⟧('),
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/startup-cpu-boost: "true"\n    spec:\n      containerConcurrency: 8\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          resources:\n            limits:\n              memory: 2Gi\n',
      },
    },
    {
      why: 'pip at start',
      files: {
        Dockerfile: DOCKERFILE.replace('exec uvicorn', '⟦pip install⟧ -r requirements.txt && exec uvicorn'),
        'main.py': 'from fastapi import FastAPI\n\napp = FastAPI()\n',
      },
    },
  ],
  good: [
    {
      why: 'A tool, for which no request waits',
      files: {
        Dockerfile: 'FROM python:3.12-slim\nWORKDIR /app\nCOPY runtime.sh ./\nCMD /app/runtime.sh\n',
        'runtime.sh': '#!/bin/bash\npip install -e .\nLANG=C.UTF-8 bash\n',
      },
    },
    {
      why: 'The image brings the model',
      files: {
        Dockerfile: DOCKERFILE.replace(
          'COPY',
          'RUN pip install sentence-transformers\nRUN python -c "from sentence_transformers import SentenceTransformer as S; S(\'all-MiniLM-L6-v2\')"\nCOPY',
        ),
        'main.py': APP,
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/startup-cpu-boost: "true"\n    spec:\n      containerConcurrency: 8\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          resources:\n            limits:\n              memory: 2Gi\n',
      },
    },
  ],
  *check(subject) {
    const { launch, reader, deployable } = subject;
    if (!isRequestDriven(deployable)) return;
    // What a lone image starts may be a tool, for which no request waits.
    const serves = deployable.kind !== 'image' || valueOf(launch.server) !== undefined;
    const install = serves ? installsAtStart(subject) : undefined;
    if (install !== undefined) yield { message: 'install', at: install };
    const program = programOf(launch, reader);
    if (program === undefined) return;
    const early = loadedModels(program, phasesOf(program), launch).filter(
      ({ load, phase, local }) =>
        !local && (phase === 'import' || phase === 'startup') && hubLibraries.has(load.library),
    );
    if (early.length === 0 || isBaked(subject)) return;
    for (const { load, uri, id } of early) {
      const call = program.files.get(uri)?.calls[load.call];
      const range = call?.calleeRange ?? load.range;
      yield { message: 'download', data: { id }, at: spanOf(uri, firstLine(reader, uri, range)) };
    }
  },
});

const downloads =
  /from_pretrained|SentenceTransformer|snapshot_download|hf_hub_download|huggingface-cli|\bhf download|load_model|pipeline\(|spacy download|nltk\.download|WhisperModel|gsutil|gcloud storage|\bwget\b|\bcurl\b|download_model|preload|(?:download|fetch|cache|warm)[\w-]*\.(?:py|sh)|\/models?\b/i;

/** Whether the image seems to bring models along: a RUN that loads one, a copied folder of models, or offline mode. */
function isBaked({ container, reader }: LaunchSubject): boolean {
  const { dockerfile } = container;
  const facts = dockerfile.kind === 'known' ? reader.dockerfile(dockerfile.value) : undefined;
  if (facts === undefined) return true;
  return facts.stages.some(
    (stage) =>
      stage.runs.some(
        (run) => downloads.test(run.source.text) || run.words.some((word) => downloads.test(word.value)),
      ) ||
      stage.copies.some((copy) =>
        [copy.destination, ...copy.sources].some((word) =>
          /(?:^|[/_-])(?:models?|weights|hf|huggingface|cache)(?:[/_-]|$)/i.test(word?.raw ?? ''),
        ),
      ) ||
      stage.env.some((pair) => /OFFLINE$/.test(pair.name.value)),
  );
}

const installers = /\b(?:pip3?|python3? -m pip|uv pip|apt-get|apk|npm|poetry|uv) (?:install|sync|add)\b/;

/** `pip install` in the command or in the script that it runs. */
function installsAtStart({ launch, reader }: LaunchSubject): Span | undefined {
  const places = [
    launch.commandArguments ?? launch.command,
    ...launch.alsoDecidedBy.filter((s) => s.uri.endsWith('.sh')),
  ];
  for (const place of places) {
    if (place === undefined) continue;
    const text = reader.text(place.uri);
    if (text === undefined) continue;
    const script = place.uri.endsWith('.sh');
    const body = script ? text : text.slice(place.start, place.end);
    const match = installers.exec(body.replace(/#[^\n]*/g, (comment) => ' '.repeat(comment.length)));
    if (match === null) continue;
    const start = (script ? 0 : place.start) + match.index;
    return { uri: place.uri, start, end: start + match[0].length };
  }
  return undefined;
}
