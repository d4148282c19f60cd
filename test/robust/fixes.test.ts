import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { collectFixes, editsConflict } from '../../server/src/engine/edits.ts';
import type { Finding } from '../../server/src/engine/finding.ts';
import { RULES } from '../../server/src/rules/index.ts';
import type { Edit, ExampleFiles } from '../../server/src/rules/rule.ts';
import { parseDockerfile } from '../../server/src/syntax/dockerfile.ts';
import { type PythonNode, parsePython } from '../../server/src/syntax/python.ts';
import { parseShell } from '../../server/src/syntax/shell.ts';
import { parseToml } from '../../server/src/syntax/toml.ts';
import { parseYaml } from '../../server/src/syntax/yaml.ts';
import { applyToFiles, describeFinding, pathOf, readMarks } from '../kit/example.ts';
import { formatOf, type Mutation, mutate, mutation } from '../kit/mutate.ts';
import { patience, runs } from '../kit/property.ts';
import { analyseProject, PROJECTS } from './projects.ts';

// Every fix of every rule, on texts that nobody wrote an example for: what it leaves parses at least as well as before, its
// finding is gone, and nothing else appears. All fixes together come to an end.

/** More rounds than `--fix` ever needs. */
const MOST_ROUNDS = 10;

/**
 * Rules whose finding hides what stands behind it: when it is mended, faults come to light that nobody could see before. Their fixes
 * may therefore be followed by findings of other rules.
 */
const UNCOVERING: ReadonlyMap<string, string> = new Map([
  ['exec-not-a-program', 'what the command starts is known only once it can be started'],
  ['shell-in-distroless', 'what the command starts is known only once it can be started'],
  ['unexpanded-port', 'the server ends at its address before it reads the rest of its command line'],
  ['unknown-field', 'what stands below a field in the wrong place is not judged'],
  ['unsupported-architecture', 'how a container behaves that cannot start is not judged'],
  ['yaml-syntax', 'what stands behind the break is not judged'],
]);

/** Places that a parser could not read. */
function faults(path: string, text: string): number {
  switch (formatOf(path)) {
    case 'dockerfile':
      return parseDockerfile(text).problems.length;
    case 'yaml':
    case 'config':
      return parseYaml(text).problems.length;
    case 'python':
      return unread(parsePython(text).root);
    case 'shell':
      return parseShell(text, 0, text.length).problems.length;
    case 'toml':
      return parseToml(text).problems.length;
    case 'text':
      return 0;
  }
}

/** In Python that is broken already, how often the parser recovers says nothing: a comment line may change it. */
function parsesAsWell(path: string, before: string, after: string): boolean {
  const old = faults(path, before);
  return (old > 0 && formatOf(path) === 'python') || faults(path, after) <= old;
}

function unread(node: PythonNode): number {
  return node.children.reduce((sum, child) => sum + unread(child), node.type === '⚠' ? 1 : 0);
}

/** A finding without its place. */
function gist(finding: Finding): string {
  return `${pathOf(finding.at.uri)} ${finding.rule}`;
}

function counts(findings: readonly Finding[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const finding of findings) found.set(gist(finding), (found.get(gist(finding)) ?? 0) + 1);
  return found;
}

function checkOne(
  files: ExampleFiles,
  before: readonly Finding[],
  finding: Finding,
  title: string,
  edits: readonly Edit[],
): void {
  edits.forEach((edit, i) => {
    assert.ok(!edits.slice(i + 1).some((other) => editsConflict(edit, other)), `${finding.rule}: edits overlap`);
  });
  const fixed = applyToFiles(files, edits);
  const after = analyseProject(fixed).allFindings();
  const show = (): string =>
    [
      `${describeFinding(finding)}\nafter "${title}"`,
      ...Object.entries(fixed).flatMap(([path, text]) =>
        text === files[path] ? [] : [`--- ${path}\n${files[path]}\n+++\n${text}`],
      ),
      `before: ${before.map(describeFinding).join('\n  ')}`,
      `after: ${after.map(describeFinding).join('\n  ')}`,
    ].join('\n');
  for (const [path, text] of Object.entries(fixed))
    assert.ok(parsesAsWell(path, files[path] ?? '', text), `it parses worse: ${show()}`);
  const [old, now] = [counts(before), counts(after)];
  assert.ok((now.get(gist(finding)) ?? 0) < (old.get(gist(finding)) ?? 0), `the finding is still there: ${show()}`);
  if (UNCOVERING.has(finding.rule) && !title.startsWith('Ignore')) return;
  for (const [key, count] of now) assert.ok(count <= (old.get(key) ?? 0), `it adds ${key}: ${show()}`);
}

/** "Ignore here": the comment is one, and silences the finding. */
function checkIgnore(files: ExampleFiles, before: readonly Finding[], finding: Finding): void {
  const actions = analyseProject(files).codeActions(finding.at.uri, finding.at);
  for (const { title, edits, findings } of actions) {
    if (
      title === `Ignore ${finding.rule} here` &&
      findings.some((f) => describeFinding(f) === describeFinding(finding))
    )
      checkOne(files, before, finding, title, edits);
  }
}

function checkAll(files: ExampleFiles, safety: 'safe' | 'suggestion'): void {
  let current = files;
  for (let round = 0; ; round++) {
    const { edits } = collectFixes(analyseProject(current).allFindings(), safety);
    if (edits.length === 0) return;
    assert.ok(round < MOST_ROUNDS, `fixing does not end:\n${JSON.stringify(current)}`);
    const next = applyToFiles(current, edits);
    assert.notDeepEqual(next, current, 'a fix changes nothing');
    current = next;
  }
}

const FIXABLE = RULES.filter((rule) => rule.bad.some((example) => example.fixed !== undefined));

/** A project, one of its files, and changes of that file. */
function changed(projects: readonly ExampleFiles[]): fc.Arbitrary<ExampleFiles> {
  return fc
    .constantFrom(...projects.flatMap((files) => Object.keys(files).map((path) => ({ files, path }))))
    .chain(({ files, path }) =>
      fc
        .array(mutation(formatOf(path)), { maxLength: 2 })
        .map((changes: readonly Mutation[]) => ({ ...files, [path]: changes.reduce(mutate, files[path] ?? '') })),
    );
}

/** What the properties found and example files cannot show, since a good example has no finding at all. */
describe('fixes that are not offered', () => {
  const titles = (files: ExampleFiles, rule: string): readonly string[] =>
    analyseProject(files)
      .allFindings()
      .filter((finding) => finding.rule === rule)
      .flatMap(({ fixes }) => (fixes.length === 0 ? ['no fix'] : fixes.map(({ title }) => title)));
  const python = 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\n';

  it('a probe, where the manifest cannot be read to its end and may have one', () => {
    const Dockerfile = `${python}HEALTHCHECK CMD curl http://localhost:8080/health\nCMD ["gunicorn", "main:app"]\n`;
    const head =
      'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: api\nspec:\n  template:\n    spec:\n      containers:\n';
    const files = (image: string): ExampleFiles => ({
      Dockerfile,
      'main.py': 'from flask import Flask\n\napp = Flask(__name__)\n',
      'service.yaml': `${head}        - image: ${image}\n`,
    });
    assert.equal(titles(files('europe-docker.pkg.dev/p/r/api:1'), 'healthcheck-ignored').length, 1);
    assert.deepEqual(titles(files('"europe-docker.pkg.dev/p/r/api:1'), 'healthcheck-ignored'), []);
  });

  it('gunicorn, where its module has not the name that it looks for', () => {
    const files = (wsgi: string): ExampleFiles => ({
      Dockerfile: `${python}CMD exec python manage.py runserver 0.0.0.0:$PORT\n`,
      'manage.py': 'import sys\n',
      'shop/settings.py': 'DEBUG = False\n',
      'shop/wsgi.py': wsgi,
    });
    assert.deepEqual(titles(files('application = None\n'), 'dev-server'), ['Start the app with gunicorn']);
    assert.deepEqual(titles(files('app = None\n'), 'dev-server'), ['no fix']);
  });

  it('an import whose name the file uses for something else', () => {
    const files = (first: string): ExampleFiles => ({
      Dockerfile: `${python}CMD ["python", "worker.py"]\n`,
      'job.yaml':
        'apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata:\n  name: j\nspec:\n  template:\n    spec:\n      template:\n        spec:\n          containers:\n            - image: us-docker.pkg.dev/p/r/j\n',
      'worker.py': `${first}\nwhile True:\n    print(1)\n`,
    });
    assert.deepEqual(titles(files('import time'), 'missing-sigterm-handler'), ['End on SIGTERM']);
    assert.deepEqual(titles(files('from shop import signal'), 'missing-sigterm-handler'), ['no fix']);
  });

  it('fewer workers, where not even one fits', () => {
    const files = (memory: string): ExampleFiles => ({
      Dockerfile: `${python}CMD exec gunicorn --workers 2 main:app\n`,
      'main.py':
        'from flask import Flask\nfrom sentence_transformers import SentenceTransformer\n\napp = Flask(__name__)\nmodel = SentenceTransformer("all-mpnet-base-v2")\n',
      'service.yaml': `apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: api\n  annotations:\n    run.googleapis.com/ingress: all\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/api\n          resources:\n            limits:\n              memory: ${memory}\n`,
    });
    assert.deepEqual(titles(files('512Mi'), 'workers-exceed-memory'), ['Set memory to 3Gi']);
    assert.equal(titles(files('1Gi'), 'workers-exceed-memory')[0], 'Use one worker');
  });
});

describe('fixes of mutated files', () => {
  for (const rule of FIXABLE) {
    it(rule.name, function () {
      this.timeout(patience(60_000));
      const examples = rule.bad.filter((example) => example.fixed !== undefined);
      fc.assert(
        fc.property(changed(examples.map((example) => readMarks(example.files).files)), (files) => {
          const before = analyseProject(files).allFindings();
          for (const finding of before.filter((f) => f.rule === rule.name))
            for (const { title, edits } of finding.fixes) checkOne(files, before, finding, title, edits);
        }),
        runs(4),
      );
    });
  }

  for (const rule of RULES) {
    it(`ignoring ${rule.name}`, function () {
      this.timeout(patience(60_000));
      fc.assert(
        fc.property(changed(rule.bad.map((example) => readMarks(example.files).files)), (files) => {
          const before = analyseProject(files).allFindings();
          for (const finding of before.filter((f) => f.rule === rule.name)) checkIgnore(files, before, finding);
        }),
        runs(3),
      );
    });
  }

  for (const safety of ['safe', 'suggestion'] as const) {
    it(`all ${safety} fixes together come to an end`, function () {
      this.timeout(patience(60_000));
      const projects = [
        ...PROJECTS,
        ...FIXABLE.flatMap((rule) => rule.bad.map((example) => readMarks(example.files).files)),
      ];
      fc.assert(
        fc.property(changed(projects), (files) => checkAll(files, safety)),
        runs(40),
      );
    });
  }
});
