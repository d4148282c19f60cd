import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toPath, toUri } from '../../server/src/cli/paths.ts';
import { decode, MAX_BYTES, readText } from '../../server/src/cli/read.ts';
import { findRoots } from '../../server/src/cli/roots.ts';
import { walk } from '../../server/src/cli/walk.ts';
import { temporaryFolder, writeTree } from './scenario.ts';

const OPTIONS = { gitignore: true, exclude: [], configured: () => undefined, progress: () => {} };

describe('cli files', () => {
  let folder = '';
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('lists files in a stable order, without loops and without what lies outside', () => {
    writeTree(folder, { 'root/b/Dockerfile': '', 'root/a.yaml': '', 'root/B.yaml': '', 'outside/secret.yaml': '' });
    const root = join(folder, 'root');
    symlinkSync('..', join(root, 'b', 'up'));
    symlinkSync('self', join(root, 'self'));
    symlinkSync('../outside/secret.yaml', join(root, 'secret.yaml'));
    symlinkSync('../outside', join(root, 'outside'));
    symlinkSync('a.yaml', join(root, 'same.yaml'));
    const found = walk(root, OPTIONS);
    assert.deepEqual(
      found.files.map((path) => path.slice(root.length + 1)),
      ['B.yaml', 'a.yaml', 'same.yaml', 'b/Dockerfile'],
    );
    assert.deepEqual(
      found.links.map((path) => path.slice(root.length + 1)),
      ['outside', 'secret.yaml', 'self', 'b/up'],
    );
    assert.deepEqual(found.problems, []);
  });

  it('goes on behind a folder that cannot be read', () => {
    writeTree(folder, { 'z.yaml': '' });
    // Not UTF-8: it is listed under a name that does not lead back to it.
    mkdirSync(Buffer.concat([Buffer.from(`${folder}/bad`), Buffer.from([0xff])]));
    const found = walk(folder, OPTIONS);
    assert.equal(found.files.length, 1);
    assert.deepEqual(
      found.problems.map((p) => p.reason),
      ['there is no such file or folder.'],
    );
  });

  it('survives deeply nested folders', () => {
    let path = folder;
    for (let i = 0; i < 300; i++) path = join(path, 'd');
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'x.yaml'), '');
    assert.equal(walk(folder, OPTIONS).files.length, 1);
  });

  it('never reads through a link that leads outside', () => {
    writeTree(folder, { 'root/a': 'in', secret: 'out' });
    symlinkSync('../secret', join(folder, 'root', 'link'));
    symlinkSync('../..', join(folder, 'root', 'up'));
    const root = join(folder, 'root');
    assert.equal(readText([root], join(root, 'a')).kind, 'text');
    for (const path of ['link', '../secret', 'up/secret', '/etc/hostname']) {
      assert.notEqual(readText([root], path.startsWith('/') ? path : join(root, path)).kind, 'text', path);
    }
  });

  it('does not wait for a pipe', () => {
    const pipe = join(folder, 'Dockerfile');
    execFileSync('sh', ['-c', 'mkfifo "$1"', 'sh', pipe]);
    assert.equal(readText([folder], pipe).kind, 'skipped');
    assert.deepEqual(walk(folder, OPTIONS).files, []);
  });

  it('refuses large files and skips binary ones', () => {
    writeTree(folder, {
      large: Buffer.alloc(MAX_BYTES + 1, 97),
      most: Buffer.alloc(MAX_BYTES, 97),
      binary: Buffer.from([97, 0, 98]),
      empty: '',
    });
    assert.deepEqual(readText([folder], join(folder, 'large')), { kind: 'refused', reason: 'larger than 5 MB.' });
    assert.equal(readText([folder], join(folder, 'most')).kind, 'text');
    assert.equal(readText([folder], join(folder, 'binary')).kind, 'skipped');
    assert.deepEqual(readText([folder], join(folder, 'empty')), { kind: 'text', text: '', writable: true });
    assert.deepEqual(readText([folder], join(folder, 'missing')), {
      kind: 'refused',
      reason: 'there is no such file or folder.',
    });
  });

  const ENCODINGS: readonly (readonly [name: string, bytes: readonly number[], text: string, writable: boolean])[] = [
    ['UTF-8', [0xc3, 0xbc], 'ü', true],
    ['UTF-8 with a mark', [0xef, 0xbb, 0xbf, 0x61], '\ufeffa', true],
    ['broken UTF-8', [0x61, 0xff, 0x62], 'a\ufffdb', false],
    ['UTF-16, little end first', [0xff, 0xfe, 0x61, 0, 0xfc, 0], '\ufeffaü', false],
    ['UTF-16, big end first', [0xfe, 0xff, 0, 0x61, 0, 0xfc], '\ufeffaü', false],
  ];
  for (const [name, bytes, text, writable] of ENCODINGS) {
    it(`decodes ${name}`, () => assert.deepEqual(decode(Uint8Array.from(bytes)), { kind: 'text', text, writable }));
  }

  it('finds the workspace folder of an argument', () => {
    writeTree(folder, {
      'repo/.git/HEAD': '',
      'repo/api/Dockerfile': '',
      'repo/web/.cloud-run-preflight.yaml': '',
      'repo/web/a/Dockerfile': '',
      'plain/x/Dockerfile': '',
    });
    const roots = (cwd: string, ...paths: string[]): readonly string[] =>
      findRoots(join(folder, cwd), paths).folders.map((path) => path.slice(folder.length + 1));
    assert.deepEqual(roots('repo', 'api/Dockerfile'), ['repo']);
    assert.deepEqual(roots('repo'), ['repo']);
    assert.deepEqual(roots('repo/api'), ['repo/api']);
    assert.deepEqual(roots('repo', 'web/a'), ['repo/web']);
    assert.deepEqual(roots('repo', 'web/a', 'api'), ['repo']);
    assert.deepEqual(roots('plain', 'x/Dockerfile'), ['plain/x']);
    assert.deepEqual(roots('plain', '../repo/api'), ['repo/api']);
  });

  for (const path of ['/', '/srv/app/Dockerfile', '/srv/a b/ü#%20?/Dockerfile']) {
    it(`turns ${path} into a URI and back`, () => assert.equal(toPath(toUri(path)), path));
  }
});
