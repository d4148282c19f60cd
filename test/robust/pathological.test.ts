import { strict as assert } from 'node:assert';
import type { ExampleFiles } from '../../server/src/rules/rule.ts';
import { analyse, uriOf } from '../kit/example.ts';
import { usualStackTraces } from '../kit/stack-trace.ts';
import { STRIDE } from '../kit/stride.ts';

// Input that wants to break readers: very long, very deep, doubling, leading to itself. Nothing throws, and each takes linear time:
// the bound is twenty times what a quiet machine needs, and what is quadratic takes far longer.

/** Seconds of CPU that reading a project and asking about it may take. */
const BOUND = 8;

const PYTHON = 'FROM python:3.13\nCOPY . .\n';
const FLASK = 'from flask import Flask\napp = Flask(__name__)\n';
const SERVICE = 'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: a}\n';
const START = `${PYTHON}CMD ["./start.sh"]\n`;
const MAIN = `${PYTHON}CMD ["python", "main.py"]\n`;
/** How much of it there is: a tenth in `npm run check`, which has to be quick, all in `npm test`. */
const size = (count: number): number => (STRIDE === 1 ? count : Math.ceil(count / 10));
const many = (count: number, line: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => line(i)).join('');

const CASES: Readonly<Record<string, ExampleFiles>> = {
  'a Dockerfile of 4 MB on one line': { Dockerfile: `${PYTHON}CMD ${'x '.repeat(size(2_000_000))}` },
  'an exec form of 100,000 words': { Dockerfile: `${PYTHON}CMD [${'"x", '.repeat(size(100_000))}"y"]` },
  '100,000 RUN lines': {
    Dockerfile: `${PYTHON}${'RUN pip install x\n'.repeat(size(100_000))}CMD ["gunicorn", "main:app"]\n`,
    'main.py': FLASK,
  },
  '20,000 stages': { Dockerfile: 'FROM python:3.13\n'.repeat(size(20_000)) },
  '20,000 variables, each made of the one before': {
    Dockerfile: `${PYTHON}ENV A0=x\n${many(size(20_000), (i) => `ENV A${i + 1}=$A${i}x\n`)}CMD gunicorn main:app\n`,
  },
  'variables that double': {
    Dockerfile: `${PYTHON}ENV A0=xxxxxxxxxx\n${many(60, (i) => `ENV A${i + 1}=$A${i}$A${i}\n`)}CMD gunicorn -b $A60 main:app\n`,
  },
  'a million backslashes': { Dockerfile: `${PYTHON}CMD ${'\\'.repeat(size(1_000_000))}` },
  '300,000 continued lines': { Dockerfile: `${PYTHON}RUN ${'\\\n'.repeat(size(300_000))} x` },
  '20,000 here-documents': { Dockerfile: `${PYTHON}RUN ${'<<A '.repeat(size(20_000))}\n` },
  'variables inside variables': { Dockerfile: `${PYTHON}ENV A=${'${A:-'.repeat(size(50_000))}` },
  'ONBUILD of ONBUILD': { Dockerfile: `${PYTHON}${'ONBUILD '.repeat(size(100_000))}` },
  '50,000 suppression comments': {
    Dockerfile: `${PYTHON}${'# cloud-run-ignore fixed-port\n'.repeat(size(50_000))}CMD x\n`,
  },
  'a suppression comment of 500,000 names': {
    Dockerfile: `${PYTHON}# cloud-run-ignore ${'a '.repeat(size(500_000))}\nCMD x\n`,
  },
  'command substitutions inside each other': { Dockerfile: `${PYTHON}CMD ${'$('.repeat(size(50_000))}` },
  'conditions inside each other': { Dockerfile: `${PYTHON}CMD ${'if a; then '.repeat(size(10_000))}` },
  'conditions inside each other, closed': {
    Dockerfile: `${PYTHON}CMD ${'if a; then '.repeat(300)}x${'; fi'.repeat(300)}`,
  },
  'shells inside each other': { Dockerfile: `${PYTHON}CMD ${"sh -c '".repeat(2_000)}` },
  'wrappers around wrappers': { Dockerfile: `${PYTHON}CMD [${'"env", '.repeat(size(20_000))}"x"]` },
  'a script that reads itself': { Dockerfile: START, 'start.sh': '. ./start.sh\n./start.sh\nexec ./start.sh\n' },
  'a function that calls itself': { Dockerfile: START, 'start.sh': '#!/bin/sh\nf() { f; }\nf\n' },
  'functions that call the next one twice': {
    Dockerfile: START,
    'start.sh': `#!/bin/sh\n${many(size(5_000), (i) => `f${i}() { f${i + 1}; f${i + 1}; }\n`)}f0\n`,
  },
  'arguments that double': {
    Dockerfile: START,
    'start.sh': `#!/bin/sh\nset -- a b\n${'set -- "$@" "$@"\n'.repeat(60)}exec "$@"\n`,
  },
  'arrays that double': {
    Dockerfile: START,
    'start.sh': `#!/bin/bash\nA=(a b)\n${'A=("${A[@]}" "${A[@]}")\n'.repeat(60)}exec "\${A[@]}"\n`,
  },
  'a variable that is added to itself': {
    Dockerfile: START,
    'start.sh': `#!/bin/bash\nA=xxxxxxxxxx\n${'A+="$A"\n'.repeat(60)}exec gunicorn -b $A main:app\n`,
  },
  'a thousand conditions in a row': {
    Dockerfile: START,
    'start.sh': `#!/bin/sh\n${'if [ "$X" ]; then A=1; else A=2; fi\n'.repeat(1_000)}exec gunicorn main:app\n`,
  },
  'YAML brackets inside each other': { 'service.yaml': `${SERVICE}spec: ${'[{a: '.repeat(size(50_000))}` },
  'JSON as deep as is read': {
    'service.yaml': `{"apiVersion":"serving.knative.dev/v1","kind":"Service","spec":${'{"a":'.repeat(390)}1${'}'.repeat(390)}}`,
  },
  'a thousand levels of indentation': { 'service.yaml': `${SERVICE}${many(1_000, (i) => `${' '.repeat(i)}a:\n`)}` },
  'lists inside lists': { 'service.yaml': `${SERVICE}spec:\n${'- '.repeat(size(7_000))}a` },
  'aliases that double': {
    'service.yaml': `${SERVICE}a0: &a0 [x, x]\n${many(60, (i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]\n`)}spec:\n  template:\n    spec: *a60\n`,
  },
  'merge keys of merge keys': {
    'service.yaml': `${SERVICE}a0: &a0 {x: 1}\n${many(200, (i) => `a${i + 1}: &a${i + 1} {<<: [*a${i}, *a${i}], y${i}: 1}\n`)}spec: *a200\n`,
  },
  '20,000 keys': { 'service.yaml': `${SERVICE}spec:\n${many(size(20_000), (i) => `  k${i}: 1\n`)}` },
  '1,000 documents': { 'service.yaml': `---\n${SERVICE}`.repeat(1_000) },
  'YAML of 900 KB on one line': { 'service.yaml': `${SERVICE}spec: "${'x'.repeat(size(900_000))}"` },
  'YAML that is too long': { 'service.yaml': `${SERVICE}spec:\n${'  - a\n'.repeat(size(300_000))}` },
  'templates that nothing closes': { 'service.yaml': `${SERVICE}spec: ${'{{'.repeat(size(150_000))}` },
  '50,000 templates on one line': { 'service.yaml': `${SERVICE}spec: ${'{{}}'.repeat(size(50_000))}` },
  '5,000 lines that start with a tab': { 'service.yaml': `${SERVICE}${'\ta: b\n'.repeat(size(5_000))}` },
  'JSON inside annotations': {
    'service.yaml': `${SERVICE}spec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/container-dependencies: '${'['.repeat(size(50_000))}'\n    spec:\n      containers: [{image: x}]\n`,
  },
  'Python brackets inside each other': { Dockerfile: MAIN, 'main.py': `app = ${'('.repeat(size(50_000))}` },
  'Python brackets inside each other, closed': {
    Dockerfile: MAIN,
    'main.py': `app = ${'['.repeat(size(5_000))}${']'.repeat(size(5_000))}`,
  },
  'Python blocks inside each other': { Dockerfile: MAIN, 'main.py': many(1_000, (i) => `${' '.repeat(i)}if x:\n`) },
  'a chain of 20,000 calls': { Dockerfile: MAIN, 'main.py': `a${'.b()'.repeat(size(20_000))}\n` },
  'a sum of 20,000 texts': { Dockerfile: MAIN, 'main.py': `a = "x"${' + "x"'.repeat(size(20_000))}\n` },
  'a sum that doubles': {
    Dockerfile: MAIN,
    'main.py': `import uvicorn\na0 = "xxxxxxxxxx"\n${many(60, (i) => `a${i + 1} = a${i} + a${i}\n`)}uvicorn.run("x:y", host=a60)\n`,
  },
  'items and attributes that are made of themselves, and of each other': {
    Dockerfile: MAIN,
    'main.py': `import uvicorn\ndef f(**d):\n${many(12, (i) => `    d["k${i}"] = int(d["k${i}"]) if d["k${i}"] else None\n`)}    uvicorn.run("x:y", **d)\n${many(12, (i) => `    d["j${i}"] = ${many(12, (j) => `d["j${j}"] or `)}None\n`)}class A:\n    def __init__(self):\n${many(40, (i) => `        self.k${i + 1} = int(self.k${i}) if self.k${i} else self.k${i}\n`)}        f(port=self.k40)\n`,
  },
  'f-strings inside each other': { Dockerfile: MAIN, 'main.py': `a = ${"f'{".repeat(size(10_000))}\n` },
  '60,000 triple quotes': { Dockerfile: MAIN, 'main.py': '"""\n'.repeat(size(60_000)) },
  'functions that call the next one': {
    Dockerfile: MAIN,
    'main.py': `${many(size(5_000), (i) => `def f${i}():\n    f${i + 1}()\n`)}f0()\n`,
  },
  '1,000 routes that block': {
    Dockerfile: `${PYTHON}CMD ["uvicorn", "main:app"]\n`,
    'main.py': `import time\nfrom fastapi import FastAPI\napp = FastAPI()\n${many(1_000, (i) => `@app.get("/${i}")\nasync def r${i}():\n    time.sleep(1)\n`)}`,
  },
  '4,000 routes that start a task beside a streamed response': {
    Dockerfile: `${PYTHON}CMD ["uvicorn", "main:app"]\n`,
    'main.py': `import asyncio, queue\nfrom fastapi import FastAPI\napp = FastAPI()\n${many(4_000, (i) => `@app.get("/${i}")\nasync def r${i}():\n    q${i} = queue.Queue()\n    def g():\n        yield q${i}.get()\n    asyncio.create_task(work(${i}))\n`)}`,
  },
  'Python with a NUL': { Dockerfile: MAIN, 'main.py': `x = 1\n${'\0'.repeat(size(500_000))}` },
  'TOML brackets inside each other': {
    Dockerfile: `${PYTHON}CMD ["fastapi", "run"]\n`,
    'main.py': FLASK,
    'pyproject.toml': `a = ${'['.repeat(size(50_000))}`,
  },
  'TOML names of 50,000 parts': {
    Dockerfile: `${PYTHON}CMD ["fastapi", "run"]\n`,
    'main.py': FLASK,
    'pyproject.toml': `a${'.a'.repeat(size(50_000))} = 1`,
  },
  'a requirement of a million blanks': {
    Dockerfile: `${PYTHON}CMD ["gunicorn", "main:app"]\n`,
    'main.py': FLASK,
    'requirements.txt': `a${' '.repeat(size(1_000_000))}b\n`,
  },
  '200,000 requirements': {
    Dockerfile: `${PYTHON}CMD ["uvicorn", "main:app"]\n`,
    'main.py': FLASK,
    'requirements.txt': 'a[b]>=1 ; x == "y"\n'.repeat(size(200_000)),
  },
  '200,000 options of uWSGI': {
    Dockerfile: `${PYTHON}CMD uwsgi --ini uwsgi.ini\n`,
    'uwsgi.ini': `[uwsgi]\n${'http = :80\n'.repeat(size(200_000))}`,
  },
  'a Procfile of a million words': { Procfile: `web: ${'a '.repeat(size(500_000))}`, 'requirements.txt': 'flask\n' },
  '50,000 deploy commands on one line': {
    Makefile: 'gcloud run deploy x '.repeat(size(50_000)),
    Dockerfile: `${PYTHON}CMD x\n`,
  },
  '20,000 deploy commands, each continued': {
    Makefile: 'gcloud run deploy x \\\n'.repeat(size(20_000)),
    Dockerfile: `${PYTHON}CMD x\n`,
  },
  'a flag of a million blanks': {
    Makefile: `gcloud run deploy x --target${' '.repeat(size(1_000_000))}`,
    Dockerfile: `${PYTHON}CMD x\n`,
  },
  'folders of a script that double': {
    'deploy.sh': `A0=./xxxxxxxxxx\n${many(60, (i) => `A${i + 1}=$A${i}$A${i}\n`)}gcloud run deploy x --source $A60\n`,
    Dockerfile: `${PYTHON}CMD x\n`,
  },
  '20,000 here-documents that nothing closes': {
    'deploy.sh': `${many(size(20_000), (i) => `cat <<E${i}\n`)}${SERVICE}gcloud run services replace service.yaml\n`,
    Dockerfile: `${PYTHON}CMD x\n`,
  },
  'a manifest in a script, with 100,000 blank lines': {
    'deploy.sh': `cat <<EOF > service.yaml\n${SERVICE}${'\n'.repeat(size(100_000))}EOF\ngcloud run services replace service.yaml\n`,
    Dockerfile: `${PYTHON}CMD x\n`,
  },
  'a Dockerfile of NULs': { Dockerfile: '\0'.repeat(size(1_000_000)) },
  'a Dockerfile of blanks': { Dockerfile: ' '.repeat(size(2_000_000)) },
  'a Dockerfile of carriage returns': { Dockerfile: '\r'.repeat(size(500_000)) },
  'half surrogates, marks and reversed text': {
    Dockerfile: `${'\u202eFROM \ud800x\u0301\n'.repeat(size(20_000))}CMD e${'\u0301'.repeat(size(200_000))}`,
  },
};

/** Seconds of CPU since `before`. */
function spent(before: NodeJS.CpuUsage): number {
  return process.cpuUsage(before).user / 1e6;
}

describe('pathological input', () => {
  usualStackTraces();
  for (const [name, files] of Object.entries(CASES)) {
    it(name, function () {
      this.timeout(120_000);
      const before = process.cpuUsage();
      const analysis = analyse(files);
      analysis.wanted();
      analysis.allFindings();
      assert.deepEqual(analysis.failures(), []);
      for (const [path, text] of Object.entries(files)) {
        const uri = uriOf(path);
        analysis.symbols(uri);
        analysis.links(uri);
        analysis.codeLenses(uri);
        analysis.inspectPage(uri);
        analysis.codeActions(uri, { start: 0, end: text.length });
        for (const offset of [0, text.length >> 1, text.length]) {
          analysis.hover(uri, offset);
          analysis.completion(uri, offset);
          analysis.definition(uri, offset);
        }
      }
      assert.ok(spent(before) < BOUND, `${spent(before)} s of CPU`);
    });
  }
});
