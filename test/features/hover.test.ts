import { strict as assert } from 'node:assert';
import type { ExampleFiles } from '../../server/src/rules/rule.ts';
import { analyse, uriOf } from '../kit/example.ts';

/** The hover at the `|` of one of the files. */
function hoverAt(files: ExampleFiles): string | undefined {
  for (const [path, text] of Object.entries(files)) {
    const offset = text.indexOf('¦');
    if (offset < 0) continue;
    const clean = { ...files, [path]: text.replace('¦', '') };
    const answer = analyse(clean).hover(uriOf(path), offset);
    if (answer !== undefined) {
      assert.ok(answer.range.start <= offset && offset <= answer.range.end, 'the range holds the pointer');
      assert.ok(!answer.markdown.includes('undefined'), answer.markdown);
    }
    return answer?.markdown;
  }
  throw new Error('no ¦ in the files');
}

const APP = 'from fastapi import FastAPI\n\napp = FastAPI()\n';
const FLASK = 'import os\n\nfrom flask import Flask\n\napp = Flask(__name__)\n';
const HEAD = 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\n';
const service = (spec: string): string =>
  `apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: web\n  annotations:\n    run.googleapis.com/ingress: all\nspec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/startup-cpu-boost: "true"\n    spec:\n${spec}      containers:\n        - image: gcr.io/p/web\n`;

const ROWS: readonly (readonly [why: string, files: ExampleFiles, expected: readonly RegExp[]])[] = [
  [
    'CMD: the command with PORT filled in',
    { Dockerfile: `${HEAD}CMD ¦exec gunicorn --bind :$PORT --threads 8 main:app\n`, 'main.py': FLASK },
    [/What will run/, /gunicorn --bind :8080/, /0\.0\.0\.0:8080/, /8 requests/, /SIGTERM.*reaches/],
  ],
  [
    'CMD: an event loop that the code blocks',
    {
      Dockerfile: `${HEAD}CMD ¦["uvicorn", "main:app", "--host", "0.0.0.0", "--port", "8080", "--workers", "2"]\n`,
      'main.py': `import time\n${APP}\n\n@app.get("/")\nasync def read():\n    time.sleep(5)\n    return ""\n`,
    },
    [
      /\| 2 requests, one per worker: `time\.sleep\(\)` in `main\.py` blocks the event loop; Cloud Run sends up to 80 \|/,
    ],
  ],
  [
    'a model that the code loads: the sum',
    {
      Dockerfile: `${HEAD}CMD ["gunicorn", "--workers", "2", "--threads", "4", "main:app"]\n`,
      'main.py': `${FLASK}from sentence_transformers import SentenceTransformer\nmodel = ¦SentenceTransformer("all-mpnet-base-v2")\n`,
    },
    [
      /`all-mpnet-base-v2`: loaded when the program is read/,
      /About 416 MiB in memory/,
      /2 workers × \(486 MiB libraries \+ 416 MiB models\) ≈ 1\.8 GiB; an instance has 512 MiB/,
    ],
  ],
  [
    'a model of unknown size',
    {
      Dockerfile: `${HEAD}CMD ["gunicorn", "--threads", "4", "main:app"]\n`,
      'main.py': `${FLASK}import joblib\n\n\ndef load():\n    return ¦joblib.load("m.joblib")\n\n\n@app.get("/")\ndef read():\n    return str(load())\n`,
    },
    [/`m\.joblib`: loaded by a request/, /not known/],
  ],
  [
    'CMD: a shell in front',
    { Dockerfile: `${HEAD}CMD ¦gunicorn --threads 8 main:app\n`, 'main.py': FLASK },
    [/a shell \(dash\)/, /does not reach/],
  ],
  [
    'FROM',
    {
      Dockerfile: `FROM ¦python:3.12-slim\nCOPY . .\nCMD ["gunicorn", "--threads", "8", "main:app"]\n`,
      'main.py': FLASK,
    },
    [/linux\/amd64/, /dash/],
  ],
  [
    'EXPOSE',
    { Dockerfile: `${HEAD}EXPOSE ¦8080\nCMD ["gunicorn", "--threads", "8", "main:app"]\n`, 'main.py': FLASK },
    [/ignores EXPOSE/, /8080, the default/],
  ],
  [
    'ENV PORT',
    { Dockerfile: `${HEAD}ENV ¦PORT=8080\nCMD ["gunicorn", "--threads", "8", "main:app"]\n`, 'main.py': FLASK },
    [/sets `PORT` itself/],
  ],
  [
    'HEALTHCHECK',
    {
      Dockerfile: `${HEAD}HEALTHCHECK ¦CMD curl localhost\nCMD ["gunicorn", "--threads", "8", "main:app"]\n`,
      'main.py': FLASK,
    },
    [/ignores HEALTHCHECK/],
  ],
  [
    'a flag of gunicorn',
    { Dockerfile: `${HEAD}CMD ["gunicorn", "--thr¦eads", "8", "main:app"]\n`, 'main.py': FLASK },
    [/--threads/, /Workers times threads/],
  ],
  [
    'a flag of uvicorn',
    { Dockerfile: `${HEAD}CMD ["uvicorn", "--ho¦st", "0.0.0.0", "--port", "8080", "main:app"]\n`, 'main.py': APP },
    [/uvicorn/, /0\.0\.0\.0/],
  ],
  [
    'PORT in Python',
    {
      Dockerfile: `${HEAD}CMD ["python", "main.py"]\n`,
      'main.py': `${FLASK}port = int(os.environ.get("PO¦RT", 8080))\nif __name__ == "__main__":\n    app.run(host="0.0.0.0", port=port)\n`,
    },
    [/sets `PORT` to 8080/],
  ],
  [
    '/tmp in Python',
    {
      Dockerfile: `${HEAD}CMD ["gunicorn", "--threads", "8", "main:app"]\n`,
      'main.py': `${FLASK}\n\n@app.get("/")\ndef index():\n    with open("/tmp/¦x.txt", "w") as f:\n        f.write("x")\n    return "ok"\n`,
    },
    [/memory/],
  ],
  [
    'containerConcurrency',
    {
      Dockerfile: `${HEAD}CMD ["gunicorn", "--threads", "8", "main:app"]\n`,
      'main.py': FLASK,
      'service.yaml': service('      container¦Concurrency: 8\n'),
    },
    [/containerConcurrency/, /8 requests at a time/],
  ],
  [
    'an annotation',
    { 'service.yaml': service('').replace('startup-cpu', 'start¦up-cpu') },
    [/startup-cpu-boost/, /Documentation/],
  ],
  [
    'image: what runs behind it',
    {
      Dockerfile: `${HEAD}CMD ["gunicorn", "--threads", "8", "main:app"]\n`,
      'main.py': FLASK,
      'service.yaml': service('').replace('image:', 'im¦age:'),
    },
    [/What will run/],
  ],
  [
    'the fixed line, without its indentation',
    { 'service.yaml': service('      timeoutSeconds: ¦"60"\n') },
    [/\*\*Quick fix:\*\* Write 60\n```yaml\ntimeoutSeconds: 60\n```/],
  ],
  [
    'a fix in another file, and one that makes a file, by their names',
    {
      'deploy.sh': 'gcloud run deploy api --source .\n',
      'requirements.txt': 'flask\ngun¦icorn\n',
      'main.py': FLASK,
    },
    [
      /with 8 threads\*?\*?, in `Procfile`\n```text\nweb: gunicorn --bind :\$PORT --threads 8 --timeout 0 main:app\n```/,
    ],
  ],
  [
    'a fix in several files, by their names',
    {
      'deploy.sh': 'gcloud run deploy api --source .\n',
      'requirements.txt': 'fastapi\ngun¦icorn\n',
      'main.py': 'from fastapi import FastAPI\n\napp = FastAPI()\n',
    },
    [
      /In `Procfile`:\n```text\nweb: gunicorn [^\n]*UvicornWorker[^\n]* main:app\n```/,
      /In `requirements\.txt`:\n```text\nuvicorn-worker\n```/,
    ],
  ],
  [
    'a finding first, then the place',
    { Dockerfile: `${HEAD}CMD ["uvicorn", "--host", "127.0.¦0.1", "--port", "8080", "main:app"]\n`, 'main.py': APP },
    [
      /localhost-bind/,
      /Quick fix: ?\*\* ?Listen on 0\.0\.0\.0\n```dockerfile\nCMD \["uvicorn", "--host", "0\.0\.0\.0"/,
    ],
  ],
];

const SILENT: readonly (readonly [string, ExampleFiles])[] = [
  [
    'RUN',
    {
      Dockerfile: 'FROM python:3.12-slim\nRUN pip ¦install flask\nCMD ["gunicorn", "--threads", "8", "main:app"]\n',
      'main.py': FLASK,
    },
  ],
  [
    'comments',
    {
      Dockerfile: '# a ¦comment\nFROM python:3.12-slim\nCMD ["gunicorn", "--threads", "8", "main:app"]\n',
      'main.py': FLASK,
    },
  ],
  ['plain Kubernetes', { 'k8s.yaml': 'apiVersion: v1\nki¦nd: Service\nmetadata:\n  name: x\n' }],
  ['other Python', { 'other.py': 'import os\nport = os.environ["PO¦RT"]\n' }],
];

describe('hover', () => {
  for (const [why, files, expected] of ROWS) {
    it(why, () => {
      const markdown = hoverAt(files) ?? '';
      for (const pattern of expected) assert.match(markdown, pattern);
    });
  }
  for (const [why, files] of SILENT) it(`silent: ${why}`, () => assert.equal(hoverAt(files), undefined));

  it('lets no file put a link or HTML into it', () => {
    const markdown =
      hoverAt({
        Dockerfile: `${HEAD}CMD ["¦gunicorn", "--threads", "8", "[x](command:evil)<img src=x>\`|\`", "main:app"]\n`,
        'main.py': FLASK,
      }) ?? '';
    assert.ok(!/(?<!`[^`]*)\[x\]\(command:/.test(markdown.replace(/`+[^`]*`+/g, '')), markdown);
  });

  it('is off where the setting says so', () => {
    const analysis = analyse({ Dockerfile: `${HEAD}CMD gunicorn main:app\n`, 'main.py': FLASK });
    analysis.setSettings({ enable: true, rules: {}, hover: false, inlayHints: false, ignoreAction: true });
    assert.equal(analysis.hover(uriOf('Dockerfile'), HEAD.length + 2), undefined);
  });
});
