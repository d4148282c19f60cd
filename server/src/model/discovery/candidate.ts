import type { Known } from '../../base/known.ts';
import type { Uri } from '../../base/span.ts';
import type { Audience } from '../deployable.ts';
import type { PlacedDeploy } from './placed-deploy.ts';

/** A deployable before its processes are resolved. */
export interface Candidate {
  readonly id: string;
  readonly manifest: { readonly uri: Uri; readonly index: number } | undefined;
  /** The Dockerfile of each container, by container index; one entry for a lone Dockerfile. */
  readonly dockerfiles: readonly Known<Uri>[];
  readonly audience: Audience;
  /** The name that the user's configuration gives to a lone Dockerfile. */
  readonly name?: string;
  /** The deployments of a Dockerfile that start the same thing, where others start something else of its image. */
  readonly deploys?: readonly PlacedDeploy[];
  /** By container index: the Python file that starts it, as the user's configuration says. */
  readonly entries?: readonly (Uri | undefined)[];
  /** The Procfile of a project without a Dockerfile, which buildpacks make the image of. */
  readonly procfile?: Uri;
  /** The entry file of a project that is deployed from source and has neither: buildpacks decide what starts. */
  readonly sourceEntry?: Uri;
}
