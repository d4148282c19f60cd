import { unquote } from './command-text.ts';

// What stands in a manifest for an image that a script builds and fills in: `${IMAGE}` for envsubst, `%IMAGE%` for sed.

/** How a script writes an image, and what stands for it elsewhere. */
export interface ImageNames {
  /** The reference with the variables put in that the script sets itself. */
  written(reference: string): string;
  /** The variables and placeholders that mean the same image. */
  standsFor(reference: string): readonly string[];
}

/** `NAME=value` of a shell, of an environment list and of `>> $GITHUB_ENV`; `NAME: value` of substitutions and `env:`. */
const ASSIGNED =
  /(?:^|[\s"'`;(])([A-Za-z_]\w*)=("[^"\r\n]*"|'[^'\r\n]*'|(?:\$\{\{[^}\r\n]*\}\}|[^\s"'`;&|)])+)|^[ \t]*(_?[A-Z][A-Z0-9_]*):[ \t]+("[^"\r\n]*"|'[^'\r\n]*'|(?:\$\{\{[^}\r\n]*\}\}|[^\s"'#])+)/gm;
/** `s|PLACEHOLDER|value|` with any of the separators that people use. */
const REPLACED = /\bs([@|/#,~!])((?:(?!\1)[^\r\n]){2,80})\1((?:(?!\1)[^\r\n]){1,200})\1/g;
const VARIABLE = /\$?\$\{\{?[ \t]*(?:env\.)?([A-Za-z_]\w*)[ \t]*\}?\}|\$?\$([A-Za-z_]\w*)/g;
/** More than any script has. */
const MOST = 300;
/** Variables that are put into each other. */
const DEEPEST = 5;

/** `${IMAGE}` and `$IMAGE` are one. */
export function plainPlaceholder(text: string): string {
  return text.replace(VARIABLE, (_, braced?: string, bare?: string) => `$${braced ?? bare ?? ''}`);
}

/**
 * Reads how a script names its images. Total and linear. A variable that is given several values has the first, or none for those who
 * have to be sure.
 */
export function imageNamesOf(text: string, reassigned: 'first' | 'none' = 'first'): ImageNames {
  const values = new Map<string, string | undefined>();
  const placeholders: (readonly [name: string, value: string])[] = [];
  let left = MOST;
  for (const [, name, value, key, other] of text.matchAll(ASSIGNED)) {
    if (left-- === 0) break;
    const to = unquote(value ?? other ?? '');
    const variable = name ?? key ?? '';
    if (!values.has(variable)) values.set(variable, to);
    else if (reassigned === 'none' && values.get(variable) !== to) values.set(variable, undefined);
    placeholders.push([`$${variable}`, to]);
  }
  left = MOST;
  for (const [, , from = '', to = ''] of text.includes('sed') ? text.matchAll(REPLACED) : []) {
    if (left-- === 0) break;
    placeholders.push([plainPlaceholder(from.replace(/\\(?=[$.{}/])/g, '')), unquote(to)]);
  }
  const written = (reference: string): string => {
    let out = plainPlaceholder(reference);
    for (let i = 0; i < DEEPEST && out.includes('$') && out.length < 500; i++) {
      const next = plainPlaceholder(
        out.replace(VARIABLE, (all, a?: string, b?: string) => values.get(a ?? b ?? '') ?? all),
      );
      if (next === out) break;
      out = next;
    }
    return out;
  };
  return {
    written,
    standsFor: (reference) => {
      const meant = written(reference);
      const own = plainPlaceholder(reference);
      const others = placeholders.filter(([, to]) => written(to) === meant).map(([from]) => from);
      return [...new Set([...(own.startsWith('$') ? [own] : []), ...others])];
    },
  };
}
