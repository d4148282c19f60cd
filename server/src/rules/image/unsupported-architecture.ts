import type { Span, Uri } from '../../base/span.ts';
import type { DockerfileFacts, Stage } from '../../facts/dockerfile/types.ts';
import { at, defineRule, type Edit } from '../rule.ts';
import { fixOf } from '../write.ts';

const REST = 'WORKDIR /app\nCOPY . .\nCMD ["gunicorn", "--threads", "8", "main:app"]\n';
const FLASK = 'from flask import Flask\n\napp = Flask(__name__)\n';

export default defineRule({
  name: 'unsupported-architecture',
  since: '0.1.0',
  severity: 'error',
  subject: 'stage',
  summary: 'The image is built for a processor that Cloud Run does not have.',
  why: `Cloud Run runs Linux images for 64-bit x86 (\`linux/amd64\`). An image for Arm or Windows is refused at deployment, or ends at
once with *exec format error*. Leave \`--platform\` out of \`FROM\` and choose the platform where the image is built:
\`docker build --platform linux/amd64 .\`; Cloud Build builds for amd64 anyway.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/container-contract', checked: '2026-11-23' },
  topic: 'what-can-be-deployed',
  related: [
    'hadolint `DL3029` and BuildKit `FromPlatformFlagConstDisallowed` also ask for `FROM` without a constant `--platform`.',
  ],
  messages: {
    platform:
      'This stage is built for {platform}, but Cloud Run runs linux/amd64 only: the container does not start. Drop the flag.',
    image:
      'This image is for {platform}, but Cloud Run runs linux/amd64 only: the container does not start. Use the amd64 image.',
  },
  bad: [
    {
      why: 'An Arm platform in FROM',
      files: { Dockerfile: `FROM --platform=⟦linux/arm64⟧ python:3.12-slim\n${REST}`, 'main.py': FLASK },
      fixed: { Dockerfile: `FROM python:3.12-slim\n${REST}` },
    },
    {
      why: 'An image for Arm',
      files: { Dockerfile: `FROM ⟦arm64v8/python:3.12-slim⟧\n${REST}`, 'main.py': FLASK },
      fixed: { Dockerfile: `FROM python:3.12-slim\n${REST}` },
    },
    {
      why: 'The stage that the last one is built on',
      files: {
        Dockerfile: `FROM --platform=⟦linux/arm64⟧ python:3.12-slim AS base\nRUN pip install gunicorn flask\n\nFROM base\n${REST}`,
        'main.py': FLASK,
      },
      fixed: { Dockerfile: `FROM python:3.12-slim AS base\nRUN pip install gunicorn flask\n\nFROM base\n${REST}` },
    },
  ],
  good: [
    {
      why: 'A builder stage on the machine of the build',
      files: {
        Dockerfile: `FROM --platform=$BUILDPLATFORM node:22-slim AS assets\nRUN npm run build\n\nFROM python:3.12-slim\n${REST}`,
        'main.py': FLASK,
      },
    },
    {
      why: 'An Arm builder whose files are copied',
      files: {
        Dockerfile: `FROM --platform=linux/arm64 node:22-slim AS assets\nRUN npm run build\n\nFROM python:3.12-slim\nCOPY --from=assets /dist /dist\n${REST}`,
        'main.py': FLASK,
      },
    },
    {
      why: 'The right platform, written down',
      files: { Dockerfile: `FROM --platform=linux/amd64 python:3.12-slim\n${REST}`, 'main.py': FLASK },
    },
  ],
  *check({ facts, stage, runs, uri }) {
    if (!runs) return;
    for (const one of chainOf(facts, stage)) {
      const platform = one.platform === undefined ? undefined : literal(one.platform);
      if (one.platform !== undefined && platform !== undefined && isForeign(platform)) {
        const edit = dropFlag(uri, one);
        yield {
          message: 'platform',
          data: { platform },
          at: at(uri, one.platform),
          fix: () => fixOf('Drop --platform', 'safe', edit),
        };
        continue;
      }
      const image = literal(one.base);
      const made = image === undefined ? undefined : madeFor(image);
      if (image === undefined || made === undefined || (platform !== undefined && !isForeign(platform))) continue;
      const plain = image.replace(/^(?:docker\.io\/)?(?:arm64v8|arm32v[567]|i386|ppc64le|s390x)\//, '');
      yield {
        message: 'image',
        data: { platform: made },
        at: at(uri, one.base),
        fix: () =>
          plain === image ? undefined : fixOf(`Use ${plain}`, 'safe', { at: at(uri, one.base), newText: plain }),
      };
    }
  },
});

/** The text of a word without variables. */
function literal(word: Stage['base']): string | undefined {
  return word.parts.every((p) => p.kind === 'literal')
    ? word.parts.map((p) => (p.kind === 'literal' ? p.text : '')).join('')
    : undefined;
}

/** The stage that a stage is built on, where it is one of the file. */
function parentOf(facts: DockerfileFacts, stage: Stage): Stage | undefined {
  const name = literal(stage.base)?.toLowerCase();
  return facts.stages.findLast((s) => s.index < stage.index && s.name?.value.toLowerCase() === name);
}

/** The stage and the stages that it is built on. */
function chainOf(facts: DockerfileFacts, last: Stage): readonly Stage[] {
  const parent = parentOf(facts, last);
  return parent === undefined ? [last] : [last, ...chainOf(facts, parent)];
}

/** Whether a written platform is complete and other than linux/amd64. */
function isForeign(platform: string): boolean {
  const [os, architecture] = platform.toLowerCase().split('/');
  if (os === undefined || os === '') return false;
  if (/^(?:arm64|arm|aarch64|armhf|386|i386|ppc64le|s390x|riscv64|windows|darwin)$/.test(os)) return true;
  return (
    os === 'linux' &&
    architecture !== undefined &&
    /^(?:arm64|arm|aarch64|386|ppc64le|s390x|riscv64|mips64le)$/.test(architecture)
  );
}

/** The platform that an image's name is bound to. */
function madeFor(image: string): string | undefined {
  if (/^(?:docker\.io\/)?arm64v8\//.test(image)) return 'linux/arm64';
  if (/^(?:docker\.io\/)?arm32v[567]\//.test(image)) return 'linux/arm';
  if (/^(?:docker\.io\/)?i386\//.test(image)) return 'linux/386';
  if (/^mcr\.microsoft\.com\/windows(?:\/|:)|:(?:.*-)?(?:windowsservercore|nanoserver)/.test(image)) return 'Windows';
  if (/:[^/]*-(?:arm64|aarch64|arm64v8|arm32v7)(?:$|-)/.test(image)) return 'linux/arm64';
  return undefined;
}

/** Removes `--platform=…` with the space behind it. */
function dropFlag(uri: Uri, stage: Stage): Edit | undefined {
  if (stage.platform === undefined) return undefined;
  const start = stage.platform.start - '--platform='.length;
  const span: Span = { uri, start, end: stage.base.start };
  return start > stage.fromRange.start && stage.platform.end < stage.base.start ? { at: span, newText: '' } : undefined;
}
