import { spanOf } from '../../base/span.ts';
import { setQuoted } from '../../facts/manifest/edit.ts';
import { findAnnotation } from '../../model/manifest-fix.ts';
import { heavyImports } from '../../model/memory.ts';
import { programOf } from '../../model/python/program.ts';
import { defineRule, type Fix, type LaunchSubject } from '../rule.ts';
import { answersRequests } from '../words.ts';

const FILES = {
  Dockerfile: 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ["gunicorn", "--threads", "8", "main:app"]\n',
  'main.py': 'import pandas as pd\nfrom flask import Flask\n\napp = Flask(__name__)\n',
};
const MANIFEST = (annotations: string, kind: string): string =>
  `apiVersion: serving.knative.dev/v1\nkind: ${kind}\nmetadata:\n  name: shop\nspec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/execution-environment: gen2\n${annotations}    spec:\n      containerConcurrency: 8\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n`;
const BOOST = '        run.googleapis.com/startup-cpu-boost: "true"\n';

export default defineRule({
  name: 'no-startup-boost',
  since: '0.1.0',
  severity: 'hint',
  subject: 'launch',
  summary: 'A service with heavy imports starts without startup CPU boost.',
  why: `Importing pandas, torch or TensorFlow is limited by CPU. Startup CPU boost doubles it (1 vCPU becomes 2, 2 become 4) while the instance
starts and for ten seconds after, so the first request waits less. \`gcloud run deploy\` switches it on for new services; a manifest
does not, so it has to be written down.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/configuring/services/cpu', checked: '2026-11-28' },
  topic: 'cpu-throttling-and-startup-boost',
  messages: {
    missing:
      'This service imports {libraries} at start. Startup CPU boost would shorten its cold starts; the manifest does not ask for it.',
  },
  bad: [
    {
      files: { ...FILES, 'service.yaml': MANIFEST('', '⟦Service⟧') },
      fixed: { 'service.yaml': MANIFEST(BOOST, 'Service') },
    },
  ],
  good: [{ why: 'It is on', files: { ...FILES, 'service.yaml': MANIFEST(BOOST, 'Service') } }],
  *check(subject) {
    const { launch, reader, deployable } = subject;
    const { manifest } = deployable;
    if (!answersRequests(subject) || manifest === undefined || deployable.kind !== 'service') return;
    const { document, uri } = manifest;
    if (!document.complete || !document.isCloudRun) return;
    if (findAnnotation(document, 'run.googleapis.com/startup-cpu-boost') !== undefined) return;
    const program = programOf(launch, reader);
    const libraries = program === undefined ? [] : heavyImports(program);
    if (libraries.length === 0) return;
    yield {
      message: 'missing',
      data: {
        libraries: libraries
          .slice(0, 3)
          .map((library) => library.name)
          .join(', '),
      },
      at: spanOf(uri, document.kindAt),
      related: libraries.map((l) => ({ message: `${l.name} is imported here.`, at: spanOf(l.uri, l.range) })),
      fix: () => addBoost(subject),
    };
  },
});

function addBoost({ deployable, reader }: LaunchSubject): Fix | undefined {
  const { manifest } = deployable;
  const facts = manifest === undefined ? undefined : reader.manifest(manifest.uri);
  if (manifest === undefined || facts === undefined) return undefined;
  const path = ['spec', 'template', 'metadata', 'annotations'];
  const edits = setQuoted(facts, manifest.document, path, 'run.googleapis.com/startup-cpu-boost', 'true');
  return edits === undefined ? undefined : { title: 'Switch on startup CPU boost', safety: 'safe', edits };
}
