import { basename } from '../../base/uri.ts';

// Names that a script, Makefile or workflow gives one value in its own text, so that commands that use them can be read.

/** A value without anything that a shell would put in. */
const LITERAL = /^(?:"([^"$`\\]*)"|'([^'$]*)'|([\w./:@+-]+))(?=[ \t]*(?:#|;|&&|\r?$))/;
/** `NAME=…` where a command may begin. */
const SHELL = /^[ \t]*(?:(?:export|readonly|local|declare|typeset)[ \t]+(?:-\w+[ \t]+)*)?([A-Za-z_]\w*)=(.*)$/gm;
/** What else gives a name a value: a loop, input, an assignment that is not at the beginning of its line. */
const ELSEWHERE =
  /\bfor[ \t]+([A-Za-z_]\w*)[ \t]+in\b|\bread[ \t]+(?:-\w+[ \t]+)*([A-Za-z_]\w*)|(?:[;&|({]|\b(?:then|do|else))[ \t]*([A-Za-z_]\w*)\+?=|^[ \t]*([A-Za-z_]\w*)\+=/gm;
/** `NAME := …`; what `?=` gives holds only where the environment does not. */
const MAKE = /^([A-Za-z_]\w*)[ \t]*(\?=|::?=|\+=|=)[ \t]*(.*)$/gm;
/** `NAME: …` below `env:` of a workflow. */
const WORKFLOW = /^[ \t]+([A-Z_][A-Z0-9_]*):[ \t]*(.*)$/gm;
/** `$Name = …` of PowerShell. What `param(…)` gives holds only where nobody passes another value: it stands behind a type or ends with a comma. */
const POWERSHELL = /^[ \t]*\$(?:script:|global:)?([A-Za-z_]\w*)[ \t]*=[ \t]*(.*)$/gm;
/** `set NAME=…` of cmd, quoted as a whole or not. */
const CMD = /^[ \t]*@?set[ \t]+(?:"([A-Za-z_]\w*)=([^"\r\n]*)"|([A-Za-z_]\w*)=([^\r\n]*))/gim;
const REFERENCE = /\$\{\{[ \t]*env\.(\w+)[ \t]*\}\}|\$\{(\w+)\}|\$\((\w+)\)|\$(\w+)|%(\w+)%/g;

/** `$0` and what bash calls the same: the script itself. */
const SCRIPT = String.raw`"?\$(?:0|\{0\}|\{?BASH_SOURCE(?:\[0\])?\}?|\{BASH_SOURCE\[0\]:-\$0\})"?`;
const OWN_FOLDER = new RegExp(String.raw`\$\([ \t]*dirname[ \t]+(?:--[ \t]+)?${SCRIPT}[ \t]*\)`, 'g');
/** `$(dirname "./a")` and `$(cd "./a" && pwd)` of a folder that is known. */
const PARENT = /\$\([ \t]*dirname[ \t]+(?:--[ \t]+)?"?(\.[\w./-]*)"?[ \t]*\)/g;
const RESOLVED =
  /\$\([ \t]*cd[ \t]+(?:--[ \t]+|-P[ \t]+)?"?(\.[\w./-]*)"?(?:[ \t]*>[ \t]*\/dev\/null(?:[ \t]+2>&1)?)?[ \t]*(?:&&|;)[ \t]*pwd(?:[ \t]+-P)?[ \t]*\)/g;

/** The folders of a script, relative to its own: `$(cd "$(dirname "$0")/.." && pwd)` is `./..`. */
function folders(text: string): string {
  if (!text.includes('$(')) return text;
  return text.replace(OWN_FOLDER, '.').replace(PARENT, '$1/..').replace(RESOLVED, '$1');
}

/** A folder of the script that is put together from others: `"$ROOT/api"`. No longer than any is, since each may be made of those before. */
const FOLDER = /^"?(\.[\w./-]{0,300})"?[ \t]*(?:#|;|\r?$)/;
/** Characters of a value that is put in, and of what a folder is put together from. */
const LONGEST = 1_000;

/** Puts values in for the names that a text gives exactly one value. */
export type FillIn = (text: string) => string;

type Assignments = Map<string, string | undefined>;

function note(found: Assignments, name: string, written: string | undefined): void {
  const isShort = written !== undefined && written.length <= LONGEST;
  const match = isShort ? LITERAL.exec(written) : null;
  const value = match === null ? folderOf(isShort ? written : undefined, found) : (match[1] ?? match[2] ?? match[3]);
  if (!found.has(name)) found.set(name, value);
  else if (found.get(name) !== value) found.set(name, undefined);
}

function folderOf(written: string | undefined, found: Assignments): string | undefined {
  if (written?.includes('$') !== true) return undefined;
  return FOLDER.exec(folders(replaced(written, found)))?.[1];
}

function replaced(written: string, values: Assignments): string {
  return written.replace(
    REFERENCE,
    (all, workflow?: string, braced?: string, make?: string, plain?: string, percent?: string) =>
      values.get(workflow ?? braced ?? make ?? plain ?? percent ?? '') ?? all,
  );
}

function assignmentsIn(uri: string, text: string): Assignments {
  const found: Assignments = new Map();
  if (/^(?:makefile|.*\.mk)$/i.test(basename(uri)))
    for (const [, name = '', sign, value = ''] of text.matchAll(MAKE))
      note(found, name, sign === '=' || sign?.startsWith(':') === true ? value : undefined);
  else if (/\.ya?ml$/.test(uri)) {
    // Steps of one workflow may run a shell that gives values of its own.
    if (/^jobs:/m.test(text)) for (const [, name = '', value = ''] of text.matchAll(WORKFLOW)) note(found, name, value);
    for (const [, name = '', value = ''] of text.matchAll(SHELL)) note(found, name, value);
  } else if (/\.ps1$/i.test(uri))
    for (const [, name = '', value = ''] of text.matchAll(POWERSHELL)) note(found, name, value);
  else if (/\.(?:bat|cmd)$/i.test(uri))
    for (const [, quoted, inside, plain, value] of text.matchAll(CMD))
      note(found, quoted ?? plain ?? '', (inside ?? value ?? '').trim());
  else for (const [, name = '', value = ''] of text.matchAll(SHELL)) note(found, name, value);
  for (const [, loop, input, inside, added] of text.matchAll(ELSEWHERE))
    note(found, loop ?? input ?? inside ?? added ?? '', undefined);
  return found;
}

/** What a file's own assignments say, for the commands in it. Total and linear. */
export function fillIn(uri: string, text: string): FillIn {
  let found: Assignments | undefined;
  return (written) => {
    if (!/[$%]/.test(written)) return written;
    found ??= assignmentsIn(uri, text);
    return folders(replaced(written, found));
  };
}
