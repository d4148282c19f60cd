import { databaseCalls } from './blocking-database.ts';
import { localCalls } from './blocking-local.ts';
import { networkCalls } from './blocking-network.ts';
import type { BlockingCall, BlockingFamily } from './blocking-types.ts';

const families: readonly BlockingFamily[] = [...networkCalls, ...databaseCalls, ...localCalls];

/** The first names that a pattern can match, read off its source: `^(?:a|b\\.c)…|^d…` gives a, b and d. */
function rootsOf(source: string): readonly string[] {
  const roots: string[] = [];
  for (const alternative of source.split('|^')) {
    let rest = alternative.replace(/^\^/, '');
    while (rest.startsWith('(?:')) {
      const end = closing(rest);
      let depth = 0;
      let word = '';
      let leading = true;
      for (const char of `${rest.slice(3, end)}|`) {
        if (char === '(') depth++;
        else if (char === ')') depth--;
        if (depth === 0 && char === '|') {
          if (word !== '') roots.push(word);
          word = '';
          leading = true;
        } else if (leading && /\w/.test(char)) word += char;
        else leading = false;
      }
      rest = rest[end + 1] === '?' ? rest.slice(end + 2) : '';
    }
    const root = /^\w+/.exec(rest)?.[0];
    if (root !== undefined) roots.push(root);
  }
  return roots;
}

/** The bracket that closes the group at the start of a pattern. */
function closing(source: string): number {
  let depth = 0;
  for (let i = 0; i < source.length; i++) {
    if (source[i] === '\\') i++;
    else if (source[i] === '(') depth++;
    else if (source[i] === ')' && --depth === 0) return i;
  }
  return source.length;
}

// Most calls of a program belong to none of these libraries; the first name tells.
const byRoot: ReadonlyMap<string, readonly BlockingFamily[]> = (() => {
  const map = new Map<string, BlockingFamily[]>();
  for (const family of families)
    for (const root of rootsOf(family.pattern.source)) map.set(root, [...(map.get(root) ?? []), family]);
  return map;
})();

/** What a call of this dotted name blocks on, `undefined` when it is not known to block. */
export function blockingCall(callee: string): BlockingCall | undefined {
  const dot = callee.indexOf('.');
  const candidates = byRoot.get(dot < 0 ? callee : callee.slice(0, dot));
  const found = candidates?.find((family) => family.pattern.test(callee));
  if (found === undefined) return undefined;
  const { pattern: _pattern, ...call } = found;
  return call;
}

/** Frameworks whose `async def` handlers share one event loop per process. */
export const loopFrameworks: ReadonlySet<string> = new Set([
  'fastapi',
  'starlette',
  'quart',
  'aiohttp',
  'sanic',
  'litestar',
  'tornado',
  'adk',
  'mcp',
  'gradio',
]);

/** Frameworks that run plain `def` handlers in a thread pool, so that dropping `async` is enough. */
export const threadPoolFrameworks: ReadonlySet<string> = new Set(['fastapi', 'starlette', 'quart', 'gradio']);
