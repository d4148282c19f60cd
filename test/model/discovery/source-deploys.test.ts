import { strict as assert } from 'node:assert';
import { createAnalysis } from '../../../server/src/api.ts';
import { analyse, uriOf } from '../../kit/example.ts';

// Projects that are deployed from source without a Dockerfile and a Procfile: buildpacks decide what starts.

const DEPLOY = 'gcloud run deploy api --source . --region us-central1\n';
const FLASK = 'from flask import Flask\n\napp = Flask(__name__)\n';
const FASTAPI = 'from fastapi import FastAPI\n\napp = FastAPI()\n';
const GUNICORN = 'gunicorn -b :8080 main:app';
const UVICORN = 'uvicorn main:app --port 8080 --host 0.0.0.0';

type Files = Readonly<Record<string, string>>;

/** The commands that are started, each behind the file that decides it, or else the only one. */
function started(files: Files): readonly string[] {
  return analyse(files)
    .inspect()
    .deployables.map(({ sources, containers }) => {
      const argv = containers[0]?.launch.argv?.join(' ') ?? 'not known';
      return `${(sources[1] ?? sources[0] ?? '').slice(uriOf('').length)}: ${argv}`;
    });
}

const rows: readonly (readonly [name: string, files: Files, seen: readonly string[]])[] = [
  [
    'gunicorn is required',
    { 'deploy.sh': DEPLOY, 'main.py': FLASK, 'requirements.txt': 'flask\ngunicorn==23.0.0\nuvicorn\n' },
    [`requirements.txt: ${GUNICORN}`],
  ],
  [
    'nothing is required that serves',
    { 'deploy.sh': DEPLOY, 'main.py': FLASK, 'requirements.txt': 'flask\nuvicorn-worker\nfastapi\n' },
    [`deploy.sh: ${GUNICORN}`],
  ],
  [
    'uvicorn, with extras',
    { 'deploy.sh': DEPLOY, 'main.py': FASTAPI, 'requirements.txt': 'fastapi\nuvicorn[standard]>=0.30\n' },
    [`requirements.txt: ${UVICORN}`],
  ],
  [
    'fastapi[standard] in pyproject.toml',
    {
      'deploy.sh': DEPLOY,
      'main.py': FASTAPI,
      'pyproject.toml': '[project]\nname = "a"\ndependencies = ["fastapi[standard]"]\n',
    },
    [`pyproject.toml: ${UVICORN}`],
  ],
  [
    'streamlit and app.py',
    { 'deploy.sh': DEPLOY, 'app.py': 'import streamlit\n', 'requirements.txt': 'streamlit\n' },
    ['requirements.txt: streamlit run app.py --server.address 0.0.0.0 --server.port 8080'],
  ],
  [
    'gradio',
    { 'deploy.sh': DEPLOY, 'app.py': 'import gradio\n', 'requirements.txt': 'gradio\n' },
    ['requirements.txt: python app.py'],
  ],
  [
    'an older Python: always gunicorn',
    { 'deploy.sh': DEPLOY, 'main.py': FASTAPI, 'requirements.txt': 'uvicorn\n', '.python-version': '3.12\n' },
    [`deploy.sh: ${GUNICORN}`],
  ],
  [
    'a base image that names a newer one',
    {
      'deploy.sh': DEPLOY.replace('--region', '--base-image python313 --region'),
      'main.py': FASTAPI,
      'requirements.txt': 'uvicorn\n',
    },
    [`requirements.txt: ${UVICORN}`],
  ],
  [
    'a version that is not known',
    {
      'deploy.sh': DEPLOY.replace('--region', '--base-image $IMAGE --region'),
      'main.py': FASTAPI,
      'requirements.txt': 'uvicorn\n',
    },
    ['main.py: not known'],
  ],
  [
    'in a folder, from a script at the top and from a workflow',
    {
      'deploy.sh': 'gcloud run deploy api --source ./api\n',
      '.github/workflows/deploy.yml':
        'jobs:\n  a:\n    steps:\n      - uses: google-github-actions/deploy-cloudrun@v2\n        with:\n          service: web\n          source: ./web\n',
      'api/main.py': FLASK,
      'api/requirements.txt': 'gunicorn\n',
      'web/main.py': FASTAPI,
      'web/requirements.txt': 'uvicorn\n',
    },
    [`api/requirements.txt: ${GUNICORN}`, `web/requirements.txt: ${UVICORN}`],
  ],
  [
    'a Dockerfile decides',
    { 'deploy.sh': DEPLOY, 'main.py': FLASK, Dockerfile: 'FROM python:3.12-slim\nCMD ["python"]\n' },
    ['Dockerfile: python'],
  ],
  [
    'a Procfile decides',
    { 'deploy.sh': DEPLOY, 'main.py': FLASK, Procfile: 'web: gunicorn main:app\n' },
    ['main.py: gunicorn main:app'],
  ],
  [
    'a program of pyproject.toml decides',
    {
      'deploy.sh': DEPLOY,
      'main.py': FLASK,
      'pyproject.toml': '[project]\nname = "a"\n[project.scripts]\nstart = "main:run"\n',
    },
    ['main.py: not known'],
  ],
  ['nobody deploys it', { 'main.py': FLASK, 'requirements.txt': 'gunicorn\n' }, []],
  [
    'only a page shows how',
    { 'README.md': `\`\`\`sh\n${DEPLOY}\`\`\`\n`, 'deploy.sh': `# ${DEPLOY}`, 'main.py': FLASK },
    [],
  ],
  ['a function', { 'deploy.sh': DEPLOY.replace('--region', '--function hello --region'), 'main.py': FLASK }, []],
  [
    'a command that is given to the build',
    { 'deploy.sh': DEPLOY.replace('--region', '--set-build-env-vars GOOGLE_ENTRYPOINT=x --region'), 'main.py': FLASK },
    [],
  ],
  ['another language may take it', { 'deploy.sh': DEPLOY, 'main.py': FLASK, 'package.json': '{}' }, []],
  ['no entry file', { 'deploy.sh': DEPLOY, 'server.py': FLASK }, []],
  [
    'a path that may mean two projects',
    { 'scripts/deploy.sh': DEPLOY, 'main.py': FLASK, 'scripts/main.py': FLASK },
    [],
  ],
  ['a path that a variable gives', { 'deploy.sh': 'gcloud run deploy api --source $DIR\n', 'main.py': FLASK }, []],
  ['a job', { 'deploy.sh': 'gcloud run jobs deploy api --source .\n', 'main.py': FLASK }, []],
];

describe('launch: deployed from source', () => {
  for (const [name, files, seen] of rows) it(name, () => assert.deepEqual(started(files), seen));

  it('the command of the deployment wins', () => {
    const files = {
      'deploy.sh': DEPLOY.replace('--region', '--command python --args main.py --region'),
      'main.py': FLASK,
    };
    assert.deepEqual(started(files), ['deploy.sh: python main.py']);
  });

  it('findings say why the command is what it is; no fix edits it, but a Procfile may take its place', () => {
    const files = {
      'deploy.sh': DEPLOY.replace('us-central1', 'us-central1 --port 9000'),
      'main.py': FASTAPI,
      'requirements.txt': 'fastapi\ngunicorn\n',
    };
    const found = analyse(files).allFindings();
    const text = (uri: string): string => files[uri.slice(uriOf('').length) as keyof typeof files];
    assert.deepEqual(
      found.map(({ rule, severity, at }) => [rule, severity, text(at.uri).slice(at.start, at.end)]),
      [
        ['fixed-port', 'error', 'gunicorn'],
        ['server-cannot-start', 'error', 'gunicorn'],
      ],
    );
    for (const { related } of found) {
      const why = related.at(-1);
      assert.match(why?.message ?? '', /started as "gunicorn -b :8080 main:app"/);
      assert.equal(why === undefined ? '' : text(why.at.uri).slice(why.at.start, why.at.end), '--source .');
    }
    assert.deepEqual(
      found.flatMap(({ fixes }) =>
        fixes.map(({ edits }) =>
          edits.map((e) => [e.creates ? 'a new file' : text(e.at.uri).slice(e.at.start, e.at.end), e.newText]),
        ),
      ),
      [
        [['9000', '8080']],
        [
          ['a new file', 'web: gunicorn --bind :$PORT -k uvicorn_worker.UvicornWorker --timeout 0 main:app\n'],
          ['', 'uvicorn-worker\n'],
        ],
      ],
    );
  });

  it('follows the script and the packages while they are typed', () => {
    const analysis = createAnalysis();
    const set = (path: string, text: string): void => analysis.setFile(uriOf(path), text);
    const argv = (): string | undefined => analysis.inspect().deployables[0]?.containers[0]?.launch.argv?.join(' ');
    set('deploy.sh', '');
    set('main.py', FLASK);
    set('requirements.txt', 'flask\n');
    assert.equal(argv(), undefined);
    set('deploy.sh', DEPLOY);
    assert.equal(argv(), GUNICORN);
    set('requirements.txt', 'flask\nuvicorn\n');
    assert.equal(argv(), UVICORN);
    set('Procfile', 'web: python main.py\n');
    assert.equal(argv(), 'python main.py');
  });
});
