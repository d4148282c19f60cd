import type { Uri } from '../base/span.ts';
import { extension } from '../base/uri.ts';
import { MAX_PYTHON_LENGTH } from '../syntax/python.ts';
import { MAX_YAML_LENGTH } from '../syntax/yaml.ts';

/** Characters above which nothing that people write by hand comes near. */
const MAX_LENGTH = 5 * 1024 * 1024;

/** Above how many characters nothing is read from a file, and how people call that size. Hosts say so where they leave one out. */
export function sizeLimit(uri: Uri): { readonly length: number; readonly shown: string } {
  switch (extension(uri)) {
    case '.py':
      return { length: MAX_PYTHON_LENGTH, shown: '1 MB' };
    case '.yaml':
    case '.yml':
      return { length: MAX_YAML_LENGTH, shown: '1 MB' };
    default:
      return { length: MAX_LENGTH, shown: '5 MB' };
  }
}
