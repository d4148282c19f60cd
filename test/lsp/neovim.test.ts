import { strict as assert } from 'node:assert';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';

// The setup of docs/editors.md in a real Neovim without a screen. `npm run build` must have run.

const ROOT = resolve(import.meta.dirname, '..', '..', '..');
const PAGE = readFileSync(join(ROOT, 'docs', 'editors.md'), 'utf8');

/** `0.7` as [0, 7]; `undefined` where Neovim is not installed. */
function installed(): readonly [major: number, minor: number] | undefined {
  const { status, stdout } = spawnSync('nvim', ['--version'], { encoding: 'utf8' });
  const match = status === 0 ? /^NVIM v(\d+)\.(\d+)/.exec(stdout) : null;
  return match === null ? undefined : [Number(match[1]), Number(match[2])];
}

const VERSION = installed();

// Said instead of skipped: the other tests need nothing but Node, and this one is about another program.
if (VERSION === undefined) console.log('  – lsp in Neovim: not run, nvim is not installed');

/** The page's setup for a version. */
function setupFor([major, minor]: readonly [number, number]): string {
  const [recent, older] = [...PAGE.matchAll(/```lua\n([\s\S]*?)```/g)].map((match) => match[1]);
  const setup = major > 0 || minor >= 11 ? recent : older;
  assert.ok(setup !== undefined);
  return setup;
}

/** Opens the Dockerfile, waits for findings, mends the file, waits until they are gone, and breaks the configuration. */
const SCRIPT = `
local out = assert(io.open(vim.env.RESULT, 'w'))
local function say(name)
  local found = {}
  for _, d in ipairs(vim.diagnostic.get(0)) do
    table.insert(found, { line = d.lnum, column = d.col, severity = d.severity, source = d.source, code = d.code })
  end
  out:write(vim.fn.json_encode({ name = name, filetype = vim.bo.filetype, found = found }) .. '\\n')
end
local function wait(count)
  vim.wait(10000, function() return #vim.diagnostic.get(0) == count end, 20)
end
vim.cmd('edit Dockerfile')
wait(1)
say('opened')
local asked, hover = false, nil
vim.lsp.buf_request(0, 'textDocument/hover', { textDocument = vim.lsp.util.make_text_document_params(), position = { line = 1, character = 31 } }, function(_, result)
  asked, hover = true, result
end)
vim.wait(10000, function() return asked end, 20)
out:write(vim.fn.json_encode({ name = 'hover', text = hover and hover.contents.value or '' }) .. '\\n')
vim.api.nvim_buf_set_lines(0, 1, 2, false, { 'CMD ["gunicorn", "--bind", "0.0.0.0:8080", "main:app"]' })
wait(0)
say('mended')
vim.cmd('silent! undo')
wait(1)
say('undone')
vim.cmd('silent! write')
vim.cmd('edit .cloud-run-preflight.yaml')
vim.api.nvim_buf_set_lines(0, 0, -1, false, { 'rulez: {}' })
wait(1)
say('configuration')
out:close()
vim.cmd('qall!')
`;

interface Said {
  readonly name: string;
  readonly filetype?: string;
  readonly text?: string;
  readonly found?: readonly {
    readonly line: number;
    readonly column: number;
    readonly severity: number;
    readonly source: string;
    readonly code?: string;
  }[];
}

function inNeovim(version: readonly [number, number]): void {
  let folder: string;
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'preflight-nvim-')));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const write = (path: string, text: string, mode = 0o644): string => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { mode });
    return file;
  };

  it('works as docs/editors.md says', async function () {
    this.timeout(60_000);
    write(
      'bin/cloud-run-preflight',
      `#!/bin/sh\nexec "${process.execPath}" "${join(ROOT, 'dist', 'cli.js')}" "$@"\n`,
      0o755,
    );
    const init = write('init.lua', setupFor(version));
    const script = write('script.lua', SCRIPT);
    const result = join(folder, 'result');
    write('app/.git/HEAD', 'ref: refs/heads/main\n');
    write(
      'app/.cloud-run-preflight.yaml',
      'rules:\n  localhost-bind: warning\n  single-sync-worker: off\n  fixed-port: off\n',
    );
    write('app/requirements.txt', 'flask\ngunicorn\n');
    write('app/main.py', 'from flask import Flask\n\napp = Flask(__name__)\n');
    write('app/Dockerfile', 'FROM python:3.13-slim\nCMD ["gunicorn", "--bind", "127.0.0.1:8080", "main:app"]\n');
    const nvim = spawn('nvim', ['--headless', '-n', '-i', 'NONE', '-u', init, '-S', script], {
      cwd: join(folder, 'app'),
      env: {
        ...process.env,
        RESULT: result,
        HOME: folder,
        XDG_CONFIG_HOME: join(folder, 'config'),
        XDG_DATA_HOME: join(folder, 'data'),
        XDG_STATE_HOME: join(folder, 'state'),
        XDG_CACHE_HOME: join(folder, 'cache'),
        PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`,
      },
    });
    let output = '';
    for (const stream of [nvim.stdout, nvim.stderr])
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        output += chunk;
      });
    const timer = setTimeout(() => nvim.kill('SIGKILL'), 50_000);
    await new Promise((done) => nvim.once('close', done));
    clearTimeout(timer);
    const said = readFileSync(result, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Said);
    const finding = { line: 1, column: 28, severity: 2, source: 'cloud-run', code: 'localhost-bind' };
    const fault = { line: 0, column: 0, severity: 1, source: 'cloud-run', code: 'configuration' };
    const without = said.filter(({ name }) => name !== 'hover');
    assert.deepEqual(
      without,
      [
        { name: 'opened', filetype: 'dockerfile', found: [finding] },
        { name: 'mended', filetype: 'dockerfile', found: [] },
        { name: 'undone', filetype: 'dockerfile', found: [finding] },
        { name: 'configuration', filetype: 'yaml', found: [fault] },
      ],
      output,
    );
    assert.match(said.find(({ name }) => name === 'hover')?.text ?? '', /127\.0\.0\.1/);
  });
}

if (VERSION !== undefined) describe('lsp in Neovim', () => inNeovim(VERSION));
