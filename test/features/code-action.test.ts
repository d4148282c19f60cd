import { strict as assert } from 'node:assert';
import { applyEdits } from '../../server/src/engine/edits.ts';
import type { CodeActionAnswer } from '../../server/src/features/code-action.ts';
import type { ExampleFiles } from '../../server/src/rules/rule.ts';
import { analyse, uriOf } from '../kit/example.ts';

const FLASK = 'from flask import Flask\n\napp = Flask(__name__)\n';
const FILES: ExampleFiles = {
  Dockerfile:
    'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD gunicorn \\\n    --bind 127.0.0.1:8080 \\\n    main:app\n',
  'main.py': FLASK,
};

function actionsAt(files: ExampleFiles, path: string, word: string): readonly CodeActionAnswer[] {
  const start = (files[path] ?? '').indexOf(word);
  return analyse(files).codeActions(uriOf(path), { start, end: start + word.length });
}

function apply(files: ExampleFiles, path: string, action: CodeActionAnswer | undefined): string {
  return applyEdits(files[path] ?? '', uriOf(path), action?.edits ?? []);
}

describe('code actions', () => {
  it('offer the fix first, preferred where it is safe', () => {
    const [first] = actionsAt(FILES, 'Dockerfile', '127.0.0.1');
    assert.equal(first?.title, 'Listen on 0.0.0.0');
    assert.equal(first?.preferred, true);
    assert.match(apply(FILES, 'Dockerfile', first), /--bind 0\.0\.0\.0:8080/);
  });

  it('fix everything that is safe at once', () => {
    const all = actionsAt(FILES, 'Dockerfile', '127.0.0.1').find((a) => a.kind === 'fix-all');
    const text = apply(FILES, 'Dockerfile', all);
    assert.match(text, /CMD exec gunicorn/);
    assert.match(text, /--threads 8/);
    assert.match(text, /0\.0\.0\.0:8080/);
  });

  it('offer no comment against an open merge conflict', () => {
    const torn = { Dockerfile: 'FROM python:3.12\n<<<<<<< HEAD\nCMD ["a"]\n=======\nCMD ["b"]\n>>>>>>> b\n' };
    assert.deepEqual(
      actionsAt(torn, 'Dockerfile', '<<<<<<< HEAD').map((a) => a.title),
      ['Show documentation for merge-conflict'],
    );
  });

  it('ignore a finding above the whole instruction, and the comment silences it', () => {
    const ignore = actionsAt(FILES, 'Dockerfile', '127.0.0.1').find((a) => a.title.startsWith('Ignore localhost-bind'));
    const text = apply(FILES, 'Dockerfile', ignore);
    assert.match(text, /\n# cloud-run-ignore localhost-bind: explain why\nCMD gunicorn/);
    const after = analyse({ ...FILES, Dockerfile: text }).findings(uriOf('Dockerfile'));
    assert.ok(!after.some((f) => f.rule === 'localhost-bind' || f.rule === 'unused-suppression'));
  });

  it('keep the indentation of YAML', () => {
    const files = {
      'service.yaml':
        'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: x\nspec:\n  template:\n    spec:\n      containers:\n        - image: gcr.io/p/x\n          env:\n            - name: PORT\n              value: "1"\n',
    };
    const ignore = actionsAt(files, 'service.yaml', 'PORT').find((a) => a.title.startsWith('Ignore reserved-name'));
    const text = apply(files, 'service.yaml', ignore);
    assert.match(text, /\n {12}# cloud-run-ignore reserved-name: explain why\n {12}- name: PORT/);
    assert.deepEqual(analyse({ 'service.yaml': text }).allFindings(), []);
  });

  it('show the page of each rule once', () => {
    const pages = actionsAt(FILES, 'Dockerfile', '127.0.0.1').flatMap((a) => a.showRule ?? []);
    assert.deepEqual(pages, [...new Set(pages)]);
    assert.ok(pages.includes('localhost-bind'));
  });

  it('offer nothing where nothing is wrong', () => {
    assert.deepEqual(
      actionsAt(FILES, 'main.py', 'Flask').filter((a) => a.kind === 'quickfix'),
      [],
    );
  });
});
