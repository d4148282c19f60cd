import type { Located, Range } from '../../base/span.ts';

// Flags of a deploy command whose values are lists: variables, secrets, volumes, the command and its arguments.

/** A variable that a deployment sets. `value` is undefined where a secret, a variable or a file gives it. */
export interface DeployVariable {
  readonly name: string;
  readonly value: string | undefined;
  readonly start: number;
  readonly end: number;
}

/** A volume that a deployment mounts. `path` is undefined where a variable gives it. */
export interface DeployMount extends Range {
  readonly volume: string;
  readonly path: string | undefined;
}

/** What a deploy command says about the process. */
export interface DeployLists {
  readonly variables: readonly DeployVariable[];
  /** Volumes that it mounts; absent where there is none. */
  readonly mounts?: readonly DeployMount[];
  /** `--command` and `--args`; each absent where the flag is. */
  readonly command?: Located<readonly string[]>;
  readonly args?: Located<readonly string[]>;
}

const LIST_FLAG = /--((?:set|update)-(?:env-vars|secrets)|add-volume(?:-mount)?|command|args)(?=[=\s"',\\])/g;
const NAME = /^[A-Za-z_]\w*$/;
/** What somebody else puts in. */
const FILLED_IN = /[$`%]|\{\{/;

/** A word of a shell, with its quotes taken off; the end is behind it. */
function shellWord(text: string, from: number, to: number): { readonly value: string; readonly end: number } {
  let value = '';
  let at = from;
  for (; at < to && !/\s/.test(text.charAt(at)); at++) {
    const c = text.charAt(at);
    if (c === '\\') {
      if (/[\r\n]/.test(text.charAt(at + 1))) break;
      value += text.charAt(++at);
      continue;
    }
    if (c !== '"' && c !== "'") {
      value += c;
      continue;
    }
    const close = text.indexOf(c, at + 1);
    if (close < 0 || close >= to) return { value, end: at };
    value += text.slice(at + 1, close);
    at = close;
  }
  return { value, end: at };
}

/** The value of a flag that starts at `flag` and whose name ends at `from`: behind `=`, or the next word or item. */
function valueAt(text: string, flag: number, from: number, to: number): { value: string; end: number } | undefined {
  const quote = text.charAt(flag - 1);
  const item = quote === '"' || quote === "'";
  if (text.charAt(from) === '=') {
    if (!item) return shellWord(text, from + 1, to);
    const close = text.indexOf(quote, from);
    return close < 0 || close > to ? undefined : { value: text.slice(from + 1, close), end: close };
  }
  const gap = /^(?:["'][ \t]*,?\s*(?:-[ \t]+)?|[ \t]*\\\r?\n[ \t]*|[ \t]*\r?\n[ \t]*-[ \t]+|[ \t]+)/.exec(
    text.slice(from, to),
  );
  if (gap === null) return undefined;
  const start = from + gap[0].length;
  if (!item) return text.startsWith('--', start) ? undefined : shellWord(text, start, to);
  const open = text.charAt(start);
  if (open !== '"' && open !== "'") return shellWord(text, start, to);
  const close = text.indexOf(open, start + 1);
  return close < 0 || close > to ? undefined : { value: text.slice(start + 1, close), end: close + 1 };
}

/** The items of a list: between commas, or between the separator that `^@^` names. */
function itemsOf(value: string): readonly string[] {
  const [, separator, rest] = /^\^([^^]{1,5})\^([\s\S]*)$/.exec(value) ?? [];
  return (separator === undefined ? value.split(',') : (rest ?? '').split(separator)).map((item) => item.trim());
}

function variableOf(item: string, secret: boolean, range: { start: number; end: number }): DeployVariable | undefined {
  const equals = item.indexOf('=');
  const name = item.slice(0, equals);
  if (equals < 0 || !NAME.test(name)) return undefined;
  const value = item.slice(equals + 1);
  return { name, value: secret || FILLED_IN.test(value) ? undefined : value, ...range };
}

/** `--add-volume-mount volume=data,mount-path=/data`; nothing where no path is named. */
function mountOf(items: readonly string[], range: Range): DeployMount | undefined {
  const named = (key: string): string | undefined =>
    items.find((item) => item.startsWith(`${key}=`))?.slice(key.length + 1);
  const path = named('mount-path');
  if (path === undefined) return undefined;
  return { volume: named('volume') ?? named('name') ?? '', path: FILLED_IN.test(path) ? undefined : path, ...range };
}

/** The list flags of the command between two offsets. Total and linear. */
export function deployLists(text: string, from: number, to: number): DeployLists {
  const variables: DeployVariable[] = [];
  const mounts: DeployMount[] = [];
  let command: DeployLists['command'];
  let args: DeployLists['args'];
  LIST_FLAG.lastIndex = from;
  for (let match = LIST_FLAG.exec(text); match !== null && match.index < to; match = LIST_FLAG.exec(text)) {
    const [all, flag = ''] = match;
    const found = valueAt(text, match.index, match.index + all.length, to);
    if (found === undefined) continue;
    const range = { start: match.index, end: found.end };
    if (flag === 'command' || flag === 'args') {
      const list = { value: found.value === '' ? [] : itemsOf(found.value), ...range };
      if (flag === 'command') command ??= list;
      else args ??= list;
    } else if (flag.startsWith('add-volume')) {
      const mount = mountOf(itemsOf(found.value), range);
      if (mount !== undefined) mounts.push(mount);
    } else {
      for (const item of itemsOf(found.value)) {
        const variable = variableOf(item, flag.endsWith('secrets'), range);
        if (variable !== undefined) variables.push(variable);
      }
    }
    LIST_FLAG.lastIndex = Math.max(LIST_FLAG.lastIndex, found.end);
  }
  return {
    variables,
    ...(mounts.length === 0 ? {} : { mounts }),
    ...(command === undefined ? {} : { command }),
    ...(args === undefined ? {} : { args }),
  };
}

/** The variables of the inputs `env_vars` and `secrets` of the action that deploys, in the lines between two offsets. */
export function actionVariables(text: string, from: number, to: number): readonly DeployVariable[] {
  const body = text.slice(from, to);
  const out: DeployVariable[] = [];
  for (const match of body.matchAll(
    /^([ \t]*)(env_vars|secrets):[ \t]*([^\r\n]*)((?:\r?\n(?:\1[ \t]+[^\r\n]*|[ \t]*(?=\r?\n)))*)/gm,
  )) {
    const [all, , key, first = '', rest = ''] = match;
    const range = { start: from + match.index, end: from + match.index + all.length };
    const lines = /^[|>][-+]?[ \t]*$/.test(first) ? rest.split('\n') : [first.replace(/^(["'])(.*)\1[ \t]*$/, '$2')];
    for (const item of lines.flatMap((line) => line.split(','))) {
      const variable = variableOf(item.trim(), key === 'secrets', range);
      if (variable !== undefined) out.push(variable);
    }
  }
  return out;
}
