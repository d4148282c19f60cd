import { annotationValueRange, manifestFix, replaceText } from '../../model/manifest-fix.ts';
import { annotationValueIssues } from '../../model/validation/annotation-values.ts';
import type { ValueIssue, ValueProblem } from '../../model/validation/value-types.ts';
import { valueIssues } from '../../model/validation/values.ts';
import { at, defineRule } from '../rule.ts';

/** Several problems share a sentence. */
const MESSAGES = {
  unquoted: '{subject} must be text, and gcloud rejects {value} without quotes.',
  readAs: '{subject} must be text, but gcloud reads {value} without quotes as {expected} and rejects it.',
  number: '"{name}" must be a whole number, and gcloud rejects {value}.',
  boolean: '"{name}" must be true or false without quotes, and gcloud rejects {value}.',
  shape: '{subject} must be {expected}, so Cloud Run rejects the manifest.',
  range: '"{name}" is {value}, but Cloud Run takes {expected}.',
  choice: '"{name}" is {value}, but Cloud Run takes {expected}.',
  quantity: '"{name}" is {value}, which Cloud Run cannot read. Write {expected}.',
  thousandths: '{value} means thousandths of a byte. Write Mi for mebibytes.',
  name: '{value} is not a valid "{name}": Cloud Run takes {expected}.',
  length: '"{name}" is longer than the {expected} characters that Cloud Run takes.',
  prefix: 'The name of a revision has to start with "{expected}", so Cloud Run rejects {value}.',
  account: '"{name}" has to be the e-mail address of a service account, such as {expected}.',
  image: '{value} is not a valid image reference: write it with {expected}.',
} as const;

const MESSAGE_OF: Readonly<Record<ValueProblem, keyof typeof MESSAGES>> = {
  unquoted: 'unquoted',
  'read-as': 'readAs',
  quoted: 'number',
  'not-a-number': 'number',
  'not-a-boolean': 'boolean',
  'not-a-map': 'shape',
  'not-a-list': 'shape',
  range: 'range',
  choice: 'choice',
  quantity: 'quantity',
  thousandths: 'thousandths',
  name: 'name',
  'too-long': 'length',
  'revision-prefix': 'prefix',
  account: 'account',
  image: 'image',
  path: 'choice',
};

export default defineRule({
  name: 'invalid-value',
  since: '0.1.0',
  severity: 'error',
  subject: 'manifest',
  summary: 'A value has the wrong type, is out of range, or is not one of the legal ones.',
  why: `Cloud Run checks types strictly: annotations, labels and variables are text (\`"true"\`, \`"8080"\`), ports and timeouts are numbers.
Names, sizes and choices have their own grammar. A wrong value ends the deployment with a message that rarely names the line.
gcloud reads YAML 1.1, where plain \`no\`, \`on\`, \`2024-02-01\` and \`21:30\` are booleans, dates and numbers.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/reference/yaml/v1', checked: '2026-11-23' },
  messages: MESSAGES,
  bad: [
    {
      why: 'Annotations and variables are text',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/startup-cpu-boost: ⟦true⟧\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          env:\n            - name: LEVEL\n              value: ⟦3⟧\n',
      },
      fixed: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/startup-cpu-boost: "true"\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          env:\n            - name: LEVEL\n              value: "3"\n',
      },
    },
    {
      why: 'Words that are booleans, dates and numbers in YAML 1.1, which gcloud reads',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\n  labels:\n    released: ⟦2024-02-01⟧\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          env:\n            - {name: DEBUG, value: ⟦no⟧}\n            - {name: CLOSES, value: ⟦21:30⟧}\n',
      },
      fixed: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\n  labels:\n    released: "2024-02-01"\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          env:\n            - {name: DEBUG, value: "no"}\n            - {name: CLOSES, value: "21:30"}\n',
      },
    },
    {
      why: 'Ports are numbers, sizes have binary units',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\n  annotations:\n    run.googleapis.com/ingress: all\nspec:\n  template:\n    spec:\n      timeoutSeconds: ⟦7200⟧\n      containers:\n        - image: ⟦https://us-docker.pkg.dev/p/r/shop⟧\n          ports:\n            - containerPort: ⟦"8080"⟧\n              name: ⟦http2⟧\n          resources:\n            limits:\n              memory: ⟦512MB⟧\n          volumeMounts:\n            - {name: a, mountPath: /a}\n      volumes:\n        - name: a\n          emptyDir: {sizeLimit: ⟦64m⟧}\n',
      },
      fixed: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\n  annotations:\n    run.googleapis.com/ingress: all\nspec:\n  template:\n    spec:\n      timeoutSeconds: 3600\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          ports:\n            - containerPort: 8080\n              name: h2c\n          resources:\n            limits:\n              memory: 512Mi\n          volumeMounts:\n            - {name: a, mountPath: /a}\n      volumes:\n        - name: a\n          emptyDir: {sizeLimit: 64Mi}\n',
      },
    },
    {
      why: 'Names',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: ⟦my_shop⟧\n  annotations:\n    run.googleapis.com/ingress: ⟦intern⟧\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n',
      },
      fixed: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: my-shop\n  annotations:\n    run.googleapis.com/ingress: internal\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n',
      },
    },
    {
      why: 'A service of the wrong API group',
      files: {
        'service.yaml':
          'apiVersion: ⟦run.googleapis.com/v1⟧\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n',
      },
      fixed: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n',
      },
    },
    {
      why: 'What has no obvious repair',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: ⟦shop-with-a-name-that-nobody-would-ever-want-to-type-by-hand⟧\nspec:\n  template:\n    metadata:\n      name: ⟦green⟧\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          sandboxLauncher: ⟦maybe⟧\n          command: ⟦python main.py⟧\n      volumes: []\n',
      },
    },
    {
      why: 'A service account without its domain',
      severity: 'warning',
      files: {
        'job.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata:\n  name: report\nspec:\n  template:\n    spec:\n      template:\n        spec:\n          serviceAccountName: ⟦report-runner⟧\n          containers:\n            - image: us-docker.pkg.dev/p/r/report\n',
      },
    },
    {
      why: 'A manifest inside a script',
      files: {
        'deploy.sh':
          'cat <<EOF > service.yaml\napiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: $NAME\nspec:\n  template:\n    spec:\n      containers:\n        - image: $IMAGE\n          resources:\n            limits:\n              memory: ⟦512MB⟧\nEOF\ngcloud run services replace service.yaml\n',
      },
      fixed: {
        'deploy.sh':
          'cat <<EOF > service.yaml\napiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: $NAME\nspec:\n  template:\n    spec:\n      containers:\n        - image: $IMAGE\n          resources:\n            limits:\n              memory: 512Mi\nEOF\ngcloud run services replace service.yaml\n',
      },
    },
  ],
  good: [
    {
      why: 'Words that are text in YAML 1.1 too, and a boolean that is none but there',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\n  labels:\n    released: 2024-02\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          env:\n            - {name: DEBUG, value: "no"}\n            - {name: TRACE, value: none}\n            - {name: FLAG, value: y}\n            - {name: OPENS, value: 09:00}\n            - {name: RATIO, value: 12:99}\n            - {name: HOST, value: 10.0.0.1:6379}\n            - {name: DAY, value: 2024-2-1a}\n          volumeMounts:\n            - {name: data, mountPath: /data}\n      volumes:\n        - name: data\n          csi:\n            driver: gcsfuse.run.googleapis.com\n            readOnly: yes\n            volumeAttributes: {bucketName: shop-data}\n',
      },
    },
    {
      why: 'Placeholders, capitalised booleans, a timeout of a job as text, file modes in octal',
      files: {
        'job.yaml':
          "apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata:\n  name: JOB_NAME\n  namespace: 123456789\nspec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/gpu-zonal-redundancy-disabled: 'True'\n    spec:\n      taskCount: ${TASKS}\n      template:\n        spec:\n          timeoutSeconds: '600'\n          serviceAccountName: SERVICE_ACCOUNT\n          containers:\n            - image: gcr.io/PROJECT_ID/report:latest\n              volumeMounts:\n                - {name: s, mountPath: /s}\n          volumes:\n            - name: s\n              secret: {secretName: s, defaultMode: 0644}\n",
      },
    },
  ],
  *check({ uri, facts, document }) {
    if (!document.isCloudRun) return;
    for (const issue of valueIssues(facts, document)) {
      const { replacement } = issue;
      const fix = () =>
        replacement === undefined
          ? undefined
          : manifestFix(
              `Write ${replacement.text}`,
              replacement.safe ? 'safe' : 'suggestion',
              replaceText(facts, issue.at, replacement.text),
            );
      const subject = issue.isItem ? `An item of "${issue.name}"` : `"${issue.name}"`;
      const data = { name: issue.name, subject, value: shown(issue.text), expected: expectedOf(issue) };
      yield { message: messageOf(issue), data, at: at(uri, issue.at), severity: issue.severity, fix };
    }
    for (const { annotation, text, expected, meant } of annotationValueIssues(facts, document)) {
      const range = annotationValueRange(annotation);
      const fix = () =>
        meant === undefined
          ? undefined
          : manifestFix(`Write "${meant}"`, 'suggestion', replaceText(facts, range, quotedWhereNeeded(meant)));
      yield {
        message: 'choice',
        data: { name: annotation.key.value, value: shown(text), expected },
        at: at(uri, range),
        fix,
      };
    }
  },
});

function messageOf(issue: ValueIssue): keyof typeof MESSAGES {
  if (issue.problem === 'quoted' && /^(?:true|false)$/i.test(issue.text)) return 'boolean';
  return MESSAGE_OF[issue.problem];
}

function expectedOf(issue: ValueIssue): string {
  if (issue.problem === 'not-a-list') return 'a list';
  if (issue.problem === 'not-a-map') return issue.expected === 'scalar' ? 'a single value' : 'a map';
  return issue.expected;
}

function shown(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return `"${line.length > 40 ? `${line.slice(0, 39)}…` : line}"`;
}

function quotedWhereNeeded(text: string): string {
  return /^(?:true|false|[\d.]+)$/.test(text) ? `"${text}"` : text;
}
