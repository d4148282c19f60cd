import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const runner = 'node_modules/vscode-tmgrammar-test/dist/unit.js';
const config = 'test/syntaxes/grammars.json';

function run(patterns: readonly string[]): { readonly status: number | null; readonly output: string } {
  const result = spawnSync(process.execPath, [runner, '--config', config, ...patterns], {
    cwd: root,
    encoding: 'utf8',
    timeout: 15_000,
  });
  return { status: result.status, output: result.stdout + result.stderr };
}

describe('grammars', () => {
  const cases = readdirSync(`${root}test/syntaxes`).filter((name) => /\.test\.(?:dockerfile|yaml)$/.test(name));

  it('has cases for both grammars', () => {
    assert.ok(cases.some((name) => name.endsWith('.dockerfile')));
    assert.ok(cases.some((name) => name.endsWith('.yaml')));
  });

  it('colours as the cases say', () => {
    const { status, output } = run(cases.map((name) => `test/syntaxes/${name}`));
    assert.equal(status, 0, output);
    for (const name of cases) assert.ok(output.includes(`${name} run successfuly`), `${name} did not run\n${output}`);
  });
});
