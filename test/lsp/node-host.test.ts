import { strict as assert } from 'node:assert';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createNodeHost } from '../../server/src/lsp/node-host.ts';
import { toCoreUri } from '../../server/src/lsp/uri.ts';

describe('lsp node host', () => {
  let root: string;
  let folder: string;
  const host = createNodeHost();

  const put = (path: string, content: string | Uint8Array): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  const uri = (path: string): string => toCoreUri(pathToFileURL(join(root, path)).href) ?? '';
  const names = async (path: string): Promise<readonly string[]> => {
    const { files } = await host.list(uri(path));
    return files.map((file) => file.slice(folder.length + 1)).sort();
  };

  before(async () => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'preflight-host-')));
    put('ws/Dockerfile', 'FROM x');
    put('ws/a b/100%#é?.yaml', 'x: 1');
    put('ws/node_modules/x/Dockerfile', 'FROM x');
    put('ws/.git/config', '');
    put('ws/deep/__pycache__/x.pyc', '');
    put('ws/env/pyvenv.cfg', '');
    put('ws/env/lib/x.py', '');
    put('ws/dist/Dockerfile', '');
    put('outside/secret.yaml', 'secret: 1');
    put('ws-other/x.yaml', 'x: 1');
    put('ws/binary.yaml', new Uint8Array([65, 0, 66]));
    put('ws/utf16le.yaml', new Uint8Array([0xff, 0xfe, 0x78, 0, 0x3a, 0, 0x20, 0, 0x31, 0]));
    put('ws/utf16be.yaml', new Uint8Array([0xfe, 0xff, 0, 0x78, 0, 0x3a, 0, 0x20, 0, 0x31]));
    put('ws/bom.yaml', '\ufeffx: 1\r\n');
    put('ws/large.py', 'x'.repeat(5 * 1024 * 1024 + 1));
    symlinkSync(join(root, 'outside'), join(root, 'ws', 'linked-folder'));
    symlinkSync(join(root, 'outside', 'secret.yaml'), join(root, 'ws', 'linked-out.yaml'));
    symlinkSync(join(root, 'ws', 'Dockerfile'), join(root, 'ws', 'linked-in'));
    symlinkSync(join(root, 'nowhere'), join(root, 'ws', 'broken'));
    symlinkSync(join(root, 'ws'), join(root, 'ws', 'deep', 'loop'));
    folder = uri('ws');
    await host.setFolders([folder]);
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  it('lists files, links to files inside, and nothing that tools made', async () => {
    assert.deepEqual(await names('ws'), [
      'Dockerfile',
      'a b/100%#é?.yaml',
      'binary.yaml',
      'bom.yaml',
      'large.py',
      'linked-in',
      'utf16be.yaml',
      'utf16le.yaml',
    ]);
  });

  it('lists a file as itself, and nothing that is gone or outside', async () => {
    assert.deepEqual(await names('ws/Dockerfile'), ['Dockerfile']);
    for (const path of ['ws/none', 'outside', 'ws/linked-folder', 'ws-other'])
      assert.deepEqual(await names(path), [], path);
  });

  it('measures files inside the folders only', async () => {
    const sizes = await host.sizes?.(
      ['ws/Dockerfile', 'ws/none', 'outside/secret.yaml', 'ws/linked-in', 'ws/deep'].map(uri),
    );
    assert.deepEqual(
      [...(sizes ?? [])],
      [
        [uri('ws/Dockerfile'), 6],
        [uri('ws/linked-in'), 6],
      ],
    );
  });

  const kinds: readonly (readonly [string, string])[] = [
    ['ws/Dockerfile', 'text'],
    ['ws/a b/100%#é?.yaml', 'text'],
    ['ws/linked-in', 'text'],
    ['ws/none', 'absent'],
    ['ws/a b', 'absent'],
    ['ws/Dockerfile/below', 'absent'],
    ['ws/binary.yaml', 'binary'],
    ['ws/utf16le.yaml', 'text'],
    ['ws/utf16be.yaml', 'text'],
    ['ws/large.py', 'too-large'],
    ['outside/secret.yaml', 'failed'],
    ['ws/linked-out.yaml', 'failed'],
    ['ws/linked-folder/secret.yaml', 'failed'],
    ['ws-other/x.yaml', 'failed'],
  ];
  for (const [path, kind] of kinds) {
    it(`${path} is ${kind}`, async () => {
      assert.equal((await host.read(uri(path))).kind, kind);
      assert.deepEqual(host.readNow?.(uri(path)), await host.read(uri(path)));
    });
  }

  it('keeps line ends and drops the byte order mark', async () => {
    assert.deepEqual(await host.read(uri('ws/bom.yaml')), { kind: 'text', text: 'x: 1\r\n' });
    for (const path of ['ws/utf16le.yaml', 'ws/utf16be.yaml'])
      assert.deepEqual(await host.read(uri(path)), { kind: 'text', text: 'x: 1' });
  });

  it('knows no other scheme', async () => {
    assert.equal((await host.read('vscode-vfs://github/a/b')).kind, 'absent');
    assert.deepEqual((await host.list('untitled:Untitled-1')).files, []);
  });

  it('reads pages by name only', async () => {
    put('topics/one.md', '# One');
    put('rules/two.md', '# Two');
    const host = createNodeHost(root);
    assert.equal(await host.page?.('topics', 'one'), '# One');
    assert.equal(await host.page?.('rules', 'two'), '# Two');
    assert.equal(await host.page?.('topics', 'two'), undefined);
    assert.equal(await host.page?.('topics', '../outside/secret'), undefined);
  });

  it('reads the nearest configuration file above a folder, up to the repository', async () => {
    put('repo/.git/HEAD', '');
    put('repo/.cloud-run-preflight.yaml', 'rules: {}\n');
    put('repo/a/b/Dockerfile', 'FROM x');
    put('.cloud-run-preflight.yaml', 'exclude: []\n');
    put('free/a/Dockerfile', 'FROM x');
    const found = { uri: uri('repo/.cloud-run-preflight.yaml'), answer: { kind: 'text', text: 'rules: {}\n' } };
    assert.deepEqual(await host.configAbove?.(uri('repo/a/b')), found);
    assert.equal(await host.configAbove?.(uri('repo')), undefined);
    assert.equal(await host.configAbove?.(uri('free/a')), undefined);
    put('repo/a/.cloud-run-preflight.yaml', 'apps: []\n');
    assert.equal((await host.configAbove?.(uri('repo/a/b')))?.uri, uri('repo/a/.cloud-run-preflight.yaml'));
    symlinkSync(join(root, 'outside', 'secret.yaml'), join(root, 'repo', 'a', 'b', '.cloud-run-preflight.yaml'));
    put('repo/a/b/c/Dockerfile', 'FROM x');
    assert.equal((await host.configAbove?.(uri('repo/a/b/c')))?.answer.kind, 'failed');
  });
});
