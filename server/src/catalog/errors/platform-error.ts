/** What Cloud Run, gcloud or a Python server says when something went wrong, and what may be behind it. */
export interface PlatformError {
  /** Stable name, for tests and output that programs read. */
  readonly id: string;
  /** What happened, in a few words. */
  readonly title: string;
  /** Any of these in a text, whose white space was made single blanks, is this error. */
  readonly says: readonly RegExp[];
  /** What it means: what Cloud Run did and why. Markdown. */
  readonly means: string;
  /** Rules whose findings are causes of it, the most likely first. */
  readonly rules: readonly string[];
  /** What the files cannot show and a person has to look at. Markdown, a sentence each. */
  readonly checks: readonly string[];
  /** The kind of resource that can have it, where it is only one. */
  readonly only?: 'service' | 'job';
  /** Programs say it as well that have nothing to do with Cloud Run. */
  readonly elsewhere?: true;
  /**
   * `symptom`: other messages may name the cause, and are told first. `wrapper`: it says nothing by itself, and is told only where nothing
   * else is.
   */
  readonly level?: 'symptom' | 'wrapper';
  readonly source: { readonly url: string; readonly checked: string };
}

const CHECKED = '2026-11-28';

/** Google’s page about errors. */
export const TROUBLESHOOTING = 'https://docs.cloud.google.com/run/docs/troubleshooting';

/** The same at a heading. */
export function troubleshooting(anchor: string): PlatformError['source'] {
  return { url: `${TROUBLESHOOTING}#${anchor}`, checked: CHECKED };
}

/** A page of the Cloud Run documentation. */
export function page(path: string): PlatformError['source'] {
  return { url: `https://docs.cloud.google.com/run/docs/${path}`, checked: CHECKED };
}
