import { strict as assert } from 'node:assert';
import { valueOf } from '../../../server/src/base/known.ts';
import type { InspectedLaunch } from '../../../server/src/features/inspect.ts';
import type { Container, Deployable } from '../../../server/src/model/deployable.ts';
import type { ExampleFiles } from '../../../server/src/rules/rule.ts';
import { analyse, uriOf } from '../../kit/example.ts';

const DOCKERFILE = 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ["gunicorn", "main:app"]\n';
const MAIN = 'from flask import Flask\n\napp = Flask(__name__)\n';
const APP = { Dockerfile: DOCKERFILE, 'main.py': MAIN };

/** A service of Terraform; `container`: arguments and blocks of its container. */
const terraform = (container: string): string =>
  `resource "google_cloud_run_v2_service" "api" {\n  name = "api"\n  template {\n    containers {\n      image = var.image\n${container}    }\n  }\n}\n`;

/** What runs of the image of a Dockerfile. */
function resolved(files: ExampleFiles, dockerfile = 'Dockerfile'): { deployable: Deployable; container: Container } {
  for (const deployable of analyse(files).deployables()) {
    const container = deployable.containers.find((c) => valueOf(c.dockerfile) === uriOf(dockerfile));
    if (container !== undefined) return { deployable, container };
  }
  return assert.fail(`nothing runs ${dockerfile}`);
}

function launch(files: ExampleFiles): InspectedLaunch {
  return analyse(files).inspect().deployables[0]?.containers[0]?.launch ?? assert.fail('nothing runs');
}

describe('deployments without a manifest', () => {
  it('set what Terraform writes out', () => {
    const resources =
      '      resources {\n        limits   = { memory = "2Gi", cpu = "2" }\n        cpu_idle = false\n      }\n';
    const { deployable, container } = resolved({ ...APP, 'infra/main.tf': terraform(resources) });
    assert.equal(valueOf(container.memoryBytes), 2 ** 31);
    assert.deepEqual(container.memoryBytes.at?.uri, uriOf('infra/main.tf'));
    assert.equal(valueOf(container.cpu), 2);
    assert.equal(valueOf(deployable.billing), 'instance');
    assert.equal(deployable.audience, 'cloud-run');
  });

  it('are not those of an image which a file beside it gives to another host, unless something deploys it to Cloud Run', () => {
    const audience = (files: ExampleFiles): string => resolved({ ...APP, ...files }).deployable.audience;
    assert.equal(audience({}), 'likely');
    assert.equal(audience({ 'fly.toml': 'app = "shop"\n' }), 'elsewhere');
    assert.equal(audience({ 'other/fly.toml': 'app = "shop"\n' }), 'likely');
    assert.equal(audience({ 'fly.toml': '', 'deploy.sh': 'gcloud run deploy shop --source .\n' }), 'cloud-run');
    const adapter = 'COPY --from=public.ecr.aws/awsguru/aws-lambda-adapter:0.9.1 /lambda-adapter /opt/extensions/\n';
    assert.equal(audience({ Dockerfile: DOCKERFILE.replace('COPY', `${adapter}COPY`) }), 'elsewhere');
    assert.equal(audience({ Dockerfile: 'FROM public.ecr.aws/lambda/python:3.12\nCMD ["main.app"]\n' }), 'elsewhere');
  });

  it('are of the Dockerfile beside the script that builds the image, before the one of the workspace', () => {
    const script =
      'IMAGE="gcr.io/${PROJECT}/${NAME}"\ngcloud builds submit --tag $IMAGE .\ngcloud run deploy $NAME --image $IMAGE --memory 2Gi\n';
    const memory = (files: ExampleFiles, dockerfile: string): number | undefined =>
      valueOf(resolved({ ...APP, ...files }, dockerfile).container.memoryBytes);
    assert.equal(memory({ 'agent/deploy.sh': script }, 'Dockerfile'), 2 ** 31);
    const own = { 'agent/deploy.sh': script, 'agent/Dockerfile': DOCKERFILE };
    assert.equal(memory(own, 'agent/Dockerfile'), 2 ** 31);
    assert.notEqual(memory(own, 'Dockerfile'), 2 ** 31);
  });

  it('set variables, which decide as those of a manifest do', () => {
    const env = (value: string): string =>
      `      env {\n        name  = "WEB_CONCURRENCY"\n        value = ${value}\n      }\n`;
    const deploy = 'gcloud run deploy api --image gcr.io/p/api --set-env-vars "A=1,WEB_CONCURRENCY=3"\n';
    assert.equal(launch(APP).workers, 1);
    assert.equal(launch({ ...APP, 'main.tf': terraform(env('"4"')) }).workers, 4);
    assert.equal(launch({ ...APP, 'main.tf': terraform(env('var.workers')) }).workers, null);
    assert.equal(launch({ ...APP, 'deploy.sh': deploy }).workers, 3);
    assert.equal(launch({ ...APP, 'deploy.sh': deploy.replace('"A=1,', '"^@^A=1@') }).workers, 3);
    assert.equal(
      launch({ ...APP, 'deploy.sh': deploy, 'main.tf': terraform(env('"4"')) }).workers,
      null,
      'they disagree',
    );
  });

  it('mount volumes, which a manifest alone decides where there is one', () => {
    const paths = (files: ExampleFiles): readonly string[] =>
      resolved({ ...APP, ...files }).container.mounts.map(({ path }) => path);
    const deploy = 'gcloud run deploy api --image gcr.io/p/api --add-volume-mount=volume=d,mount-path=';
    assert.deepEqual(paths({ 'deploy.sh': `${deploy}/data\n` }), ['/data']);
    assert.deepEqual(paths({ 'deploy.sh': `${deploy}$DATA\n` }), ['/'], 'anywhere');
    assert.deepEqual(paths({ 'deploy.sh': `${deploy}/cloudsql\n` }), [], 'sockets');
    const manifest =
      'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: api\n  annotations:\n    run.googleapis.com/ingress: all\nspec:\n  template:\n    spec:\n      containers:\n        - image: gcr.io/p/api\n';
    assert.deepEqual(paths({ 'deploy.sh': `${deploy}/data\n`, 'service.yaml': manifest }), []);
  });

  it('are also those that make the same service of a sample image', () => {
    const memory = (called: string, image: string): number | undefined =>
      valueOf(
        resolved(
          {
            'back/Dockerfile': DOCKERFILE,
            'back/main.py': MAIN,
            'front/Dockerfile': DOCKERFILE,
            'deploy.sh': 'gcloud run deploy shop-api --image gcr.io/p/back\n',
            'main.tf': terraform('      resources { limits = { memory = "2Gi" } }\n')
              .replaceAll('"api"', `"${called}"`)
              .replace('var.image', `"${image}"`),
          },
          'back/Dockerfile',
        ).container.memoryBytes,
      );
    assert.equal(memory('shop-api', 'gcr.io/cloudrun/hello'), 2 ** 31);
    assert.equal(memory('shop-web', 'gcr.io/cloudrun/hello'), 2 ** 29);
    assert.equal(memory('shop-api', 'gcr.io/p/front'), 2 ** 29);
  });

  it('may start something else than the image says', () => {
    const worker = terraform('      command = ["python", "worker.py"]\n').replaceAll('api', 'worker');
    assert.deepEqual(launch({ ...APP, 'main.tf': worker }).argv, ['python', 'worker.py']);
    const open = { ...APP, 'main.tf': terraform('      command = var.command\n') };
    assert.deepEqual(launch(open).argv, ['gunicorn', 'main:app'], 'a variable may be null');
  });

  it('start several things of one image, each judged on its own', () => {
    const files = {
      ...APP,
      'worker.py': 'while True:\n    pass\n',
      'deploy.sh': [
        'gcloud run deploy shop --image gcr.io/p/shop --memory 1Gi',
        'gcloud run deploy shop-eu --image gcr.io/p/shop --memory 1Gi',
        'gcloud run jobs deploy migrate --image gcr.io/p/shop --memory 2Gi --command=python --args=manage.py,migrate',
        'gcloud beta run worker-pools deploy worker --image gcr.io/p/shop --args=python,worker.py',
        '',
      ].join('\n'),
    };
    const found = analyse(files).inspect().deployables;
    assert.deepEqual(
      found.map(({ kind, containers: [main] }) => [kind, main?.launch.argv?.join(' '), main?.memoryBytes]),
      [
        ['service', 'gunicorn main:app', 2 ** 30],
        ['job', 'python manage.py migrate', 2 ** 31],
        ['worker-pool', 'python worker.py', 2 ** 29],
      ],
    );
    assert.deepEqual(
      found.map(({ name }) => name),
      ['ws', 'migrate', 'worker'],
    );
  });

  it('of a folder are built from its Dockerfile, not from others beside it', () => {
    const files = {
      ...APP,
      'Dockerfile.worker': 'FROM python:3.12-slim\nCOPY . .\nCMD ["python", "worker.py"]\n',
      'deploy.sh': 'gcloud run deploy shop --source . --memory 2Gi\n',
    };
    const memory = (more: ExampleFiles): readonly unknown[] =>
      ['Dockerfile', 'Dockerfile.worker'].map((name) => {
        const { deployable, container } = resolved({ ...files, ...more }, name);
        return [deployable.kind, valueOf(container.memoryBytes)];
      });
    assert.deepEqual(memory({}), [
      ['service', 2 ** 31],
      ['image', 2 ** 29],
    ]);
    const built = 'docker build -f Dockerfile.worker -t gcr.io/p/shop .\n';
    const named = 'gcloud run deploy worker --image gcr.io/p/shop --memory 1Gi\n';
    const cloudRun = { ...files, 'Dockerfile.cloudrun': DOCKERFILE };
    assert.equal(valueOf(resolved(cloudRun, 'Dockerfile.cloudrun').container.memoryBytes), 2 ** 31);
    assert.deepEqual(
      memory({ 'deploy.sh': `${built}${named}` }),
      [
        ['image', 2 ** 29],
        ['service', 2 ** 30],
      ],
      'a build says which one it is',
    );
    const both = `${built}docker build -t gcr.io/p/shop .\n${named}`;
    assert.deepEqual(
      memory({ 'deploy.sh': both }),
      [
        ['service', 2 ** 30],
        ['service', 2 ** 30],
      ],
      'two builds of one name leave it open',
    );
  });

  it('are of the folder that the script changes to, not of the one that holds the script', () => {
    const files = {
      Dockerfile: DOCKERFILE,
      'api/Dockerfile': DOCKERFILE,
      'web/Dockerfile': DOCKERFILE,
      'deploy.sh':
        'cd api\ngcloud run deploy shop --source . --memory 1Gi\ncd ../web\ngcloud builds submit --tag gcr.io/p/site\ngcloud run deploy site --image gcr.io/p/site --memory 2Gi\n',
    };
    assert.deepEqual(
      ['Dockerfile', 'api/Dockerfile'].map((name) => valueOf(resolved(files, name).container.memoryBytes)),
      [2 ** 29, 2 ** 30],
    );
  });

  it('speak for their Dockerfile where Kubernetes runs others', () => {
    const audience = (more: ExampleFiles): unknown =>
      resolved(
        { 'api/Dockerfile': DOCKERFILE, 'api/main.py': MAIN, 'k8s/api.yaml': 'kind: Deployment\n', ...more },
        'api/Dockerfile',
      ).deployable.audience;
    const built = 'docker build -t gcr.io/p/shop-$TAG api\ndocker build -t gcr.io/p/shop api\n';
    const deploy = 'gcloud run deploy shop --image gcr.io/p/shop --memory 1Gi\n';
    assert.equal(audience({}), 'elsewhere');
    assert.equal(audience({ 'deploy.sh': built }), 'elsewhere');
    assert.equal(audience({ 'deploy.sh': `${built}# ${deploy}` }), 'elsewhere');
    assert.equal(audience({ 'deploy.sh': built + deploy }), 'cloud-run');
    assert.equal(audience({ 'deploy.sh': built + deploy.replace('p/shop', 'p/web') }), 'elsewhere');
  });

  it('of a folder of the same name, nearer to what deploys, are not those of this one', () => {
    const files = {
      'shop/backend/Dockerfile': DOCKERFILE,
      'shop/backend/main.py': MAIN,
      'chat/backend/Dockerfile': DOCKERFILE,
      'chat/backend/main.py': MAIN,
      'chat/infra/main.tf': terraform('      ports {\n        container_port = 9000\n      }\n').replaceAll(
        'api',
        'backend',
      ),
    };
    assert.equal(valueOf(resolved(files, 'chat/backend/Dockerfile').container.port), 9000);
    assert.equal(resolved(files, 'shop/backend/Dockerfile').deployable.kind, 'image');
  });

  it('from source take the usual name only', () => {
    const files = { 'main.py': MAIN, 'deploy.sh': 'gcloud run deploy shop --source . --memory 2Gi\n' };
    assert.equal(resolved({ ...files, 'Dockerfile.api': DOCKERFILE }, 'Dockerfile.api').deployable.kind, 'image');
    assert.equal(resolved({ ...files, Dockerfile: DOCKERFILE }).deployable.kind, 'service');
  });

  it('of an image with a variable for its name are those of the Dockerfile that their file builds', () => {
    const deploy =
      'docker build -f Dockerfile.api -t ${IMAGE_NAME}:latest .\ngcloud run deploy ${SERVICE} --image=${IMAGE_NAME}:latest\n';
    const files = { ...APP, 'Dockerfile.api': DOCKERFILE, 'deploy.sh': deploy };
    assert.equal(resolved(files).deployable.kind, 'image');
    assert.equal(resolved(files, 'Dockerfile.api').deployable.kind, 'service');
  });

  it('of another image are no start of this one', () => {
    const other = 'gcloud run deploy board --image "$BOARD_IMAGE" --command board --args serve\n';
    const files = { ...APP, 'deploy.sh': `gcloud run deploy shop --image "$IMAGE"\n${other}` };
    assert.deepEqual(
      analyse(files)
        .inspect()
        .deployables.map(({ containers: [main] }) => main?.launch.argv),
      [['gunicorn', 'main:app']],
    );
  });

  it('start what the default of a Terraform variable says', () => {
    const files = {
      ...APP,
      'infra/main.tf': terraform('      command = var.start\n'),
      'infra/variables.tf': 'variable "start" {\n  type    = list(string)\n  default = ["python", "worker.py"]\n}\n',
    };
    assert.deepEqual(launch(files).argv, ['python', 'worker.py']);
    assert.deepEqual(launch({ ...files, 'infra/prod.tfvars': 'start = ["x"]\n' }).argv, ['gunicorn', 'main:app']);
  });

  it('are those of the only Dockerfile beside one for development', () => {
    const port = '      ports {\n        container_port = 5000\n      }\n';
    const files = { 'backend/Dockerfile': DOCKERFILE, 'backend/main.py': MAIN, 'main.tf': terraform(port) };
    const kind = (more: ExampleFiles): unknown => resolved({ ...files, ...more }, 'backend/Dockerfile').deployable.kind;
    assert.equal(kind({ 'backend/Dockerfile.dev': DOCKERFILE }), 'service');
    assert.equal(kind({ 'web/Dockerfile': DOCKERFILE }), 'image');
  });

  it('leave settings open where they do not say what they deploy', () => {
    const two = { 'a/Dockerfile': DOCKERFILE, 'a/main.py': MAIN, 'b/Dockerfile': DOCKERFILE, 'b/main.py': MAIN };
    const memory = (more: ExampleFiles): unknown =>
      valueOf(resolved({ ...two, ...more }, 'a/Dockerfile').container.memoryBytes);
    const script = 'gcloud run deploy "$NAME" --image "$IMAGE" --memory 4Gi\n';
    assert.equal(memory({}), 512 * 2 ** 20);
    assert.equal(memory({ 'deploy.sh': script }), undefined);
    assert.equal(memory({ 'deploy.sh': script.replace('$NAME', 'other') }), 512 * 2 ** 20);
    assert.equal(memory({ 'a/deploy.sh': script }), 4 * 2 ** 30);
    assert.equal(memory({ 'b/deploy.sh': script }), 512 * 2 ** 20, 'it lies beside the other Dockerfile');
    assert.equal(memory({ 'c/deploy.sh': script }), undefined);
    // A command that brings a new image alone keeps what something else has set.
    const image = 'gcloud run deploy a --image gcr.io/p/a --region europe-west1\n';
    assert.equal(memory({ 'update.sh': image }), 512 * 2 ** 20);
    assert.equal(memory({ 'update.sh': image, 'deploy.sh': script }), undefined);
    assert.equal(memory({ 'update.sh': image.replace('\n', ' --cpu 1\n'), 'deploy.sh': script }), 512 * 2 ** 20);
  });

  it('that are only shown set nothing', () => {
    const memory = (script: string): unknown =>
      valueOf(resolved({ ...APP, 'deploy.sh': script }).container.memoryBytes);
    const command = 'gcloud run deploy api --source . --memory 4Gi';
    assert.equal(memory(`${command}\n`), 2 ** 32);
    assert.equal(memory(`# ${command}\n`), 512 * 2 ** 20);
    assert.equal(memory(`echo "Run: ${command}"\n`), 512 * 2 ** 20);
  });

  it('have no usual default of CPU and memory beside a GPU', () => {
    const files = { ...APP, 'deploy.sh': 'gcloud run deploy api --image gcr.io/p/api --gpu 1\n' };
    const { deployable, container } = resolved(files);
    assert.equal(valueOf(container.memoryBytes), undefined);
    assert.equal(valueOf(deployable.billing), 'instance');
    const manifest =
      'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: api\nspec:\n  template:\n    spec:\n      containers:\n        - image: gcr.io/p/api\n          resources: {limits: {nvidia.com/gpu: "1"}}\n';
    const own = resolved({ ...APP, 'service.yaml': manifest });
    assert.equal(valueOf(own.container.memoryBytes), undefined);
    assert.equal(valueOf(own.container.cpu), undefined);
    assert.equal(valueOf(own.deployable.billing), 'instance');
  });

  describe('a port that Terraform passes by a variable', () => {
    const app = {
      'backend/Dockerfile':
        'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ["uvicorn", "main:app", "--host", "0.0.0.0", "--port", "8000"]\n',
      'web/Dockerfile': 'FROM scratch\nCMD ["/app"]\n',
      'backend/main.py': 'from fastapi import FastAPI\n\napp = FastAPI()\n',
      'infra/main.tf': terraform('      ports { container_port = var.api_port }\n'),
    };
    const severities = (files: Readonly<Record<string, string>>): readonly string[] =>
      analyse({ ...app, ...files })
        .allFindings()
        .filter(({ rule }) => rule === 'fixed-port')
        .map(({ severity }) => severity);
    const rows: readonly (readonly [
      name: string,
      files: Readonly<Record<string, string>>,
      severities: readonly string[],
    ])[] = [
      ['its value is nowhere', {}, ['warning']],
      ['its default', { 'infra/variables.tf': 'variable "api_port" {\n  type    = number\n  default = 8000\n}\n' }, []],
      ['a file of variables', { 'infra/prod.tfvars': 'region   = "europe-west1"\napi_port = 8000\n' }, []],
      ['a map', { 'infra/locals.tf': 'locals {\n  services = {\n    api = { port = 8000 }\n  }\n}\n' }, ['warning']],
      [
        'a map in lines',
        { 'infra/locals.tf': 'locals {\n  services = {\n    api = {\n      port = "8000"\n    }\n  }\n}\n' },
        [],
      ],
      ['another port', { 'infra/prod.tfvars': 'api_port = 9000\nreplicas = 8000\n' }, ['warning']],
      ['another variable', { 'infra/variables.tf': 'variable "limit" {\n  default = 8000\n}\n' }, ['warning']],
    ];
    for (const [name, files, expected] of rows) it(name, () => assert.deepEqual(severities(files), expected));
  });
});
