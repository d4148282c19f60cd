/** Keeps what matters of VS Code's own logs, which are long even when all is well. */

/** Missing native modules cost nothing here, the host has no network, and nobody is signed in. */
const noise = [
  /Could not locate the bindings file|Cannot find module '\.\/build\/|Require stack:|\.node'?,?$|^\s*→ /,
  /^\s*at .*(\.vscode-test[\\/]|node:internal|\/static\/out\/vs\/)/,
  /^- .*\.vscode-test[\\/]/,
  /^\s*(tries: \[|\]|\})$/,
  /AgentHost|ChatModelSelection|AccountPolicyGate|open-vsx\.org|vsda|reconnection-grace-time/,
  /^\s*$/,
];

/**
 * The last lines that say something.
 * @param {string} text
 * @param {number} lines how many at most
 */
export function essence(text, lines = 40) {
  const kept = text.split('\n').filter((line) => !noise.some((pattern) => pattern.test(line)));
  return kept.slice(-lines).join('\n');
}
