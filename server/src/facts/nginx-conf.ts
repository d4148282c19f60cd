import type { Range } from '../base/span.ts';

/** One `listen` directive. */
export interface NginxListen {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** The digits of the port; the host where none are written. */
  readonly range: Range;
}

/** What a file of nginx's configuration says about listening. */
export interface NginxFacts {
  readonly listens: readonly NginxListen[];
  /** An address is made of variables, or is written in a way that nobody expects. */
  readonly open: boolean;
  /** `server` blocks; one without `listen` listens on port 80. */
  readonly servers: number;
  /** Files that it takes in, as written. */
  readonly includes: readonly string[];
  /** Hosts by a bare name that requests are passed to, as Compose and Kubernetes give their services; Cloud Run gives none. */
  readonly neighbours: readonly string[];
}

/** The address of a `listen`; `unix` for a socket in the file system, undefined where it is not plain. */
function addressOf(text: string): { readonly host: string; readonly port: string | undefined } | 'unix' | undefined {
  if (/^unix:/.test(text)) return 'unix';
  if (/^\d+$/.test(text)) return { host: '0.0.0.0', port: text };
  const [, six, host, port] = /^(?:\[([\da-fA-F:.]+)\]|(\*|[\w.-]+))(?::(\d+))?$/.exec(text) ?? [];
  const found = six ?? host;
  return found === undefined ? undefined : { host: found === '*' ? '0.0.0.0' : found, port };
}

function neighboursOf(code: string): readonly string[] {
  const groups = new Set([...code.matchAll(/(?<=^|[\s;{}])upstream\s+([\w.-]+)/g)].map((match) => match[1]));
  const passed = code.matchAll(/(?<=^|[\s;{}])\w+_pass\s+(?:\w+:\/\/)?([A-Za-z][\w-]*)(?=[:/;\s])(?!:\/\/)/g);
  const members = code.matchAll(/(?<=^|[\s;{}])server\s+([A-Za-z][\w-]*)(?=[:;\s])/g);
  const hosts = [...passed, ...members].flatMap((match) => match[1] ?? []);
  return hosts.filter((host) => !groups.has(host) && host !== 'localhost' && host !== 'unix');
}

/** Reads a configuration file of nginx; total, offsets are those of the text. */
export function nginxFacts(text: string): NginxFacts {
  const code = text.replace(/(^|[\s;{}])#[^\n]*/g, (comment) => comment.replace(/[^\n]/g, ' '));
  const listens: NginxListen[] = [];
  let open = false;
  for (const match of code.matchAll(/(?<=^|[\s;{}])listen\s+([^\s;{}][^;{}]*);/g)) {
    const [address = '', ...options] = (match[1] ?? '').trim().split(/\s+/);
    const found = /\{|\$/.test(match[0]) ? undefined : addressOf(address);
    if (found === 'unix') continue;
    if (found === undefined) {
      open = true;
      continue;
    }
    const end = match.index + match[0].indexOf(address) + address.length;
    listens.push({
      host: found.host,
      port: Number(found.port ?? 80),
      tls: options.includes('ssl'),
      range: { start: end - (found.port ?? address).length, end },
    });
  }
  // Braces of `${PORT}` end the pattern above early.
  open ||= /(?<=^|[\s;{}])listen\s[^;]*\$/.test(code);
  return {
    listens,
    open,
    servers: [...code.matchAll(/(?<=^|[\s;{}])server\s*\{/g)].length,
    includes: [...code.matchAll(/(?<=^|[\s;{}])include\s+([^\s;{}][^;{}]*);/g)].map((match) => (match[1] ?? '').trim()),
    neighbours: neighboursOf(code),
  };
}
