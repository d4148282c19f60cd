import type { Located, Range } from '../../base/span.ts';
import type { DeployLists } from './lists.ts';

/** A list that a variable gives; the range is that of the argument. */
export interface ListVariable extends Range {
  readonly list: 'command' | 'args';
  readonly variable: string;
}

/**
 * One deployment to Cloud Run that is no manifest: `gcloud run deploy` (or `jobs`/`worker-pools deploy`, or the GitHub Action) with the flags
 * that change how the container runs, or a container of a Terraform resource, whose arguments are told as the flags that mean the same.
 */
export interface DeployCommand extends Range {
  readonly by: 'gcloud' | 'terraform';
  readonly kind: 'service' | 'job' | 'worker-pool';
  /** The name of the service, where it is written out. */
  readonly name: string | undefined;
  /** The label of a Terraform resource, where it says more than that there is one. */
  readonly label?: string;
  /** Value of `--image`, where it is written out. */
  readonly image: string | undefined;
  /** The image as the file says it, variables and all: two deployments that say the same deploy the same. */
  readonly imageText: string | undefined;
  /** Value of `--source`, where it is written out. */
  readonly source: string | undefined;
  /** The folder that the same file builds the image from, where only variables give the image's name. */
  readonly builtFrom?: string;
  /** Flags by name without dashes; a flag without value has the empty string, one that something else decides has `$`. */
  readonly flags: Readonly<Record<string, Located<string>>>;
  /** Whether it stands in a comment or in what is printed: it shows how one could deploy, and nobody does. */
  readonly shown: boolean;
  /** Whether it is about the container that takes the requests; flags behind `--container` are not told apart. */
  readonly takesRequests: boolean;
  /** What it says about the process: variables, `--command` and `--args`. */
  readonly lists: DeployLists;
  /** Lists that a variable of Terraform gives (`command = var.start`). */
  readonly fromVariables?: readonly ListVariable[];
}
