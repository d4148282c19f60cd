import { strict as assert } from 'node:assert';
import { analyse, describeFinding } from './kit/example.ts';
import { readFolder } from './kit/folder.ts';

// Each snippet, with its defaults filled in, is a file without a finding of any rule.

interface Snippet {
  readonly prefix: string;
  readonly body: readonly string[];
}

const FOLDER = readFolder('snippets');

function bodies(language: string): readonly (readonly [name: string, text: string])[] {
  const snippets = JSON.parse(FOLDER[`${language}.json`] ?? '{}') as Record<string, Snippet>;
  return Object.entries(snippets).map(([name, { body }]) => [
    name,
    `${body
      .join('\n')
      .replace(/\$\{\d+:([^}]*)\}/g, '$1')
      .replace(/\$\d/g, '')
      .replaceAll('\\$', '$')}\n`,
  ]);
}

/** What a Dockerfile of a snippet copies: the modules that any of them starts. */
const APP: Readonly<Record<string, string>> = {
  'requirements.txt': 'flask\nfastapi\ngunicorn\nuvicorn\n',
  'main.py': 'app = None\n',
  'app.py': 'app = None\n',
  'worker.py': 'import signal\n',
  'job.py': 'print("done")\n',
  'manage.py': 'import sys\n',
  'mysite/__init__.py': '',
  'mysite/wsgi.py': 'application = None\n',
};

function findingsOf(files: Readonly<Record<string, string>>): readonly string[] {
  return analyse(files).allFindings().map(describeFinding);
}

describe('snippets are clean', () => {
  for (const [name, text] of bodies('dockerfile'))
    it(`Dockerfile: ${name}`, () => assert.deepEqual(findingsOf({ ...APP, Dockerfile: text }), []));
  for (const [name, text] of bodies('yaml'))
    it(`YAML: ${name}`, () => assert.deepEqual(findingsOf({ 'service.yaml': text }), []));
  for (const [name, text] of bodies('python')) {
    it(`Python: ${name}`, () => {
      const Dockerfile =
        'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ["gunicorn", "--threads", "8", "--timeout", "0", "main:app"]\n';
      assert.deepEqual(findingsOf({ Dockerfile, 'main.py': `${text}\napp = None\n` }), []);
    });
  }
  it('reads all three files', () =>
    assert.deepEqual(Object.keys(FOLDER).sort(), ['dockerfile.json', 'python.json', 'yaml.json']));
});
