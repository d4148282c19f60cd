import { strict as assert } from 'node:assert';
import { imageBuilds } from '../../../server/src/facts/deploy/image-builds.ts';

/** Each build as `images <- folder | file | context`. */
function builds(text: string): readonly string[] {
  return imageBuilds(text).map(
    ({ images, folder, file, context }) => `${images.join(' ')} <- ${folder ?? '-'} | ${file ?? '-'} | ${context}`,
  );
}

const ROWS: readonly (readonly [why: string, text: string, expected: readonly string[]])[] = [
  ['a command', 'docker build -t gcr.io/p/api:1 .\n', ['gcr.io/p/api:1 <- - | - | .']],
  ['context first', 'docker build ./api -t api\n', ['api <- - | - | ./api']],
  [
    'buildx, continued, followed by a push',
    'docker buildx build --platform linux/amd64 \\\n  --tag "api:$SHA" --file docker/api.Dockerfile --push . && docker push api\n',
    ['api:$SHA <- - | docker/api.Dockerfile | .'],
  ],
  [
    'a step of Cloud Build',
    "steps:\n  - name: gcr.io/cloud-builders/docker\n    args: ['build', '-t', 'gcr.io/$PROJECT_ID/api:$SHORT_SHA', '-f', 'api/Dockerfile', 'api/']\n",
    ['gcr.io/$PROJECT_ID/api:$SHORT_SHA <- - | api/Dockerfile | api/'],
  ],
  [
    'a step of Cloud Build line by line, in a folder, and another step behind it',
    "steps:\n  - name: 'gcr.io/cloud-builders/docker'\n    args:\n      - 'build'\n      - '-t'\n      - 'gcr.io/p/api'\n      - '.'\n    dir: 'back-end'\n  - name: 'gcr.io/cloud-builders/docker'\n    args: ['push', 'gcr.io/p/api']\n    dir: 'front-end'\n",
    ['gcr.io/p/api <- back-end | - | .'],
  ],
  [
    'Cloud Build by command',
    'gcloud builds submit --tag us-docker.pkg.dev/p/r/api --timeout 600 ./api\n',
    ['us-docker.pkg.dev/p/r/api <- - | - | ./api'],
  ],
  ['Cloud Build here', 'gcloud builds submit --tag gcr.io/p/api\n', ['gcr.io/p/api <- - | - | .']],
  [
    'an action of GitHub',
    'jobs:\n  a:\n    steps:\n      - uses: docker/build-push-action@v6\n        with:\n          context: ./api\n          file: ./api/prod.Dockerfile\n          tags: |\n            ghcr.io/o/api:latest\n            ghcr.io/o/api:${{ github.sha }}\n      - run: docker push x\n',
    ['ghcr.io/o/api:latest ghcr.io/o/api:${{ github.sha }} <- - | ./api/prod.Dockerfile | ./api'],
  ],
  [
    'a step of Cloud Build whose list goes over lines',
    "steps:\n  - name: gcr.io/cloud-builders/docker\n    id: build\n    waitFor: ['-']\n    env: ['A=b']\n    args:\n      [\n        'build', '-t', 'gcr.io/p/api',\n        '-f', 'api/Dockerfile',\n        'api'\n      ]\n",
    ['gcr.io/p/api <- - | api/Dockerfile | api'],
  ],
  [
    'a name that the script puts together',
    'NAME=api\nIMAGE="gcr.io/$PROJECT/$NAME"\ndocker build -t "$IMAGE" .\n',
    ['$IMAGE gcr.io/$PROJECT/api <- - | - | .'],
  ],
  ['no name', 'docker build .\n', []],
  ['a context that only the caller knows', 'docker build -t api "$DIR"\n', []],
  ['a file that only the caller knows', 'docker build -t api -f "$FILE" .\n', []],
  ['Compose', 'docker compose build web\n', []],
  ['prose', 'Install Docker, then build the app.\n', []],
  ['half typed', 'docker build -t', []],
];

describe('image builds', () => {
  for (const [why, text, expected] of ROWS) it(why, () => assert.deepEqual(builds(text), expected));

  it('are bounded', () => assert.equal(imageBuilds('docker build -t a .\n'.repeat(10_000)).length, 100));

  const STANDS: readonly (readonly [why: string, text: string, expected: readonly string[]])[] = [
    ['a variable for envsubst', 'docker build -t $IMAGE .\nenvsubst < service.yaml\n', ['$IMAGE']],
    [
      'a placeholder for sed, through variables of Cloud Build',
      "steps:\n  - name: gcr.io/cloud-builders/docker\n    args: ['build', '-t', '${_IMAGE}', '.']\n  - name: bash\n    env: ['IMAGE=${_IMAGE}']\n    script: sed -i s@%APP_IMAGE%@${IMAGE}@g run-service.yaml\nsubstitutions:\n  _IMAGE: gcr.io/p/app\n",
      ['$_IMAGE', '$IMAGE', '%APP_IMAGE%'],
    ],
    [
      'a variable that a workflow sets for later steps',
      'run: |\n  docker build -t gcr.io/$P/web:$SHA web\n  echo "WEB_IMAGE=gcr.io/$P/web:$SHA" >> $GITHUB_ENV\n  envsubst < service.yaml\n',
      ['$WEB_IMAGE'],
    ],
    ['a name written out', 'docker build -t gcr.io/p/web .\nsed s/a/b/ service.yaml\n', []],
  ];
  for (const [why, text, expected] of STANDS)
    it(`stand for: ${why}`, () => assert.deepEqual(imageBuilds(text)[0]?.standsFor, expected));
});
