import type { Located, Range } from '../base/span.ts';

// The plain tree of a YAML file. All ranges are UTF-16 offsets into the text that was parsed.

/** A node of the tree. An empty value (`key:` with nothing behind it) is `undefined`, never a node. */
export type YamlNode = YamlMap | YamlSeq | YamlScalar;

/** What every node may carry. */
interface YamlNodeBase extends Range {
  /** The name behind `&`, where the node is anchored. */
  readonly anchor?: string;
  /** The `*name` through which the node was reached; its own range is the one of the anchored text. */
  readonly alias?: Located<string>;
}

/** A mapping; entries in source order, those that came through `<<` last. */
export interface YamlMap extends YamlNodeBase {
  readonly kind: 'map';
  /** `{ … }` instead of indented lines. */
  readonly flow: boolean;
  readonly entries: readonly YamlEntry[];
}

/** One `key: value`. The range runs from the key's start to the value's end (to the colon's end where it is empty). */
export interface YamlEntry extends Range {
  readonly key: YamlScalar;
  readonly value: YamlNode | undefined;
  /** Came through a merge key (`<<: *base`): the text stands elsewhere, edits here would not touch it. */
  readonly merged: boolean;
}

/** A sequence. */
export interface YamlSeq extends YamlNodeBase {
  readonly kind: 'seq';
  /** `[ … ]` instead of dashes. */
  readonly flow: boolean;
  readonly items: readonly (YamlNode | undefined)[];
  /** Per item: from its dash (or its own start in a flow sequence) to its end. */
  readonly itemRanges: readonly Range[];
}

/** A scalar. The range covers quotes and, for block scalars, the header line. */
export interface YamlScalar extends YamlNodeBase {
  readonly kind: 'scalar';
  /** The value as the YAML 1.2 core schema resolves it; big integers stay numbers. */
  readonly value: string | number | boolean | null;
  /** The decoded source text, whatever type it resolves to (`1000m`, `true`, `0444`). */
  readonly text: string;
  readonly style: 'plain' | 'single' | 'double' | 'block';
  /** Holds a template (`{{ … }}`, `{% … %}`) or is an alias that leads nowhere: its value is not known. */
  readonly dynamic: boolean;
}

/** One document of a multi-document file. */
export interface YamlDocument extends Range {
  /** `undefined` for an empty document. */
  readonly root: YamlNode | undefined;
}

/** Why a text is not (good) YAML. */
export type YamlProblemCode = 'tab' | 'duplicate-key' | 'syntax' | 'alias' | 'too-large';

/** Something the parser rejects. `tab` and `duplicate-key` leave the tree usable. */
export interface YamlProblem extends Range {
  readonly code: YamlProblemCode;
  /** One plain sentence, without position. */
  readonly message: string;
  /** For a duplicate key: the first one. */
  readonly related?: Range;
}

/** A parsed file. Never throws away what stands before a break. */
export interface YamlFile {
  readonly documents: readonly YamlDocument[];
  readonly problems: readonly YamlProblem[];
  /** Offset behind which the absence of something proves nothing, because the text does not parse or is generated there. */
  readonly brokenFrom?: number;
  /** Offset of the first syntax error or indenting tab: what stands behind it may hang on the wrong parent. At or after `brokenFrom`. */
  readonly errorFrom?: number;
  /** Comments with their `#`; the value is the text behind it, trimmed. */
  readonly comments: readonly Located<string>[];
  /** Ranges of `{{ … }}` and `{% … %}` template expressions. `yaml-syntax` stays silent where there is one. */
  readonly templates: readonly Range[];
}

/** One step into the tree: a key or an index. */
export type YamlStep = string | number;

/** A path from a document's root. */
export type YamlPath = readonly YamlStep[];
