import { strict as assert } from 'node:assert';
import { rmSync } from 'node:fs';
import fc from 'fast-check';
import { workspaceFiles } from '../../scripts/bench/workspace.ts';
import { createAnalysis } from '../../server/src/api.ts';
import { checkOptions } from '../../server/src/cli/check-options.ts';
import { collectFindings, reportOf } from '../../server/src/cli/collect.ts';
import { toPath } from '../../server/src/cli/paths.ts';
import { loadReporter } from '../../server/src/cli/report/load.ts';
import { type CreateAnalysis, openSession } from '../../server/src/cli/session.ts';
import { readWords } from '../../server/src/cli/words.ts';
import { RULES } from '../../server/src/rules/index.ts';
import type { ExampleFiles } from '../../server/src/rules/rule.ts';
import { readMarks } from '../kit/example.ts';
import { readFolder } from '../kit/folder.ts';
import { temporaryFolder, testIo, writeTree } from './scenario.ts';

// `check FILE` answers from what belongs to the file; the answer must be what the whole workspace gives.

const EXAMPLES = RULES.flatMap((rule) => [...rule.bad, ...rule.good]).map((example) => readMarks(example.files).files);

/** An engine that cannot tell anything about a file before it has worked out the whole workspace. */
const createWhole: CreateAnalysis = (options) => ({
  ...createAnalysis({ ...options, once: false }),
  firstFindings: () => undefined,
});

async function report(folder: string, paths: readonly string[], create: CreateAnalysis): Promise<readonly string[]> {
  const options = checkOptions(readWords('check', paths));
  const session = openSession({ io: testIo(folder), options, choice: options, createAnalysis: create, lasting: false });
  const collected = collectFindings(session);
  const report = reportOf(session, collected, {
    version: '1',
    color: false,
    columns: undefined,
    quiet: false,
    rulePage: () => undefined,
    known: 0,
  });
  assert.deepEqual(session.failures(), []);
  const [json, text] = await Promise.all([loadReporter('json'), loadReporter('text')]);
  return [json(report), text(report)];
}

/** Lays out a workspace and compares the reports about `paths`, by default about each file; gives how many were answered by a look. */
async function compare(files: ExampleFiles, named: readonly (readonly string[])[]): Promise<number> {
  const folder = temporaryFolder();
  let looked = 0;
  const counting: CreateAnalysis = (options) => {
    const analysis = createAnalysis(options);
    return {
      ...analysis,
      firstFindings: (uris) => {
        const found = analysis.firstFindings(uris);
        if (found !== undefined) looked++;
        return found;
      },
    };
  };
  try {
    writeTree(folder, { ...files, '.git/HEAD': '' });
    for (const paths of named)
      assert.deepEqual(
        await report(folder, paths, counting),
        await report(folder, paths, createWhole),
        paths.join(' '),
      );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return looked;
}

const each = (files: ExampleFiles): readonly (readonly string[])[] => Object.keys(files).map((path) => [path]);

/** Several projects in folders of one workspace. */
function side(projects: readonly ExampleFiles[]): ExampleFiles {
  return Object.fromEntries(
    projects.flatMap((files, i) => Object.entries(files).map(([path, text]) => [`app-${i}/${path}`, text])),
  );
}

describe('cli: check of named files', function () {
  this.timeout(60_000);

  it('says what the whole workspace says, whatever lies beside them', async () => {
    let looked = 0;
    const projects = fc.array(fc.constantFrom(...EXAMPLES), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(projects, fc.infiniteStream(fc.boolean()), async (some, chosen) => {
        const files = side(some);
        const several = Object.keys(files).filter(() => chosen.next().value);
        looked += await compare(files, [...each(files), ...(several.length > 1 ? [several] : [])]);
      }),
      { seed: 11, numRuns: 20 },
    );
    assert.ok(looked > 30, `only ${looked} files were looked at alone`);
  });

  it('says so in the samples and in a workspace of many apps', async () => {
    const samples = readFolder('samples');
    assert.ok(
      (await compare(
        samples,
        each(samples).filter(([path]) => /dockerfile|\.yaml$/i.test(path ?? '')),
      )) > 5,
    );
    const apps = workspaceFiles(4);
    const together = ['app-3/service.yaml', 'app-1/Dockerfile', 'app-3/Dockerfile', 'app-1/Dockerfile'];
    const named = each(apps).filter(([path]) => !/settings|requirements/.test(path ?? ''));
    assert.ok((await compare(apps, [...named, together])) >= 9);
  });

  it('says so of a file that several deployables share', async () => {
    const service = (name: string, image: string): string =>
      `apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: ${name}\nspec:\n  template:\n    spec:\n      containers:\n        - image: gcr.io/p/${image}\n          ports:\n            - containerPort: 9000\n`;
    const files = {
      'app/Dockerfile':
        'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ["uvicorn", "main:app", "--host", "127.0.0.1"]\n',
      'app/main.py': 'import fastapi\napp = fastapi.FastAPI()\n',
      'b/service.yaml': service('two', 'app'),
      'c/service.yaml': service('one', 'app'),
      'c/Dockerfile': 'FROM nginx\n',
      'd/all.yaml': `${service('three', 'app')}---\n${service('four', 'c')}`,
    };
    assert.equal(
      await compare(files, [...each(files), ['d/all.yaml', 'app/Dockerfile'], ['c/Dockerfile', 'b/service.yaml']]),
      7,
    );
  });

  it('reads no Python of other apps, and no file twice', () => {
    const folder = temporaryFolder();
    const reads: string[] = [];
    const counting: CreateAnalysis = ({ read, ...options }) =>
      createAnalysis({
        ...options,
        read: (uri) => {
          reads.push(toPath(uri).slice(folder.length + 1));
          return read?.(uri);
        },
      });
    try {
      writeTree(folder, { ...workspaceFiles(30), '.git/HEAD': '' });
      const options = checkOptions(readWords('check', ['app-0/Dockerfile']));
      let long = 0;
      const io = testIo(folder, '', { onLong: () => void long++ });
      const session = openSession({ io, options, choice: options, createAnalysis: counting, lasting: false });
      assert.ok(collectFindings(session).length > 0);
      assert.deepEqual(reads.filter((path) => path.endsWith('.py')).sort(), ['app-0/main.py', 'app-0/settings.py']);
      assert.equal(new Set(reads).size, reads.length);
      const { deployablesResolved, rulesRun } = session.analysis.statistics();
      assert.equal(deployablesResolved, 0, 'by the run over the whole workspace');
      assert.ok(rulesRun < 2 * RULES.length, `${rulesRun} rules ran`);
      assert.equal(long, 0, 'a glance at so many texts is no long run');
      const all = openSession({
        io,
        options: { ...options, paths: [] },
        choice: options,
        createAnalysis,
        lasting: false,
      });
      collectFindings(all);
      assert.equal(long, 1, 'to work on them is');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('is a short run where there is one app', () => {
    const folder = temporaryFolder();
    try {
      writeTree(folder, workspaceFiles(1));
      const options = checkOptions(readWords('check', []));
      const io = testIo(folder, '', { onLong: () => assert.fail('not long') });
      const session = openSession({ io, options, choice: options, createAnalysis, lasting: false });
      assert.ok(collectFindings(session).length > 0);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
