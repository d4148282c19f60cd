import type { Uri } from '../../base/span.ts';
import type { DeployCommand } from '../../facts/deploy/types.ts';

/** A deploy command or Terraform container with the file it stands in. */
export interface PlacedDeploy {
  readonly uri: Uri;
  readonly command: DeployCommand;
}
