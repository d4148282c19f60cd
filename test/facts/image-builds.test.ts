import { strict as assert } from 'node:assert';
import { imageBuilds } from '../../server/src/facts/image-builds.ts';

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
});
