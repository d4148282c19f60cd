import { strict as assert } from 'node:assert';
import { platformFacts } from '../../../server/src/facts/deploy/platform.ts';

/** Variables as `NAME=value`, `NAME=?` where the value comes from elsewhere; volumes as `name@path`; then the command and its arguments. */
function lists(text: string): readonly string[] {
  return platformFacts('file:///f', text).deploys.map(({ lists: { variables, mounts, command, args } }) =>
    [
      ...variables.map((v) => `${v.name}=${v.value ?? '?'}`),
      ...(mounts ?? []).map((mount) => `${mount.volume}@${mount.path ?? '?'}`),
      ...(command === undefined ? [] : [`command ${JSON.stringify(command.value)}`]),
      ...(args === undefined ? [] : [`args ${JSON.stringify(args.value)}`]),
    ].join(' '),
  );
}

const CLOUD_BUILD = 'steps:\n- name: gcr.io/google.com/cloudsdktool/cloud-sdk\n  entrypoint: gcloud\n';

const ROWS: readonly (readonly [why: string, text: string, expected: string])[] = [
  ['words', 'gcloud run deploy a --set-env-vars A=1,B=two --image x', 'A=1 B=two'],
  [
    'quotes and variables',
    'gcloud run deploy a --set-env-vars="A=1,B=$B" \\\n  --update-env-vars "C=x y" --memory 1Gi\necho --set-env-vars D=1\n',
    'A=1 B=? C=x y',
  ],
  ['quotes inside the word', 'gcloud run deploy a --set-env-vars A="1",B=\'2\' --image x', 'A=1 B=2'],
  ['the flag repeated', 'gcloud run deploy a --set-env-vars A=1 --set-env-vars B=2', 'A=1 B=2'],
  ['another separator', 'gcloud run deploy a --set-env-vars "^@^A=1,2@B=3"', 'A=1,2 B=3'],
  [
    'volumes',
    'gcloud run deploy a --add-volume=name=data,type=cloud-storage,bucket=b --add-volume-mount=volume=data,mount-path=/data',
    'data@/data',
  ],
  [
    'volumes, one flag for both, and a path that a variable gives',
    'gcloud run deploy a --add-volume name=data,type=nfs,location=h:/x,mount-path=/mnt --add-volume-mount "volume=b,mount-path=$P"',
    'data@/mnt b@?',
  ],
  ['secrets, as variables and as files', 'gcloud run deploy a --set-secrets=A=a:latest,/etc/b=b:1', 'A=?'],
  [
    'a list in brackets',
    `${CLOUD_BUILD}  args: ['run', 'deploy', 'a', '--set-env-vars', 'A=1,B=$_B', '--port=80']\n`,
    'A=1 B=?',
  ],
  ['one item', `${CLOUD_BUILD}  args: ['run', 'deploy', 'a', '--set-env-vars=A=1,B=2']\n`, 'A=1 B=2'],
  [
    'items on lines',
    `${CLOUD_BUILD}  args:\n    - run\n    - deploy\n    - a\n    - --set-env-vars=A=1,B=2\n    - '--update-secrets'\n    - 'C=c:1'\n`,
    'A=1 B=2 C=?',
  ],
  [
    'the action',
    'steps:\n  - uses: google-github-actions/deploy-cloudrun@v2\n    with:\n      service: a\n      env_vars: |-\n        A=1\n        B=${{ vars.B }}\n      secrets: C=c:latest\n      flags: --args=x,y\n  - run: echo A=2\n',
    'A=1 B=? C=? args ["x","y"]',
  ],
  [
    'a command',
    'gcloud run jobs deploy a --command python --args=manage.py,migrate --image x',
    'command ["python"] args ["manage.py","migrate"]',
  ],
  ['a command taken back', 'gcloud run deploy a --command "" --args ""', 'command [] args []'],
  ['a flag that begins so', 'gcloud run deploy a --command-x y --args', ''],
  ['half typed', 'gcloud run deploy a --set-env-vars="A=1', ''],
];

describe('lists of deploy commands', () => {
  for (const [why, text, expected] of ROWS) it(why, () => assert.deepEqual(lists(text), [expected]));
});
