import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { workspaceFiles } from '../../scripts/bench/workspace.ts';
import type { Analysis } from '../../server/src/api.ts';
import type { Finding } from '../../server/src/engine/finding.ts';
import { RULES } from '../../server/src/rules/index.ts';
import type { ExampleFiles } from '../../server/src/rules/rule.ts';
import { analyse, describeFinding, pathOf, readMarks, uriOf } from '../kit/example.ts';
import { readFolder } from '../kit/folder.ts';

// What is shown of an open file before the whole workspace is resolved must be what is shown of it afterwards.

/** Everything of a finding but its fixes, which hold functions of their own. */
const comparable = (findings: readonly Finding[]): readonly string[] => findings.map(describeFinding);

/** Asks a fresh analysis first, and again when everything is resolved; gives how many files were answered early. */
function compare(files: ExampleFiles): number {
  let early = 0;
  for (const path of Object.keys(files)) {
    const analysis: Analysis = analyse(files);
    const first = analysis.firstFindings([uriOf(path)])?.findings;
    if (first === undefined) continue;
    early++;
    assert.deepEqual(comparable(first), comparable(analysis.findings(uriOf(path))), path);
  }
  return early;
}

const EXAMPLES = RULES.flatMap((rule) => [...rule.bad, ...rule.good]).map((example) => readMarks(example.files).files);

/** Several projects in folders of one workspace. */
function side(projects: readonly ExampleFiles[]): ExampleFiles {
  return Object.fromEntries(
    projects.flatMap((files, i) => Object.entries(files).map(([path, text]) => [`app-${i}/${path}`, text])),
  );
}

describe('first findings', () => {
  it('are the findings, for every example of a rule', () => {
    let early = 0;
    for (const files of EXAMPLES) early += compare(files);
    assert.ok(early > EXAMPLES.length / 2);
  });

  it('are the findings where examples lie side by side', () => {
    const some = fc.array(fc.constantFrom(...EXAMPLES), { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(some, (projects) => void compare(side(projects))),
      { seed: 6, numRuns: 12 },
    );
  });

  it('are the findings in the samples, and in a workspace of many apps', () => {
    assert.ok(compare(readFolder('samples')) > 5);
    assert.ok(compare(workspaceFiles(6)) >= 12);
  });

  it('know the manifest of an image that a pipeline builds under another name', () => {
    const files = {
      'shop/Dockerfile': 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD exec gunicorn main:app\n',
      'shop/main.py': 'from flask import Flask\n\napp = Flask(__name__)\n',
      'other/Dockerfile': 'FROM nginx\n',
      'deploy/all.yaml':
        'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: x\n  annotations:\n    run.googleapis.com/ingress: all\nspec:\n  template:\n    spec:\n      containerConcurrency: 1\n      containers:\n        - image: gcr.io/p/checkout\n',
    };
    const rules = (all: ExampleFiles) =>
      analyse(all)
        .firstFindings([uriOf('shop/Dockerfile')])
        ?.findings.map(({ rule }) => rule);
    assert.ok(rules(files)?.includes('single-sync-worker'));
    const built = { ...files, Makefile: 'image:\n\tdocker build -t gcr.io/p/checkout shop\n' };
    compare(built);
    assert.ok(!rules(built)?.includes('single-sync-worker'));
  });

  it('know the deployments that lie elsewhere', () => {
    const app = {
      'shop/api/Dockerfile': 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD exec gunicorn --bind :9000 main:app\n',
      'shop/api/main.py': 'from flask import Flask\n\napp = Flask(__name__)\n',
      'other/Dockerfile': 'FROM nginx\n',
    };
    const manifest = (name: string): string =>
      `apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: x\n  annotations:\n    run.googleapis.com/ingress: all\nspec:\n  template:\n    spec:\n      containers:\n        - image: ${name}\n          ports:\n            - containerPort: 9000\n`;
    const without = analyse(app).firstFindings([uriOf('shop/api/Dockerfile')])?.findings ?? [];
    assert.ok(without.some((f) => f.rule === 'fixed-port' && f.severity !== 'hint'));
    const elsewhere: Readonly<Record<string, string>> = {
      'deploy/all.yaml': manifest('gcr.io/p/shop-API:1'),
      'deploy/escaped.yaml': manifest('"gcr.io/p/shop-a\\x70i"'),
      'k8s/api.yaml': 'kind: Deployment\n',
      'deploy.sh': 'gcloud run deploy api --source shop/api --port 9000\n',
      'README.md': 'gcloud run deploy api --port 9000\n',
    };
    for (const [path, text] of Object.entries(elsewhere)) {
      const files = { ...app, [path]: text };
      compare(files);
      const first = analyse(files).firstFindings([uriOf('shop/api/Dockerfile')])?.findings ?? [];
      assert.ok(!first.some((f) => f.rule === 'fixed-port' && f.severity !== 'hint'), path);
    }
  });

  it('read no manifest that cannot mean the file', () => {
    const analysis = analyse(workspaceFiles(20));
    analysis.firstFindings([uriOf('app-3/Dockerfile')]);
    assert.equal(analysis.statistics().pythonRead, 2);
    assert.equal(analysis.statistics().deployablesResolved, 0);
  });

  it('ask for the files that they still need, and for no more', () => {
    const files = workspaceFiles(5);
    const analysis = analyse(files, []);
    const asked = new Set<string>();
    for (;;) {
      analysis.firstFindings([uriOf('app-3/Dockerfile')]);
      const paths = analysis.loading().map(pathOf);
      if (paths.length === 0) break;
      for (const path of paths) {
        asked.add(path);
        analysis.setFile(uriOf(path), files[path]);
      }
    }
    assert.ok(asked.has('app-3/main.py'));
    assert.deepEqual(
      [...asked].filter((path) => path.endsWith('.py') && !path.startsWith('app-3/')),
      [],
    );
  });

  it('are not given for files in which any deployable may report', () => {
    const analysis = analyse(workspaceFiles(2));
    assert.equal(analysis.firstFindings([uriOf('app-0/main.py')]), undefined);
    assert.equal(analysis.firstFindings([uriOf('no-such-file')]), undefined);
  });
});

describe('early findings', () => {
  /** What is said of Python early, each of it said afterwards as well; gives how many there were. */
  function compareEarly(files: ExampleFiles): number {
    let count = 0;
    for (const path of Object.keys(files).filter((name) => name.endsWith('.py'))) {
      const analysis = analyse(files);
      const early = analysis.earlyFindings(uriOf(path));
      const all = new Set(comparable(analysis.findings(uriOf(path))));
      for (const finding of comparable(early ?? [])) {
        assert.ok(all.has(finding), `${path}: ${finding}`);
        count++;
      }
    }
    return count;
  }

  it('are among the findings, for every example of a rule', () => {
    let count = 0;
    for (const files of EXAMPLES) count += compareEarly(files);
    assert.ok(count > 40);
  });

  it('are among the findings in the samples, and where examples lie side by side', () => {
    assert.ok(compareEarly(readFolder('samples')) > 0);
    const some = fc.array(fc.constantFrom(...EXAMPLES), { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(some, (projects) => void compareEarly(side(projects))),
      { seed: 8, numRuns: 12 },
    );
  });

  it('take what lies beside the file, and resolve nothing else', () => {
    const analysis = analyse(workspaceFiles(20));
    assert.ok((analysis.earlyFindings(uriOf('app-3/main.py')) ?? []).length > 0);
    assert.equal(analysis.statistics().pythonRead, 2);
    assert.equal(analysis.statistics().deployablesResolved, 0);
    assert.equal(analysis.earlyFindings(uriOf('app-3/Dockerfile')), undefined);
    assert.equal(analyse({ 'main.py': 'x = 1\n' }).earlyFindings(uriOf('main.py')), undefined);
  });
});

describe('steps', () => {
  it('leave nothing to do', () => {
    const files = workspaceFiles(8);
    const analysis = analyse(files);
    let count = 0;
    for (const _ of analysis.steps()) count++;
    assert.ok(count > 30);
    const before = analysis.statistics();
    assert.deepEqual(comparable(analysis.allFindings()), comparable(analyse(files).allFindings()));
    assert.deepEqual(analysis.statistics(), before);
  });

  it('bear changes between them', () => {
    const files = workspaceFiles(4);
    const changed = { ...files, 'app-1/Dockerfile': 'FROM python:3.13-slim\nCMD ["uvicorn", "main:app"]\n' };
    const total = [...analyse(files).steps()].length;
    for (let at = 0; at < total; at += 7) {
      const analysis = analyse(files);
      let step = 0;
      for (const _ of analysis.steps())
        if (step++ === at) analysis.setFile(uriOf('app-1/Dockerfile'), changed['app-1/Dockerfile']);
      assert.deepEqual(comparable(analysis.allFindings()), comparable(analyse(changed).allFindings()), `at ${at}`);
    }
  });
});
