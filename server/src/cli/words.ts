import { parseArgs } from 'node:util';
import { nearest } from '../base/edit-distance.ts';
import { Failure } from './io.ts';
import { OPTIONS, type OptionDescription, type Verb } from './options.ts';

/** The words of a command line, sorted by kind. */
export interface Given {
  readonly flags: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, readonly string[]>;
  /** Options that take a value, in the order of the command line. */
  readonly order: readonly { readonly name: string; readonly value: string }[];
  readonly positionals: readonly string[];
}

/** Sorts the words behind a command; throws a `Failure` for options that it does not have. */
export function readWords(verb: Verb, argv: readonly string[]): Given {
  const known = OPTIONS.filter((option) => option.verbs.includes(verb));
  const { tokens } = parseArgs({
    args: [...argv],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries(
      known.map((o) => [
        o.name,
        { type: o.value === undefined ? 'boolean' : 'string', ...(o.short === undefined ? {} : { short: o.short }) },
      ]),
    ),
  });
  const flags = new Set<string>();
  const values = new Map<string, string[]>();
  const order: { name: string; value: string }[] = [];
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const option = known.find((o) => o.name === token.name);
    if (option === undefined) throw new Failure(unknownOption(verb, token.rawName, known));
    if (option.value === undefined) {
      if (token.value !== undefined) throw new Failure(`--${option.name} takes no value.`);
      flags.add(option.name);
      continue;
    }
    const value = token.value;
    if (value === undefined || value === '' || (!token.inlineValue && value.startsWith('--'))) {
      throw new Failure(`--${option.name} needs a value: --${option.name} ${option.value}`);
    }
    const before = values.get(option.name);
    if (before !== undefined && option.multiple === undefined) throw new Failure(`--${option.name} is given twice.`);
    values.set(option.name, [...(before ?? []), value]);
    order.push({ name: option.name, value });
  }
  return { flags, values, order, positionals };
}

function unknownOption(verb: Verb, raw: string, known: readonly OptionDescription[]): string {
  const near = nearest(
    raw.replace(/^-+/, ''),
    known.map((o) => o.name),
  );
  return `${verb} has no option "${raw}".${near === undefined ? ` See: cloud-run-preflight ${verb} --help` : ` Did you mean --${near}?`}`;
}
