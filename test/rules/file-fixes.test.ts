import { strict as assert } from 'node:assert';
import { applyEdits } from '../../server/src/engine/edits.ts';
import type { ExampleFiles } from '../../server/src/rules/rule.ts';
import { analyse, uriOf } from '../kit/example.ts';

// Fixes of the rules about files and databases, beyond their examples: what they write, and where they offer nothing.

const DOCKERFILE = 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ["gunicorn", "--threads", "8", "main:app"]\n';
const HEAD = 'import os\nimport tempfile\nfrom flask import Flask, request, send_file\napp = Flask(__name__)\n';
const SERVICE = (pod: string): string =>
  `apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/startup-cpu-boost: "true"\n    spec:\n${pod}`;
const CONTAINER = '      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n';

/** The text of a file after the fix with this title; `undefined` where no finding offers it. */
function fixed(files: ExampleFiles, path: string, title: RegExp): string | undefined {
  const fixes = analyse(files)
    .allFindings()
    .flatMap((finding) => finding.fixes);
  const fix = fixes.find((each) => title.test(each.title));
  return fix === undefined ? undefined : applyEdits(files[path] ?? '', uriOf(path), fix.edits);
}

describe('fixes of temporary files', () => {
  const table: readonly (readonly [why: string, body: string, expected: string | undefined])[] = [
    [
      'a folder in the middle of a function, with lines of other depth',
      '@app.post("/")\ndef f():\n    a = 1\n    d = tempfile.mkdtemp()\n\n    for i in range(3):\n        work(d, i)\n    return str(a)\n',
      '@app.post("/")\ndef f():\n    a = 1\n    with tempfile.TemporaryDirectory() as d:\n\n        for i in range(3):\n            work(d, i)\n        return str(a)\n',
    ],
    ['a folder that is given away', '@app.post("/")\ndef f():\n    d = tempfile.mkdtemp()\n    return d\n', undefined],
    [
      'a file that is sent after the function',
      '@app.post("/")\ndef f():\n    d = tempfile.mkdtemp()\n    return send_file(d + "/a")\n',
      undefined,
    ],
    [
      'text over several lines',
      '@app.post("/")\ndef f():\n    d = tempfile.mkdtemp()\n    x = """\n    a"""\n    return x\n',
      undefined,
    ],
    [
      'not at the top level of the function',
      '@app.post("/")\ndef f():\n    if request.args:\n        d = tempfile.mkdtemp()\n        work(d)\n    return ""\n',
      undefined,
    ],
    [
      'part of a larger statement',
      '@app.post("/")\ndef f():\n    d = tempfile.mkdtemp() + "/a"\n    return str(len(d))\n',
      undefined,
    ],
    [
      'a file that is closed, then used',
      '@app.post("/")\ndef f():\n    with tempfile.NamedTemporaryFile(suffix=".wav", delete=False) as tmp:\n        tmp.write(request.data)\n        path = tmp.name\n\n    text = work(path)\n    return text\n',
      '@app.post("/")\ndef f():\n    with tempfile.NamedTemporaryFile(suffix=".wav", delete=False) as tmp:\n        tmp.write(request.data)\n        path = tmp.name\n\n    try:\n        text = work(path)\n        return text\n    finally:\n        os.remove(path)\n',
    ],
    [
      'a file whose name is returned',
      '@app.post("/")\ndef f():\n    with tempfile.NamedTemporaryFile(delete=False) as tmp:\n        path = tmp.name\n    return path\n',
      undefined,
    ],
    [
      'a file that a background task takes',
      '@app.post("/")\ndef f():\n    with tempfile.NamedTemporaryFile(delete=False) as tmp:\n        path = tmp.name\n    tasks.add_task(work, path)\n    return ""\n',
      undefined,
    ],
  ];
  for (const [why, body, expected] of table) {
    it(why, () => {
      const files = { Dockerfile: DOCKERFILE, 'main.py': HEAD + body };
      const text = fixed(files, 'main.py', /TemporaryDirectory|at the end/);
      assert.equal(text, expected === undefined ? undefined : HEAD + expected);
    });
  }
});

describe('fixes of log files', () => {
  const table: readonly (readonly [before: string, after: string | undefined])[] = [
    ['logging.basicConfig(filename="a.log", filemode="w", level=1)', 'logging.basicConfig(level=1)'],
    ['logging.basicConfig(level=1, filename="a.log", filemode="w")', 'logging.basicConfig(level=1)'],
    ['logging.basicConfig(filename="a.log")', 'logging.basicConfig()'],
    ['logger.addHandler(logging.FileHandler("a.log"))', 'logger.addHandler(logging.StreamHandler())'],
    ['h = [logging.FileHandler("a.log"), logging.StreamHandler()]', 'h = [logging.StreamHandler()]'],
    ['h = [logging.StreamHandler(), logging.FileHandler("a.log")]', 'h = [logging.StreamHandler()]'],
    ['h = logging.StreamHandler()\nlogger.addHandler(logging.FileHandler("a.log"))', undefined],
  ];
  for (const [before, after] of table) {
    it(before, () => {
      const code = (text: string): string => `import logging\n${HEAD}${text}\n`;
      const text = fixed({ Dockerfile: DOCKERFILE, 'main.py': code(before) }, 'main.py', /^Log to/);
      assert.equal(text, after === undefined ? undefined : code(after));
    });
  }
});

describe('volumes that fixes mount', () => {
  const upload = (folder: string): string => `${HEAD}app.config["UPLOAD_FOLDER"] = "${folder}"\n`;
  const bucket = (name: string): string =>
    `        - name: ${name}\n          csi:\n            driver: gcsfuse.run.googleapis.com\n            volumeAttributes:\n              bucketName: BUCKET\n`;
  const at = (code: string, manifest: string, title: RegExp): string | undefined =>
    fixed({ Dockerfile: DOCKERFILE, 'main.py': code, 'service.yaml': manifest }, 'service.yaml', title);

  it('go behind those that are there, with a name of their own', () => {
    const mounts = '          volumeMounts:\n            - name: files\n              mountPath: /secrets\n';
    const volumes = '      volumes:\n        - name: files\n          secret:\n            secretName: a\n';
    assert.equal(
      at(upload('/data/up'), SERVICE(CONTAINER + mounts + volumes), /Cloud Storage/),
      SERVICE(
        `${CONTAINER}${mounts}            - name: files-2\n              mountPath: /data/up\n${volumes}${bucket('files-2')}`,
      ),
    );
  });

  it('hide neither the program nor the system, and need no old generation', () => {
    for (const folder of ['/app', '/', '/tmp', '/var/lib', 'a b'])
      assert.equal(at(upload(folder), SERVICE(CONTAINER), /Cloud Storage/), undefined, folder);
    const old = SERVICE(CONTAINER).replace('startup-cpu-boost: "true"', 'execution-environment: gen1');
    assert.equal(at(upload('/data/up'), old, /Cloud Storage/), undefined);
    assert.equal(fixed({ Dockerfile: DOCKERFILE, 'main.py': upload('/data/up') }, 'main.py', /Cloud/), undefined);
  });

  it('limit what scratch files take', () => {
    const code = `${HEAD}@app.post("/")\ndef f():\n    path = f"/tmp/{request.args['a']}"\n    with open(path, "w") as file:\n        file.write("a")\n    return send_file(path)\n`;
    assert.equal(
      at(code, SERVICE(CONTAINER), /in-memory/),
      SERVICE(
        `${CONTAINER}          volumeMounts:\n            - name: tmp\n              mountPath: /tmp\n      volumes:\n        - name: tmp\n          emptyDir:\n            medium: Memory\n            sizeLimit: 128Mi\n`,
      ),
    );
  });
});

describe('fixes of local databases', () => {
  it('read a URL from the environment, also without os', () => {
    const code = (url: string): string =>
      `from sqlalchemy import create_engine\nfrom flask import Flask\napp = Flask(__name__)\nengine = create_engine(${url})\n`;
    assert.equal(
      fixed({ Dockerfile: DOCKERFILE, 'main.py': code('"sqlite:///a.db"') }, 'main.py', /DATABASE_URL/),
      code('os.environ["DATABASE_URL"]').replace('Flask\napp', 'Flask\nimport os\napp'),
    );
    for (const url of ['f"sqlite:///{x}.db"', '"sqlite:///" + x', '"sqlite:///a.db" if x else y'])
      assert.equal(fixed({ Dockerfile: DOCKERFILE, 'main.py': code(url) }, 'main.py', /DATABASE_URL/), undefined, url);
  });

  it('set a variable from a secret beside others', () => {
    const env = '          env:\n            - name: A\n              value: b\n';
    const code = `${HEAD}from sqlalchemy import create_engine\nengine = create_engine(os.getenv("DB_URL", "sqlite:///a.db"))\n`;
    const files = { Dockerfile: DOCKERFILE, 'main.py': code, 'service.yaml': SERVICE(CONTAINER + env) };
    assert.equal(
      fixed(files, 'service.yaml', /secret/),
      SERVICE(
        `${CONTAINER}${env}            - name: DB_URL\n              valueFrom:\n                secretKeyRef:\n                  name: db-url\n                  key: latest\n`,
      ),
    );
  });
});
