/** What a plain scalar is for gcloud although YAML 1.2 calls it text. */
export type OlderKind = 'a boolean' | 'a date' | 'a number';

/**
 * gcloud loads manifests as YAML 1.1 (googlecloudsdk/core/yaml.py: `version=VERSION_1_1`, checked 2026-11-28), where
 * more words than in YAML 1.2 are no text. The forms are those of https://yaml.org/type/bool.html, timestamp.html and
 * int.html; `y` and `n` are left out, as readers of YAML 1.1 differ on them.
 */
const FORMS: readonly (readonly [OlderKind, RegExp])[] = [
  ['a boolean', /^(?:yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF)$/],
  ['a date', /^\d{4}-\d{2}-\d{2}(?:[Tt]\d{1,2}:\d{2}:\d{2}(?:\.\d*)?(?:Z|[-+]\d{1,2}(?::\d{2})?)?)?$/],
  // Base 60: 12:30 is 750.
  ['a number', /^[-+]?[1-9]\d*(?::[0-5]?\d)+$/],
];

/**
 * @param text A scalar that is written without quotes.
 * @returns What YAML 1.1 makes of it; undefined where it is text or where both versions agree.
 */
export function olderKind(text: string): OlderKind | undefined {
  return FORMS.find(([, form]) => form.test(text))?.[0];
}
