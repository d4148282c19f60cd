import { strict as assert } from 'node:assert';
import { inspectText } from '../../server/src/cli/inspect-text.ts';
import type { ExampleFiles } from '../../server/src/rules/rule.ts';
import { analyse, uriOf } from '../kit/example.ts';

const DOCKERFILE = 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ["uvicorn", "main:app", "--port", "$PORT"]\n';
const MAIN = 'from fastapi import FastAPI\n\napp = FastAPI()\n';

/** The rows of the first deployable by name. */
function rows(files: ExampleFiles): Readonly<Record<string, string>> {
  const text = inspectText(analyse(files).inspect().deployables, false);
  const found = text.split('\n').flatMap((line) => {
    const [, name, value] = /^ {2}([a-z ]+): +(.*)$/.exec(line) ?? [];
    return name === undefined || value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(found);
}

describe('inspect as text', () => {
  it('names the files that deploy the image', () => {
    const app = { Dockerfile: DOCKERFILE, 'main.py': MAIN };
    assert.equal(rows(app)['deployed by'], undefined);
    const files = { ...app, 'deploy.sh': 'gcloud run deploy api --source . --memory 2Gi\n' };
    assert.equal(rows(files)['deployed by'], uriOf('deploy.sh'));
    assert.equal(rows(files)['memory'], '2 GiB, 1 CPU');
  });

  it('says what is not known', () => {
    const files = {
      Dockerfile: DOCKERFILE,
      'main.py': MAIN,
      'deploy.sh': 'gcloud run deploy api --source . --memory "$M"\n',
    };
    assert.equal(rows(files)['memory'], 'not known from these files, 1 CPU');
    assert.match(rows(files)['listens'] ?? '', /^uvicorn on an address that is not known\. Requests go to port 8080\./);
  });

  it('calls a server of no kind of its own by its program', () => {
    const listens = (command: string, main = '') =>
      rows({ Dockerfile: `FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ${command}\n`, 'main.py': main })[
        'listens'
      ];
    assert.match(listens('["/usr/local/bin/litellm", "--config", "c.yaml"]') ?? '', /^litellm on 0\.0\.0\.0:8080\./);
    const code =
      'from gevent.pywsgi import WSGIServer\nfrom shop import app\n\nWSGIServer(("0.0.0.0", 8080), app).serve_forever()\n';
    assert.match(listens('["python3.12", "main.py"]', code) ?? '', /^a server on 0\.0\.0\.0:8080\./);
  });
});
