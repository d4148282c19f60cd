import type { Known } from '../../base/known.ts';
import type { Located, Range, Uri } from '../../base/span.ts';
import type { YamlEntry, YamlFile, YamlMap } from '../../syntax/yaml-types.ts';

// What a Cloud Run manifest says, before any default is applied. Conventions of all types here:
// - `known` values carry the span of the value's text (quotes included).
// - unknown `absent`: proved not to be there. `unparsed`: behind a syntax error or template. `dynamic`: a placeholder (with its span).
// - a value of the wrong type (a string where a number belongs) is `unknown('unparsed')` with its span; validation reports it.

/** The kinds of resource that a manifest can declare. */
export type ManifestKind = 'Service' | 'Job' | 'WorkerPool' | 'Instance';

/** Where annotations sit: on the resource itself, or on the template that it stamps out. */
export type ManifestLevel = 'service' | 'revision' | 'job' | 'execution' | 'worker-pool' | 'instance';

/** One entry of a string map (annotations, labels, nodeSelector, limits). */
export interface ManifestPair {
  readonly key: Located<string>;
  readonly value: Known<string>;
  /** The whole `key: value`. */
  readonly range: Range;
  readonly entry: YamlEntry;
}

/** An annotation or label with the level it is written on. */
export interface ManifestAnnotation extends ManifestPair {
  readonly level: ManifestLevel;
}

/** One entry of `env`. */
export interface ManifestEnv {
  readonly name: Known<string>;
  /** The literal value; `known('')` where neither `value` nor `valueFrom` is given. */
  readonly value: Known<string>;
  /** Where the value comes from Secret Manager. `value` is then unknown (`dynamic`). */
  readonly secret?: { readonly name: Known<string>; readonly key: Known<string>; readonly range: Range };
  readonly range: Range;
  /** The map of this entry, for edits. */
  readonly map: YamlMap;
}

/** One entry of `ports`. */
export interface ManifestPort {
  readonly containerPort: Known<number>;
  /** `http1` or `h2c`. */
  readonly name: Known<string>;
  readonly range: Range;
}

/** One of the three probes. Numbers are seconds. */
export interface ManifestProbe {
  readonly handler: 'httpGet' | 'tcpSocket' | 'grpc' | 'exec' | undefined;
  readonly port: Known<number>;
  readonly path: Known<string>;
  readonly initialDelaySeconds: Known<number>;
  readonly periodSeconds: Known<number>;
  readonly timeoutSeconds: Known<number>;
  readonly failureThreshold: Known<number>;
  readonly keyRange: Range;
  readonly range: Range;
  /** `undefined` where the probe's value is empty or not a map. */
  readonly map: YamlMap | undefined;
}

/** One entry of `volumeMounts`. */
export interface ManifestMount {
  readonly name: Known<string>;
  readonly mountPath: Known<string>;
  readonly range: Range;
  readonly map: YamlMap;
}

/** A resource limit: the text, and the number it means where the quantity is legal. */
export interface ManifestQuantity {
  readonly text: Known<string>;
  /** vCPU for cpu, bytes for memory and sizeLimit, pieces for GPUs. */
  readonly amount: Known<number>;
  readonly keyRange: Range;
}

/** One container. */
export interface ManifestContainer {
  readonly index: number;
  readonly name: Known<string>;
  readonly image: Known<string>;
  readonly command: Known<readonly Known<string>[]>;
  readonly args: Known<readonly Known<string>[]>;
  readonly workingDir: Known<string>;
  readonly env: readonly ManifestEnv[];
  /** Whether `env` shows everything (false behind a break or with templates in the list). */
  readonly envComplete: boolean;
  readonly ports: readonly ManifestPort[];
  /** The `ports` key, present even where its list is empty. */
  readonly portsKey?: Range;
  readonly limits: {
    readonly cpu?: ManifestQuantity;
    readonly memory?: ManifestQuantity;
    readonly gpu?: ManifestQuantity;
    /** `resources.limits` itself, for edits. */
    readonly map?: YamlMap;
  };
  readonly probes: {
    readonly startup?: ManifestProbe;
    readonly liveness?: ManifestProbe;
    readonly readiness?: ManifestProbe;
  };
  readonly mounts: readonly ManifestMount[];
  /** `depends on` by the container-dependencies annotation, where it parses. */
  readonly dependsOn: readonly string[];
  /** From the dash (or brace) to the end. */
  readonly range: Range;
  /** The first key, or the dash: a short place to point to. */
  readonly keyRange: Range;
  readonly map: YamlMap;
}

/** What a volume is made of. */
export type ManifestVolumeType = 'emptyDir' | 'secret' | 'csi' | 'nfs' | 'other' | 'unknown';

/** One entry of `volumes`. */
export interface ManifestVolume {
  readonly name: Known<string>;
  readonly type: ManifestVolumeType;
  /** `csi.driver`. */
  readonly driver: Known<string>;
  /** `emptyDir.medium`. */
  readonly medium: Known<string>;
  /** `emptyDir.sizeLimit`. */
  readonly sizeLimit?: ManifestQuantity;
  /** `secret.secretName`. */
  readonly secretName: Known<string>;
  readonly range: Range;
  readonly map: YamlMap;
}

/** One entry of `traffic` or `instanceSplits`. */
export interface ManifestTraffic {
  readonly revisionName: Known<string>;
  readonly latestRevision: Known<boolean>;
  readonly percent: Known<number>;
  readonly tag: Known<string>;
  readonly range: Range;
  readonly map: YamlMap;
}

/** One Cloud Run resource. */
export interface ManifestDocument extends Range {
  readonly kind: ManifestKind;
  readonly kindAt: Range;
  /**
   * Whether this is aimed at Cloud Run. Always true for jobs, worker pools and instances; a Knative Service needs evidence
   * (facts §10 item 15). Rules above information need it.
   */
  readonly isCloudRun: boolean;
  /** A Knative Service that says nothing of the platform it is meant for: what deploys it decides. */
  readonly isUndecided: boolean;
  /** What speaks for Cloud Run, and against it. */
  readonly evidence: readonly Located<string>[];
  readonly counterEvidence: readonly Located<string>[];
  /** False where something may be missing from the tree: a syntax error, a template line. "Missing" rules need `absent()`, not this. */
  readonly complete: boolean;
  readonly root: YamlMap;
  readonly name: Known<string>;
  readonly namespace: Known<string>;
  /** The label `cloud.googleapis.com/location`. */
  readonly region: Known<string>;
  /** Name of the template (`spec.template.metadata.name`): the revision's name. */
  readonly templateName: Known<string>;
  readonly annotations: readonly ManifestAnnotation[];
  readonly labels: readonly ManifestAnnotation[];
  /** The map that holds containers, volumes and timeouts: revision spec, task spec or instance spec. */
  readonly podSpec: YamlMap | undefined;
  readonly containers: readonly ManifestContainer[];
  /** The `containers` key. */
  readonly containersKey?: Range;
  readonly volumes: readonly ManifestVolume[];
  readonly nodeSelector: readonly ManifestPair[];
  /** `nodeSelector["run.googleapis.com/accelerator"]`. */
  readonly accelerator: Known<string>;
  readonly serviceAccount: Known<string>;
  readonly containerConcurrency: Known<number>;
  /** Seconds: of a request (services) or a task attempt (jobs). */
  readonly timeoutSeconds: Known<number>;
  readonly taskCount: Known<number>;
  readonly parallelism: Known<number>;
  readonly maxRetries: Known<number>;
  readonly restartPolicy: Known<string>;
  /** `spec.traffic` of a service, `spec.instanceSplits` of a worker pool. */
  readonly traffic: readonly ManifestTraffic[];
  readonly trafficKey?: Range;
}

/** All that one YAML file says about Cloud Run. `documents` is empty for every other YAML file. */
export interface ManifestFacts {
  readonly uri: Uri;
  /** The text that the ranges refer to; needed to compute edits. */
  readonly text: string;
  readonly file: YamlFile;
  readonly documents: readonly ManifestDocument[];
}
