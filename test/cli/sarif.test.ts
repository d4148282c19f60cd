import { strict as assert } from 'node:assert';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { run } from '../../server/src/cli/run.ts';
import { createFakeAnalysis } from './fake-analysis.ts';
import { SARIF_SCHEMA } from './sarif-schema.ts';
import { temporaryFolder, testIo, writeTree } from './scenario.ts';

interface Log {
  readonly runs: readonly [
    {
      readonly tool: {
        readonly driver: {
          readonly rules: readonly { readonly id: string; readonly help: { readonly markdown: string } }[];
        };
      };
      readonly results: readonly {
        readonly ruleId: string;
        readonly ruleIndex: number;
        readonly message: { readonly text: string };
        readonly partialFingerprints: Readonly<Record<string, string>>;
        readonly locations: readonly [
          {
            readonly physicalLocation: {
              readonly artifactLocation: { readonly uri: string; readonly uriBaseId?: string };
            };
          },
        ];
      }[];
    },
  ];
}

const validate = new Ajv({ strict: true, allErrors: true }).compile(SARIF_SCHEMA);

async function sarif(files: Readonly<Record<string, string>>, cwd = '.', args: readonly string[] = []): Promise<Log> {
  const folder = temporaryFolder();
  try {
    writeTree(folder, files);
    const io = testIo(join(folder, cwd));
    await run(['check', '--format', 'sarif', ...args], io, () => Promise.resolve(createFakeAnalysis));
    assert.deepEqual(io.err, []);
    const log: unknown = JSON.parse(io.out.join(''));
    assert.ok(validate(log), JSON.stringify(validate.errors, undefined, 1));
    return log as Log;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('cli sarif', () => {
  it('is valid and has an empty list of results when there is nothing to report', async () => {
    const log = await sarif({ Dockerfile: 'FROM x\n' });
    assert.deepEqual(log.runs[0].results, []);
    assert.deepEqual(log.runs[0].tool.driver.rules, []);
  });

  it('is valid with rules, fixes, related places and odd names', async () => {
    const log = await sarif({
      'api/Dockerfile': 'FROM x\nCMD BAD MEH\n# NOTE HINT\n# FAR\n',
      'api/main.py': 'import os\n',
      'a b/ü#%/Dockerfile': '# BAD',
      'empty line/Dockerfile': '\nBAD',
    });
    const [{ tool, results }] = log.runs;
    assert.equal(results.length, 7);
    for (const result of results) {
      const rule = tool.driver.rules[result.ruleIndex];
      assert.equal(rule?.id, result.ruleId);
      assert.match(rule.help.markdown, /^# /);
    }
    assert.ok(
      results.some((r) => r.locations[0].physicalLocation.artifactLocation.uri === 'a%20b/%C3%BC%23%25/Dockerfile'),
    );
  });

  it('names files above the current folder without a base', async () => {
    const log = await sarif({ 'api/Dockerfile': '# BAD', 'web/Dockerfile': '# BAD' }, 'api', ['../web']);
    assert.deepEqual(log.runs[0].results[0]?.locations[0].physicalLocation.artifactLocation, {
      uri: '../web/Dockerfile',
    });
  });

  it('keeps a fingerprint when lines move, and tells equal findings apart', async () => {
    const print = (log: Log): readonly string[] =>
      log.runs[0].results.map((r) => r.partialFingerprints['cloudRunPreflight/v1'] ?? '');
    const before = print(await sarif({ Dockerfile: '# BAD\n# BAD\n' }));
    const after = print(await sarif({ Dockerfile: 'FROM x\n\n  # BAD\n# BAD\n' }));
    assert.deepEqual(before, after);
    assert.equal(new Set(before).size, 2);
  });

  it('takes neither links nor placeholders from users’ text', async () => {
    const log = await sarif({ Dockerfile: '# BAD SAYS [click](https://example.com) {0}\n' });
    assert.equal(log.runs[0].results[0]?.message.text, '[click\\](https://example.com) {{0}}');
  });

  it('has a schema that rejects what SARIF does not allow', () => {
    const run1 = { tool: { driver: { name: 'x' } } };
    assert.equal(validate({ $schema: 'https://x/y', version: '2.1.0', runs: [run1] }), false);
    const at = { physicalLocation: { artifactLocation: { uri: 'a b' }, region: { startLine: 0 } } };
    assert.equal(
      validate({
        $schema: 'https://x/y',
        version: '2.1.0',
        runs: [{ ...run1, results: [{ ruleId: 'r', level: 'error', message: { text: 'm' }, locations: [at] }] }],
      }),
      false,
    );
  });
});
