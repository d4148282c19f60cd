import { type Known, known, unknown } from '../base/known.ts';
import { type Span, spanOf, type Uri } from '../base/span.ts';
import { basename, dirname, joinPath } from '../base/uri.ts';
import { imageName, plainName } from './image-names.ts';
import type { PlacedDeploy } from './survey.ts';
import type { FactsReader } from './workspace.ts';

/**
 * The commands that deploy this Dockerfile's image: those that name its folder (`--source`, image or service name), else
 * those in its own folder; where neither exists, all commands of the workspace folder when it has a single Dockerfile.
 */
export function deploysOf(reader: FactsReader, dockerfile: Uri, called?: string): readonly PlacedDeploy[] {
  const folder = reader.folderOf(dockerfile);
  const home = dirname(dockerfile);
  const all = reader.deploysIn(folder);
  if (all.length === 0) return [];
  const names = [basename(home), called ?? ''].map(plainName).filter((name) => name !== '');
  const named = all.filter(({ uri, command }) => {
    if (command.source !== undefined) {
      return [dirname(uri), folder].some((base) => joinPath(base, command.source ?? '.') === home);
    }
    return [command.image === undefined ? undefined : imageName(command.image), command.name].some(
      (n) => n !== undefined && names.includes(plainName(n)),
    );
  });
  if (named.length > 0) return named;
  const near = all.filter(({ uri }) => dirname(uri) === home);
  if (near.length > 0) return near;
  return reader.dockerfileCount(folder) === 1 ? all : [];
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
