import { nearest } from '../base/edit-distance.ts';
import { type CheckOptions, checkOptions, type ReadingOptions, readingOptions } from './check-options.ts';
import { Failure } from './io.ts';
import { VERBS, type Verb } from './options.ts';
import { type Given, readWords } from './words.ts';

/** A decoded command line. */
export type Command =
  | { readonly verb: 'help'; readonly about: Verb | undefined }
  | { readonly verb: 'version' }
  | { readonly verb: 'check'; readonly options: CheckOptions }
  | { readonly verb: 'inspect'; readonly options: ReadingOptions; readonly format: 'text' | 'json' }
  | { readonly verb: 'rules'; readonly format: 'text' | 'json' }
  | { readonly verb: 'explain'; readonly rule: string }
  /** `-`: standard input. */
  | { readonly verb: 'explain'; readonly message: string; readonly options: ReadingOptions }
  | { readonly verb: 'lsp' };

/** Decodes the words behind the program's name; throws a `Failure` that says what is wrong with them. */
export function parseCommand(argv: readonly string[]): Command {
  const [first, ...rest] = argv;
  if (first === undefined || first === '--help' || first === '-h') return { verb: 'help', about: undefined };
  if (first === '--version' || first === '-V') return { verb: 'version' };
  if (first === 'help') return { verb: 'help', about: isVerb(rest[0]) ? rest[0] : undefined };
  if (!isVerb(first)) throw new Failure(unknownVerb(first));
  const given = readWords(first, rest);
  if (given.flags.has('help')) return { verb: 'help', about: first };
  if (given.flags.has('version')) return { verb: 'version' };
  switch (first) {
    case 'check':
      return { verb: 'check', options: checkOptions(given) };
    case 'inspect':
      return { verb: 'inspect', options: readingOptions(given), format: plainFormat('inspect', given) };
    case 'rules':
      noPositionals('rules', given);
      return { verb: 'rules', format: plainFormat('rules', given) };
    case 'explain': {
      const [word, ...more] = given.positionals;
      if (word === undefined)
        throw new Failure('explain needs the name of a rule, or an error message ("-": from standard input).');
      // A message without quotes comes as words.
      if (more.length > 0 || !/^[a-z][a-z\d-]*$/.test(word)) {
        const options = readingOptions({ ...given, positionals: [] });
        return { verb: 'explain', message: given.positionals.join(' '), options };
      }
      return { verb: 'explain', rule: word };
    }
    case 'lsp':
      noPositionals('lsp', given);
      return { verb: 'lsp' };
  }
}

function isVerb(word: string | undefined): word is Verb {
  return word !== undefined && Object.hasOwn(VERBS, word);
}

function unknownVerb(word: string): string {
  if (word.startsWith('-')) return `The command comes first: cloud-run-preflight check ${word}`;
  const near = nearest(word, Object.keys(VERBS));
  if (near !== undefined) return `There is no command "${word}". Did you mean "${near}"?`;
  return `There is no command "${word}". To lint a file or folder: cloud-run-preflight check ${word}`;
}

function noPositionals(verb: Verb, given: Given): void {
  const [extra] = given.positionals;
  if (extra !== undefined) throw new Failure(`${verb} takes no argument; "${extra}" is one too many.`);
}

function plainFormat(verb: 'inspect' | 'rules', given: Given): 'text' | 'json' {
  const value = given.values.get('format')?.at(-1) ?? 'text';
  if (value === 'text' || value === 'json') return value;
  throw new Failure(`${verb} has no format "${value}"; it is text or json.`);
}
