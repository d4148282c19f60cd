import type { Uri } from '../base/span.ts';
import { extension } from '../base/uri.ts';
import { MAX_YAML_LENGTH } from '../syntax/yaml.ts';

/** Characters above which nothing that people write by hand comes near. */
const MAX_LENGTH = 5 * 1024 * 1024;

/** Above how many characters nothing is read from a file, and how people call that size. Hosts say so where they leave one out. */
export function sizeLimit(uri: Uri): { readonly length: number; readonly shown: string } {
  return /^\.ya?ml$/.test(extension(uri))
    ? { length: MAX_YAML_LENGTH, shown: '1 MB' }
    : { length: MAX_LENGTH, shown: '5 MB' };
}
