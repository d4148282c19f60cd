import { type Known, unknown } from '../../base/known.ts';
import { basename } from '../../base/uri.ts';
import type { Deployable } from '../../model/deployable.ts';
import type { PlacedDeploy } from '../../model/discovery/placed-deploy.ts';
import { memoryFlag, numberFlag } from '../../model/resources.ts';
import { type DeployableSubject, defineRule } from '../rule.ts';

const APP = {
  Dockerfile:
    'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ["gunicorn", "--threads", "8", "--bind", ":8080", "main:app"]\n',
  'main.py': 'from flask import Flask\n\napp = Flask(__name__)\n',
};
const manifest = (memory: string, more = ''): string =>
  `apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\n  annotations:\n    run.googleapis.com/ingress: all\nspec:\n  template:\n    spec:\n      containerConcurrency: 8\n${more}      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          resources:\n            limits:\n              memory: ${memory}\n`;
const deploy = (flags: string): string => `gcloud run deploy shop --source . ${flags}\n`;

export default defineRule({
  name: 'settings-disagree',
  since: '0.1.0',
  severity: 'information',
  subject: 'deployable',
  summary: 'The manifest and a deploy command of the same service set different values.',
  why: `\`gcloud run deploy\` changes what its flags name and leaves the rest as it is; \`gcloud run services replace\` puts the manifest in
place of all of it. When both are used for one service, each undoes what the other set, and the one that ran last decides. Keep a setting in
one place: take the flag out of the command, or deploy with the manifest only.`,
  source: { url: 'https://docs.cloud.google.com/sdk/gcloud/reference/run/services/replace', checked: '2026-11-28' },
  topic: 'services-jobs-and-worker-pools',
  messages: {
    differs:
      'The manifest sets {setting} to {here}, {file} deploys with {there}: what runs last decides. Keep it in one place.',
  },
  bad: [
    {
      why: 'A script that deploys the same service',
      files: { ...APP, 'service.yaml': manifest('⟦512Mi⟧'), 'deploy.sh': deploy('--memory 1Gi') },
    },
    {
      why: 'A step of Cloud Build, with other limits',
      files: {
        ...APP,
        'service.yaml': manifest('512Mi', '      timeoutSeconds: ⟦60⟧\n'),
        'cloudbuild.yaml':
          "steps:\n  - name: gcr.io/google.com/cloudsdktool/cloud-sdk\n    entrypoint: gcloud\n    args: ['run', 'deploy', 'shop', '--image', 'us-docker.pkg.dev/p/r/shop', '--timeout', '300s']\n",
      },
    },
  ],
  good: [
    {
      why: 'The same value in another spelling',
      files: { ...APP, 'service.yaml': manifest('1Gi'), 'deploy.sh': deploy('--memory=1024Mi --concurrency 8') },
    },
    {
      why: 'The command leaves it to the manifest',
      files: { ...APP, 'service.yaml': manifest('1Gi'), 'deploy.sh': deploy('--region europe-west1') },
    },
    {
      why: 'Another service',
      files: {
        ...APP,
        'service.yaml': manifest('1Gi'),
        'deploy.sh': deploy('--memory 512Mi').replace('shop', 'shop-staging'),
      },
    },
    {
      why: 'Only the caller knows the value',
      files: { ...APP, 'service.yaml': manifest('1Gi'), 'deploy.sh': deploy('--memory "$MEMORY"') },
    },
    {
      why: 'Two commands that differ are two environments: which of them the manifest belongs to is not known',
      files: {
        ...APP,
        'service.yaml': manifest('1Gi'),
        'deploy.sh': `${deploy('--project shop-dev --memory 512Mi')}${deploy('--project shop-prod --memory 1Gi')}`,
      },
    },
    {
      why: 'A job of the same name',
      files: {
        ...APP,
        'service.yaml': manifest('1Gi'),
        'deploy.sh': 'gcloud run jobs deploy shop --image us-docker.pkg.dev/p/r/shop --memory 2Gi\n',
      },
    },
    {
      why: 'A README only shows how it could be done',
      files: { ...APP, 'service.yaml': manifest('1Gi'), 'README.md': `\`\`\`sh\n${deploy('--memory 512Mi')}\`\`\`\n` },
    },
  ],
  *check({ deployable, reader }: DeployableSubject) {
    const { manifest: own, name, kind } = deployable;
    if (own === undefined || !own.document.isCloudRun || name.kind === 'unknown') return;
    const deploys = reader
      .deploysIn(reader.folderOf(own.uri))
      .filter(
        ({ command }) =>
          command.by === 'gcloud' &&
          command.kind === kind &&
          command.name === name.value &&
          !severalContainers(command.flags),
      );
    if (deploys.length === 0) return;
    for (const { setting, here, flag, there } of settingsOf(deployable, deploys)) {
      if (here.kind === 'unknown' || there.kind === 'unknown' || here.value === there.value) continue;
      if (here.at?.uri !== own.uri || there.at === undefined) continue;
      yield {
        message: 'differs',
        data: {
          setting,
          here: shown(reader.written(here.at)),
          file: basename(there.at.uri),
          there: `--${flag} ${deploys.find(({ command }) => command.flags[flag])?.command.flags[flag]?.value ?? ''}`,
        },
        at: here.at,
        related: [{ message: 'The deploy command sets it here.', at: there.at }],
      };
    }
  },
});

/** Flags behind `--container` belong to the container that it names. */
function severalContainers(flags: PlacedDeploy['command']['flags']): boolean {
  return flags['container'] !== undefined;
}

/** A value as it is written, short enough for a message. */
function shown(text: string | undefined): string {
  return (text ?? '').replace(/^(["'])(.*)\1$/, '$2').slice(0, 40);
}

interface Pair {
  readonly setting: string;
  readonly here: Known<number>;
  readonly flag: string;
  readonly there: Known<number>;
}

/** What both may set, in the same unit. */
function settingsOf(deployable: Deployable, deploys: readonly PlacedDeploy[]): readonly Pair[] {
  const { containers, kind } = deployable;
  const main = containers.find((c) => c.ingress) ?? (containers.length === 1 ? containers[0] : undefined);
  const absent: Known<number> = unknown('absent');
  const ofContainer = (value: Known<number> | undefined): Known<number> => value ?? absent;
  const pair = (setting: string, here: Known<number>, flag: string): Pair => ({
    setting,
    here,
    flag,
    there: numberFlag(deploys, flag),
  });
  return [
    {
      setting: 'the memory',
      here: ofContainer(main?.manifest?.limits.memory?.amount),
      flag: 'memory',
      there: memoryFlag(deploys),
    },
    pair('the CPU', ofContainer(main?.manifest?.limits.cpu?.amount), 'cpu'),
    pair('the port', ofContainer(main?.manifest?.ports[0]?.containerPort), 'port'),
    pair('the concurrency', deployable.concurrency, 'concurrency'),
    pair('the timeout', deployable.timeoutSeconds, kind === 'job' ? 'task-timeout' : 'timeout'),
    pair('the minimum of instances', deployable.minInstances, 'min-instances'),
    pair('the maximum of instances', deployable.maxInstances, 'max-instances'),
  ];
}
