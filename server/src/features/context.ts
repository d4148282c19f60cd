import type { Uri } from '../base/span.ts';
import type { Finding } from '../engine/finding.ts';
import type { Settings } from '../engine/settings.ts';
import type { Deployable } from '../model/deployable.ts';
import type { FactsReader } from '../model/facts-reader.ts';
import type { Rule } from '../rules/rule.ts';

/** What features may ask of the analysis. All answers are tracked and memoised there. */
export interface FeatureContext {
  readonly workspace: FactsReader;
  deployables(): readonly Deployable[];
  deployable(id: string): Deployable | undefined;
  /** Ids of the deployables that a file is a source of. */
  holdersOf(uri: Uri): readonly string[];
  findings(uri: Uri): readonly Finding[];
  readonly rules: readonly Rule[];
  settingsFor(uri: Uri): Settings;
}
