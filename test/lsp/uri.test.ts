import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { toCoreUri, toEditorUri } from '../../server/src/lsp/uri.ts';

/** An editor's spelling, the core's, and the editor's again where it is not the same. */
const CASES: readonly (readonly [string, string, string?])[] = [
  ['file:///home/a/Dockerfile', 'file:///home/a/Dockerfile'],
  ['file:///a%20b/Dockerfile', 'file:///a b/Dockerfile'],
  ['file:///50%25%20off/%23x/%3Fy', 'file:///50% off/#x/?y'],
  ['file:///a%2520b', 'file:///a%20b'],
  ['file:///gr%C3%BC%C3%9Fe/%E6%97%A5%E6%9C%AC.yaml', 'file:///grüße/日本.yaml'],
  ['file:///c%3A/Users/me/Dockerfile', 'file:///c:/Users/me/Dockerfile'],
  ['file:///C:/Users/me/Dockerfile', 'file:///c:/Users/me/Dockerfile', 'file:///c%3A/Users/me/Dockerfile'],
  ['file://server/share/Dockerfile', 'file://server/share/Dockerfile'],
  ['vscode-vfs://github/owner/repo/Dockerfile', 'vscode-vfs://github/owner/repo/Dockerfile'],
  ['vscode-remote://wsl%2Bubuntu/home/a', 'vscode-remote://wsl+ubuntu/home/a'],
  ['vscode-remote://127.0.0.1:8123/home/a', 'vscode-remote://127.0.0.1:8123/home/a'],
  ['untitled:Untitled-1', 'untitled:Untitled-1'],
  ['untitled:/home/a/Dockerfile', 'untitled:///home/a/Dockerfile'],
  ['file:///a/%28b%29/it%27s%21', "file:///a/(b)/it's!"],
  ['file:///100%/x', 'file:///100%/x', 'file:///100%25/x'],
  ['file:///bad%FF/x', 'file:///bad%FF/x', 'file:///bad%25FF/x'],
  ['file:///home/a/', 'file:///home/a', 'file:///home/a'],
  ['file:///', 'file://', 'file:///'],
];

describe('lsp uri', () => {
  for (const [editor, core, back] of CASES) {
    it(editor, () => {
      assert.equal(toCoreUri(editor), core);
      assert.equal(toEditorUri(core), back ?? editor);
    });
  }

  it('refuses what is no file of its own', () => {
    for (const uri of [
      '',
      'Dockerfile',
      'git:/a/Dockerfile?%7B%22ref%22%3A%22HEAD%22%7D',
      'vscode-notebook-cell:/a.ipynb#W0s',
      ':::',
    ]) {
      assert.equal(toCoreUri(uri), undefined, uri);
    }
  });

  it('comes back from every decoded path', () => {
    const segment = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter((s) => !s.includes('/'));
    const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => `file:///root/${parts.join('/')}`);
    fc.assert(
      fc.property(path, (uri) => {
        assert.equal(toCoreUri(toEditorUri(uri)), uri);
      }),
      { seed: 7, numRuns: 100 },
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        toCoreUri(text);
        toEditorUri(text);
      }),
      { seed: 7, numRuns: 100 },
    );
  });
});
