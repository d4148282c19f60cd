import { formatBytes, MIB, meantQuantity, parseBytes, parseCpu } from '../../base/quantity.ts';
import type { Range, Uri } from '../../base/span.ts';
import { flagProblem } from '../../catalog/deploy-flags.ts';
import { isPlatformName, RESERVED_VARIABLES } from '../../catalog/environment.ts';
import { isLegalCpu, memoryRange } from '../../catalog/limits.ts';
import type { DeployCommand } from '../../facts/deploy/types.ts';
import { dropItem, dropLines, replaceIn } from '../deploy-write.ts';
import { at, defineRule, type FileSubject, type Fix, type Report } from '../rule.ts';
import { fixOf } from '../write.ts';

const MESSAGES = {
  port: 'Cloud Run sets PORT itself and refuses a deployment that does. Remove it; --port chooses the port.',
  resource:
    'Cloud Run sets PORT itself and refuses a service that does. Remove the block; container_port chooses the port.',
  variable: 'Cloud Run sets {name} itself and refuses a deployment that does. Remove it.',
  foreign: 'gcloud run {noun} has no flag --{flag}, so the command fails. {advice}',
  quantity: '--memory {value} is not a size that Cloud Run can read. Write {expected}.',
  range: '--{flag} {value} is refused: Cloud Run takes {expected}.',
  bounds: '--min-instances {min} is more than --max-instances {max}, which Cloud Run refuses.',
  pair: '{memory} of memory cannot be had with {cpu} CPU, so Cloud Run refuses the deployment: it takes {limit}.',
  only: 'Cloud Run gives less than 1 CPU only with {only}, so it refuses --{flag}.',
  share: 'With less than 1 CPU an instance takes one request at a time: Cloud Run refuses --concurrency {value}.',
} as const;

const deploy = (flags: string): string => `gcloud run deploy shop --image gcr.io/p/shop ${flags}\n`;

export default defineRule({
  name: 'rejected-flag',
  since: '0.1.0',
  severity: 'error',
  subject: 'file',
  summary: 'A deploy command has a flag that gcloud or Cloud Run refuses.',
  why: `The deployment ends with an error, often after the image was built and pushed. \`PORT\` and the other variables that Cloud Run sets cannot be
set by a deployment, be it by gcloud or by Terraform; sizes, numbers and pairs of CPU and memory have to be those that exist; jobs have other flags than services. Values
that a variable fills in are not judged.`,
  source: { url: 'https://docs.cloud.google.com/sdk/gcloud/reference/run/deploy', checked: '2026-11-28' },
  messages: MESSAGES,
  bad: [
    {
      why: 'A variable that Cloud Run sets',
      files: { 'deploy.sh': deploy('--set-env-vars "DEBUG=0,⟦PORT=8080⟧"') },
      fixed: { 'deploy.sh': deploy('--set-env-vars "DEBUG=0"') },
    },
    {
      why: 'The only variable of a step',
      files: {
        'cloudbuild.yaml':
          "steps:\n- name: gcr.io/google.com/cloudsdktool/cloud-sdk\n  entrypoint: gcloud\n  args: ['run', 'deploy', 'shop', '--image', 'gcr.io/p/shop', '--set-env-vars', '⟦PORT=8080⟧']\n",
      },
    },
    {
      why: 'The same in the action',
      files: {
        '.github/workflows/deploy.yml':
          'on: push\njobs:\n  deploy:\n    steps:\n      - uses: google-github-actions/deploy-cloudrun@v2\n        with:\n          service: shop\n          env_vars: |-\n            DEBUG=0\n            ⟦K_SERVICE=shop⟧\n',
      },
      fixed: {
        '.github/workflows/deploy.yml':
          'on: push\njobs:\n  deploy:\n    steps:\n      - uses: google-github-actions/deploy-cloudrun@v2\n        with:\n          service: shop\n          env_vars: |-\n            DEBUG=0\n',
      },
    },
    {
      why: 'A flag of services on a job',
      files: { Makefile: 'job:\n\tgcloud run jobs deploy nightly --image gcr.io/p/shop ⟦--timeout 900⟧\n' },
      fixed: { Makefile: 'job:\n\tgcloud run jobs deploy nightly --image gcr.io/p/shop --task-timeout 900\n' },
    },
    {
      why: 'Another one, which has no like',
      files: { Makefile: 'job:\n\tgcloud run jobs deploy nightly --image gcr.io/p/shop ⟦--concurrency=1⟧\n' },
    },
    {
      why: 'A variable in Terraform',
      files: {
        'main.tf':
          'resource "google_cloud_run_v2_service" "shop" {\n  name     = "shop"\n  location = "europe-west1"\n  template {\n    containers {\n      image = "europe-docker.pkg.dev/p/r/shop"\n      env {\n        name  = ⟦"PORT"⟧\n        value = "8080"\n      }\n    }\n  }\n}\n',
      },
      fixed: {
        'main.tf':
          'resource "google_cloud_run_v2_service" "shop" {\n  name     = "shop"\n  location = "europe-west1"\n  template {\n    containers {\n      image = "europe-docker.pkg.dev/p/r/shop"\n    }\n  }\n}\n',
      },
    },
    {
      why: 'A size with an unknown unit',
      files: { 'deploy.sh': deploy('⟦--memory 512MB⟧') },
      fixed: { 'deploy.sh': deploy('--memory 512Mi') },
    },
    {
      why: 'Numbers that do not exist',
      files: { 'deploy.sh': deploy('⟦--concurrency 5000⟧ ⟦--timeout=7200⟧ ⟦--cpu 3⟧') },
    },
    { why: 'More at least than at most', files: { 'deploy.sh': deploy('⟦--min-instances 5⟧ --max-instances 2') } },
    { why: 'Memory that one CPU does not have', files: { 'deploy.sh': deploy('--cpu 1 ⟦--memory 8Gi⟧') } },
    {
      why: 'What goes with a whole CPU only',
      files: {
        'deploy.sh': deploy('--cpu 0.5 ⟦--no-cpu-throttling⟧ ⟦--execution-environment gen2⟧'),
      },
    },
    { why: 'A share of a CPU', files: { 'deploy.sh': deploy('--cpu 500m ⟦--concurrency 80⟧') } },
  ],
  good: [
    {
      why: 'Variables with such an end, those of the build, those of a job and those of another container',
      files: {
        'deploy.sh':
          'gcloud run deploy a --source . --set-env-vars APP_PORT=8080,PORTS=1 --set-build-env-vars PORT=1\ngcloud run jobs deploy b --image gcr.io/p/b --set-env-vars PORT=8080\ngcloud run deploy c --container web --image gcr.io/p/c --port 8080 --container side --image gcr.io/p/d --set-env-vars PORT=9000\ndocker run -e PORT=8080 shop\ngcloud functions deploy f --set-env-vars PORT=1\n',
      },
    },
    {
      why: 'Times with units, the words that take a value back, and what a variable fills in',
      files: {
        'deploy.sh': `${deploy('--timeout 60m --memory "$MEMORY" --cpu=2 --concurrency default')}${deploy('--timeout=3600s --memory 1G --cpu 1000m --max-instances "$MAX" --min-instances 3')}gcloud run jobs deploy n --image gcr.io/p/n --task-timeout 24h --max-retries 0\n`,
      },
    },
    {
      why: 'Commands that are only shown, and other programs',
      files: {
        'deploy.sh':
          '# gcloud run deploy shop --set-env-vars PORT=8080\necho "gcloud run deploy shop --memory 512MB"\nnpm run deploy -- --memory 512MB\n',
      },
    },
    {
      why: 'A sidecar in Terraform may have a PORT',
      files: {
        'main.tf':
          'resource "google_cloud_run_v2_service" "shop" {\n  name     = "shop"\n  location = "europe-west1"\n  template {\n    containers {\n      image = "nginx"\n      ports {\n        container_port = 8080\n      }\n    }\n    containers {\n      image = "europe-docker.pkg.dev/p/r/shop"\n      env {\n        name  = "PORT"\n        value = "9000"\n      }\n    }\n  }\n}\n',
      },
    },
    {
      why: 'A GPU that brings its own amounts',
      files: {
        'deploy.sh': deploy('--gpu 1 --gpu-type nvidia-rtx-pro-6000 --cpu 20 --memory 80Gi --no-cpu-throttling'),
      },
    },
  ],
  *check(subject) {
    for (const command of subject.deploys) {
      if (command.shown) continue;
      yield* variables(subject, command);
      // What Terraform itself refuses it says before anything is deployed.
      if (command.by === 'terraform') continue;
      yield* ofAnotherKind(subject, command);
      yield* numbers(subject, command);
      yield* resources(subject, command);
    }
  },
});

type Reports = Iterable<Report<typeof MESSAGES>>;

function* variables({ uri, text }: FileSubject, command: DeployCommand): Reports {
  const { by, kind, lists, takesRequests } = command;
  if (!takesRequests) return;
  const reserved = RESERVED_VARIABLES.filter((v) => v.kinds.includes(kind)).map((v) => v.name);
  for (const { name, start, end } of lists.variables) {
    if (!reserved.includes(name) || (name !== 'PORT' && !isPlatformName(name))) continue;
    const written = by === 'terraform' ? `"${name}"` : `(?<![\\w-])${name}=[^\\s,"']*`;
    const found = new RegExp(written).exec(text.slice(start, end));
    const range =
      found === null ? { start, end } : { start: start + found.index, end: start + found.index + found[0].length };
    const fix = (): Fix | undefined =>
      fixOf(
        `Remove ${name}`,
        'safe',
        by === 'terraform'
          ? dropLines(uri, text, { start, end })
          : found === null
            ? undefined
            : dropItem(uri, text, range),
      );
    if (name === 'PORT') yield { message: by === 'terraform' ? 'resource' : 'port', at: at(uri, range), fix };
    else yield { message: 'variable', data: { name }, at: at(uri, range), fix };
  }
}

/** Flags that mean the same for the other kind of resource. */
const TIMEOUTS: Readonly<Record<string, string>> = { timeout: 'task-timeout', 'task-timeout': 'timeout' };

function* ofAnotherKind({ uri, text }: FileSubject, { kind, flags }: DeployCommand): Reports {
  for (const [flag, place] of Object.entries(flags)) {
    const advice = flagProblem(kind, flag);
    if (advice === undefined) continue;
    const other = TIMEOUTS[flag];
    yield {
      message: 'foreign',
      data: { noun: kind === 'job' ? 'jobs' : 'deploy', flag, advice },
      at: at(uri, place),
      fix: () =>
        other === undefined || flags[other] !== undefined
          ? undefined
          : fixOf(`Write --${other}`, 'safe', replaceIn(uri, text, place, `--${flag}`, `--${other}`)),
    };
  }
}

interface Literal extends Range {
  readonly value: string;
}

/** The value of a flag that is written out. */
function literalOf({ flags }: DeployCommand, name: string): Literal | undefined {
  const flag = flags[name];
  return flag === undefined || flag.value === '' || /[$`%{}<>\\]/.test(flag.value) ? undefined : flag;
}

function numberOf(flag: Literal | undefined): number | undefined {
  return flag !== undefined && /^\d+$/.test(flag.value) ? Number(flag.value) : undefined;
}

/** Seconds of `300`, `300s`, `5m`, `1h`. */
function secondsOf(text: string): number | undefined {
  const [, amount, unit = 's'] = /^(\d+)([smh])?$/.exec(text) ?? [];
  return amount === undefined ? undefined : Number(amount) * ({ s: 1, m: 60, h: 3600 }[unit] ?? 1);
}

function* numbers({ uri }: FileSubject, command: DeployCommand): Reports {
  if (command.kind !== 'service') return;
  const concurrency = literalOf(command, 'concurrency');
  if (concurrency !== undefined && (numberOf(concurrency) ?? 0) > 1000)
    yield {
      message: 'range',
      data: { flag: 'concurrency', value: concurrency.value, expected: '1 to 1000' },
      at: at(uri, concurrency),
    };
  const timeout = literalOf(command, 'timeout');
  if (timeout !== undefined && (secondsOf(timeout.value) ?? 0) > 3600)
    yield {
      message: 'range',
      data: { flag: 'timeout', value: timeout.value, expected: 'at most 3600 seconds' },
      at: at(uri, timeout),
    };
  const least = literalOf(command, 'min-instances');
  const [min, max] = [numberOf(least), numberOf(literalOf(command, 'max-instances'))];
  if (least !== undefined && min !== undefined && max !== undefined && min > max)
    yield { message: 'bounds', data: { min, max }, at: at(uri, least) };
}

/** What Cloud Run gives with a whole CPU only (facts §4.1). */
function* wholeCpu(uri: Uri, command: DeployCommand): Reports {
  const billing = command.flags['no-cpu-throttling'];
  if (billing !== undefined)
    yield { message: 'only', data: { flag: 'no-cpu-throttling', only: 'request-based billing' }, at: at(uri, billing) };
  const generation = literalOf(command, 'execution-environment');
  if (generation?.value === 'gen2')
    yield {
      message: 'only',
      data: { flag: 'execution-environment gen2', only: 'the first generation environment' },
      at: at(uri, generation),
    };
}

function* resources({ uri, text }: FileSubject, command: DeployCommand): Reports {
  const { flags } = command;
  if (flags['gpu'] !== undefined || flags['gpu-type'] !== undefined || flags['container'] !== undefined) return;
  const memoryFlag = literalOf(command, 'memory');
  const memory = memoryFlag === undefined ? undefined : parseBytes(memoryFlag.value);
  if (memoryFlag !== undefined && memory === undefined) {
    const expected = meantQuantity(memoryFlag.value);
    if (expected !== undefined)
      yield {
        message: 'quantity',
        data: { value: memoryFlag.value, expected },
        at: at(uri, memoryFlag),
        fix: () => fixOf(`Write ${expected}`, 'safe', replaceIn(uri, text, memoryFlag, memoryFlag.value, expected)),
      };
  }
  const cpuFlag = literalOf(command, 'cpu');
  const cpu = cpuFlag === undefined ? undefined : parseCpu(cpuFlag.value);
  if (cpuFlag === undefined || cpu === undefined) return;
  if (!isLegalCpu(cpu)) {
    yield {
      message: 'range',
      data: { flag: 'cpu', value: cpuFlag.value, expected: '0.08 to 1, 2, 4, 6 or 8' },
      at: at(uri, cpuFlag),
    };
    return;
  }
  const concurrency = literalOf(command, 'concurrency');
  if (command.kind === 'service' && cpu < 1 && concurrency !== undefined && (numberOf(concurrency) ?? 0) > 1)
    yield { message: 'share', data: { value: concurrency.value }, at: at(uri, concurrency) };
  if (command.kind === 'service' && cpu < 1) yield* wholeCpu(uri, command);
  if (memoryFlag === undefined || memory === undefined || memory < MIB) return;
  const { max, min } = memoryRange(cpu);
  // Pages disagree on the least memory of 6 CPU, and decimal units fall short of binary ones.
  const limit =
    memory > max ? `at most ${formatBytes(max)}` : memory < min * 0.75 ? `at least ${formatBytes(min)}` : '';
  if (limit !== '')
    yield {
      message: 'pair',
      data: { memory: formatBytes(memory), cpu: cpuFlag.value, limit },
      at: at(uri, memoryFlag),
    };
}
