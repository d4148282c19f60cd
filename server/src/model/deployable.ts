import type { Known } from '../base/known.ts';
import type { Span, Uri } from '../base/span.ts';
import type { ManifestContainer, ManifestDocument } from '../facts/manifest/types.ts';
import type { Launch } from './launch-types.ts';

/** What Cloud Run resource this is; `image` is a Dockerfile that no manifest names, judged as a service with the defaults. */
export type DeployableKind = 'service' | 'job' | 'worker-pool' | 'instance' | 'image';

/**
 * Whom the files are aimed at. `cloud-run`: a manifest or a deploy command says so. `likely`: nothing says otherwise.
 * `elsewhere`: Kubernetes or another platform runs it (service rules become hints). `development`: a dev or test image (silent).
 */
export type Audience = 'cloud-run' | 'likely' | 'elsewhere' | 'development';

/** One thing that Cloud Run runs: a manifest document with its containers, or a lone Dockerfile. Plain data, comparable. */
export interface Deployable {
  /** Stable identity: the URI of the manifest or Dockerfile, plus `#n` for the n-th document of a file. */
  readonly id: string;
  readonly kind: DeployableKind;
  readonly audience: Audience;
  readonly name: Known<string>;
  /** The folder that holds the files. */
  readonly root: Uri;
  /** Every file that was read to get here, in a stable order; findings may appear in any of them. */
  readonly sources: readonly Uri[];
  /** Files whose deploy commands or Terraform resources say how the image runs, where no manifest does. */
  readonly deployedBy: readonly Uri[];
  readonly manifest: { readonly uri: Uri; readonly document: ManifestDocument } | undefined;
  readonly containers: readonly Container[];
  /** Requests that Cloud Run sends to one instance at the same time; the platform's default has no place. */
  readonly concurrency: Known<number>;
  readonly timeoutSeconds: Known<number>;
  /** `request`: CPU is throttled outside requests (the default of services). `instance`: CPU is always allocated. */
  readonly billing: Known<'request' | 'instance'>;
  readonly executionEnvironment: Known<'gen1' | 'gen2'>;
  readonly minInstances: Known<number>;
  readonly maxInstances: Known<number>;
}

/** A container of a deployable, with the process that it starts. */
export interface Container {
  readonly index: number;
  readonly name: string | undefined;
  /** Whether Cloud Run sends the requests to this container (the only one, or the one with `ports`). */
  readonly ingress: boolean;
  readonly image: Known<string>;
  /** The Dockerfile that builds the image; unknown when several fit (`dynamic`) or none is there (`absent`). */
  readonly dockerfile: Known<Uri>;
  /** The port that Cloud Run sends requests to; 8080 without a place when nothing sets it. */
  readonly port: Known<number>;
  /** Another port that some deployment of the repository passes and that may be meant for this container. */
  readonly passedPorts: ReadonlySet<number>;
  readonly cpu: Known<number>;
  readonly memoryBytes: Known<number>;
  readonly gpu: boolean;
  /** Mounted volumes by path, as the manifest or else the deployments say. */
  readonly mounts: readonly {
    readonly path: string;
    readonly volume: string;
    readonly type: string;
    readonly at: Span;
  }[];
  readonly manifest: ManifestContainer | undefined;
  readonly launch: Launch;
}
