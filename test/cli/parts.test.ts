import { strict as assert } from 'node:assert';
import { rmSync } from 'node:fs';
import fc from 'fast-check';
import { type AnalysisOptions, createAnalysis } from '../../server/src/api.ts';
import type { Uri } from '../../server/src/base/span.ts';
import { checkOptions } from '../../server/src/cli/check-options.ts';
import { collectFindings, reportOf } from '../../server/src/cli/collect.ts';
import { judgeInParts } from '../../server/src/cli/judge.ts';
import { loadReporter } from '../../server/src/cli/report/load.ts';
import { type CreateAnalysis, openSession } from '../../server/src/cli/session.ts';
import { readWords } from '../../server/src/cli/words.ts';
import { compareFindings } from '../../server/src/engine/finding.ts';
import { DEFAULT_SETTINGS } from '../../server/src/engine/settings.ts';
import { RULES } from '../../server/src/rules/index.ts';
import type { ExampleFiles } from '../../server/src/rules/rule.ts';
import { ROOT, readMarks, uriOf } from '../kit/example.ts';
import { temporaryFolder, testIo, writeTree } from './scenario.ts';

// A workspace judged in parts: the same findings, deployables and files looked into as in one go, and never more than a part held.

const EXAMPLES: readonly ExampleFiles[] = RULES.flatMap((rule) =>
  [...rule.bad, ...rule.good].map((example) => readMarks(example.files).files),
);

type Files = Readonly<Record<string, string>>;

function open(files: Files, options: AnalysisOptions = {}) {
  const texts = new Map<Uri, string>(Object.entries(files).map(([path, text]) => [uriOf(path), text]));
  const seen = new Set<Uri>();
  const read = (uri: Uri): string | undefined => {
    if (texts.has(uri)) seen.add(uri);
    return texts.get(uri);
  };
  const analysis = createAnalysis({ ...options, read });
  analysis.setFolders([ROOT]);
  analysis.setIndex([...texts.keys()]);
  analysis.setSettings({ ...DEFAULT_SETTINGS, rules: { 'no-user': 'off' } });
  return { analysis, texts, seen, read };
}

/** Everything that a report is made of. */
function whole(files: Files) {
  const { analysis, seen } = open(files);
  const findings = analysis.allFindings();
  const deployables = analysis
    .deployables()
    .map(({ id, kind, name, root, sources }) => ({ id, kind, name, root, sources }));
  return { findings, deployables, seen: [...seen].sort(), failures: analysis.failures() };
}

function parted(files: Files, size: number) {
  const { analysis, texts, seen, read } = open(files);
  let parts = 0;
  const judged = judgeInParts(
    analysis,
    {
      open: (uri) => texts.get(uri),
      createPart: (part, onConsulted) => {
        parts++;
        return createAnalysis({ read, once: true, part, onConsulted });
      },
      seen: (uri) => void seen.add(uri),
      keep: () => {},
      progress: () => {},
    },
    size,
  );
  const deployables = judged.deployables.map((d) => {
    const { id, kind, name, root, sources } = d as typeof d & { readonly id: string };
    return { id, kind, name, root, sources };
  });
  return {
    parts,
    findings: [...judged.findings].sort(compareFindings),
    deployables,
    seen: [...seen].sort(),
    failures: judged.failures,
  };
}

function assertSame(files: Files, size: number): number {
  const { parts, ...result } = parted(files, size);
  assert.deepEqual(result, whole(files));
  return parts;
}

const DOCKERFILE =
  'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ["uvicorn", "main:app", "--host", "127.0.0.1"]\n';
const service = (name: string, image: string): string =>
  `apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: ${name}\nspec:\n  template:\n    spec:\n      containers:\n        - image: gcr.io/p/${image}\n          ports:\n            - containerPort: 9000\n`;

describe('a workspace in parts', () => {
  it('has the findings of the whole, whatever lies beside what', function () {
    this.timeout(60_000);
    const folder = fc.constantFrom('', 'api/', 'web/', 'web/admin/', 'k8s/', 'tests/');
    const chosen = fc.array(fc.tuple(fc.nat({ max: EXAMPLES.length - 1 }), folder), { minLength: 2, maxLength: 6 });
    let several = 0;
    fc.assert(
      fc.property(chosen, fc.integer({ min: 1, max: 3 }), (apps, size) => {
        const files: Record<string, string> = {};
        for (const [example, prefix] of apps)
          for (const [path, text] of Object.entries(EXAMPLES[example] ?? {})) files[prefix + path] = text;
        if (assertSame(files, size) > 1) several++;
      }),
      { numRuns: 60 },
    );
    assert.ok(several > 20, 'too few of them had several parts');
  });

  it('reads the same side of a merge conflict as the whole', () => {
    const torn = service('shop', 'shop').replace(
      '    spec:\n',
      '    spec:\n<<<<<<< HEAD\n      timeoutSeconds: 60\n=======\n>>>>>>> x\n',
    );
    assertSame({ 'service.yaml': torn, Dockerfile: DOCKERFILE, 'main.py': 'app = None\n' }, 1);
  });

  it('keeps together what shares a Dockerfile', () => {
    const files = {
      'app/Dockerfile': DOCKERFILE,
      'app/main.py': 'import fastapi\napp = fastapi.FastAPI()\n',
      'a/service.yaml': service('one', 'app'),
      'b/service.yaml': service('two', 'app'),
      'c/Dockerfile': DOCKERFILE,
    };
    assert.equal(assertSame(files, 1), 2);
  });

  it('puts the findings of a shared file together from all parts', () => {
    const shared = 'import time\n\n\nasync def wait() -> None:\n    time.sleep(5)\n';
    const main =
      'from fastapi import FastAPI\nfrom lib.shared import wait\n\napp = FastAPI()\n\n\n@app.get("/")\nasync def index() -> dict:\n    await wait()\n    return {}\n';
    const dockerfile =
      'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ["uvicorn", "NAME.main:app", "--host", "0.0.0.0", "--port", "8080"]\n';
    const files: Record<string, string> = { 'lib/shared.py': shared, 'lib/__init__.py': '' };
    for (const name of ['one', 'two', 'three']) {
      files[`${name}.Dockerfile`] = dockerfile.replace('NAME', name);
      files[`${name}/main.py`] = main;
    }
    // Three parts, and one for the file that all of them hold.
    assert.equal(assertSame(files, 1), 4);
    assert.ok(whole(files).findings.some(({ at }) => at.uri === uriOf('lib/shared.py')));
  });

  it('looks into deploy scripts, pages and Procfiles as the whole does', () => {
    const files = {
      'one/Dockerfile': DOCKERFILE,
      'two/service.yaml': service('two', 'two'),
      'two/Dockerfile': DOCKERFILE,
      'three/Procfile': 'web: gunicorn --bind 127.0.0.1:8080 main:app\n',
      'three/main.py': 'app = 1\n',
      'four/Procfile': 'release: true\n',
      'four/requirements.txt': 'flask\n',
      'deploy.sh': 'gcloud run deploy one --image gcr.io/p/one --port 7000\n',
      'README.md': 'gcloud run deploy two --port 9000\n',
      'main.tf': 'container_port = 6000\n',
    };
    assertSame(files, 1);
    for (const only of ['one/Dockerfile', 'two/service.yaml', 'three/Procfile'] as const) {
      const { [only]: text, 'README.md': page, 'deploy.sh': script } = files;
      assertSame({ [only]: text, 'README.md': page, 'deploy.sh': script, 'x.yaml': 'a: 1\n' }, 1);
    }
  });

  it('is reported by the command line in the same bytes', async function () {
    this.timeout(60_000);
    const folder = temporaryFolder();
    try {
      const names = Array.from({ length: 45 }, (_, i) => `app-${i}`);
      writeTree(folder, Object.fromEntries(names.map((name) => [`${name}/Dockerfile`, DOCKERFILE])));
      writeTree(folder, { 'deploy.sh': 'gcloud run deploy app-7 --port 9000\n', 'app-3/main.py': 'app = 1\n' });
      const options = checkOptions(readWords('check', ['--format', 'json']));
      let analyses = 0;
      const report = async (lasting: boolean): Promise<string> => {
        const create: CreateAnalysis = (own) => {
          analyses++;
          return createAnalysis(own);
        };
        const session = openSession({
          io: testIo(folder),
          options,
          choice: options,
          createAnalysis: create,
          lasting,
          partSize: 4,
        });
        const reporter = await loadReporter('json');
        return reporter(
          reportOf(session, collectFindings(session), {
            version: '1',
            color: false,
            columns: undefined,
            quiet: false,
            rulePage: () => undefined,
            known: 0,
          }),
        );
      };
      const [parts, one] = [await report(false), await report(true)];
      assert.equal(parts, one);
      assert.ok(analyses > 4, 'the first was not judged in parts');
      assert.ok(parts.includes('app-7/Dockerfile'));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
