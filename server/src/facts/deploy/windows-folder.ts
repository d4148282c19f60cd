// The folder in which a command of a script of cmd or PowerShell runs; `shell-folder.ts` is about shells of Unix.

/** `cd backend`, cmd's `cd /d`, PowerShell's `Set-Location`; `popd` goes back. */
const CHANGE =
  /^([ \t]*)@?(?:(?:cd|chdir|pushd|Set-Location|Push-Location)(?:[ \t]+\/d)?[ \t]+("[^"\r\n]{0,200}"|'[^'\r\n]{0,200}'|[^\s;&|)]{1,200})|(popd|Pop-Location)\b)/gim;
/** The rest of an indented block, where it ends the script: what a script does when something went wrong. */
const GIVES_UP = /^[^\r\n]*(?:\r?\n[ \t]+[^\r\n]*){0,4}?\r?\n[ \t]+(?:exit|return|goto|throw)\b/i;
/** The script's own folder, or a variable that holds a folder: `%~dp0backend`, `$PSScriptRoot\backend`, `%ROOT%\backend`. */
const FROM_BASE = /^(?:%~dp0|\$\w+|%\w+%)\/?/;
/** More than any script has. */
const MOST = 200;

/** Whether a file is a script of cmd or PowerShell. */
export function isWindowsScript(uri: string): boolean {
  return /\.(?:bat|cmd|ps1)$/i.test(uri);
}

/** The folder after a change from another; `undefined` where only a run could tell. */
function changed(folder: readonly string[], written: string): readonly string[] | undefined {
  const path = written.replace(/^(["'])(.*)\1$/, '$2').replaceAll('\\', '/');
  const rest = path.replace(FROM_BASE, '');
  if (/[$%`~*:]|^\//.test(rest)) return undefined;
  const out = rest === path ? [...folder] : [];
  for (const part of rest.split('/')) {
    if (part === '..' && out.length > 0 && out.at(-1) !== '..') out.pop();
    else if (part !== '' && part !== '.') out.push(part);
  }
  return out;
}

/** The folder in which the command at an offset runs, relative to that of the script; `undefined` where it is not known. Total and linear. */
export function windowsFolderAt(text: string, at: number): string | undefined {
  const before = text.slice(0, at);
  const left: (readonly string[] | undefined)[] = [];
  let folder: readonly string[] | undefined = [];
  for (const [i, { index, 0: match, 1: indent = '', 2: path = '', 3: back }] of [
    ...before.matchAll(CHANGE),
  ].entries()) {
    if (i === MOST) return undefined;
    const end = index + match.length;
    if (indent !== '' && GIVES_UP.test(before.slice(end, end + 400))) continue;
    if (back !== undefined) folder = left.pop();
    else {
      left.push(folder);
      folder = folder === undefined && !FROM_BASE.test(path) ? undefined : changed(folder ?? [], path);
    }
  }
  return folder === undefined ? undefined : folder.join('/') || '.';
}
