import type { ResourceKind } from './kinds.ts';
import type { ManifestSourceId } from './manifest-sources.ts';

/** Names of the API's types, with one of our own per string map that has fixed keys. */
export type TypeName =
  | 'Service'
  | 'ServiceSpec'
  | 'TrafficTarget'
  | 'RevisionTemplate'
  | 'RevisionSpec'
  | 'Job'
  | 'JobSpec'
  | 'ExecutionTemplateSpec'
  | 'ExecutionSpec'
  | 'TaskTemplateSpec'
  | 'TaskSpec'
  | 'WorkerPool'
  | 'WorkerPoolSpec'
  | 'InstanceSplit'
  | 'Instance'
  | 'InstanceSpec'
  | 'ObjectMeta'
  | 'Container'
  | 'ContainerPort'
  | 'EnvVar'
  | 'EnvVarSource'
  | 'SecretKeySelector'
  | 'ResourceRequirements'
  | 'ResourceLimits'
  | 'ResourceRequests'
  | 'NodeSelector'
  | 'VolumeMount'
  | 'Volume'
  | 'SecretVolumeSource'
  | 'KeyToPath'
  | 'EmptyDirVolumeSource'
  | 'CSIVolumeSource'
  | 'VolumeAttributes'
  | 'NFSVolumeSource'
  | 'Probe'
  | 'HTTPGetAction'
  | 'HTTPHeader'
  | 'TCPSocketAction'
  | 'GRPCAction';

/** Grammars of string values; validation and completion know them by name. */
export type Grammar =
  | 'resource-name'
  | 'revision-name'
  | 'container-name'
  | 'volume-name'
  | 'env-name'
  | 'service-account'
  | 'image'
  | 'secret-name'
  | 'secret-version'
  | 'mount-path'
  | 'relative-path'
  | 'http-path'
  | 'traffic-tag';

/** What a field holds. */
export type FieldType =
  | { readonly kind: 'string'; readonly grammar?: Grammar }
  /** `quoted`: text is taken too, as `int64` of the API, which is a string there. */
  | { readonly kind: 'integer'; readonly min?: number; readonly max?: number; readonly quoted?: 'allowed' }
  | { readonly kind: 'boolean'; readonly quoted?: 'allowed' }
  | { readonly kind: 'quantity'; readonly of: 'cpu' | 'memory' | 'size' | 'gpu' }
  | { readonly kind: 'enum'; readonly values: readonly EnumValue[] }
  | { readonly kind: 'object'; readonly type: TypeName }
  | { readonly kind: 'list'; readonly of: TypeName | 'string' }
  /** Free keys, text values. */
  | { readonly kind: 'map'; readonly of: 'annotations' | 'labels' | 'strings' }
  /** Not looked into: output, or not supported. */
  | { readonly kind: 'any' };

/** One legal value. */
export interface EnumValue {
  readonly value: string;
  readonly doc: string;
  readonly stage?: 'preview' | 'deprecated';
}

/** One field of a type. */
export interface FieldSpec {
  readonly name: string;
  readonly type: FieldType;
  /** Markdown, one to three sentences, our own words. */
  readonly doc: string;
  readonly source: ManifestSourceId;
  /** True where Cloud Run refuses the resource without it. */
  readonly required?: boolean;
  /** Default in words or as the value. */
  readonly default?: string;
  /** Kinds in which the field means something; all that have the type where it is left out. */
  readonly kinds?: readonly ResourceKind[];
  readonly stage?: 'preview' | 'deprecated';
  /** `output`: the server writes it, exports hold it. `unsupported`: refused. `ignored`: accepted without effect. */
  readonly status?: 'output' | 'unsupported' | 'ignored';
}
