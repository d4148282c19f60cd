import { strict as assert } from 'node:assert';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CliIo } from '../../server/src/cli/io.ts';

// A scenario file is a sequence of sections, each opened by a line `=== <kind> <argument>`:
//   === file PATH        a file to lay out (`=== file PATH escaped`: `\u{1b}`, `\n` and the like are decoded)
//   === link PATH TARGET a symbolic link
//   === empty PATH       an empty folder
//   === run ARGS         a command line (`<folder>`: where the files are); what follows belongs to it
//   === in FOLDER        the current folder of this and the following runs
//   === stdin, === stdout, === stderr   what it reads and must print (missing: nothing)
//   === status N         its exit status (missing: 0)
//   === after PATH       what the file must hold afterwards (`=== after PATH escaped`: line ends written out)
// Text before the first section says what the scenario shows.

/** One section. */
export interface Section {
  readonly kind: string;
  readonly argument: string;
  readonly text: string;
}

/** Reads a scenario file. */
export function parseScenario(text: string): { readonly title: string; readonly sections: readonly Section[] } {
  const [title = '', ...parts] = text.split(/^=== /m);
  const sections = parts.map((part) => {
    const end = part.indexOf('\n');
    const [kind = '', ...words] = part.slice(0, end).split(' ');
    return { kind, argument: words.join(' '), text: part.slice(end + 1) };
  });
  return { title: title.trim(), sections };
}

/** Writes a scenario file. */
export function printScenario(title: string, sections: readonly Section[]): string {
  return `${title}\n\n${sections.map(({ kind, argument, text }) => `=== ${kind}${argument === '' ? '' : ` ${argument}`}\n${text}`).join('')}`;
}

function unescape(text: string): string {
  return text.replace(/\\u\{([0-9a-f]+)\}|\\n|\\r|\\t/g, (all, code: string | undefined) =>
    code !== undefined
      ? String.fromCodePoint(Number.parseInt(code, 16))
      : all === '\\n'
        ? '\n'
        : all === '\\r'
          ? '\r'
          : '\t',
  );
}

/** Makes a new folder, without links in its path. */
export function temporaryFolder(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), 'preflight-cli-')));
}

/** Lays out a file of a scenario or a test. */
export function writeTree(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

/** What a run printed. */
export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** An in-process command line in a folder, without a terminal. */
export function testIo(
  cwd: string,
  stdin: string | Uint8Array = '',
  more: Partial<CliIo> & { readonly tty?: boolean } = {},
): CliIo & { readonly out: string[]; readonly err: string[] } {
  const out: string[] = [];
  const err: string[] = [];
  return {
    cwd,
    env: {},
    stdout: { write: (text) => void out.push(text), tty: more.tty ?? false },
    stderr: { write: (text) => void err.push(text), tty: more.tty ?? false },
    stdin: () => Promise.resolve(typeof stdin === 'string' ? Buffer.from(stdin) : stdin),
    rulePage: (name) => `# ${name}\n\nDo not say it.\n\n\`\`\`dockerfile\nFROM x\n\`\`\`\n`,
    now: () => 0,
    onLong: () => {},
    stopped: Promise.resolve(),
    ...more,
    out,
    err,
  };
}

/** Words of a command line; quotes keep spaces. */
export function splitWords(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map((m) => m[1] ?? m[2] ?? '');
}

/**
 * Plays a scenario. `run` gives what a command line prints; the folder's own path in it reads `<folder>`.
 * Returns the sections with what was really printed, for writing new scenarios.
 */
export async function playScenario(
  text: string,
  run: (argv: readonly string[], cwd: string, stdin: string) => Promise<Outcome>,
  check: boolean,
): Promise<string> {
  const { title, sections } = parseScenario(text);
  const folder = temporaryFolder();
  const actual: Section[] = [];
  let cwd = folder;
  try {
    for (let i = 0; i < sections.length; i++) {
      const section = sections[i];
      if (section === undefined) break;
      actual.push(section);
      if (section.kind === 'file') {
        const [path = '', mode] = section.argument.split(' ');
        writeTree(folder, {
          [unescape(path)]: mode === 'escaped' ? unescape(section.text.replaceAll('\n', '')) : section.text,
        });
      } else if (section.kind === 'link') {
        const [path = '', target = ''] = section.argument.split(' ');
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        symlinkSync(target, join(folder, path));
      } else if (section.kind === 'empty') mkdirSync(join(folder, section.argument), { recursive: true });
      else if (section.kind === 'in') cwd = join(folder, section.argument);
      else if (section.kind === 'after') {
        const [path = '', mode] = section.argument.split(' ');
        const found = readFileSync(join(folder, path), 'utf8');
        const shown = mode === 'escaped' ? `${found.replaceAll('\r', '\\r').replaceAll('\n', '\\n')}\n` : found;
        if (check) assert.equal(shown, section.text, `${path} after the run`);
        else actual.splice(-1, 1, { ...section, text: shown });
      } else if (section.kind === 'run') {
        const own = new Map<string, Section>();
        while (['stdin', 'stdout', 'stderr', 'status'].includes(sections[i + 1]?.kind ?? '')) {
          i++;
          const next = sections[i];
          if (next !== undefined) own.set(next.kind, next);
        }
        const outcome = await run(
          splitWords(section.argument.replaceAll('<folder>', folder)),
          cwd,
          own.get('stdin')?.text ?? '',
        );
        const found = {
          ...outcome,
          stdout: outcome.stdout.replaceAll(folder, '<folder>'),
          stderr: outcome.stderr.replaceAll(folder, '<folder>'),
        };
        if (check) {
          const expected = {
            status: Number(own.get('status')?.argument ?? 0),
            stdout: own.get('stdout')?.text ?? '',
            stderr: own.get('stderr')?.text ?? '',
          };
          assert.deepEqual(found, expected, section.argument);
        }
        const stdin = own.get('stdin');
        if (stdin !== undefined) actual.push(stdin);
        if (found.stdout !== '') actual.push({ kind: 'stdout', argument: '', text: found.stdout });
        if (found.stderr !== '') actual.push({ kind: 'stderr', argument: '', text: found.stderr });
        if (found.status !== 0) actual.push({ kind: 'status', argument: String(found.status), text: '' });
      } else assert.fail(`unknown section ${section.kind}`);
    }
    return printScenario(title, actual);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
