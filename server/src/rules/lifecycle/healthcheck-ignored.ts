import { valueOf } from '../../base/known.ts';
import type { Healthcheck } from '../../facts/dockerfile/types.ts';
import { setAt } from '../../facts/manifest/edit.ts';
import type { ManifestContainer } from '../../facts/manifest/types.ts';
import type { Container } from '../../model/deployable.ts';
import { containerPath, manifestFix } from '../../model/manifest-fix.ts';
import { at, type ContainerSubject, defineRule, type Fix } from '../rule.ts';

const FLASK = 'from flask import Flask\n\napp = Flask(__name__)\n';
const CHECK = 'HEALTHCHECK CMD curl --fail http://localhost:8080/health || exit 1\n';
const DOCKERFILE = (check: string): string =>
  `FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\n${check}CMD ["gunicorn", "--threads", "8", "main:app"]\n`;
const SERVICE =
  'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: api\nspec:\n  template:\n    spec:\n      containers:\n        - image: europe-docker.pkg.dev/p/r/api:1\n';

export default defineRule({
  name: 'healthcheck-ignored',
  since: '0.1.0',
  severity: 'information',
  subject: 'container',
  summary: 'Cloud Run ignores the HEALTHCHECK of a Dockerfile.',
  why: `Docker runs a \`HEALTHCHECK\`; Cloud Run does not look at it. Without probes in the manifest, Cloud Run only checks that the port
opens after the start, so an instance that hangs keeps getting requests.

Write a \`livenessProbe\` (restarts an instance that no longer answers) or a \`startupProbe\` (waits for a slow start) into the
manifest. The \`HEALTHCHECK\` does no harm and may stay for Docker; once the manifest has a probe, this rule is silent.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/configuring/healthchecks', checked: '2026-11-23' },
  topic: 'dockerfile-and-port',
  related: ['hadolint `DL3057`, checkov `CKV_DOCKER_2` and trivy ask for a HEALTHCHECK; it is no fault to have one.'],
  messages: {
    ignored: 'Cloud Run ignores HEALTHCHECK. Write a startupProbe or livenessProbe into the manifest of the service.',
  },
  bad: [
    {
      why: 'No manifest',
      files: { Dockerfile: DOCKERFILE(CHECK.replace('HEALTHCHECK', '⟦HEALTHCHECK⟧')), 'main.py': FLASK },
    },
    {
      why: 'A manifest without probes',
      files: {
        Dockerfile: DOCKERFILE(CHECK.replace('HEALTHCHECK', '⟦HEALTHCHECK⟧')),
        'main.py': FLASK,
        'service.yaml': SERVICE,
      },
      fixed: {
        'service.yaml': `${SERVICE}          livenessProbe:\n            httpGet:\n              path: /health\n`,
      },
    },
  ],
  good: [
    {
      why: 'The manifest has a probe',
      files: {
        Dockerfile: DOCKERFILE(CHECK),
        'main.py': FLASK,
        'service.yaml': `${SERVICE}          livenessProbe:\n            httpGet:\n              path: /health\n`,
      },
    },
    {
      why: 'HEALTHCHECK NONE only switches the one of the base image off',
      files: { Dockerfile: DOCKERFILE('HEALTHCHECK NONE\n'), 'main.py': FLASK },
    },
  ],
  *check(subject) {
    const { container, deployable, reader } = subject;
    const uri = valueOf(container.dockerfile);
    const range = container.launch.base?.stageRange;
    if (uri === undefined || range === undefined || deployable.kind === 'job') return;
    const stage = reader.dockerfile(uri)?.stages.find((s) => s.start === range.start);
    const healthcheck = stage?.healthcheck;
    if (healthcheck === undefined || healthcheck.none || hasProbe(container)) return;
    // Behind a break or in a template the manifest may have a probe.
    if (deployable.manifest?.document.complete === false) return;
    yield {
      message: 'ignored',
      at: at(uri, healthcheck.keywordRange),
      tags: ['unnecessary'],
      fix: () => probeFix(subject, healthcheck),
    };
  },
});

function hasProbe({ manifest }: Container): boolean {
  const probes: ManifestContainer['probes'] | undefined = manifest?.probes;
  return probes?.startup !== undefined || probes?.liveness !== undefined || probes?.readiness !== undefined;
}

/** The same request as a livenessProbe, where the check is a request to the container itself. */
function probeFix({ container, deployable, reader }: ContainerSubject, check: Healthcheck): Fix | undefined {
  const { manifest } = deployable;
  const { command } = check;
  if (manifest === undefined || command === undefined || container.manifest === undefined) return undefined;
  const text = command.form === 'shell' ? command.text : command.words.map((w) => w.value).join(' ');
  const path = /https?:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0)(?::[\w${}:-]+)?(\/[\w./-]*)?/.exec(text);
  const facts = reader.manifest(manifest.uri);
  if (path === null || facts === undefined) return undefined;
  const at = [...containerPath(manifest.document, container.index), 'livenessProbe', 'httpGet'];
  const edits = setAt(facts, manifest.document, at, 'path', path[1] ?? '/');
  return manifestFix('Write it as a livenessProbe into the manifest', 'suggestion', edits);
}
