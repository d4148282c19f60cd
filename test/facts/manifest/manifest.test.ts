import { strict as assert } from 'node:assert';
import type { Known } from '../../../server/src/base/known.ts';
import { manifestFacts } from '../../../server/src/facts/manifest/manifest.ts';
import type { ManifestDocument } from '../../../server/src/facts/manifest/types.ts';

const URI = 'file:///w/service.yaml';

function only(text: string): ManifestDocument {
  const [document, ...rest] = manifestFacts(URI, text).documents;
  assert.ok(document !== undefined && rest.length === 0);
  return document;
}

function show(k: Known<unknown>): unknown {
  return k.kind === 'known' ? k.value : `?${k.why}`;
}

const SERVICE = `apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: shop
  labels:
    cloud.googleapis.com/location: europe-west1
  annotations:
    run.googleapis.com/ingress: all
spec:
  template:
    metadata:
      annotations:
        autoscaling.knative.dev/maxScale: "5"
        run.googleapis.com/container-dependencies: '{"web": ["proxy"]}'
    spec:
      containerConcurrency: 20
      timeoutSeconds: 60
      serviceAccountName: sa@p.iam.gserviceaccount.com
      nodeSelector:
        run.googleapis.com/accelerator: nvidia-l4
      containers:
        - name: web
          image: europe-docker.pkg.dev/p/r/web:1
          command: ["python", "-m"]
          args:
            - "--port"
            - $PORT
          ports:
            - name: h2c
              containerPort: 8081
          env:
            - name: A
              value: "1"
            - name: B
              valueFrom:
                secretKeyRef: { name: s, key: latest }
            - name: C
          resources:
            limits: { cpu: 1500m, memory: 2Gi, nvidia.com/gpu: "1" }
          startupProbe:
            httpGet: { path: /up, port: 8081 }
            periodSeconds: 5
          volumeMounts:
            - { name: data, mountPath: /data }
        - name: proxy
          image: envoy
      volumes:
        - name: data
          emptyDir: { medium: Memory, sizeLimit: 256Mi }
        - name: key
          secret: { secretName: s }
  traffic:
    - percent: 100
      latestRevision: true
`;

describe('manifestFacts: a full service', () => {
  const d = only(SERVICE);
  const [web, proxy] = d.containers;
  const table: readonly (readonly [what: string, value: unknown, expected: unknown])[] = [
    ['kind', d.kind, 'Service'],
    ['Cloud Run', d.isCloudRun, true],
    ['name', show(d.name), 'shop'],
    ['region', show(d.region), 'europe-west1'],
    ['concurrency', show(d.containerConcurrency), 20],
    ['timeout', show(d.timeoutSeconds), 60],
    ['account', show(d.serviceAccount), 'sa@p.iam.gserviceaccount.com'],
    ['accelerator', show(d.accelerator), 'nvidia-l4'],
    ['namespace', show(d.namespace), '?absent'],
    ['annotation levels', d.annotations.map((a) => a.level), ['service', 'revision', 'revision']],
    ['annotation value', d.annotations.map((a) => show(a.value))[1], '5'],
    ['containers', d.containers.map((c) => show(c.name)), ['web', 'proxy']],
    ['command', web?.command.kind === 'known' ? web.command.value.map(show) : '', ['python', '-m']],
    ['args keep their dollar', web?.args.kind === 'known' ? web.args.value.map(show) : '', ['--port', '$PORT']],
    ['port', web?.ports.map((p) => [show(p.name), show(p.containerPort)]), [['h2c', 8081]]],
    [
      'env',
      web?.env.map((e) => [show(e.name), show(e.value)]),
      [
        ['A', '1'],
        ['B', '?dynamic'],
        ['C', ''],
      ],
    ],
    ['secret', web?.env.map((e) => (e.secret === undefined ? '' : show(e.secret.key))), ['', 'latest', '']],
    ['cpu', web?.limits.cpu === undefined ? '' : show(web.limits.cpu.amount), 1.5],
    ['memory', web?.limits.memory === undefined ? '' : show(web.limits.memory.amount), 2 * 2 ** 30],
    ['gpu', web?.limits.gpu === undefined ? '' : show(web.limits.gpu.amount), 1],
    [
      'probe',
      [web?.probes.startup?.handler, web?.probes.startup === undefined ? '' : show(web.probes.startup.port)],
      ['httpGet', 8081],
    ],
    ['dependencies', web?.dependsOn, ['proxy']],
    ['mounts', web?.mounts.map((m) => [show(m.name), show(m.mountPath)]), [['data', '/data']]],
    ['no limits', [proxy?.limits, proxy === undefined ? '' : show(proxy.command)], [{}, '?absent']],
    [
      'volumes',
      d.volumes.map((v) => [v.type, show(v.medium), v.sizeLimit === undefined ? '' : show(v.sizeLimit.amount)]),
      [
        ['emptyDir', 'Memory', 256 * 2 ** 20],
        ['secret', '?absent', ''],
      ],
    ],
    ['traffic', d.traffic.map((t) => [show(t.percent), show(t.latestRevision)]), [[100, true]]],
  ];
  for (const [what, value, expected] of table) it(what, () => assert.deepEqual(value, expected));

  it('values point to their text', () => {
    const image = web?.image;
    assert.ok(image?.kind === 'known' && image.at !== undefined);
    assert.equal(SERVICE.slice(image.at.start, image.at.end), 'europe-docker.pkg.dev/p/r/web:1');
    assert.equal(web === undefined ? '' : SERVICE.slice(web.keyRange.start, web.keyRange.end), 'name');
  });
});

describe('manifestFacts: which files are manifests', () => {
  const service = (rest: string): string => `apiVersion: serving.knative.dev/v1\nkind: Service\n${rest}`;
  const image = (name: string, more = ''): string =>
    service(`metadata: {name: x}\nspec: {template: {spec: {containers: [{image: ${name}${more}}]}}}\n`);
  const table: readonly (readonly [name: string, text: string, expected: readonly string[]])[] = [
    ['job', 'apiVersion: run.googleapis.com/v1\nkind: Job\n', ['Job!']],
    ['worker pool, quoted', 'apiVersion: "run.googleapis.com/v1"\nkind: \'WorkerPool\'\n', ['WorkerPool!']],
    ['instance', 'kind: Instance\napiVersion: run.googleapis.com/v1\n', ['Instance!']],
    ['Kubernetes service', 'apiVersion: v1\nkind: Service\n', []],
    ['Kubernetes job', 'apiVersion: batch/v1\nkind: Job\n', []],
    ['old Knative', 'apiVersion: serving.knative.dev/v1alpha1\nkind: Service\n', []],
    ['Config Connector', 'apiVersion: run.cnrm.cloud.google.com/v1beta1\nkind: RunService\n', []],
    ['other Knative kinds', 'apiVersion: serving.knative.dev/v1\nkind: Route\n', []],
    ['Cloud Build that mentions it', 'steps:\n- name: x # serving.knative.dev/v1\n', []],
    ['bare Knative service', image('docker.io/x'), ['Service?']],
    ['Google image', image('gcr.io/p/x'), ['Service!']],
    ['Knative sample image', image('gcr.io/knative-samples/x'), ['Service?']],
    ['Google image, cluster fields', image('gcr.io/p/x', ', envFrom: []'), ['Service?']],
    [
      'annotation decides',
      service(
        'metadata: {annotations: {run.googleapis.com/ingress: all}}\nspec: {template: {spec: {containers: [{image: x, envFrom: []}]}}}',
      ),
      ['Service!'],
    ],
    ['location label', service('metadata: {labels: {cloud.googleapis.com/location: x}}'), ['Service!']],
    [
      'with eventing beside it',
      `${image('gcr.io/p/x')}---\napiVersion: eventing.knative.dev/v1\nkind: Trigger\n`,
      ['Service?'],
    ],
    [
      'several',
      'apiVersion: run.googleapis.com/v1\nkind: Job\n---\napiVersion: v1\nkind: Service\n---\napiVersion: run.googleapis.com/v1\nkind: WorkerPool\n',
      ['Job!', 'WorkerPool!'],
    ],
    ['Helm chart', service('metadata: {name: {{ .Values.name }}}'), []],
    [
      'other template',
      service('metadata: {name: {{ name }}, labels: {cloud.googleapis.com/location: x}}'),
      ['Service!'],
    ],
    ['empty', '', []],
    ['Service of the wrong group', 'apiVersion: run.googleapis.com/v1\nkind: Service\n', ['Service!']],
    ['a group that looks like it', 'apiVersion: run.cloud.google.com/v1\nkind: Job\n', ['Job!']],
    ['the group of Config Connector', 'apiVersion: run.cnrm.cloud.google.com/v1beta1\nkind: RunJob\n', []],
    ['another group of Google', 'apiVersion: networking.gke.io/v1\nkind: Service\n', []],
    ['another kind of the group', 'apiVersion: run.googleapis.com/v1\nkind: Execution\n', []],
  ];
  for (const [name, text, expected] of table) {
    it(name, () => {
      const got = manifestFacts(URI, text).documents.map((d) => `${d.kind}${d.isCloudRun ? '!' : '?'}`);
      assert.deepEqual(got, expected);
    });
  }
});

describe('manifestFacts: what is not known', () => {
  const head = 'apiVersion: serving.knative.dev/v1\nkind: Service\n';
  const table: readonly (readonly [name: string, text: string, expected: unknown])[] = [
    ['absent', `${head}metadata:\n  labels: {}\nspec: {}\n`, '?absent'],
    ['empty', `${head}metadata:\n  name:\nspec: {}\n`, '?absent'],
    ['template', `${head}metadata:\n  name: "{{ x }}"\n`, '?dynamic'],
    ['substitution', `${head}metadata:\n  name: \${NAME}\n`, '?dynamic'],
    ['broken inside', `${head}metadata:\n  labels: [\n`, '?unparsed'],
    ['broken before', `${head}x: "\nmetadata:\n  a: 1\n`, '?unparsed'],
    ['broken behind', `${head}metadata:\n  name: a\nspec:\n  x: "\n`, 'a'],
    ['generated', `${head}metadata:\n  labels: {}\n  {% include "x" %}\n`, '?unparsed'],
    ['anchored', `x: &n web\n${head}metadata:\n  name: *n\n`, 'web'],
    ['merged', `x: &m {name: web}\n${head}metadata:\n  <<: *m\n`, 'web'],
  ];
  for (const [name, text, expected] of table) it(name, () => assert.deepEqual(show(only(text).name), expected));

  it('finds the containers of a job one level deeper', () => {
    const d = only(
      'apiVersion: run.googleapis.com/v1\nkind: Job\nspec: {template: {spec: {taskCount: 3, template: {spec: {maxRetries: 1, timeoutSeconds: "600", containers: [{image: x}]}}}}}\n',
    );
    assert.deepEqual(
      [show(d.taskCount), show(d.maxRetries), show(d.timeoutSeconds), d.containers.length],
      [3, 1, 600, 1],
    );
  });
});
