import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ServerRow } from './row.ts';

// A container without a container engine: own process, mount and network namespaces, and a root folder that borrows the
// machine's /usr and /etc read-only. Loopback is the only network.

/** The address of the container besides loopback; what listens on loopback only is not reached by it. */
export const OWN_ADDRESS = '10.9.9.9';

/** Variables that every container has. Servers come from the folder in SERVERS_PATH, where one is given, then from the system. */
const SEARCH = [process.env['SERVERS_PATH'], '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin']
  .filter((folder) => folder !== undefined && folder !== '')
  .join(':');

/** A started row. */
export interface Sandbox {
  readonly child: ChildProcess;
  /** The process that is PID 1 inside, by its number outside; undefined once it is gone. */
  readonly init: () => number | undefined;
  /** The folder that is `/tmp` inside. */
  readonly tmp: string;
  readonly output: () => string;
}

/** Whether namespaces can be made here; the reason where not. */
export function namespacesMissing(): string | undefined {
  const tried = spawnSync(UNSHARE[0], [...UNSHARE[1], 'sh', '-c', 'ip link set lo up'], { timeout: 10_000 });
  return tried.status === 0 ? undefined : (tried.stderr?.toString().trim() ?? 'unshare is not there');
}

const UNSHARE = [
  'unshare',
  [
    ...(process.getuid?.() === 0 ? [] : ['--user', '--map-root-user']),
    '--fork',
    '--pid',
    '--mount',
    '--net',
    '--kill-child',
  ],
] as const;

/** What a row needs and this machine lacks. */
export function missingPrograms(needs: readonly string[]): readonly string[] {
  const lacks = (need: string): boolean => {
    const words = need.startsWith('py:')
      ? ['python3', '-c', `import ${need.slice(3)}`]
      : ['sh', '-c', `command -v -- ${need}`];
    const tried = spawnSync('env', ['-i', `PATH=${SEARCH}`, ...words], { timeout: 20_000, stdio: 'ignore' });
    return tried.status !== 0;
  };
  return needs.filter((need) => {
    const before = CHECKED.get(need);
    const missing = before ?? lacks(need);
    CHECKED.set(need, missing);
    return missing;
  });
}

const CHECKED = new Map<string, boolean>();

const SETUP = `set -e
ip link set lo up
ip addr add ${OWN_ADDRESS}/32 dev lo
mount --rbind /usr "$ROW/root/usr"; mount -o remount,bind,ro "$ROW/root/usr"
mount --bind /etc "$ROW/root/etc"; mount -o remount,bind,ro "$ROW/root/etc"
mount --rbind /dev "$ROW/root/dev"
mount --bind "$ROW/bin" "$ROW/root/usr/local/bin"
mount -t proc proc "$ROW/root/proc"
if [ -n "$MORE" ]; then mkdir -p "$ROW/root$MORE"; mount --bind "$MORE" "$ROW/root$MORE"; fi
if [ "$ASH" = 1 ]; then mount --bind /usr/bin/busybox "$ROW/root/usr/bin/dash"; fi
exec chroot "$ROW/root" /usr/bin/env -i --chdir="$CWD" "$@"`;

/** Lays out a row's files below a folder of its own and starts it. */
export function startRow(row: ServerRow, folder: string): Sandbox {
  const root = join(folder, 'root');
  for (const name of ['usr', 'etc', 'dev', 'proc', 'tmp', 'root', 'run', 'app', 'var/tmp'])
    mkdirSync(join(root, name), { recursive: true });
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) symlinkSync(`usr/${name}`, join(root, name));
  mkdirSync(join(folder, 'bin'));
  symlinkSync('/usr/bin/python3', join(folder, 'bin', 'python'));
  const put = (path: string, text: string): void => {
    const at = path.startsWith('/usr/local/bin/') ? join(folder, 'bin', path.slice(15)) : join(root, path);
    mkdirSync(dirname(at), { recursive: true });
    writeFileSync(at, text, { mode: 0o755 });
  };
  for (const [path, text] of Object.entries(row.files)) put(`/app/${path}`, text);
  for (const [path, source] of Object.entries(row.real.copies)) put(path, row.files[source] ?? '');
  const log = join(folder, 'output');
  const fd = openSync(log, 'w');
  const more = process.env['SERVERS_PATH'];
  const variables = { PATH: SEARCH, HOME: '/root', PORT: String(row.real.port), K_SERVICE: 'row', ...row.real.env };
  const [program, options] = UNSHARE;
  const assignments = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  const child = spawn(program, [...options, 'sh', '-c', SETUP, 'sh', ...assignments, ...row.real.argv], {
    stdio: ['ignore', fd, fd],
    env: {
      PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
      ROW: folder,
      CWD: row.real.cwd,
      ASH: row.real.shell === 'ash' ? '1' : '0',
      MORE: more === undefined || more === '' ? '' : dirname(more),
    },
  });
  closeSync(fd);
  const init = (): number | undefined => {
    try {
      const [first] = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').split(' ');
      return first === undefined || first === '' ? undefined : Number(first);
    } catch {
      return undefined;
    }
  };
  return { child, init, tmp: join(root, 'tmp'), output: () => readFileSync(log, 'utf8') };
}
