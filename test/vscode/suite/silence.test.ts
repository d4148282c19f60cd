import { equal } from '../harness/assert.ts';
import { closeEditors, finding, openFile, removeFile, rulesOn, writeFile } from '../harness/editor.ts';

/** YAML that is none of our business, by file name. */
const foreign: Readonly<Record<string, string>> = {
  'deployment.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  template:
    spec:
      containers:
        - { name: web, image: nginx, env: [{ name: PORT, value: "80" }] }
`,
  'service.yaml': `apiVersion: v1
kind: Service
metadata: { name: web }
spec: { ports: [{ port: 80 }] }
`,
  'compose.yaml': `services:
  web: { build: ., ports: ["8080:8080"], environment: { PORT: 80 } }
`,
  'cloudbuild.yaml': `steps:
  - { name: gcr.io/cloud-builders/docker, args: [build, .] }
`,
  'template.yaml': `apiVersion: {{ .Values.apiVersion }}
kind: Service
spec:
  {{- toYaml .Values.spec | nindent 2 }}
`,
};

describe('files that are not for Cloud Run', () => {
  after(async () => {
    await closeEditors();
    await removeFile('foreign');
  });

  for (const [name, text] of Object.entries(foreign)) {
    it(`says nothing on ${name}`, async () => {
      const uri = await writeFile(`foreign/${name}`, text);
      await openFile(`foreign/${name}`);
      // A finding elsewhere that comes after it proves that the file has been looked at.
      await writeFile(
        'foreign/probe/Dockerfile',
        'FROM python:3.12\nCMD ["gunicorn", "-b", "127.0.0.1:8080", "main:app"]\n',
      );
      const probe = await openFile('foreign/probe/Dockerfile');
      await finding(probe.document.uri, 'localhost-bind');
      equal(rulesOn(uri), []);
      await closeEditors();
      await removeFile('foreign/probe');
    });
  }
});
