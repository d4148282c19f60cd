import { strict as assert } from 'node:assert';
import { analyse, describeAll } from '../kit/example.ts';

// Shapes of manifests that are right: none may get a finding. Written anew after the features that Google's samples show.

const SERVICE = 'apiVersion: serving.knative.dev/v1\nkind: Service\n';
const JOB = 'apiVersion: run.googleapis.com/v1\nkind: Job\n';

const SAMPLES: Readonly<Record<string, string>> = {
  'ingress proxy with a sidecar': `${SERVICE}metadata:
  name: web
  labels:
    cloud.googleapis.com/location: us-central1
  annotations:
    run.googleapis.com/launch-stage: BETA
    run.googleapis.com/description: proxy with a sidecar
    run.googleapis.com/ingress: all
spec:
  template:
    metadata:
      annotations:
        run.googleapis.com/execution-environment: gen1
        run.googleapis.com/container-dependencies: '{"nginx": ["hello"]}'
    spec:
      containers:
        - image: nginx
          name: nginx
          ports:
            - name: http1
              containerPort: 8080
          resources:
            limits:
              cpu: 500m
              memory: 256Mi
          volumeMounts:
            - name: conf
              readOnly: true
              mountPath: /etc/nginx/conf.d/
          startupProbe:
            timeoutSeconds: 240
            periodSeconds: 240
            failureThreshold: 1
            tcpSocket:
              port: 8080
        - image: us-docker.pkg.dev/cloudrun/container/hello
          name: hello
          env:
            - name: PORT
              value: '8888'
          resources:
            limits:
              cpu: 1000m
              memory: 512Mi
          startupProbe:
            timeoutSeconds: 240
            periodSeconds: 240
            failureThreshold: 1
            tcpSocket:
              port: 8888
      volumes:
        - name: conf
          secret:
            secretName: nginx-conf
            items:
              - key: latest
                path: default.conf
`,
  GPU: `${SERVICE}metadata:
  name: llm
spec:
  template:
    metadata:
      annotations:
        autoscaling.knative.dev/maxScale: '1'
        run.googleapis.com/cpu-throttling: 'false'
        run.googleapis.com/gpu-zonal-redundancy-disabled: 'true'
    spec:
      containerConcurrency: 4
      containers:
        - image: us-docker.pkg.dev/p/r/llm
          ports:
            - containerPort: 8080
          resources:
            limits:
              cpu: '8'
              memory: 32Gi
              nvidia.com/gpu: '1'
          startupProbe:
            failureThreshold: 12
            periodSeconds: 20
            timeoutSeconds: 10
            tcpSocket:
              port: 8080
      nodeSelector:
        run.googleapis.com/accelerator: nvidia-l4
`,
  'probes of every kind': `${SERVICE}metadata:
  name: probes
spec:
  template:
    spec:
      containers:
        - image: us-docker.pkg.dev/p/r/app
          startupProbe:
            httpGet:
              path: /up
              port: 8080
              httpHeaders:
                - name: X-Probe
                  value: startup
            initialDelaySeconds: 0
            failureThreshold: 3
          livenessProbe:
            grpc:
              port: 9090
              service: health
            initialDelaySeconds: 30
            periodSeconds: 60
            timeoutSeconds: 5
          readinessProbe:
            httpGet:
              path: /ready
            periodSeconds: 15
            successThreshold: 2
`,
  'volumes of every kind': `${SERVICE}metadata:
  name: volumes
spec:
  template:
    metadata:
      annotations:
        run.googleapis.com/execution-environment: gen2
        run.googleapis.com/network-interfaces: '[{"network":"default","subnetwork":"default","tags":"web"}]'
        run.googleapis.com/vpc-access-egress: private-ranges-only
        run.googleapis.com/cloudsql-instances: p:us-central1:db,p:us-central1:other
    spec:
      serviceAccountName: app@p.iam.gserviceaccount.com
      containers:
        - image: us-docker.pkg.dev/p/r/app
          volumeMounts:
            - {name: bucket, mountPath: /bucket}
            - {name: share, mountPath: /share}
            - {name: scratch, mountPath: /scratch}
            - {name: config, mountPath: /etc/config}
      volumes:
        - name: bucket
          csi:
            driver: gcsfuse.run.googleapis.com
            readOnly: true
            volumeAttributes:
              bucketName: my-bucket
              mountOptions: implicit-dirs
        - name: share
          nfs: {server: 10.0.0.2, path: /share, readOnly: false}
        - name: scratch
          emptyDir: {medium: Memory, sizeLimit: 128Mi}
        - name: config
          secret:
            secretName: config
            defaultMode: 292
            items:
              - {key: '3', path: app.json, mode: 0444}
`,
  'secrets of another project': `${SERVICE}metadata:
  name: secrets
  namespace: '123456789'
  annotations:
    run.googleapis.com/custom-audiences: '["https://shop.example"]'
spec:
  template:
    metadata:
      name: secrets-v3
      annotations:
        run.googleapis.com/secrets: api:projects/123/secrets/api-key
        run.googleapis.com/encryption-key: projects/p/locations/us/keyRings/r/cryptoKeys/k
        run.googleapis.com/post-key-revocation-action-type: shut-down
        run.googleapis.com/encryption-key-shutdown-hours: '2'
        run.googleapis.com/sessionAffinity: 'True'
        run.googleapis.com/startup-cpu-boost: 'True'
    spec:
      containers:
        - image: us-docker.pkg.dev/p/r/app
          command: [python]
          args: ['-m', 'app', '--level=3']
          env:
            - name: API_KEY
              valueFrom:
                secretKeyRef:
                  name: api
                  key: latest
  traffic:
    - revisionName: secrets-v2
      percent: 90
      tag: stable
    - latestRevision: true
      percent: 10
`,
  'array job': `${JOB}metadata:
  name: array
  annotations:
    run.googleapis.com/launch-stage: BETA
    run.googleapis.com/binary-authorization: default
spec:
  template:
    metadata:
      annotations:
        run.googleapis.com/execution-environment: gen2
        run.googleapis.com/vpc-access-connector: projects/p/locations/us-central1/connectors/c
        run.googleapis.com/vpc-access-egress: all-traffic
    spec:
      parallelism: 10
      taskCount: 100
      delayExecution: true
      template:
        spec:
          maxRetries: 0
          timeoutSeconds: '86400'
          containers:
            - image: us-docker.pkg.dev/p/r/task
              resources:
                limits: {cpu: 2000m, memory: 4Gi}
`,
  'worker pool': `apiVersion: run.googleapis.com/v1
kind: WorkerPool
metadata:
  name: puller
  annotations:
    run.googleapis.com/scalingMode: manual
    run.googleapis.com/manualInstanceCount: '3'
spec:
  template:
    spec:
      containers:
        - image: us-docker.pkg.dev/p/r/puller
          resources:
            limits: {cpu: '1', memory: 512Mi}
  instanceSplits:
    - latestRevision: true
      percent: 100
`,
  instance: `apiVersion: run.googleapis.com/v1
kind: Instance
metadata:
  name: bot
  annotations:
    run.googleapis.com/ingress: internal
spec:
  restartPolicy: OnFailure
  containers:
    - image: us-docker.pkg.dev/p/r/bot
`,
  'export of a deployed service': `${SERVICE}metadata:
  annotations:
    client.knative.dev/user-image: us-docker.pkg.dev/p/r/app
    run.googleapis.com/client-name: gcloud
    run.googleapis.com/client-version: 578.0.0
    run.googleapis.com/ingress: all
    run.googleapis.com/ingress-status: all
    run.googleapis.com/operation-id: 1a2b
    run.googleapis.com/urls: '["https://app.example"]'
    serving.knative.dev/creator: me@example.com
    serving.knative.dev/lastModifier: me@example.com
  creationTimestamp: '2026-01-01T00:00:00Z'
  generation: 4
  labels:
    cloud.googleapis.com/location: us-central1
  name: app
  namespace: '1234'
  resourceVersion: AAZ
  selfLink: /apis/serving.knative.dev/v1/namespaces/1234/services/app
  uid: 1a2b
spec:
  template:
    metadata:
      annotations:
        autoscaling.knative.dev/maxScale: '100'
        run.googleapis.com/client-name: gcloud
      labels:
        client.knative.dev/nonce: abc
        run.googleapis.com/startupProbeType: Default
    spec:
      containerConcurrency: 80
      containers:
        - image: us-docker.pkg.dev/p/r/app@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
          ports:
            - containerPort: 8080
              name: http1
          resources:
            limits:
              cpu: 1000m
              memory: 512Mi
          startupProbe:
            failureThreshold: 1
            periodSeconds: 240
            tcpSocket:
              port: 8080
            timeoutSeconds: 240
      serviceAccountName: 1234-compute@developer.gserviceaccount.com
      timeoutSeconds: 300
  traffic:
    - latestRevision: true
      percent: 100
status:
  observedGeneration: 4
  url: https://app.example
`,
  placeholders: `${SERVICE}metadata:
  name: \${SERVICE}
  labels:
    cloud.googleapis.com/location: %REGION%
  annotations:
    run.googleapis.com/ingress: \${INGRESS}
    run.googleapis.com/minScale: "$MIN"
spec:
  template:
    metadata:
      name: {{ service }}-{{ revision }}
    spec:
      containerConcurrency: \${CONCURRENCY}
      timeoutSeconds: {{ timeout }}
      serviceAccountName: SERVICE_ACCOUNT
      containers:
        - image: REGION-docker.pkg.dev/PROJECT_ID/repo/app:TAG
          resources:
            limits:
              cpu: \${CPU}
              memory: "{{ memory }}"
          ports:
            - containerPort: %PORT%
`,
  'anchors and merge keys': `${SERVICE}metadata:
  name: merged
  annotations: {run.googleapis.com/ingress: internal}
spec:
  template:
    spec:
      containers:
        - name: one
          image: us-docker.pkg.dev/p/r/one
          ports: [{containerPort: 8080}]
          resources: &resources
            limits: &limits {cpu: '1', memory: 512Mi}
        - name: two
          image: us-docker.pkg.dev/p/r/two
          resources:
            <<: *resources
            requests: *limits
`,
};

describe('right manifests', () => {
  for (const [name, text] of Object.entries(SAMPLES)) {
    it(name, () => assert.deepEqual(describeAll({ 'run.yaml': text }), []));
    it(`${name}, with CRLF`, () => assert.deepEqual(describeAll({ 'run.yaml': text.replaceAll('\n', '\r\n') }), []));
  }

  const others: Readonly<Record<string, string>> = {
    'Kubernetes service': 'apiVersion: v1\nkind: Service\nmetadata: {name: x}\nspec: {ports: [{port: 80}]}\n',
    'Kubernetes job': 'apiVersion: batch/v1\nkind: Job\nspec: {backoffLimit: 3}\n',
    Compose: 'services:\n  web:\n    image: x\n    ports: ["8080:80"]\n',
    'Cloud Build': 'steps:\n  - name: gcr.io/cloud-builders/gcloud\n    args: [run, deploy]\n',
    Helm: `${SERVICE}metadata:\n  name: {{ .Values.name }}\n  annotations:\n    run.googleapis.com/foo: bar\n`,
    Knative: `${SERVICE}metadata: {name: x}\nspec:\n  template:\n    metadata:\n      annotations: {autoscaling.knative.dev/target: "10"}\n    spec:\n      containers: [{image: ko://x, envFrom: [], securityContext: {}}]\n`,
    'Config Connector': 'apiVersion: run.cnrm.cloud.google.com/v1beta1\nkind: RunService\nspec: {foo: 1}\n',
    'broken YAML': 'a: [\n\tb: "\n',
  };
  for (const [name, text] of Object.entries(others)) {
    it(`silent: ${name}`, () => assert.deepEqual(describeAll({ 'other.yaml': text }), []));
  }
});

describe('a GPU whose type Cloud Run chooses', () => {
  it('brings the CPU that is left out', () => {
    const text = `${SERVICE}metadata: {name: llm}\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/llm\n          resources: {limits: {nvidia.com/gpu: "1", memory: 32Gi}}\n`;
    const found = analyse({ 'run.yaml': text }).allFindings();
    assert.deepEqual(
      found.map(({ rule, severity }) => `${severity} ${rule}`),
      ['information gpu-constraints'],
    );
  });

  it('needs what an L4 needs', () => {
    const limits = (cpu: string, memory: string): string =>
      `${SERVICE}metadata: {name: llm}\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/llm\n          resources: {limits: {nvidia.com/gpu: "1", cpu: "${cpu}", memory: ${memory}}}\n`;
    const found = (text: string): readonly string[] =>
      analyse({ 'run.yaml': text })
        .allFindings()
        .filter(({ rule }) => rule === 'gpu-constraints')
        .map(({ severity, message }) => `${severity} ${message}`);
    assert.deepEqual(found(limits('4', '8Gi')), [
      'error An nvidia-l4 needs at least 16 GiB in its container, and this has 8 GiB.',
    ]);
    assert.deepEqual(found(limits('4', '16Gi')), [
      'information A GPU comes with a type (the node selector run.googleapis.com/accelerator) and instance-based billing, which Cloud Run chooses here. Write it out, so that the manifest shows what runs.',
    ]);
  });
});
