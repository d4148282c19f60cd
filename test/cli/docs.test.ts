import { strict as assert } from 'node:assert';
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

  it('has a problem matcher that finds every finding of the text report', async () => {
    const { problemMatcher } = JSON.parse(read('docs/problem-matcher.json')) as {
      readonly problemMatcher: readonly [{ readonly pattern: readonly { readonly regexp: string }[] }];
    };
    const [first, second] = problemMatcher[0].pattern.map(({ regexp }) => new RegExp(regexp));
    assert.ok(first !== undefined && second !== undefined);
    const folder = temporaryFolder();
    try {
      writeTree(folder, { 'a b/Dockerfile': `${'\n'.repeat(120)}# BAD MEH NOTE HINT\n`, Dockerfile: '# BAD' });
      const io = testIo(folder);
      await run(['check'], io, () => Promise.resolve(createFakeAnalysis));
      const lines = io.out.join('').split('\n');
      const found = lines.flatMap((line, i) => {
        const head = first.exec(line);
        const place = second.exec(lines[i + 1] ?? '');
        return head === null || place === null ? [] : [`${place[1]}:${place[2]}:${place[3]} ${head[1]} ${head[2]}`];
      });
      assert.deepEqual(found, [
        'Dockerfile:1:3 error bad-word',
        'a b/Dockerfile:121:3 error bad-word',
        'a b/Dockerfile:121:7 warning meh-word',
        'a b/Dockerfile:121:11 info note-word',
        'a b/Dockerfile:121:16 hint hint-word',
      ]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
