import type { Known } from '../../base/known.ts';

// Annotation values that are JSON.

/** A JSON value, `undefined` where the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The value of `run.googleapis.com/container-dependencies`. Cloud Run reads it as JSON and takes names without quotes too:
 * Google's own sample says `{nginx: [hello]}` (facts S18).
 */
export function parseDependencyText(text: string): unknown {
  return parseJson(text) ?? parseJson(text.replace(/(?<=[{[,:]\s*)[A-Za-z0-9][\w.-]*(?=\s*[:,\]}])/g, '"$&"'));
}

/** The value of `run.googleapis.com/container-dependencies`: container → containers it waits for. Empty where it is not that. */
export function parseDependencies(text: Known<string> | undefined): ReadonlyMap<string, readonly string[]> {
  const out = new Map<string, readonly string[]>();
  const value = text?.kind === 'known' ? parseDependencyText(text.value) : undefined;
  if (!isRecord(value)) return out;
  for (const [name, list] of Object.entries(value)) {
    if (Array.isArray(list))
      out.set(
        name,
        list.filter((item): item is string => typeof item === 'string'),
      );
  }
  return out;
}

/** Whether a JSON value is an object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
