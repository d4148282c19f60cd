// Programs of start scripts and commands by how long they run.

/**
 * Programs that do one thing and end; a script goes on behind them. Everything else that is not a server is assumed to end
 * too when more commands follow, but only these are certain to be no server when they stand last.
 */
export const ENDING_PROGRAMS: ReadonlySet<string> = new Set([
  'echo',
  'printf',
  'true',
  'false',
  ':',
  'test',
  '[',
  '[[',
  'mkdir',
  'rm',
  'rmdir',
  'cp',
  'mv',
  'ln',
  'ls',
  'cat',
  'chmod',
  'chown',
  'touch',
  'sed',
  'awk',
  'grep',
  'find',
  'tar',
  'gzip',
  'unzip',
  'curl',
  'wget',
  'date',
  'whoami',
  'id',
  'hostname',
  'uname',
  'pwd',
  'which',
  'type',
  'hash',
  'umask',
  'ulimit',
  'envsubst',
  'pip',
  'pip3',
  'apt-get',
  'apt',
  'apk',
  'alembic',
  'nc',
  'netcat',
  'pg_isready',
  'mysqladmin',
  'redis-cli',
  'psql',
  'mysql',
  'gsutil',
  'gcloud',
  'aws',
  'git',
  'pytest',
  'ruff',
  'mypy',
  'black',
  'flake8',
  'sysctl',
  'mount',
  'gcsfuse',
  'head',
  'tail',
  'sort',
  'uniq',
  'cut',
  'tr',
  'wc',
  'tee',
  'basename',
  'dirname',
  'realpath',
  'readlink',
  'base64',
  'openssl',
  'jq',
  'printenv',
  'kill',
  'pkill',
  'ps',
  'dbt',
  'playwright',
  'prisma',
  'aerich',
  'supervisorctl',
  'su',
  'groupadd',
  'useradd',
  'adduser',
  'usermod',
  'getent',
  'ldconfig',
  'python-config',
  'time',
  'ab',
  'bq',
  'cmp',
  'diff',
  'dig',
  'kubectl',
  'md5sum',
  'mongodump',
  'nslookup',
  'patch',
  'pg_dump',
  'pg_restore',
  'rsync',
  'scp',
  'seq',
  'sha256sum',
  'terraform',
  'yq',
  'zip',
]);

/**
 * Programs that go into the background by themselves, with the words that keep them in front. Their manual pages say so: crond(8) of
 * busybox and cronie, cron(8), sshd(8), rsyslogd(8), http://supervisord.org/running.html, apachectl(8), https://nginx.org/en/docs/switches.html;
 * checked 2026-11-28.
 */
const DAEMONS: ReadonlyMap<string, RegExp> = new Map([
  ['nginx', /daemon\s+off|^-[a-z]*[tvsT]/],
  ['crond', /^-[a-z]*[fnp]|^--foreground$/],
  ['cron', /^-[a-zL]*f/],
  ['supervisord', /^(?:-\w*n|--nodaemon)$/],
  ['sshd', /^-\w*[DdtT]/],
  ['rsyslogd', /^-\w*[nN]/],
  ['httpd', /^-[XVvtLl]|FOREGROUND/],
  ['apachectl', /FOREGROUND/],
  ['apache2ctl', /FOREGROUND/],
]);

/** Whether a program leaves its caller at once and works on in the background. */
export function isDaemon(program: string, words: readonly (string | undefined)[]): boolean {
  const inFront = DAEMONS.get(program);
  return inFront !== undefined && !words.some((word) => word !== undefined && inFront.test(word));
}

/** Words after which one of `ENDING_PROGRAMS` stays, and mostly listens: `dbt docs serve`, `gcloud emulators firestore start`. */
const STAYING: ReadonlyMap<string, RegExp> = new Map([
  ['dbt', /^serve$/],
  ['gcloud', /^(?:emulators|proxy)$/],
  ['kubectl', /^(?:proxy|port-forward|logs|-w|--watch)$/],
  ['nc', /^-\w*l/],
  ['netcat', /^-\w*l/],
  ['openssl', /^s_server$/],
  ['playwright', /^(?:run-server|launch-server)$/],
  ['prisma', /^(?:studio|dev)$/],
  ['git', /^(?:daemon|instaweb)$/],
  ['tail', /^(?:-\w*[fF]|--follow|--retry)/],
]);

/** Whether a program, by its name and the words behind it, does one thing and ends. */
export function endsByItself(program: string, words: readonly (string | undefined)[]): boolean {
  if (!ENDING_PROGRAMS.has(program)) return false;
  const staying = STAYING.get(program);
  return staying === undefined || !words.some((word) => word !== undefined && staying.test(word));
}
