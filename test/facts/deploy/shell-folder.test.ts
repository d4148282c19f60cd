import { strict as assert } from 'node:assert';
import { platformFacts } from '../../../server/src/facts/deploy/platform.ts';

const DEPLOY = 'gcloud run deploy api --source .\n';

/** What the last deploy command of a text deploys, as seen from the folder of its file. */
function source(text: string, name = 'deploy.sh'): string | undefined {
  return platformFacts(`file:///w/${name}`, text).deploys.at(-1)?.source;
}

const ROWS: readonly (readonly [why: string, text: string, expected: string | undefined, name?: string])[] = [
  ['nothing changes it', DEPLOY, '.'],
  ['a folder', `cd backend\n${DEPLOY}`, './backend/.'],
  ['quotes, a condition and what follows', `set -e\nif x; then cd "back-end" || exit 1; fi\n${DEPLOY}`, './back-end/.'],
  ['there and back', `cd web && npm run build\ncd ..\ncd api\n${DEPLOY}`, './web/../api/.'],
  ['there and back with a dash', `cd web\ncd -\n${DEPLOY}`, '.'],
  ['pushd and popd', `pushd web\nnpm ci\npopd\npushd api\n${DEPLOY}`, './api/.'],
  ['a subshell', `(cd web && npm ci)\n${DEPLOY}`, '.'],
  ['inside a subshell', `cd apps\n(cd api; ${DEPLOY})\n`, './apps/api/.'],
  ['a substitution', `HERE=$(cd web && pwd)\n${DEPLOY}`, '.'],
  ['a comment and a text', `# cd web\necho "now: (cd web"\n${DEPLOY}`, '.'],
  ['a folder that only the caller knows', `cd "$1"\n${DEPLOY}`, '.'],
  ['a variable with a value', `DIR=services/api\ncd services && cd api\n${DEPLOY}`, './services/api/.'],
  ['the folder above the script', `cd "$(dirname "$0")/.."\n${DEPLOY}`, './../.'],
  [
    'the folder of the script in a variable',
    `HERE="$(cd "$(dirname "\${BASH_SOURCE[0]}")" && pwd)"\nROOT="$(dirname "$HERE")"\ncd web\ncd "$ROOT/api"\n${DEPLOY}`,
    './../api/.',
  ],
  [
    'a source behind the folder of the script',
    'ROOT=$(cd "$(dirname "$0")" >/dev/null 2>&1 && pwd -P)\ncd /tmp\ngcloud run deploy api --source "$ROOT/agent" --no-cpu-throttling\n',
    './agent',
  ],
  ['another recipe', `web:\n\tcd web && npm ci\napi:\n\t${DEPLOY}`, '.', 'Makefile'],
  ['the same recipe line', `api:\n\tcd api && \\\n\t${DEPLOY}`, './api/.', 'Makefile'],
  [
    'a step of a workflow',
    `jobs:\n  a:\n    steps:\n      - run: cd web\n      - run: |\n          cd api\n          ${DEPLOY}`,
    './api/.',
    'ci.yml',
  ],
  [
    'the folder of a step',
    `jobs:\n  a:\n    steps:\n      - name: Deploy\n        working-directory: api\n        run: |\n          ${DEPLOY}`,
    'api/.',
    'ci.yml',
  ],
  ['cmd', `@echo off\r\ncd /d %~dp0backend\r\n${DEPLOY}`, 'backend/.', 'deploy.bat'],
  ['cmd, there and back', `pushd web\r\nnpm ci\r\npopd\r\ncd api\\v2\r\n${DEPLOY}`, 'api/v2/.', 'deploy.bat'],
  [
    'not what cmd does when something failed',
    `cd web\r\ncall npm run build\r\nif errorlevel 1 (\r\n    cd ..\r\n    pause\r\n    exit /b 1\r\n)\r\n${DEPLOY}`,
    'web/.',
    'deploy.bat',
  ],
  ['PowerShell', `Set-Location "$PSScriptRoot\\..\\api"\r\n${DEPLOY}`, '../api/.', 'deploy.ps1'],
  ['a drive', `cd C:\\work\r\n${DEPLOY}`, '.', 'deploy.bat'],
  ['a block of a README', `\`\`\`\ncd web\n\`\`\`\n\`\`\`\ncd api\n${DEPLOY}\`\`\`\n`, './api/.', 'README.md'],
];

describe('the folder that is deployed', () => {
  for (const [why, text, expected, name] of ROWS) it(why, () => assert.equal(source(text, name), expected));

  it('is read of a text that never ends', () => {
    for (const text of ['cd "$('.repeat(5000), 'cd a\n('.repeat(5000), `cd '${'x'.repeat(9000)}`])
      assert.equal(typeof source(`${text}\n${DEPLOY}`), 'string');
  });
});

describe('the folder that an image with a variable name is built from', () => {
  const image = 'gcr.io/$(gcloud config get project)/$NAME';
  const built = (text: string): string | undefined =>
    platformFacts('file:///w/deploy.sh', text).deploys.at(-1)?.builtFrom;

  it('is that of the build with the same name', () => {
    const deploy = `gcloud run deploy $NAME --port=$PORT --image=${image}:$TAG\n`;
    assert.equal(built(`cd app\ngcloud builds submit --tag ${image}\n${deploy}`), './app/.');
    assert.equal(built(`docker build -t ${image}:latest ./api\ndocker build -t $OTHER ./web\n${deploy}`), '././api');
    assert.equal(built(deploy), undefined);
  });

  it('is not known where two builds, or another Dockerfile, give that name', () => {
    const deploy = `gcloud run deploy $NAME --image ${image}\n`;
    assert.equal(built(`docker build -t ${image} api\ndocker build -t ${image} web\n${deploy}`), undefined);
    assert.equal(built(`docker build -t ${image} -f prod.Dockerfile .\n${deploy}`), undefined);
  });
});
