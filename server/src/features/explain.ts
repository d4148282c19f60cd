import type { Uri } from '../base/span.ts';
import type { FeatureContext } from './context.ts';
import { explainDockerfile } from './explain-dockerfile.ts';
import { explainManifest } from './explain-manifest.ts';
import { explainPython } from './explain-python.ts';
import { explainSource } from './explain-source.ts';
import type { Explanation } from './hover-answer.ts';

/** What a place means on Cloud Run, whether or not something is wrong with it; nothing where we have nothing to add. */
export function explainPlace(context: FeatureContext, uri: Uri, offset: number): Explanation | undefined {
  switch (context.workspace.language(uri)) {
    case 'dockerfile':
      return explainDockerfile(context, uri, offset);
    case 'python':
      return explainPython(context, uri, offset);
    case 'yaml':
      return explainManifest(context, uri, offset);
    case 'shell':
    case 'other':
      return explainSource(context, uri, offset);
  }
}
