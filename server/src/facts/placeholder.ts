/** Substitutions that some tool fills in before Cloud Run sees the text, wherever they stand in it. */
const ANYWHERE =
  /\$\{[^}]*\}|\$\(?[A-Za-z_]\w*|%[A-Za-z_][\w.-]*%|@[A-Za-z_]\w*@|__[A-Za-z]\w*__|\{\{|\{%|\(\([^)]*\)\)/;
const BRACKETED =
  /<[A-Za-z_][^<>]*>|[\u3008\u300a\u300c\u3010\uff1c][^\u3009\u300b\u300d\u3011\uff1e]*[\u3009\u300b\u300d\u3011\uff1e]|\[[A-Z][A-Z0-9_-]+\]|#?\{[A-Za-z_][\w.-]*\}#?/;

/** Whether a text contains `${X}`, `$X`, `%X%`, `@X@`, `__X__`, `<x>`, `[X]`, brackets of East Asian scripts, `{x}`, `{{ x }}` or `((x))`. */
export function hasSubstitution(text: string): boolean {
  return ANYWHERE.test(text) || BRACKETED.test(text);
}

/** A word of capitals, as in `PROJECT_ID`, `YOUR-IMAGE`, `REGION`. */
const CAPITALS = /(?:^|[^A-Za-z0-9])[A-Z][A-Z0-9]*(?:[_-][A-Z0-9]+)*(?:$|[^A-Za-z0-9])/;
const ADVICE =
  /\b(?:your|my|replace|change|insert)[-_ ](?:me|this|project|image|service|account|region|bucket|instance|name)\b/i;

/** Whether a text is meant to be replaced by hand, or holds a substitution. Only for values that are not written in capitals. */
export function isPlaceholder(text: string): boolean {
  if (hasSubstitution(text) || /xxx|\.\.\./i.test(text)) return true;
  return (CAPITALS.test(text) && /[A-Z]{2}/.test(text)) || ADVICE.test(text);
}
