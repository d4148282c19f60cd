import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../../server/src/cli/run.ts';
import { createFakeAnalysis } from './fake-analysis.ts';
import { playScenario, testIo } from './scenario.ts';

// Sources of the scenarios lie beside this file's source, not beside its compiled form.
const FOLDER = join(fileURLToPath(import.meta.url), '..', '..', '..', '..', 'test', 'cli', 'scenarios');
const WRITE = process.env['UPDATE_SCENARIOS'] === '1';

describe('cli scenarios', () => {
  for (const name of readdirSync(FOLDER)
    .filter((file) => file.endsWith('.scenario'))
    .sort()) {
    it(name.replace('.scenario', ''), async () => {
      const path = join(FOLDER, name);
      const text = readFileSync(path, 'utf8');
      const actual = await playScenario(
        text,
        async (argv, cwd, stdin) => {
          const io = testIo(cwd, stdin);
          const status = await run(argv, io, () => Promise.resolve(createFakeAnalysis));
          return { status, stdout: io.out.join(''), stderr: io.err.join('') };
        },
        !WRITE,
      );
      if (WRITE) writeFileSync(path, actual);
      else assert.ok(text.includes('=== run'), 'a scenario runs something');
    });
  }
});
