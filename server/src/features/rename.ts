import type { Range, Uri } from '../base/span.ts';
import { MAX_LABEL_LENGTH } from '../catalog/limits.ts';
import type { Edit } from '../rules/rule.ts';
import type { FeatureContext } from './context.ts';
import { nameAt } from './manifest-names.ts';

/** The name that can be renamed at an offset. */
export interface RenameTarget {
  readonly range: Range;
  readonly name: string;
}

/** The edits of a renaming, or why it cannot be done. */
export type RenameAnswer = { readonly edits: readonly Edit[] } | { readonly problem: string };

/** The container or volume name at an offset of a manifest. */
export function renameTarget(features: FeatureContext, uri: Uri, offset: number): RenameTarget | undefined {
  if (features.workspace.language(uri) !== 'yaml') return undefined;
  const found = nameAt(features.workspace.manifest(uri), offset);
  return found === undefined ? undefined : { range: found.place.range, name: found.place.name };
}

/** Renames the container or volume at an offset, and everything in its document that refers to it. */
export function rename(features: FeatureContext, uri: Uri, offset: number, name: string): RenameAnswer | undefined {
  if (features.workspace.language(uri) !== 'yaml') return undefined;
  const found = nameAt(features.workspace.manifest(uri), offset);
  if (found === undefined) return undefined;
  const { place, all } = found;
  if (!/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(name) || name.length > MAX_LABEL_LENGTH)
    return {
      problem: `A ${place.what} name has lower-case letters, digits and hyphens, and at most ${MAX_LABEL_LENGTH} characters.`,
    };
  const same = all.filter((other) => other.what === place.what);
  if (name !== place.name && same.some((other) => other.declares && other.name === name))
    return { problem: `There is a ${place.what} with the name ${name} already.` };
  const edits = same
    .filter((other) => other.name === place.name)
    .map(({ range }) => ({
      at: { uri, start: range.start, end: range.end },
      newText: scalar(found.facts.text, range, name),
    }));
  return { edits };
}

/** A name of digits only would be read as a number where no quotes stand around it. */
function scalar(text: string, range: Range, name: string): string {
  const quoted = /["']/.test(text.charAt(range.start - 1));
  return quoted || /[a-df-z]/.test(name) ? name : `"${name}"`;
}
