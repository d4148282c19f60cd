import { lookUp } from '../base/look-up.ts';

/**
 * What a wrapper does to the process behind it. `replaces`: it becomes that program (exec). `init`: it stays as PID 1 and
 * passes signals on. `forwards`: it stays and passes SIGTERM on. `swallows`: it stays and does not. `unknown`: not established.
 */
export type WrapperRole = 'replaces' | 'init' | 'forwards' | 'swallows' | 'unknown';

/** A program that starts another one given on its command line. */
export interface Wrapper {
  /** Names of the program, without folder. */
  readonly programs: readonly string[];
  /** The word that must follow (`run`), possibly behind options. */
  readonly subcommand?: string;
  readonly role: WrapperRole;
  /** Options that take a value in the next word. All other words that start with `-` are options by themselves. */
  readonly valueOptions?: readonly string[];
  /** Words that come before the program besides options: a user name, a duration. */
  readonly leadingWords?: number;
  /** `NAME=value` words come before the program and enter its environment. */
  readonly assignments?: true;
  /** The program stands behind `--` only. */
  readonly needsSeparator?: true;
  /** A script or module name may follow where a program stands: `uv run main.py`. */
  readonly runsPython?: true;
  /** Option that names a folder to change to first. */
  readonly directoryOption?: readonly string[];
  /** Options that start the program with no variables but its own. */
  readonly clearingOptions?: readonly string[];
  /** Signals go to the whole process group, also past a shell. */
  readonly signalsGroup?: true;
  readonly source: string;
}

const GNU = 'https://www.gnu.org/software/coreutils/manual/';

/** Programs that are peeled off a command line. Checked 2026-11-23. */
export const WRAPPERS: readonly Wrapper[] = [
  {
    programs: ['tini', 'tini-static', 'docker-init'],
    role: 'init',
    valueOptions: ['-e', '-p'],
    source: 'https://github.com/krallin/tini',
  },
  {
    programs: ['dumb-init'],
    role: 'init',
    valueOptions: ['-r', '--rewrite'],
    signalsGroup: true,
    source: 'https://github.com/Yelp/dumb-init',
  },
  { programs: ['catatonit'], role: 'init', source: 'https://github.com/openSUSE/catatonit' },

  {
    programs: ['env'],
    clearingOptions: ['-i', '--ignore-environment'],
    role: 'replaces',
    valueOptions: ['-u', '--unset', '-C', '--chdir', '-S'],
    directoryOption: ['-C', '--chdir'],
    assignments: true,
    source: GNU,
  },
  { programs: ['nice'], role: 'replaces', valueOptions: ['-n', '--adjustment'], source: GNU },
  {
    programs: ['ionice'],
    role: 'replaces',
    valueOptions: ['-c', '-n', '-p'],
    source: 'https://man7.org/linux/man-pages/man1/ionice.1.html',
  },
  {
    programs: ['chrt', 'taskset'],
    role: 'replaces',
    valueOptions: ['-c'],
    leadingWords: 1,
    source: 'https://man7.org/linux/man-pages/man1/taskset.1.html',
  },
  { programs: ['nohup', 'stdbuf', 'setsid'], role: 'replaces', valueOptions: ['-i', '-o', '-e'], source: GNU },
  { programs: ['unbuffer'], role: 'unknown', source: 'https://core.tcl-lang.org/expect/index' },
  {
    programs: ['timeout'],
    role: 'forwards',
    valueOptions: ['-s', '--signal', '-k', '--kill-after'],
    leadingWords: 1,
    source: GNU,
  },
  {
    programs: ['gosu', 'su-exec', 'setuidgid'],
    role: 'replaces',
    leadingWords: 1,
    source: 'https://github.com/tianon/gosu',
  },
  {
    programs: ['setpriv'],
    role: 'replaces',
    valueOptions: ['--nnp', '--reuid', '--regid', '--groups'],
    source: 'https://man7.org/linux/man-pages/man1/setpriv.1.html',
  },
  {
    programs: ['chpst'],
    role: 'replaces',
    valueOptions: ['-u', '-U', '-b', '-e', '-/', '-n', '-l', '-L', '-m', '-d', '-o', '-p', '-f', '-c'],
    source: 'http://smarden.org/runit/chpst.8.html',
  },
  {
    programs: ['sudo'],
    role: 'forwards',
    valueOptions: ['-u', '--user', '-g', '--group', '-h', '-p', '-C', '-r', '-t', '-D'],
    assignments: true,
    source: 'https://www.sudo.ws/docs/man/sudo.man/',
  },
  {
    programs: ['runuser'],
    role: 'forwards',
    valueOptions: ['-u', '--user', '-g', '--group', '-G'],
    source: 'https://man7.org/linux/man-pages/man1/runuser.1.html',
  },
  {
    programs: ['xvfb-run'],
    role: 'swallows',
    valueOptions: [
      '-n',
      '--server-num',
      '-s',
      '--server-args',
      '-e',
      '--error-file',
      '-f',
      '--auth-file',
      '-p',
      '--xauth-protocol',
      '-w',
      '--wait',
    ],
    source: 'https://manpages.debian.org/bookworm/xvfb/xvfb-run.1.en.html',
  },
  { programs: ['catchsegv'], role: 'unknown', source: GNU },

  {
    programs: ['opentelemetry-instrument'],
    role: 'replaces',
    valueOptions: [
      '--traces_exporter',
      '--metrics_exporter',
      '--logs_exporter',
      '--exporter_otlp_endpoint',
      '--exporter_otlp_traces_endpoint',
      '--exporter_otlp_metrics_endpoint',
      '--service_name',
      '--resource_attributes',
      '--id_generator',
      '--propagators',
      '--disabled_instrumentations',
    ],
    source: 'https://opentelemetry.io/docs/zero-code/python/',
  },
  { programs: ['ddtrace-run'], role: 'replaces', source: 'https://ddtrace.readthedocs.io' },
  {
    programs: ['newrelic-admin'],
    subcommand: 'run-program',
    role: 'replaces',
    source:
      'https://docs.newrelic.com/docs/apm/agents/python-agent/installation/python-agent-admin-script-advanced-usage/',
  },
  {
    programs: ['elasticapm-run'],
    role: 'replaces',
    valueOptions: ['--config'],
    source: 'https://www.elastic.co/guide/en/apm/agent/python/current/wrapper-support.html',
  },
  {
    programs: ['splunk-py-trace', 'splunk-instrument'],
    role: 'replaces',
    source: 'https://github.com/signalfx/splunk-otel-python',
  },

  {
    programs: ['uv'],
    subcommand: 'run',
    role: 'forwards',
    runsPython: true,
    directoryOption: ['--directory'],
    valueOptions: [
      '--with',
      '--with-editable',
      '--with-requirements',
      '-p',
      '--python',
      '--project',
      '--directory',
      '--env-file',
      '--package',
      '--extra',
      '--no-extra',
      '--group',
      '--no-group',
      '--only-group',
      '--index',
      '--default-index',
      '-i',
      '--index-url',
      '--extra-index-url',
      '-f',
      '--find-links',
      '--resolution',
      '--prerelease',
      '--exclude-newer',
      '--link-mode',
      '--cache-dir',
      '--config-file',
      '--color',
      '--python-preference',
      '--refresh-package',
      '--reinstall-package',
      '-P',
      '--upgrade-package',
      '-C',
      '--config-setting',
      '--no-build-package',
      '--no-binary-package',
      '--keyring-provider',
      '--allow-insecure-host',
      '-w',
      '--python-platform',
      '--fork-strategy',
    ],
    source: 'https://docs.astral.sh/uv/reference/cli/#uv-run',
  },
  {
    programs: ['poetry'],
    subcommand: 'run',
    role: 'replaces',
    valueOptions: ['-C', '--directory', '-P', '--project'],
    directoryOption: ['-C', '--directory'],
    source: 'https://github.com/python-poetry/poetry/blob/main/src/poetry/utils/env/base_env.py',
  },
  {
    programs: ['pipenv'],
    subcommand: 'run',
    role: 'replaces',
    valueOptions: ['--python', '--pypi-mirror'],
    source: 'https://github.com/pypa/pipenv/blob/main/pipenv/routines/shell.py',
  },
  {
    programs: ['pdm'],
    subcommand: 'run',
    role: 'forwards',
    valueOptions: ['-p', '--project', '-e', '--env-file', '--venv'],
    source: 'https://github.com/pdm-project/pdm/blob/main/src/pdm/cli/commands/run.py',
  },
  {
    programs: ['rye'],
    subcommand: 'run',
    role: 'replaces',
    valueOptions: ['--pyproject'],
    source: 'https://rye.astral.sh',
  },
  {
    programs: ['hatch'],
    subcommand: 'run',
    role: 'unknown',
    valueOptions: ['-e', '--env', '-p', '--project'],
    source: 'https://hatch.pypa.io',
  },
  {
    programs: ['conda', 'mamba'],
    subcommand: 'run',
    role: 'unknown',
    valueOptions: ['-n', '--name', '-p', '--prefix', '--cwd'],
    directoryOption: ['--cwd'],
    source: 'https://docs.conda.io/projects/conda/en/stable/commands/run.html',
  },
  {
    programs: ['micromamba'],
    subcommand: 'run',
    role: 'unknown',
    valueOptions: ['-n', '--name', '-p', '--prefix', '--cwd', '-a', '--attach', '-e', '--env'],
    directoryOption: ['--cwd'],
    source: 'https://mamba.readthedocs.io',
  },
  {
    programs: ['pixi'],
    subcommand: 'run',
    role: 'unknown',
    valueOptions: ['-e', '--environment', '--manifest-path'],
    source: 'https://pixi.sh',
  },
  {
    programs: ['uvx', 'pipx'],
    role: 'unknown',
    valueOptions: ['--from', '--with', '-p', '--python'],
    source: 'https://docs.astral.sh/uv/guides/tools/',
  },

  {
    programs: ['dotenv'],
    subcommand: 'run',
    role: 'unknown',
    valueOptions: ['-f', '--file', '-q', '--quote'],
    source: 'https://github.com/theskumar/python-dotenv',
  },
  {
    programs: ['doppler'],
    subcommand: 'run',
    role: 'forwards',
    needsSeparator: true,
    source: 'https://docs.doppler.com/docs/cli',
  },
  {
    programs: ['infisical'],
    subcommand: 'run',
    role: 'forwards',
    needsSeparator: true,
    source: 'https://infisical.com/docs/cli/commands/run',
  },
  {
    programs: ['op'],
    subcommand: 'run',
    role: 'forwards',
    needsSeparator: true,
    source: 'https://developer.1password.com/docs/cli/reference/commands/run/',
  },
  {
    programs: ['berglas'],
    subcommand: 'exec',
    role: 'forwards',
    valueOptions: ['--local'],
    source: 'https://github.com/GoogleCloudPlatform/berglas',
  },
  {
    programs: ['secrets-init'],
    role: 'init',
    valueOptions: ['--provider', '-p'],
    source: 'https://github.com/doitintl/secrets-init',
  },
  {
    programs: ['wait-for-it.sh', 'wait-for-it', 'wait-for', 'wait-for.sh'],
    role: 'replaces',
    needsSeparator: true,
    source: 'https://github.com/vishnubob/wait-for-it',
  },
  {
    programs: ['dockerize'],
    role: 'forwards',
    valueOptions: [
      '-wait',
      '--wait',
      '-timeout',
      '--timeout',
      '-template',
      '-stdout',
      '-stderr',
      '-delims',
      '-env',
      '-wait-http-header',
      '-wait-retry-interval',
    ],
    source: 'https://github.com/jwilder/dockerize',
  },
  {
    programs: ['aws-lambda-rie'],
    role: 'unknown',
    source: 'https://github.com/aws/aws-lambda-runtime-interface-emulator',
  },
  {
    programs: ['watchmedo', 'watchfiles', 'hupper', 'nodemon', 'reflex', 'entr'],
    role: 'unknown',
    needsSeparator: true,
    source: 'https://github.com/gorakhargosh/watchdog',
  },
];

/** Programs that stay in front of what they start, which stands in a file of their own. */
export interface Manager {
  readonly programs: readonly string[];
  /** Whether SIGTERM reaches what they run. */
  readonly passesSigterm: boolean | undefined;
  readonly front: 'npm' | 'yarn' | 'other';
  readonly source: string;
}

/**
 * npm passes SIGTERM to the shell that runs the script (11.19, tried); whether it arrives behind that depends on the shell, and
 * older ones drop it. Process managers stop their programs in order.
 */
export const MANAGERS: readonly Manager[] = [
  {
    programs: ['npm', 'npx'],
    passesSigterm: undefined,
    front: 'npm',
    source: 'https://github.com/nodejs/docker-node/blob/main/docs/BestPractices.md#cmd',
  },
  {
    programs: ['yarn', 'yarnpkg'],
    passesSigterm: undefined,
    front: 'yarn',
    source: 'https://github.com/nodejs/docker-node/blob/main/docs/BestPractices.md#cmd',
  },
  { programs: ['pnpm', 'pnpx'], passesSigterm: undefined, front: 'other', source: 'https://pnpm.io' },
  {
    programs: ['supervisord'],
    passesSigterm: true,
    front: 'other',
    source: 'http://supervisord.org/running.html#signals',
  },
  {
    programs: ['honcho', 'foreman', 'circusd', 'pm2-runtime', 'overmind', 'hivemind'],
    passesSigterm: true,
    front: 'other',
    source: 'https://honcho.readthedocs.io',
  },
  {
    programs: ['make', 'gmake', 'just', 'task', 'invoke', 'inv', 'nox', 'tox'],
    passesSigterm: undefined,
    front: 'other',
    source: 'https://www.gnu.org/software/make/manual/',
  },
  {
    programs: ['s6-svscan', 'runsvdir', 'init', 'systemd', 'my_init'],
    passesSigterm: true,
    front: 'other',
    source: 'https://skarnet.org/software/s6/',
  },
];

/** The wrapper of a program name, when it is one. */
export const wrapperOf = lookUp(WRAPPERS, (wrapper) => wrapper.programs);

/** The process manager of a program name, when it is one. */
export const managerOf = lookUp(MANAGERS, (manager) => manager.programs);

/** Shells by the name of their program. */
export const SHELLS: Readonly<Record<string, 'dash' | 'bash' | 'ash' | 'zsh' | 'sh'>> = {
  sh: 'sh',
  dash: 'dash',
  bash: 'bash',
  rbash: 'bash',
  ash: 'ash',
  zsh: 'zsh',
  ksh: 'sh',
};
