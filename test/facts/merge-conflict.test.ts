import { strict as assert } from 'node:assert';
import { currentSide, mergeConflicts } from '../../server/src/facts/merge-conflict.ts';
import { analyse, uriOf } from '../kit/example.ts';

const OPEN =
  'FROM python:3.12-slim\nCOPY . .\n<<<<<<< HEAD\nCMD ["gunicorn", "--threads", "8", "main:app"]\n=======\nCMD ["flask", "run"]\n>>>>>>> a\n';
const RESOLVED = 'FROM python:3.12-slim\nCOPY . .\nCMD ["flask", "run"]\n';

function markers(text: string): readonly string[] {
  return mergeConflicts(text).map(({ start, end }) => text.slice(start, end));
}

describe('merge conflicts', () => {
  it('are found with both styles of markers, several in a file, and with CRLF', () => {
    const merge = '<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x';
    const diff3 = '<<<<<<< ours\na\n||||||| 1b2c3d4\nc\n=======\nb\n>>>>>>> theirs';
    assert.deepEqual(markers(`1\n${merge}\n2\n${diff3}`), [merge, diff3]);
    const dos = diff3.replaceAll('\n', '\r\n');
    assert.deepEqual(markers(`${dos}\r\n`), [dos]);
  });

  it('are none where markers are missing or in another order', () => {
    for (const text of [
      '=======\nTitle\n=======\n',
      '<<<<<<< HEAD\na\n=======\nb\n',
      '=======\n<<<<<<< HEAD\n>>>>>>> x\n',
      'a <<<<<<< HEAD\n=======\n>>>>>>> x\n',
      '  <<<<<<< HEAD\n  =======\n  >>>>>>> x\n',
    ])
      assert.deepEqual(markers(text), [], text);
  });

  it('leave the current side where it stands', () => {
    const text = '1\r\n<<<<<<< HEAD\r\nours\r\n||||||| b\r\nbase\r\n=======\r\ntheirs\r\n>>>>>>> x\r\n2\r\n';
    const side = currentSide(text);
    assert.equal(side.length, text.length);
    assert.equal(side.indexOf('ours'), text.indexOf('ours'));
    assert.deepEqual(
      side.split('\r\n').map((line) => line.trim()),
      ['1', '', 'ours', '', '', '', '', '', '2', ''],
    );
    assert.equal(currentSide('a\n'), 'a\n');
  });

  it('silence the file while they are open, and the rest of the app goes by the current side', () => {
    const manifest =
      'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: api\n  annotations:\n    run.googleapis.com/ingress: all\nspec:\n  template:\n    spec:\n      containerConcurrency: 80\n      containers:\n        - image: gcr.io/p/api\n';
    const analysis = analyse({ Dockerfile: OPEN, 'service.yaml': manifest, 'main.py': 'app = None\n' });
    const rules = (path: string): readonly string[] => analysis.findings(uriOf(path)).map(({ rule }) => rule);
    assert.deepEqual(rules('Dockerfile'), ['merge-conflict']);
    assert.ok(rules('service.yaml').includes('concurrency-above-capacity'));
    analysis.setFile(uriOf('Dockerfile'), RESOLVED);
    assert.ok(rules('Dockerfile').includes('dev-server'));
    assert.ok(!rules('Dockerfile').includes('merge-conflict'));
  });

  it('call no comment unused that silences something else', () => {
    const ignored = OPEN.replace('FROM', '# cloud-run-ignore-file dev-server: for a demo\nFROM');
    const analysis = analyse({ Dockerfile: ignored, 'main.py': 'app = None\n' });
    assert.deepEqual(
      analysis.findings(uriOf('Dockerfile')).map(({ rule }) => rule),
      ['merge-conflict'],
    );
  });
});
