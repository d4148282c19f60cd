import type { Uri } from '../../base/span.ts';
import { dirname, joinPath } from '../../base/uri.ts';
import type { DeployCommand } from '../../facts/deploy/types.ts';

// What starts a container may stand in the default of a variable, in another file of the folder: Terraform reads a folder as one.

type Defaults = Readonly<Record<string, readonly string[]>>;

/**
 * Gives a question for the defaults that hold in a Terraform file. None where a file beside it gives variables other values; what they are
 * is not read.
 */
export function createTerraformDefaults(
  filesIn: (folder: Uri) => readonly string[],
  defaultsOf: (uri: Uri) => Defaults,
): (uri: Uri) => Defaults {
  return (uri) => {
    const folder = dirname(uri);
    const names = filesIn(folder);
    if (names.some((name) => /\.tfvars(?:\.json)?$/.test(name))) return {};
    const files = names.filter((name) => name.endsWith('.tf')).map((name) => joinPath(folder, name));
    return Object.assign({}, ...files.map(defaultsOf)) as Defaults;
  };
}

/** A deployment with the lists that defaults give it; a variable without one may be null, and then the image decides. */
export function withDefaults(command: DeployCommand, defaults: () => Defaults): DeployCommand {
  if (command.fromVariables === undefined) return command;
  const all = defaults();
  const found = command.fromVariables.flatMap(({ list, variable, ...range }) => {
    const value = Object.hasOwn(all, variable) ? all[variable] : undefined;
    return value === undefined ? [] : [[list, { value, ...range }] as const];
  });
  return found.length === 0 ? command : { ...command, lists: { ...command.lists, ...Object.fromEntries(found) } };
}
