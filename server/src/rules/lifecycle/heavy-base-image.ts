import { valueOf } from '../../base/known.ts';
import { joinPath } from '../../base/uri.ts';
import { needsCompiler } from '../../catalog/source-packages.ts';
import type { DockerfileFacts } from '../../facts/dockerfile/types.ts';
import { defineRule, type LaunchSubject } from '../rule.ts';
import { fixOf } from '../write.ts';

const FLASK = 'from flask import Flask\n\napp = Flask(__name__)\n';
const REST = 'WORKDIR /app\nCOPY . .\nCMD ["gunicorn", "--threads", "8", "main:app"]\n';

export default defineRule({
  name: 'heavy-base-image',
  since: '0.1.0',
  severity: 'hint',
  subject: 'launch',
  summary: 'The image is built on the full Debian image of Python.',
  why: `\`python:3.12\` brings compilers, git and hundreds of development packages that a running service does not use. \`python:3.12-slim\`
is about an eighth of that: quicker to build and push, cheaper to store, and with fewer packages that security scanners report.
Cloud Run loads images as it needs them, so the start itself gains little.

A package that has no wheel needs a compiler: build it in a first stage on the full image, and copy the result.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/tips/general', checked: '2026-11-23' },
  topic: 'cold-start',
  messages: {
    full: '{image} is the full Debian image with compilers and git, about 1 GB. {slim} has what a service needs to run.',
  },
  bad: [
    {
      why: 'The plain version tag',
      files: { Dockerfile: `FROM ⟦python:3.12⟧\n${REST}`, 'main.py': FLASK },
      fixed: { Dockerfile: `FROM python:3.12-slim\n${REST}` },
    },
    {
      why: 'With the name of the Debian release',
      files: { Dockerfile: `FROM ⟦python:3.11.9-bookworm⟧\n${REST}`, 'main.py': FLASK },
      fixed: { Dockerfile: `FROM python:3.11.9-slim-bookworm\n${REST}` },
    },
    {
      why: 'A version in an argument',
      files: { Dockerfile: `ARG VERSION=3.13\nFROM ⟦python:$VERSION⟧\n${REST}`, 'main.py': FLASK },
    },
  ],
  good: [
    { why: 'The slim image', files: { Dockerfile: `FROM python:3.12-slim\n${REST}`, 'main.py': FLASK } },
    {
      why: 'The full image in a stage that builds',
      files: {
        Dockerfile: `FROM python:3.12 AS build\nRUN pip wheel --wheel-dir /wheels flask gunicorn\n\nFROM python:3.12-slim\nCOPY --from=build /wheels /wheels\n${REST}`,
        'main.py': FLASK,
      },
    },
    {
      why: 'pip compiles what the requirements list, or fetches it with git',
      files: {
        'a/Dockerfile': `FROM python:3.12\n${REST}`,
        'a/main.py': FLASK,
        'a/requirements.txt': 'flask==3.1\nmysqlclient==2.2\n',
        'b/Dockerfile': `FROM python:3.12\n${REST}`,
        'b/main.py': FLASK,
        'b/requirements.txt': 'shop @ git+https://example.com/shop.git\n',
      },
    },
    {
      why: 'The build uses a tool of the full image',
      files: {
        Dockerfile: `FROM python:3.12\nRUN pip install git+https://example.com/shop/client.git\n${REST}`,
        'main.py': FLASK,
      },
    },
  ],
  *check(subject) {
    const { base } = subject.launch;
    const image = base === undefined ? undefined : valueOf(base.reference);
    if (base === undefined || image === undefined || usesTools(subject)) return;
    const slim = slimOf(image);
    if (slim === undefined) return;
    const { at } = base;
    yield {
      message: 'full',
      data: { image, slim },
      at,
      fix: () => {
        const written = subject.reader.written(at);
        return written === image ? fixOf(`Use ${slim}`, 'suggestion', { at, newText: slim }) : undefined;
      },
    };
  },
});

/** The slim image of the same version; undefined for every other image. */
function slimOf(image: string): string | undefined {
  const match =
    /^((?:docker\.io\/)?(?:library\/)?python)(?::(latest|3(?:\.\d+)*(?:(?:a|b|rc)\d+)?)?(?:-?(trixie|bookworm|bullseye|buster|stretch))?)?$/.exec(
      image,
    );
  if (match === null) return undefined;
  const [, repository = '', version, release] = match;
  const parts = [version === 'latest' ? undefined : version, 'slim', release].filter((p) => p !== undefined);
  return `${repository}:${parts.join('-')}`;
}

/** Whether a RUN uses a tool that the slim image lacks, without installing it, or pip needs one for what the requirements list. */
function usesTools({ container, deployable, launch, reader }: LaunchSubject): boolean {
  const roots = [...new Set([...launch.importRoots, deployable.root])];
  if (roots.some((root) => needsCompiler(reader.text(joinPath(root, './requirements.txt')) ?? ''))) return true;
  const uri = valueOf(container.dockerfile);
  const facts: DockerfileFacts | undefined = uri === undefined ? undefined : reader.dockerfile(uri);
  const range = launch.base?.stageRange;
  const stage = facts?.stages.find((s) => s.start === range?.start);
  return (
    stage?.runs.some((run) => /\bgit\b|\b(?:gcc|g\+\+|make|cmake|curl|wget|svn|hg)\s/.test(run.source.text)) ?? false
  );
}
