import { strict as assert } from 'node:assert';
import { platformFacts } from '../../../server/src/facts/deploy/platform.ts';

function flags(text: string): readonly Record<string, string>[] {
  return platformFacts('file:///f', text).deploys.map((d) =>
    Object.fromEntries(Object.entries(d.flags).map(([k, v]) => [k, v.value])),
  );
}

describe('platform facts', () => {
  it('read a shell command with continuations', () => {
    const text =
      'set -e\ngcloud run deploy api \\\n  --image gcr.io/p/api:1 \\\n  --port=9000 --memory "2Gi" \\\n  --no-cpu-throttling\necho --port 1\n';
    const [deploy] = platformFacts('file:///f', text).deploys;
    assert.equal(deploy?.kind, 'service');
    assert.equal(deploy?.name, 'api');
    assert.equal(deploy?.image, 'gcr.io/p/api:1');
    assert.deepEqual(flags(text), [{ image: 'gcr.io/p/api:1', port: '9000', memory: '2Gi', 'no-cpu-throttling': '' }]);
  });

  it('read what PowerShell and cmd continue, and no command that a shell puts in', () => {
    const powershell =
      '$SERVICE = "api"\r\ngcloud run deploy $SERVICE `\r\n    --image "gcr.io/p/api" `\r\n    --port 9000\r\nWrite-Host "--port 1"\r\n';
    const [deploy] = platformFacts('file:///deploy.ps1', powershell).deploys;
    assert.equal(deploy?.name, 'api');
    assert.deepEqual(flags(powershell), [{ image: 'gcr.io/p/api', port: '9000' }]);
    const cmd =
      'set SERVICE=api\r\ncall gcloud run deploy %SERVICE% ^\r\n  --source . ^\r\n  --port 9000\r\necho --port 1\r\n';
    assert.equal(platformFacts('file:///deploy.bat', cmd).deploys[0]?.name, 'api');
    assert.deepEqual(flags(cmd), [{ source: '.', port: '9000' }]);
    assert.deepEqual(flags('URL=`gcloud run deploy api --image x `\necho --port=1\n'), [{ image: 'x' }]);
  });

  it('read a list of arguments, in brackets and as items', () => {
    const flow =
      "steps:\n- name: gcr.io/google.com/cloudsdktool/cloud-sdk\n  entrypoint: gcloud\n  args: ['run', 'deploy', 'web', '--image', 'x/web', '--port', '8501', '--region', 'us-central1']\n- name: y\n  args: ['--port', '1']\n";
    assert.deepEqual(flags(flow), [{ image: 'x/web', port: '8501', region: 'us-central1' }]);
    const items =
      "steps:\n  - name: gcr.io/google.com/cloudsdktool/cloud-sdk\n    entrypoint: gcloud\n    args:\n      - run\n      - deploy\n      - web\n      - --port=8501\n      - '--memory'\n      - 1Gi\n  - name: next\n    args:\n      - --port=1\n";
    assert.deepEqual(flags(items), [{ port: '8501', memory: '1Gi' }]);
  });

  it('read the image through the variables and expressions that name it', () => {
    const image = (text: string, name = 'deploy.sh'): string | undefined =>
      platformFacts(`file:///${name}`, text).deploys[0]?.image;
    const script = 'P=my-project\nNAME=api\nIMAGE="gcr.io/${P}/${NAME}"\ngcloud run deploy x --image "${IMAGE}:$TAG"\n';
    assert.equal(image(script), 'api');
    assert.equal(image(`${script}NAME=worker\n`), undefined, 'one of two');
    const flow =
      'env:\n  REGISTRY: gcr.io/p\njobs:\n  a:\n    steps:\n      - run: |\n          gcloud run deploy x --image "${{ env.REGISTRY }}/api:${{ github.sha }}" --port 9000\n';
    assert.equal(image(flow, 'ci.yml'), 'api');
    assert.equal(flags(flow)[0]?.['port'], '9000');
  });

  it('know commands that are only shown', () => {
    const shown = (line: string): boolean | undefined => platformFacts('file:///f.sh', `${line}\n`).deploys[0]?.shown;
    const command = 'gcloud run deploy api --image x';
    for (const line of [`# ${command}`, `echo "Run: ${command}"`, `  x && echo '${command}'`, `log_info ${command}`])
      assert.equal(shown(line), true, line);
    for (const line of [
      command,
      `gcloud auth login && ${command}`,
      `docker login x; ${command}`,
      `echo "deploying" && ${command}`,
      `run: ${command}`,
      `printf '%s' "$KEY" | docker login && ${command}`,
    ])
      assert.equal(shown(line), false, line);
  });

  it('read jobs and worker pools', () => {
    assert.equal(platformFacts('file:///f', 'gcloud run jobs deploy nightly --image x').deploys[0]?.kind, 'job');
    assert.equal(
      platformFacts('file:///f', 'gcloud beta run worker-pools deploy w --image x').deploys[0]?.kind,
      'worker-pool',
    );
  });

  it('read the deploy action', () => {
    const text =
      '    steps:\n      - uses: google-github-actions/deploy-cloudrun@v2\n        with:\n          service: api\n          image: x/api\n          flags: --port=9000 --cpu=2\n      - uses: other\n        with:\n          flags: --port=1\n';
    const [deploy] = platformFacts('file:///f', text).deploys;
    assert.equal(deploy?.name, 'api');
    assert.deepEqual(flags(text), [{ port: '9000', cpu: '2' }]);
  });

  it('read the stage that builds name, where all of them name one', () => {
    const targets = (text: string) => platformFacts('file:///f', text).targets;
    const deploy = 'gcloud run deploy api --image x\n';
    assert.deepEqual(targets(`docker build --target prod -t x .\n${deploy}`), ['prod']);
    assert.deepEqual(
      targets(`docker build --target=test .\ndocker build -t x .\n${deploy}`),
      [],
      'the second builds the last stage',
    );
    assert.deepEqual(targets('docker build --target test .\n'), [], 'nothing is deployed here');
    const steps = `steps:\n- name: gcr.io/cloud-builders/docker\n  args: ['build', '--target', 'prod', '-t', 'x', '.']\n- name: gcr.io/google.com/cloudsdktool/cloud-sdk\n  args: ['run', 'deploy', 'api', '--image', 'x']\n`;
    assert.deepEqual(targets(steps), ['prod']);
  });

  it('tell who else runs images', () => {
    assert.equal(platformFacts('file:///f', 'apiVersion: apps/v1\nkind: Deployment\n').runsElsewhere, true);
    assert.equal(
      platformFacts('file:///f', 'services:\n  web:\n    build: .\n').runsElsewhere,
      false,
      'Compose is for development, more often than not',
    );
    assert.equal(platformFacts('file:///f', 'apiVersion: v1\nkind: Service\n').runsElsewhere, false);
  });

  it('survive anything', () => {
    for (const text of [
      '',
      'gcloud run deploy',
      'gcloud run deploy --',
      '- run\n- deploy',
      "args: ['run', 'deploy'",
      `gcloud run deploy ${'\\\n'.repeat(50)}`,
    ]) {
      assert.ok(platformFacts('file:///f', text));
    }
  });

  const HANDED: readonly (readonly [why: string, text: string, expected: readonly string[]])[] = [
    [
      'a command',
      'envsubst < infra/service.tmpl.yaml > service.yaml\ngcloud run services replace service.yaml\n',
      ['infra/service.tmpl.yaml', 'service.yaml'],
    ],
    [
      'a list',
      "steps:\n- name: gcr.io/google.com/cloudsdktool/cloud-sdk\n  args: ['run', 'jobs', 'replace', 'job.yaml']\n",
      ['job.yaml'],
    ],
    [
      'the action',
      'steps:\n  - uses: google-github-actions/deploy-cloudrun@v2\n    with:\n      region: x\n      metadata: run/service.yaml\n',
      ['run/service.yaml'],
    ],
    [
      'Skaffold',
      'apiVersion: skaffold/v4beta7\nkind: Config\nmanifests:\n  rawYaml:\n    - run-dev.yaml\ndeploy:\n  cloudrun: {}\n',
      ['run-dev.yaml'],
    ],
    [
      'Skaffold for a cluster',
      'apiVersion: skaffold/v4beta7\nmanifests:\n  rawYaml: [dev.yaml]\ndeploy:\n  kubectl: {}\n',
      [],
    ],
    ['a cluster', 'kubectl replace -f service.yaml\nkn service apply -f service.yaml\n', []],
    ['an image', 'gcloud run deploy api --image x --env-vars-file env.yaml\n', []],
    ['a service of Compose', 'services:\n  cloudrun:\n    env_file: service.yaml\n', []],
  ];
  for (const [why, text, expected] of HANDED)
    it(`hands manifests over: ${why}`, () => assert.deepEqual(platformFacts('file:///f', text).handsOver, expected));
});
