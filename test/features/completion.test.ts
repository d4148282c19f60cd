import { strict as assert } from 'node:assert';
import { HEAD, marked, offered, taken } from './manifest-kit.ts';

const POD = `${HEAD}spec:\n  template:\n    spec:\n`;
const CONTAINER = `${POD}      containers:\n        - image: gcr.io/p/i\n`;
const ANNOTATIONS = `${HEAD}spec:\n  template:\n    metadata:\n      annotations:\n`;
const JOB = 'apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata:\n  name: j\nspec:\n  template:\n    spec:\n';

describe('completion of keys', () => {
  const table: readonly (readonly [name: string, text: string, first: readonly string[], never: readonly string[]])[] =
    [
      ['root: required first, present left out', `${HEAD}⟨⟩`, ['spec'], ['metadata', 'kind', 'status']],
      ['service spec', `${HEAD}spec:\n  ⟨⟩`, ['template', 'traffic'], ['selector']],
      [
        'pod spec',
        `${POD}      ⟨⟩`,
        ['containers', 'containerConcurrency', 'timeoutSeconds'],
        ['imagePullSecrets', 'maxRetries'],
      ],
      ['half a key', `${POD}      timeo⟨⟩\n      containers: []\n`, ['timeoutSeconds'], ['containers']],
      ['container behind the dash', `${POD}      containers:\n        - ⟨⟩`, ['image', 'name'], ['securityContext']],
      ['container, present left out', `${CONTAINER}          ⟨⟩`, ['name', 'command'], ['image', 'imagePullPolicy']],
      ['a list without dash', `${POD}      containers:\n        ⟨⟩`, ['image'], ['containers']],
      [
        'no ports in jobs',
        `${JOB}      template:\n        spec:\n          containers:\n            - image: x\n              p⟨⟩`,
        [],
        ['ports'],
      ],
      [
        'no TCP liveness probe',
        `${CONTAINER}          livenessProbe:\n            ⟨⟩`,
        ['httpGet', 'grpc'],
        ['tcpSocket', 'exec'],
      ],
      [
        'no delay in readiness probes',
        `${CONTAINER}          readinessProbe:\n            ⟨⟩`,
        ['httpGet'],
        ['initialDelaySeconds'],
      ],
      [
        'one handler',
        `${CONTAINER}          startupProbe:\n            grpc:\n              port: 1\n            ⟨⟩`,
        ['initialDelaySeconds'],
        ['httpGet', 'tcpSocket'],
      ],
      [
        'one source of a variable',
        `${CONTAINER}          env:\n            - name: A\n              value: b\n              ⟨⟩`,
        [],
        ['valueFrom', 'name'],
      ],
      ['behind an open quote', `${CONTAINER}          args: ["x\n          ⟨⟩`, ['name'], ['image']],
      ['above a tab', `${POD}      ⟨⟩\n\tcontainers: []\n`, ['containers'], []],
      ['job execution', `${JOB}      ⟨⟩`, ['template', 'taskCount'], ['containers']],
      [
        'annotations of the revision',
        `${ANNOTATIONS}        ⟨⟩`,
        ['autoscaling.knative.dev/minScale'],
        ['run.googleapis.com/ingress'],
      ],
      [
        'annotations of the service',
        `${HEAD}  annotations:\n    ⟨⟩`,
        ['run.googleapis.com/ingress'],
        ['autoscaling.knative.dev/minScale', 'run.googleapis.com/cpu-throttling'],
      ],
      [
        'annotations of a job',
        `${JOB.replace('  name: j', '  annotations:\n    ⟨⟩\n  name: j')}`,
        ['run.googleapis.com/binary-authorization'],
        ['run.googleapis.com/ingress'],
      ],
      [
        'present annotations left out',
        `${ANNOTATIONS}        run.googleapis.com/sessionAffinity: "true"\n        run.⟨⟩`,
        [],
        ['run.googleapis.com/sessionAffinity'],
      ],
      ['labels', `${HEAD}  labels:\n    ⟨⟩`, ['cloud.googleapis.com/location'], ['serving.knative.dev/service']],
      ['unknown map', `${HEAD}spec:\n  wrong:\n    ⟨⟩`, [], ['template']],
      ['second document', `kind: ConfigMap\napiVersion: v1\n---\n${JOB}      ⟨⟩`, ['template'], ['containers']],
    ];
  for (const [name, text, first, never] of table) {
    it(name, () => {
      const labels = offered(marked(text)).map((item) => item.label);
      assert.deepEqual(labels.slice(0, first.length), first);
      assert.deepEqual(
        never.filter((label) => labels.includes(label)),
        [],
      );
    });
  }

  it('is silent in other YAML, other documents, comments and text', () => {
    for (const text of [
      '⟨⟩',
      'apiVersion: v1\nkind: Service\nspec:\n  ⟨⟩',
      'apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n        - ⟨⟩',
      'services:\n  web:\n    ⟨⟩',
      `${HEAD}spec:\n  # ⟨⟩`,
      `${HEAD}# ⟨⟩`,
      `${HEAD}spec: {} # te⟨⟩`,
      `${CONTAINER}          env:\n            - name: A\n              value: |\n                ⟨⟩`,
      `${CONTAINER}          args:\n            - ⟨⟩`,
      `${HEAD}---\nkind: Deployment\napiVersion: apps/v1\nspec:\n  ⟨⟩`,
    ])
      assert.deepEqual(
        offered(marked(text)).map((i) => i.label),
        [],
        JSON.stringify(text),
      );
  });

  it('offers the kinds of an API that is named', () => {
    const labels = (text: string) => offered(marked(text)).map((i) => i.label);
    assert.deepEqual(labels('apiVersion: serving.knative.dev/v1\n⟨⟩'), ['kind: Service']);
    assert.deepEqual(labels('apiVersion: run.googleapis.com/v1\nkind: ⟨⟩'), ['Job', 'WorkerPool', 'Instance']);
    assert.deepEqual(labels('apiVersion: run.googleapis.com/v1\nkind: J⟨⟩'), ['Job']);
    assert.deepEqual(labels('apiVersion: v1\nkind: ⟨⟩'), []);
  });
});

describe('completion of values', () => {
  const limits = `${CONTAINER}          resources:\n            limits:\n`;
  const table: readonly (readonly [name: string, text: string, labels: readonly string[]])[] = [
    [
      'booleans of annotations are quoted',
      `${ANNOTATIONS}        run.googleapis.com/cpu-throttling: ⟨⟩`,
      ['"true"', '"false"'],
    ],
    ['behind an open quote', `${ANNOTATIONS}        run.googleapis.com/cpu-throttling: "f⟨⟩`, ['"false"']],
    [
      'enum of an annotation',
      `${HEAD}  annotations:\n    run.googleapis.com/ingress: ⟨⟩`,
      ['all', 'internal', 'internal-and-cloud-load-balancing', 'none'],
    ],
    ['booleans of fields are not', `${HEAD}spec:\n  traffic:\n    - latestRevision: ⟨⟩`, ['true', 'false']],
    ['enum of a field', `${CONTAINER}          ports:\n            - name: ⟨⟩`, ['http1', 'h2c']],
    [
      'cpu for the memory beside',
      `${limits}              cpu: ⟨⟩\n              memory: 8Gi\n`,
      ['"2"', '"4"', '"6"', '"8"'],
    ],
    [
      'memory for the cpu beside',
      `${limits}              cpu: "1"\n              memory: ⟨⟩`,
      ['128Mi', '256Mi', '512Mi', '1Gi', '2Gi', '4Gi'],
    ],
    [
      'memory for 8 vCPU',
      `${limits}              cpu: 8000m\n              memory: ⟨⟩`,
      ['4Gi', '8Gi', '16Gi', '24Gi', '32Gi'],
    ],
    [
      'memory for a GPU',
      `${limits}              cpu: "8"\n              nvidia.com/gpu: "1"\n              memory: ⟨⟩`,
      ['16Gi', '24Gi', '32Gi'],
    ],
    ['gpu', `${limits}              nvidia.com/gpu: ⟨⟩`, ['"1"']],
    [
      'secret versions',
      `${CONTAINER}          env:\n            - name: A\n              valueFrom:\n                secretKeyRef:\n                  key: ⟨⟩`,
      ['latest', '"1"'],
    ],
    [
      'volumes behind the caret',
      `${CONTAINER}          volumeMounts:\n            - name: ⟨⟩\n      volumes:\n        - name: one\n          emptyDir: {}\n        - name: two\n`,
      ['one', 'two'],
    ],
    [
      'volumes behind a break',
      `${CONTAINER}          volumeMounts:\n            - name: "⟨⟩\n      volumes:\n      - emptyDir: {}\n        name: one\n`,
      ['one'],
    ],
    [
      'mount path',
      `${CONTAINER}          volumeMounts:\n            - name: data\n              mountPath: ⟨⟩`,
      ['/mnt/data'],
    ],
    [
      'container names',
      `${ANNOTATIONS}        run.googleapis.com/container-dependencies: ⟨⟩\n    spec:\n      containers:\n        - name: app\n          image: a\n        - name: proxy\n          image: b\n`,
      ['app waits for proxy', 'proxy waits for app'],
    ],
    [
      'container names in JSON',
      `${ANNOTATIONS}        run.googleapis.com/container-dependencies: '{"app": ["⟨⟩"]}'\n    spec:\n      containers:\n        - name: app\n          image: a\n        - name: proxy\n          image: b\n`,
      ['app', 'proxy'],
    ],
    ['directly behind the colon', `${ANNOTATIONS}        run.googleapis.com/cpu-throttling:⟨⟩`, ['"true"', '"false"']],
  ];
  for (const [name, text, labels] of table) {
    it(name, () =>
      assert.deepEqual(
        offered(marked(text)).map((item) => item.label),
        labels,
      ),
    );
  }

  it('knows the regions', () => {
    const labels = offered(marked(`${HEAD}  labels:\n    cloud.googleapis.com/location: europe-w⟨⟩`)).map(
      (i) => i.label,
    );
    assert.ok(labels.includes('europe-west1') && !labels.includes('us-central1'));
  });

  it('offers as many requests as the server takes', () => {
    const at = marked(
      `${POD}      containerConcurrency: ⟨⟩\n      containers:\n        - image: gcr.io/p/i\n          command: [gunicorn, --workers, "2", --threads, "4", --bind, ":8080", "main:app"]\n`,
    );
    assert.deepEqual(offered(at).map((i) => `${i.label} ${i.detail}`)[0], '8 as many as the server takes');
  });

  it('says from how many vCPU on a memory is to be had', () => {
    const at = marked(
      `${POD}      containers:\n        - image: gcr.io/p/i\n          resources:\n            limits:\n              cpu: "2"\n              memory: ⟨⟩`,
    );
    assert.deepEqual(
      offered(at).map((i) => `${i.label} ${i.detail ?? ''}`.trim()),
      ['128Mi', '256Mi', '512Mi default', '1Gi', '2Gi', '4Gi', '8Gi from 2 vCPU on'],
    );
  });

  it('knows the variables that the code reads', () => {
    const main =
      'import os\nfrom flask import Flask\napp = Flask(__name__)\nA = os.environ["DATABASE_URL"]\nB = os.getenv("DEBUG", "")\nP = os.environ["PORT"]\nC = os.environ["SET"]\n';
    const at = marked(
      `${POD}      containers:\n        - image: gcr.io/p/i\n          env:\n            - name: SET\n              value: x\n            - name: ⟨⟩\n`,
      {
        'main.py': main,
        Dockerfile: 'FROM python:3.12\nWORKDIR /app\nCOPY . .\nCMD ["gunicorn", "--bind", ":8080", "main:app"]\n',
      },
    );
    assert.deepEqual(
      offered(at).map((i) => `${i.label}: ${i.detail}`),
      ['DATABASE_URL: read in main.py, required', 'DEBUG: read in main.py'],
    );
  });

  it('knows secrets and accounts of the other manifests', () => {
    const other = `${CONTAINER.replace('    spec:\n', '    spec:\n      serviceAccountName: runner@p.iam.gserviceaccount.com\n')}          env:\n            - name: A\n              valueFrom:\n                secretKeyRef:\n                  name: api-key\n                  key: latest\n`;
    const names = (text: string) => offered(marked(text, { 'job.yaml': other })).map((i) => i.label);
    assert.deepEqual(names(`${POD}      serviceAccountName: ⟨⟩`), ['runner@p.iam.gserviceaccount.com']);
    assert.deepEqual(names(`${POD}      volumes:\n        - name: s\n          secret:\n            secretName: ⟨⟩`), [
      'api-key',
    ]);
  });
});

describe('completion taken', () => {
  const table: readonly (readonly [name: string, text: string, label: string, after: string])[] = [
    ['object', `${HEAD}spec:\n  te⟨⟩`, 'template', `${HEAD}spec:\n  template:\n    `],
    [
      'list with required fields',
      `${CONTAINER}          volumeM⟨⟩`,
      'volumeMounts',
      `${CONTAINER}          volumeMounts:\n            - name: \n              mountPath: `,
    ],
    [
      'dashes as the file has them',
      `${POD}      containers:\n      - image: a\n        env⟨⟩`,
      'env',
      `${POD}      containers:\n      - image: a\n        env:\n        - name: `,
    ],
    ['a key that has its value', `${POD}      timeo⟨⟩: 5\n`, 'timeoutSeconds', `${POD}      timeoutSeconds: 5\n`],
    [
      'four columns',
      'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n    name: web\nspec:\n    te⟨⟩',
      'template',
      'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n    name: web\nspec:\n    template:\n        ',
    ],
    [
      'the missing dash',
      `${POD}      containers:\n        ima⟨⟩`,
      'image',
      `${POD}      containers:\n        - image: `,
    ],
    [
      'behind a bare dash',
      `${POD}      containers:\n        -⟨⟩`,
      'image',
      `${POD}      containers:\n        - image: `,
    ],
    [
      'boolean annotation, not the default',
      `${ANNOTATIONS}        cpu-thr⟨⟩`,
      'run.googleapis.com/cpu-throttling',
      `${ANNOTATIONS}        run.googleapis.com/cpu-throttling: "false"`,
    ],
    [
      'number annotation',
      `${ANNOTATIONS}        maxS⟨⟩`,
      'autoscaling.knative.dev/maxScale',
      `${ANNOTATIONS}        autoscaling.knative.dev/maxScale: "100"`,
    ],
    [
      'value directly behind the colon',
      `${POD}      containers:\n        - ports:\n            - name:⟨⟩`,
      'h2c',
      `${POD}      containers:\n        - ports:\n            - name: h2c`,
    ],
    [
      'Windows lines',
      `${HEAD}spec:\n  te⟨⟩`.replaceAll('\n', '\r\n'),
      'template',
      `${HEAD}spec:\n  template:\n    `.replaceAll('\n', '\r\n'),
    ],
    [
      'name in JSON',
      `${ANNOTATIONS}        run.googleapis.com/container-dependencies: '{"app": ["p⟨⟩"]}'\n    spec:\n      containers:\n        - name: app\n        - name: proxy\n`,
      'proxy',
      `${ANNOTATIONS}        run.googleapis.com/container-dependencies: '{"app": ["proxy"]}'\n    spec:\n      containers:\n        - name: app\n        - name: proxy\n`,
    ],
    [
      'probe',
      `${CONTAINER}          ⟨⟩`,
      'livenessProbe over HTTP',
      `${CONTAINER}          livenessProbe:\n            httpGet:\n              path: /live\n            periodSeconds: 30\n            timeoutSeconds: 3\n            failureThreshold: 3`,
    ],
    [
      'volume with its mount',
      `${CONTAINER}          vol⟨⟩`,
      'volumeMounts with memory',
      `${POD}      volumes:\n        - name: scratch\n          emptyDir:\n            medium: Memory\n            sizeLimit: 256Mi\n      containers:\n        - image: gcr.io/p/i\n          volumeMounts:\n            - name: scratch\n              mountPath: /mnt/scratch`,
    ],
    [
      'second volume',
      `${POD}      volumes:\n      - name: a\n        emptyDir: {}\n      containers:\n      - image: i\n        vol⟨⟩`,
      'volumeMounts with a bucket',
      `${POD}      volumes:\n      - name: data\n        csi:\n          driver: gcsfuse.run.googleapis.com\n          volumeAttributes:\n            bucketName: my-bucket\n      - name: a\n        emptyDir: {}\n      containers:\n      - image: i\n        volumeMounts:\n        - name: data\n          mountPath: /mnt/data`,
    ],
    [
      'GPU set',
      `${CONTAINER}          res⟨⟩`,
      'resources with a GPU',
      `${POD}      nodeSelector:\n        run.googleapis.com/accelerator: nvidia-l4\n      containers:\n        - image: gcr.io/p/i\n          resources:\n            limits:\n              cpu: "4"\n              memory: 16Gi\n              nvidia.com/gpu: "1"`,
    ],
    [
      'secret variable',
      `${CONTAINER}          env:\n            - ⟨⟩`,
      'variable from a secret',
      `${CONTAINER}          env:\n            - name: API_KEY\n              valueFrom:\n                secretKeyRef:\n                  name: my-secret\n                  key: latest`,
    ],
    [
      'sidecar',
      `${CONTAINER}        - ⟨⟩`,
      'sidecar container',
      `${CONTAINER}        - name: proxy\n          image: us-docker.pkg.dev/my-project/apps/proxy:1.0.0\n          resources:\n            limits:\n              cpu: 500m\n              memory: 256Mi`,
    ],
  ];
  for (const [name, text, label, after] of table) it(name, () => assert.equal(taken(marked(text), label), after));
});
