import { strict as assert } from 'node:assert';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { createAnalysis } from '../../server/src/api.ts';
import { toPath, toUri } from '../../server/src/cli/paths.ts';
import { run } from '../../server/src/cli/run.ts';
import { decodeConfigFile } from '../../server/src/engine/config-file.ts';
import { readFolder } from '../kit/folder.ts';
import { temporaryFolder, testIo, writeTree } from './scenario.ts';

const SAMPLES = resolve(import.meta.dirname, '..', '..', '..', 'samples');

describe('cli baseline', () => {
  let folder: string;
  before(() => {
    folder = temporaryFolder();
    cpSync(SAMPLES, folder, { recursive: true });
    writeTree(folder, { '.git/HEAD': '', '.cloud-run-preflight.yaml': 'baseline: known.json\n' });
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const play = async (...argv: readonly string[]): Promise<string> => {
    const io = testIo(folder);
    await run(argv, io, () => Promise.resolve(createAnalysis));
    return io.out.join('');
  };
  const place = (path: string, rule: string, line: number): string => `${path}:${line} ${rule}`;
  const reported = async (): Promise<readonly string[]> =>
    (await play('check', '--format', 'jsonl'))
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as { path: string; rule: string; range: { start: { line: number } } })
      .map(({ path, rule, range }) => place(path, rule, range.start.line))
      .sort();
  /** The same as an editor has it: the core leaves out by itself what the baseline lists. */
  const inEditor = (): { readonly findings: readonly string[]; readonly leftOut: number } => {
    const analysis = createAnalysis();
    const files = readFolder(folder);
    const uris = Object.keys(files).map((path) => toUri(join(folder, path)));
    analysis.setFolders([toUri(folder)]);
    analysis.setIndex(uris);
    const names = new Set(analysis.rules.map(({ name }) => name));
    analysis.setConfig(toUri(folder), decodeConfigFile(files['.cloud-run-preflight.yaml'] ?? '', names).config);
    for (const uri of uris) analysis.setFile(uri, readFileSync(toPath(uri), 'utf8'));
    const findings = analysis.allFindings().map(({ rule, at }) => {
      const line = readFileSync(toPath(at.uri), 'utf8').slice(0, at.start).split('\n').length;
      return place(toPath(at.uri).slice(folder.length + 1), rule, line);
    });
    return { findings: [...findings].sort(), leftOut: analysis.leftOut() };
  };

  it('leaves the same in the editor, whatever part of it is there and whatever was written above', async () => {
    await play('check', '--update-baseline');
    const whole = readFileSync(join(folder, 'known.json'), 'utf8');
    const entries = (JSON.parse(whole) as { findings: readonly unknown[] }).findings;
    assert.ok(entries.length > 10);
    assert.deepEqual(inEditor(), { findings: [], leftOut: entries.length });
    const keep = fc.array(fc.boolean(), { minLength: entries.length, maxLength: entries.length });
    await fc.assert(
      fc.asyncProperty(keep, fc.boolean(), async (kept, moved) => {
        const findings = entries.filter((_, i) => kept[i]);
        writeFileSync(join(folder, 'known.json'), JSON.stringify({ version: 1, findings }));
        const path = join(folder, 'flask-localhost', 'Dockerfile');
        if (moved) writeFileSync(path, `# moved\n${readFileSync(path, 'utf8')}`);
        const { findings: shown, leftOut } = inEditor();
        assert.deepEqual(await reported(), shown);
        assert.equal(leftOut + shown.length, entries.length);
        assert.equal(leftOut, findings.length);
      }),
      { seed: 21, numRuns: 6 },
    );
  });
});
