import { strict as assert } from 'node:assert';
import { valueOf } from '../../../server/src/base/known.ts';
import { isDevelopmentFile } from '../../../server/src/model/discovery/audience.ts';
import { createDiscovery } from '../../../server/src/model/discovery/discover.ts';
import { imageName } from '../../../server/src/model/discovery/image-names.ts';
import { createWorkspace } from '../../../server/src/model/workspace.ts';

const ROOT = 'file:///ws';
const DOCKERFILE = 'FROM python:3.12-slim\nCMD ["gunicorn", "main:app"]\n';

function service(image: string, name = 'web'): string {
  return `apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: ${name}\n  annotations:\n    run.googleapis.com/ingress: all\nspec:\n  template:\n    spec:\n      containers:\n      - image: ${image}\n`;
}

/** A Knative Service without a sign of its platform. */
const SILENT =
  'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  template:\n    spec:\n      containers:\n      - image: me/web\n';

/** Two containers, of which the first takes the requests. */
function pair(ingress: string, sidecar: string): string {
  return `${service(ingress)}        name: front\n        ports: [{containerPort: 8080}]\n      - image: ${sidecar}\n        name: back\n`;
}

/** Discovers in the files and renders each deployable as `id -> Dockerfiles (audience)`. */
function discover(files: Readonly<Record<string, string>>): readonly string[] {
  const workspace = createWorkspace();
  workspace.setFolders([ROOT]);
  workspace.setIndex(Object.keys(files).map((path) => `${ROOT}/${path}`));
  for (const [path, text] of Object.entries(files)) workspace.setFile(`${ROOT}/${path}`, text);
  const short = (uri: string): string => uri.slice(ROOT.length + 1);
  return createDiscovery(workspace)().map((c) => {
    const matches = c.dockerfiles.map((d) => (d.kind === 'known' ? short(valueOf(d) ?? '') : `?${d.why}`)).join(', ');
    return `${short(c.id)} -> ${matches} (${c.audience})`;
  });
}

const ROWS: readonly (readonly [why: string, files: Readonly<Record<string, string>>, expected: readonly string[]])[] =
  [
    ['a lone Dockerfile', { Dockerfile: DOCKERFILE }, ['Dockerfile -> Dockerfile (likely)']],
    [
      'same folder',
      { Dockerfile: DOCKERFILE, 'service.yaml': service('gcr.io/p/x') },
      ['service.yaml -> Dockerfile (cloud-run)'],
    ],
    [
      'a manifest whose containers stand behind a half-typed line keeps its Dockerfile from the defaults',
      {
        'api/Dockerfile': DOCKERFILE,
        'api/service.yaml': service('gcr.io/p/api', 'api').replace('    spec:', 't\n    spec:'),
        'web/Dockerfile': DOCKERFILE,
        'web/service.yaml': service('gcr.io/p/web').replace('    spec:', '    spec'),
        'job/Dockerfile': DOCKERFILE,
      },
      [
        'api/service.yaml ->  (cloud-run)',
        'web/service.yaml ->  (cloud-run)',
        'job/Dockerfile -> job/Dockerfile (likely)',
      ],
    ],
    [
      'a manifest without containers hides none',
      {
        Dockerfile: DOCKERFILE,
        'service.yaml': service('x').replace(/ +containers:[\s\S]*/, '      timeoutSeconds: 5\n'),
      },
      ['service.yaml ->  (cloud-run)', 'Dockerfile -> Dockerfile (likely)'],
    ],
    [
      'a pipeline builds the images, whatever lies nearer or has the name',
      {
        Dockerfile: DOCKERFILE,
        'back-end/Dockerfile': DOCKERFILE,
        'back-end/Dockerfile.worker': DOCKERFILE,
        'infra/cloudbuild.yaml':
          "steps:\n  - name: gcr.io/cloud-builders/docker\n    args: ['build', '-t', 'gcr.io/$PROJECT_ID/shop-api:$SHA', '-f', 'back-end/Dockerfile', 'back-end/']\n  - name: gcr.io/cloud-builders/docker\n    args: ['build', '-t', 'gcr.io/$PROJECT_ID/minter:$SHA', '-f', 'back-end/Dockerfile.worker', 'back-end/']\n",
        'infra/api.yaml': service('gcr.io/P/shop-api'),
        'infra/minter.yaml': service('gcr.io/P/minter'),
      },
      [
        'infra/api.yaml -> back-end/Dockerfile (cloud-run)',
        'infra/minter.yaml -> back-end/Dockerfile.worker (cloud-run)',
        'Dockerfile -> Dockerfile (likely)',
      ],
    ],
    [
      'a Dockerfile that is named for Cloud Run leaves the plain one to others',
      {
        'api/Dockerfile': DOCKERFILE,
        'api/Dockerfile.cloudrun': DOCKERFILE,
        'api/service.yaml': service('gcr.io/p/shop', 'shop'),
        'web/Dockerfile': DOCKERFILE,
        'web/Dockerfile.cloudrun-worker': DOCKERFILE,
      },
      [
        'api/service.yaml -> api/Dockerfile.cloudrun (cloud-run)',
        'api/Dockerfile -> api/Dockerfile (elsewhere)',
        'web/Dockerfile -> web/Dockerfile (likely)',
        'web/Dockerfile.cloudrun-worker -> web/Dockerfile.cloudrun-worker (likely)',
      ],
    ],
    [
      'unless a pipeline builds the plain one',
      {
        Dockerfile: DOCKERFILE,
        'Dockerfile.cloudrun': DOCKERFILE,
        'build.sh': 'docker build -t gcr.io/p/shop .\n',
        'service.yaml': service('gcr.io/p/shop', 'shop'),
      },
      ['service.yaml -> Dockerfile (cloud-run)', 'Dockerfile.cloudrun -> Dockerfile.cloudrun (likely)'],
    ],
    [
      'Dockerfiles that are named for another platform, or lie in its folder',
      {
        'Dockerfile.lambda': DOCKERFILE,
        'runpod/Dockerfile': DOCKERFILE,
        'renderer/Dockerfile': DOCKERFILE,
        'lambdas/Dockerfile': DOCKERFILE,
      },
      [
        'Dockerfile.lambda -> Dockerfile.lambda (elsewhere)',
        'lambdas/Dockerfile -> lambdas/Dockerfile (likely)',
        'renderer/Dockerfile -> renderer/Dockerfile (likely)',
        'runpod/Dockerfile -> runpod/Dockerfile (elsewhere)',
      ],
    ],
    [
      'a folder of Kubernetes beside the folders of the apps, by whatever name',
      {
        'web/Dockerfile': DOCKERFILE,
        'k8s-specifications/web.yaml': 'apiVersion: apps/v1\nkind: Deployment\n',
      },
      ['web/Dockerfile -> web/Dockerfile (elsewhere)'],
    ],
    [
      'Terraform that runs containers on another cloud, beside its folder',
      {
        'api/Dockerfile': DOCKERFILE,
        'infra/terraform/modules/ecs/main.tf': 'resource "aws_ecs_task_definition" "api" {\n}\n',
      },
      ['api/Dockerfile -> api/Dockerfile (elsewhere)'],
    ],
    [
      'the same where something deploys to Cloud Run',
      {
        'api/Dockerfile': DOCKERFILE,
        'aws.tf': 'resource "aws_lambda_function" "hook" {\n}\n',
        'deploy.sh': 'gcloud run deploy api --source api\n',
      },
      ['api/Dockerfile -> api/Dockerfile (likely)'],
    ],
    [
      'a Service that says nothing is for Cloud Run where something hands it over, or its name says so',
      {
        'a/service.yaml': SILENT,
        'b/service.yaml': SILENT,
        'c/cloudrun/service.yaml': SILENT,
        'cloud-run-service.yaml': SILENT,
        'deploy.sh': 'gcloud run services replace ./a/service.yaml\n',
      },
      [
        'a/service.yaml -> ?absent (cloud-run)',
        'b/service.yaml -> ?absent (elsewhere)',
        'c/cloudrun/service.yaml -> ?absent (cloud-run)',
        'cloud-run-service.yaml -> ?absent (cloud-run)',
      ],
    ],
    [
      'nothing makes a Service for Cloud Run that needs a cluster',
      {
        'cloudrun/service.yaml': SILENT.replace('containers:', 'imagePullSecrets: []\n      containers:'),
        'service.yaml': `${SILENT}---\napiVersion: eventing.knative.dev/v1\nkind: Trigger\n`,
        'deploy.sh': 'gcloud run services replace service.yaml\n',
      },
      ['cloudrun/service.yaml -> ?absent (elsewhere)', 'service.yaml -> ?absent (elsewhere)'],
    ],
    [
      'placeholders that a pipeline fills in',
      {
        'Dockerfile.a': DOCKERFILE,
        'Dockerfile.b': DOCKERFILE,
        'cloudbuild.yaml':
          "steps:\n  - name: gcr.io/cloud-builders/docker\n    args: ['build', '-t', '${_A}', '-f', 'Dockerfile.a', '.']\n  - name: gcr.io/cloud-builders/docker\n    args: ['build', '-t', '${_B}', '-f', 'Dockerfile.b', '.']\n  - script: |\n      sed -i s@%ONE%@${_A}@g run.yaml\n      sed -i s@%TWO%@${_B}@g run.yaml\n",
        'run.yaml': pair('"%ONE%"', '"%TWO%"'),
        'other.yaml': pair('"%ONE%"', '"%TWO%"'),
      },
      ['other.yaml -> ?dynamic, ?absent (cloud-run)', 'run.yaml -> Dockerfile.a, Dockerfile.b (cloud-run)'],
    ],
    [
      'the Dockerfile is that of the container whose image is filled in',
      { Dockerfile: DOCKERFILE, 'run.yaml': pair('gcr.io/shared/runner:0.3.2', '"gcr.io/p/%IMAGE%"') },
      ['run.yaml -> ?absent, Dockerfile (cloud-run)'],
    ],
    [
      'the Dockerfile is that of the only container that is not public',
      { Dockerfile: DOCKERFILE, 'run.yaml': pair('nginx:1.27', 'gcr.io/p/web') },
      ['run.yaml -> ?absent, Dockerfile (cloud-run)'],
    ],
    [
      'else that of the container that takes the requests',
      { Dockerfile: DOCKERFILE, 'run.yaml': pair('gcr.io/p/web', 'gcr.io/p/collector') },
      ['run.yaml -> Dockerfile, ?absent (cloud-run)'],
    ],
    [
      'a public image is not built here, one with such a beginning is',
      { Dockerfile: DOCKERFILE, 'a.yaml': service('redis:7'), 'b.yaml': service('redis-front') },
      ['a.yaml -> ?absent (cloud-run)', 'b.yaml -> Dockerfile (cloud-run)'],
    ],
    [
      'two Dockerfiles are built under one name: the nearest counts, as without a pipeline',
      {
        'a/Dockerfile': DOCKERFILE,
        'b/Dockerfile': DOCKERFILE,
        'build.sh': 'docker build -t shop a\ndocker build -t shop b\n',
        'a/service.yaml': service('gcr.io/p/shop'),
      },
      ['a/service.yaml -> a/Dockerfile (cloud-run)', 'b/Dockerfile -> b/Dockerfile (likely)'],
    ],
    [
      'the image names a folder',
      {
        'api/Dockerfile': DOCKERFILE,
        'web/Dockerfile': DOCKERFILE,
        'deploy/service.yaml': service('europe-docker.pkg.dev/p/r/api:1.2'),
      },
      ['deploy/service.yaml -> api/Dockerfile (cloud-run)', 'web/Dockerfile -> web/Dockerfile (likely)'],
    ],
    [
      'the image names a suffix',
      { 'Dockerfile.worker': DOCKERFILE, 'Dockerfile.web': DOCKERFILE, 'service.yaml': service('gcr.io/p/web') },
      ['service.yaml -> Dockerfile.web (cloud-run)', 'Dockerfile.worker -> Dockerfile.worker (likely)'],
    ],
    [
      'a plain Dockerfile beats suffixed ones beside it',
      { Dockerfile: DOCKERFILE, 'Dockerfile.gpu': DOCKERFILE, 'service.yaml': service('gcr.io/p/x') },
      ['service.yaml -> Dockerfile (cloud-run)', 'Dockerfile.gpu -> Dockerfile.gpu (likely)'],
    ],
    [
      'nearest ancestor',
      { 'api/Dockerfile': DOCKERFILE, 'api/deploy/prod/service.yaml': service('gcr.io/p/x') },
      ['api/deploy/prod/service.yaml -> api/Dockerfile (cloud-run)'],
    ],
    [
      'the only one of the folder',
      { 'src/Dockerfile': DOCKERFILE, 'infra/service.yaml': service('gcr.io/p/x') },
      ['infra/service.yaml -> src/Dockerfile (cloud-run)'],
    ],
    [
      'ambiguity is a value',
      { 'a/Dockerfile': DOCKERFILE, 'b/Dockerfile': DOCKERFILE, 'infra/service.yaml': service('gcr.io/p/x', 'y') },
      [
        'infra/service.yaml -> ?dynamic (cloud-run)',
        'a/Dockerfile -> a/Dockerfile (likely)',
        'b/Dockerfile -> b/Dockerfile (likely)',
      ],
    ],
    [
      'public images have no Dockerfile here',
      { Dockerfile: DOCKERFILE, 'service.yaml': service('us-docker.pkg.dev/cloudrun/container/hello') },
      ['service.yaml -> ?absent (cloud-run)', 'Dockerfile -> Dockerfile (likely)'],
    ],
    [
      'development Dockerfiles are for development',
      { 'Dockerfile.dev': DOCKERFILE },
      ['Dockerfile.dev -> Dockerfile.dev (development)'],
    ],
    ['a file that is no Dockerfile', { Dockerfile: 'hello: world\n' }, []],
    ['plain Kubernetes', { 'k8s.yaml': 'apiVersion: v1\nkind: Service\nmetadata:\n  name: x\n' }, []],
    [
      'Kubernetes runs it',
      {
        'app/Dockerfile': DOCKERFILE,
        'app/k8s/deployment.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: x\n',
      },
      ['app/Dockerfile -> app/Dockerfile (elsewhere)'],
    ],
  ];

describe('discovery', () => {
  for (const [why, files, expected] of ROWS) it(why, () => assert.deepEqual(discover(files), expected));

  it('reads image names', () => {
    for (const [reference, name] of [
      ['gcr.io/p/api', 'api'],
      ['localhost:5000/api:1', 'api'],
      ['x/y@sha256:abc', 'y'],
      ['', ''],
    ] as const)
      assert.equal(imageName(reference), name);
  });

  it('knows development files', () => {
    for (const [path, expected] of [
      ['Dockerfile', false],
      ['Dockerfile.dev', true],
      ['dev.Dockerfile', true],
      ['Dockerfile.devices', false],
      ['buildtest.dockerfile', true],
      ['Dockerfile.latest', false],
      ['Dockerfile-test', true],
      ['.devcontainer/Dockerfile', true],
      ['contest/Dockerfile', false],
      ['builders/firebase/Dockerfile', true],
      ['builder/Dockerfile', false],
      ['devel/ci/integration/web/Dockerfile', true],
      ['docker/Dockerfile', false],
    ] as const)
      assert.equal(isDevelopmentFile(ROOT, `${ROOT}/${path}`), expected, path);
  });

  it('is not disturbed by edits that change no name', () => {
    const workspace = createWorkspace();
    workspace.setFolders([ROOT]);
    workspace.setFile(`${ROOT}/Dockerfile`, DOCKERFILE);
    const candidates = createDiscovery(workspace);
    const before = candidates();
    workspace.setFile(`${ROOT}/Dockerfile`, DOCKERFILE.replace('gunicorn', 'uvicorn'));
    assert.equal(candidates(), before);
  });
});
