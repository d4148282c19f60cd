import type { EnumValue } from './field-types.ts';
import type { AnnotationLevel, ResourceKind } from './kinds.ts';
import type { ManifestSourceId } from './manifest-sources.ts';

/** What the value of an annotation looks like. It always is a string in YAML. */
export type AnnotationValue =
  | { readonly kind: 'boolean' }
  | { readonly kind: 'integer'; readonly min: number; readonly max?: number }
  /** A share of 1 with at most two decimals, or 0 for off. */
  | { readonly kind: 'share'; readonly min: number; readonly max: number }
  | { readonly kind: 'enum'; readonly values: readonly EnumValue[] }
  /** Items separated by commas. */
  | { readonly kind: 'list'; readonly of: 'cloudsql-instance' | 'secret-alias' | 'region' }
  | { readonly kind: 'json'; readonly shape: 'strings' | 'string-map' | 'dependencies' | 'network-interfaces' }
  | { readonly kind: 'text'; readonly maxLength?: number };

/** One annotation. */
export interface AnnotationSpec {
  readonly key: string;
  readonly levels: readonly AnnotationLevel[];
  readonly value: AnnotationValue;
  /** Markdown, one to three sentences, our own words. */
  readonly doc: string;
  readonly source: ManifestSourceId;
  readonly default?: string;
  /** `preview` needs `run.googleapis.com/launch-stage`. `hidden`: written by tools, accepted silently. `output`: the server writes it. */
  readonly stage: 'GA' | 'preview' | 'hidden' | 'output' | 'deprecated';
  /** Kinds whose template it means something for; all where it is left out. */
  readonly kinds?: readonly ResourceKind[];
}
