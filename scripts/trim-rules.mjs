/**
 * A rule is one file, examples included; the product needs the checks and the texts, not the examples. This plugin leaves
 * the examples out of bundles: all that hovers show is the first `bad` example with a fix (features/finding-hover.ts).
 * Tests, rule pages and the command `npm run generate` read the sources as they are.
 */

import { readFile } from 'node:fs/promises';
import { parseSync } from 'oxc-parser';

const RULE_FILE = /[\\/]server[\\/]src[\\/]rules[\\/][\w-]+[\\/][\w-]+\.ts$/;

const nameOf = (property) => property.key?.name ?? property.key?.value;
const propertyOf = (object, name) => object?.properties?.find((property) => nameOf(property) === name);

/** The array literal under a key of the definition. */
function listOf(definition, name, path) {
  const value = propertyOf(definition, name)?.value;
  if (value?.type !== 'ArrayExpression') throw new Error(`${path}: "${name}" is not written as a list`);
  return value;
}

/**
 * Takes the examples out of a rule's source; the rest stays as it is, character for character.
 * @param {string} source TypeScript of one rule
 * @param {string} path for error messages
 * @returns {string} TypeScript with `good: []` and at most one example in `bad`
 * @throws {Error} when the file is not one `export default defineRule({ … })` with its lists written out
 */
export function trimRule(source, path) {
  const { program, errors } = parseSync(path, source);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0].message}`);
  const call = program.body.find((node) => node.type === 'ExportDefaultDeclaration')?.declaration;
  const definition = call?.callee?.name === 'defineRule' ? call.arguments[0] : undefined;
  if (definition?.type !== 'ObjectExpression') throw new Error(`${path}: the default export is no defineRule({ … })`);
  const good = listOf(definition, 'good', path);
  const bad = listOf(definition, 'bad', path);
  const shown = bad.elements.find((example) => propertyOf(example, 'fixed') !== undefined);
  const cuts = [
    { ...good, text: '[]' },
    { ...bad, text: shown === undefined ? '[]' : `[${source.slice(shown.start, shown.end)}]` },
  ].sort((a, b) => b.start - a.start);
  return cuts.reduce((text, { start, end, text: kept }) => text.slice(0, start) + kept + text.slice(end), source);
}

/** The esbuild plugin. */
export const trimRules = {
  name: 'trim-rules',
  setup(build) {
    build.onLoad({ filter: RULE_FILE }, async ({ path }) => ({
      contents: trimRule(await readFile(path, 'utf8'), path),
      loader: 'ts',
    }));
  },
};
