import { strict as assert } from 'node:assert';
import { analyse, uriOf } from '../kit/example.ts';

const DOCKERFILE = [
  'FROM python:3.12-slim AS prod',
  'WORKDIR /app',
  'COPY . .',
  'CMD ["gunicorn", "--threads", "8", "--timeout", "0", "main:app"]',
  '',
  'FROM prod AS debug',
  'CMD ["flask", "--app", "main", "run"]',
  '',
].join('\n');
const FILES = { Dockerfile: DOCKERFILE, 'main.py': 'from flask import Flask\n\napp = Flask(__name__)\n' };

function argv(files: Readonly<Record<string, string>>): readonly string[] | null | undefined {
  return analyse(files).inspect().deployables[0]?.containers[0]?.launch.argv;
}

describe('the stage that a deployment builds', () => {
  it('is the last one', () => assert.equal(argv(FILES)?.[0], 'flask'));

  it('is the one that the build beside the deploy command names', () => {
    const files = {
      ...FILES,
      'deploy.sh': 'docker build --target prod -t gcr.io/p/api .\ngcloud run deploy api --image gcr.io/p/api\n',
    };
    assert.equal(argv(files)?.[0], 'gunicorn');
    assert.deepEqual(analyse(files).findings(uriOf('Dockerfile')), []);
  });

  it('stays the last one where a test build names a stage', () => {
    const files = { ...FILES, 'ci.sh': 'docker build --target prod .\n' };
    assert.equal(argv(files)?.[0], 'flask');
  });
});
