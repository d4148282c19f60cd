import type { Wrapper } from '../../catalog/wrappers.ts';
import { withVariables } from '../environment.ts';
import type { EnvironmentVariable } from '../launch-types.ts';
import { joinDirectory } from './image-path.ts';
import type { Process } from './process.ts';
import { knownText } from './shell-state.ts';
import { type LaunchWord, literalWord, sliceWord, wordText } from './words.ts';

/** The process behind a wrapper's own words; undefined where the wrapper starts nothing. */
export function peel(process: Process, wrapper: Wrapper): Process | undefined {
  const { words } = process;
  let { cwd } = process;
  let leading = wrapper.leadingWords ?? 0;
  let pendingSubcommand = wrapper.subcommand;
  const added: EnvironmentVariable[] = [];
  let base = process.environment;
  for (let i = 1; i < words.length; i++) {
    const word = words[i];
    const text = wordText(word);
    if (word === undefined || text === undefined) return undefined;
    if (text === '--') {
      const rest = words.slice(i + 1);
      return rest.length === 0 ? undefined : { words: rest, environment: withVariables(base, added), cwd };
    }
    if (text.startsWith('-') && text !== '-') {
      const name = text.split('=')[0] ?? text;
      if (wrapper.clearingOptions?.includes(text) === true) base = { variables: new Map(), complete: true };
      const takesValue = !text.includes('=') && (wrapper.valueOptions?.includes(name) ?? false);
      const value = text.includes('=') ? text.slice(name.length + 1) : wordText(words[i + 1]);
      if (wrapper.directoryOption?.includes(name) === true)
        cwd = value === undefined ? undefined : joinDirectory(cwd, value);
      if (wrapper.runsPython === true && (name === '-m' || name === '--module')) {
        return {
          words: [
            pythonWord(word),
            { ...literalWord('-m', word.at, word.notation, undefined), own: false },
            ...words.slice(i + 1),
          ],
          environment: withVariables(base, added),
          cwd,
        };
      }
      if (takesValue) i++;
      continue;
    }
    const assignment = wrapper.assignments === true ? /^([A-Za-z_]\w*)=/.exec(text) : null;
    if (assignment !== null) {
      const value = sliceWord(word, assignment[0].length);
      const place = { kind: 'part', at: value.at, notation: word.notation } as const;
      added.push({ name: assignment[1] ?? '', value: knownText(wordText(value), value.at), origin: 'shell', place });
      continue;
    }
    if (pendingSubcommand !== undefined) {
      if (text !== pendingSubcommand) return undefined;
      pendingSubcommand = undefined;
      continue;
    }
    if (leading > 0) {
      leading--;
      continue;
    }
    if (wrapper.needsSeparator === true) continue;
    const rest = words.slice(i);
    const environment = withVariables(base, added);
    if (wrapper.runsPython === true && /\.py$/.test(text))
      return { words: [pythonWord(word), ...rest], environment, cwd };
    return { words: rest, environment, cwd };
  }
  return undefined;
}

function pythonWord(beside: LaunchWord): LaunchWord {
  return { ...literalWord('python', beside.at, beside.notation, undefined), own: false };
}
