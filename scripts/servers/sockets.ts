import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** A listening TCP socket as the kernel lists it. */
export interface Listener {
  /** `0.0.0.0`, `127.0.0.1`, `::`, `::1`, …. */
  readonly address: string;
  readonly port: number;
  readonly inode: string;
}

/** Four bytes in the order of the machine, as /proc/net prints them. */
function bytesOf(word: string): readonly number[] {
  return [6, 4, 2, 0].map((at) => Number.parseInt(word.slice(at, at + 2), 16));
}

function addressOf(hex: string): string {
  if (hex.length === 8) return bytesOf(hex).join('.');
  const bytes = [0, 8, 16, 24].flatMap((at) => bytesOf(hex.slice(at, at + 8)));
  if (bytes.every((byte) => byte === 0)) return '::';
  if (bytes.slice(0, 15).every((byte) => byte === 0) && bytes[15] === 1) return '::1';
  if (bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255) return bytes.slice(12).join('.');
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The listening sockets of the network namespace that a process lives in. */
export function listenersOf(pid: number): readonly Listener[] {
  return ['tcp', 'tcp6'].flatMap((table) => {
    let text: string;
    try {
      text = readFileSync(`/proc/${pid}/net/${table}`, 'utf8');
    } catch {
      return [];
    }
    return text.split('\n').flatMap((line) => {
      const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
      const [address = '', port = ''] = local.split(':');
      return state === '0A' ? [{ address: addressOf(address), port: Number.parseInt(port, 16), inode }] : [];
    });
  });
}

/** The command line of a process. */
export function commandLineOf(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
  } catch {
    return [];
  }
}

/** A process and everything below it, parents first. */
export function treeOf(pid: number): readonly number[] {
  let children: readonly number[] = [];
  try {
    children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    // It is gone.
  }
  return [pid, ...children.flatMap(treeOf)];
}

/** Whether a process holds a socket. */
export function holds(pid: number, inode: string): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${fd}`) === `socket:[${inode}]`;
      } catch {
        return false;
      }
    });
  } catch {
    return false;
  }
}

/** The program that a process executes. */
export function programOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/exe`).replace(/^.*\//, '');
  } catch {
    return undefined;
  }
}
