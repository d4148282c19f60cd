import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { parseCommand } from '../../server/src/cli/args.ts';
import { helpText } from '../../server/src/cli/help.ts';
import { FORMATS, OPTIONS, VERBS, type Verb } from '../../server/src/cli/options.ts';
import { run } from '../../server/src/cli/run.ts';
import { createFakeAnalysis } from './fake-analysis.ts';
import { splitWords, temporaryFolder, testIo, writeTree } from './scenario.ts';

const ROOT = join(fileURLToPath(import.meta.url), '..', '..', '..', '..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

interface Pattern {
  readonly regexp: string;
  readonly file?: number;
  readonly line?: number;
  readonly column?: number;
  readonly severity?: number;
  readonly code?: number;
}

interface Matcher {
  readonly owner: string;
  readonly severity?: string;
  readonly pattern: readonly [Pattern, Pattern];
}

interface Hook {
  readonly id: string;
  readonly entry: string;
  readonly files: string;
}

describe('cli documentation', () => {
  it('names every option, format and command', () => {
    const page = read('docs/cli.md');
    const silent = ['quiet', 'no-progress', 'statistics', 'stdio', 'help', 'version'];
    for (const { name } of OPTIONS) if (!silent.includes(name)) assert.ok(page.includes(`--${name}`), name);
    for (const format of FORMATS) assert.ok(page.includes(`\`${format}\``), format);
    for (const verb of Object.keys(VERBS)) assert.ok(page.includes(`cloud-run-preflight ${verb}`), verb);
  });

  for (const path of ['docs/cli.md', 'docs/ci.md']) {
    it(`shows command lines in ${path} that are understood`, () => {
      const lines = [
        ...read(path).matchAll(/cloud-run-preflight(?:@[\d.]+)? ((?:check|inspect|rules|explain|lsp)\b[^\n|`#)]*)/g),
      ]
        .map((match) => (match[1] ?? '').replace(/'.*$|\s{2,}.*$/, '').trim())
        .filter((line) => !/[[<]|^check is|^check\.$/.test(line));
      assert.ok(lines.length > 1, path);
      for (const line of lines) assert.doesNotThrow(() => parseCommand(splitWords(line)), line);
    });
  }

  it('has help for everything that fits a terminal', () => {
    for (const about of [undefined, ...(Object.keys(VERBS) as Verb[])]) {
      const text = helpText(about);
      for (const line of text.split('\n')) assert.ok(line.length <= 100, line);
      for (const { name, verbs } of OPTIONS)
        if (about !== undefined && verbs.includes(about)) assert.ok(text.includes(`--${name}`), name);
    }
  });

  it('has pre-commit hooks that run and choose the right files', () => {
    const hooks = parse(read('.pre-commit-hooks.yaml')) as readonly Hook[];
    assert.deepEqual(
      hooks.map((hook) => hook.id),
      ['cloud-run-preflight', 'cloud-run-preflight-fix'],
    );
    for (const { entry, files } of hooks) {
      assert.equal(parseCommand([...entry.split(' ').slice(1), 'api/Dockerfile']).verb, 'check');
      const pattern = new RegExp(files);
      for (const path of [
        'Dockerfile',
        'api/Dockerfile.prod',
        'api.Dockerfile',
        'Containerfile',
        'service.yaml',
        'a/b.yml',
        'main.py',
        'start.sh',
      ])
        assert.match(path, pattern);
      for (const path of ['README.md', 'NotADockerfile', 'a.yaml.txt', 'main.pyc']) assert.doesNotMatch(path, pattern);
    }
  });

  it('has a GitHub action whose shell sees inputs as variables only', () => {
    const action = parse(read('action.yml')) as {
      readonly runs: { readonly steps: readonly { readonly run?: string }[] };
    };
    const scripts = action.runs.steps.flatMap((step) => step.run ?? []);
    assert.equal(scripts.length, 1);
    for (const script of scripts) assert.doesNotMatch(script, /\$\{\{/);
  });

  it('has a GitHub action whose step checks what the inputs name', () => {
    const action = parse(read('action.yml')) as {
      readonly inputs: Readonly<Record<string, { readonly default: string }>>;
      readonly runs: { readonly steps: readonly { readonly run?: string }[] };
    };
    const script = action.runs.steps.flatMap((step) => step.run ?? [])[0] ?? '';
    const folder = temporaryFolder();
    try {
      // Instead of the program: it says what it was called with.
      writeTree(folder, { 'action/dist/cli.js': 'console.log(JSON.stringify(process.argv.slice(2)));', 'a b': '' });
      const called = (paths: string | undefined, args: string | undefined): unknown => {
        const { stdout, stderr, status } = spawnSync(
          'bash',
          ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script],
          {
            cwd: folder,
            encoding: 'utf8',
            env: {
              PATH: process.env['PATH'],
              PREFLIGHT_PATHS: paths ?? action.inputs['paths']?.default,
              PREFLIGHT_ARGS: args ?? action.inputs['args']?.default,
              PREFLIGHT_VERSION: 'latest',
              PREFLIGHT_SARIF: 'out.sarif',
              PREFLIGHT_ACTION: join(folder, 'action'),
            },
          },
        );
        assert.equal(stderr, '');
        assert.equal(status, 0);
        const argv = JSON.parse(stdout) as readonly string[];
        assert.doesNotThrow(() => parseCommand(argv));
        assert.deepEqual(argv.slice(-6), ['--format', 'github', '--format', 'sarif', '--output', 'out.sarif']);
        return argv.slice(0, -6);
      };
      assert.deepEqual(called(undefined, undefined), ['check', '.']);
      assert.deepEqual(called('api  web', '--fail-on error'), ['check', 'api', 'web', '--fail-on', 'error']);
      assert.deepEqual(called('api\nweb\n', '--quiet\n--fail-on hint\n'), [
        'check',
        'api',
        'web',
        '--quiet',
        '--fail-on',
        'hint',
      ]);
      assert.deepEqual(called('*', '$(touch x);`touch y`'), ['check', '*', '$(touch', 'x);`touch', 'y`']);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('has a problem matcher that finds every finding of the text report', async () => {
    const { problemMatcher } = JSON.parse(read('docs/problem-matcher.json')) as {
      readonly problemMatcher: readonly Matcher[];
    };
    assert.equal(new Set(problemMatcher.map(({ owner }) => owner)).size, problemMatcher.length);
    const folder = temporaryFolder();
    try {
      writeTree(folder, { 'a b/Dockerfile': `${'\n'.repeat(120)}# BAD MEH NOTE HINT\n`, Dockerfile: '# BAD' });
      const io = testIo(folder);
      await run(['check'], io, () => Promise.resolve(createFakeAnalysis));
      const lines = io.out.join('').split('\n');
      const found = problemMatcher.flatMap(({ severity, pattern: [head, place] }) =>
        lines.flatMap((line, i) => {
          const said = new RegExp(head.regexp).exec(line);
          const at = new RegExp(place.regexp).exec(lines[i + 1] ?? '');
          if (said === null || at === null) return [];
          const path = `${at[place.file ?? 0]}:${at[place.line ?? 0]}:${at[place.column ?? 0]}`;
          return [`${path} ${head.severity === undefined ? severity : said[head.severity]} ${said[head.code ?? 0]}`];
        }),
      );
      // GitHub knows error, warning and notice; it leaves out a line with any other severity.
      assert.deepEqual(found, [
        'Dockerfile:1:3 error bad-word',
        'a b/Dockerfile:121:3 error bad-word',
        'a b/Dockerfile:121:7 warning meh-word',
        'a b/Dockerfile:121:11 notice note-word',
        'a b/Dockerfile:121:16 notice hint-word',
      ]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
