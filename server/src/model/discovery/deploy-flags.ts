import { type Known, known, unknown } from '../../base/known.ts';
import { type Span, spanOf } from '../../base/span.ts';
import type { EnvironmentVariable } from '../launch-types.ts';
import type { PlacedDeploy } from './placed-deploy.ts';

// What deployments without a manifest set, where they agree.

/**
 * The variables that the deployments set. One that not all of them set to the same text has a value that is not known: it is
 * set, and what the image says may not count.
 */
export function deployVariables(deploys: readonly PlacedDeploy[]): readonly EnvironmentVariable[] {
  const values = new Map<string, Known<string>>();
  for (const { uri, command } of deploys) {
    for (const { name, value, ...range } of command.lists.variables) {
      const at = spanOf(uri, range);
      const everywhere = deploys.every((d) =>
        d.command.lists.variables.some((v) => v.name === name && v.value === value),
      );
      if (!values.has(name))
        values.set(name, value === undefined || !everywhere ? unknown('dynamic', at) : known(value, at));
    }
  }
  return [...values].map(([name, value]) => ({ name, value, origin: 'deployment' }));
}

/** `--command` and `--args` where all deployments say the same; unknown where they do not. */
export function deployStart(deploys: readonly PlacedDeploy[]): {
  readonly command: Known<readonly Known<string>[]>;
  readonly args: Known<readonly Known<string>[]>;
} {
  const list = (key: 'command' | 'args'): Known<readonly Known<string>[]> => {
    const [first, ...others] = deploys;
    const found = first?.command.lists[key];
    const text = (deploy: PlacedDeploy): string => JSON.stringify(deploy.command.lists[key]?.value ?? []);
    // Some use what the image says: that is judged then.
    if (first === undefined || !deploys.every((d) => (d.command.lists[key]?.value.length ?? 0) > 0))
      return unknown('absent');
    if (found === undefined || others.some((d) => text(d) !== text(first))) return unknown('dynamic');
    const at = spanOf(first.uri, found);
    return known(
      found.value.map((word) => (/[$`%]/.test(word) ? unknown('dynamic', at) : known(word, at))),
      at,
    );
  };
  return { command: list('command'), args: list('args') };
}

/** The value of one flag over all commands that deploy the image: unknown where they disagree or fill it in from elsewhere. */
export function flagOf(deploys: readonly PlacedDeploy[], name: string): Known<string> {
  let found: { value: string; at: Span } | undefined;
  for (const { uri, command } of deploys) {
    const flag = command.flags[name];
    if (flag === undefined) continue;
    if (/[$%{}]/.test(flag.value)) return unknown('dynamic', spanOf(uri, flag));
    if (found !== undefined && found.value !== flag.value) return unknown('dynamic', found.at);
    found ??= { value: flag.value, at: spanOf(uri, flag) };
  }
  return found === undefined ? unknown('absent') : known(found.value, found.at);
}
