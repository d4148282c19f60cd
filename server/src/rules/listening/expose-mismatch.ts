import { isKnown, valueOf } from '../../base/known.ts';
import { at, defineRule } from '../rule.ts';
import { answersRequests, serverName } from '../words.ts';
import { fixOf } from '../write.ts';

const FLASK = 'from flask import Flask\n\napp = Flask(__name__)\n';
const DOCKERFILE = (expose: string): string =>
  `FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nEXPOSE ${expose}\nCMD ["gunicorn", "--threads", "8", "main:app"]\n`;
const SERVICE =
  'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: api\nspec:\n  template:\n    spec:\n      containers:\n        - image: europe-docker.pkg.dev/p/r/api:1\n          ports:\n            - containerPort: 9000\n';

export default defineRule({
  name: 'expose-mismatch',
  since: '0.1.0',
  severity: 'hint',
  subject: 'launch',
  summary: 'EXPOSE names another port than the one that is served.',
  why: `\`EXPOSE\` is a note for people and for \`docker run -P\`. Cloud Run does not read it: requests go to \`containerPort\` of the manifest, or
to 8080. A note with another number misleads whoever reads the file.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/container-contract', checked: '2026-11-23' },
  topic: 'dockerfile-and-port',
  messages: {
    differs:
      'EXPOSE says {exposed}, but on Cloud Run {server} listens on {served}. Cloud Run ignores EXPOSE, but people read it: correct it.',
  },
  bad: [
    {
      why: 'gunicorn listens on $PORT',
      files: { Dockerfile: DOCKERFILE('⟦5000⟧'), 'main.py': FLASK },
      fixed: { Dockerfile: DOCKERFILE('8080') },
    },
    {
      why: 'The manifest names the port',
      files: { Dockerfile: DOCKERFILE('⟦8080⟧'), 'main.py': FLASK, 'service.yaml': SERVICE },
      fixed: { Dockerfile: DOCKERFILE('9000') },
    },
  ],
  good: [
    { why: 'The right port', files: { Dockerfile: DOCKERFILE('8080'), 'main.py': FLASK } },
    { why: 'One of several ports is the right one', files: { Dockerfile: DOCKERFILE('9090 8080'), 'main.py': FLASK } },
    { why: 'A variable', files: { Dockerfile: DOCKERFILE('$PORT'), 'main.py': FLASK } },
  ],
  *check(subject) {
    const { container, launch, reader } = subject;
    const server = valueOf(launch.server);
    const served = valueOf(container.port);
    const uri = valueOf(container.dockerfile);
    const range = launch.base?.stageRange;
    if (!answersRequests(subject) || server === undefined || served === undefined || uri === undefined) return;
    if (range === undefined || !isKnown(launch.reachable, true)) return;
    const stage = reader.dockerfile(uri)?.stages.find((s) => s.start === range.start);
    const exposes = stage?.exposes.filter((e) => e.protocol === 'tcp') ?? [];
    const [only, ...more] = exposes;
    if (only?.port === undefined || more.length > 0 || only.port === served) return;
    const place = at(uri, { start: only.raw.start, end: only.raw.start + String(only.port).length });
    yield {
      message: 'differs',
      data: { exposed: only.port, server: serverName(server, launch), served },
      at: place,
      fix: () => fixOf(`Write EXPOSE ${served}`, 'safe', { at: place, newText: String(served) }),
    };
  },
});
