// The part of the SARIF 2.1.0 schema (OASIS, errata 01) that our reports use, written from the specification's
// property tables: names, types, required properties and limits. Closed everywhere, so that a property that SARIF does
// not know, or that we did not mean to write, fails.

const text = { type: 'string' } as const;
const index = { type: 'integer', minimum: 0 } as const;
const oneBased = { type: 'integer', minimum: 1 } as const;
/** A URI reference without spaces, controls, `..` behind a segment, and half-encoded characters. */
const uriReference = {
  type: 'string',
  pattern: "^(?:[A-Za-z0-9\\-._~:/?#\\[\\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+$",
} as const;
const absoluteUri = { type: 'string', pattern: '^[a-z]+://[^\\s]+$' } as const;

function object(properties: Readonly<Record<string, object>>, required: readonly string[] = []): object {
  return { type: 'object', additionalProperties: false, properties, required };
}

function list(items: object, more: object = {}): object {
  return { type: 'array', items, ...more };
}

const message = object({ text }, ['text']);
const multiformat = object({ text, markdown: text }, ['text']);
const level = { enum: ['none', 'note', 'warning', 'error'] };
const region = object({ startLine: oneBased, startColumn: oneBased, endLine: oneBased, endColumn: oneBased }, [
  'startLine',
]);
const artifactLocation = object({ uri: uriReference, uriBaseId: text }, ['uri']);
const physicalLocation = object({ artifactLocation, region }, ['artifactLocation']);
const propertyBag = { type: 'object', properties: { tags: list(text, { uniqueItems: true }) } };

const rule = object(
  {
    id: text,
    name: text,
    shortDescription: multiformat,
    fullDescription: multiformat,
    help: multiformat,
    helpUri: absoluteUri,
    defaultConfiguration: object({ level }),
    properties: propertyBag,
  },
  ['id'],
);

const fix = object(
  {
    description: message,
    artifactChanges: list(
      object(
        {
          artifactLocation,
          replacements: list(object({ deletedRegion: region, insertedContent: object({ text }) }, ['deletedRegion']), {
            minItems: 1,
          }),
        },
        ['artifactLocation', 'replacements'],
      ),
      { minItems: 1, uniqueItems: true },
    ),
  },
  ['artifactChanges'],
);

const result = object(
  {
    ruleId: text,
    ruleIndex: index,
    level,
    message,
    locations: list(object({ physicalLocation }, ['physicalLocation']), { minItems: 1, uniqueItems: true }),
    relatedLocations: list(object({ id: index, physicalLocation, message }), { uniqueItems: true }),
    partialFingerprints: { type: 'object', additionalProperties: text },
    fixes: list(fix, { uniqueItems: true }),
  },
  ['message', 'ruleId', 'level', 'locations'],
);

/** A SARIF log as we write it. */
export const SARIF_SCHEMA = object(
  {
    $schema: absoluteUri,
    version: { const: '2.1.0' },
    runs: list(
      object(
        {
          tool: object(
            {
              driver: object(
                {
                  name: text,
                  semanticVersion: { type: 'string', pattern: '^\\d+\\.\\d+\\.\\d+' },
                  rules: list(rule, { uniqueItems: true }),
                },
                ['name'],
              ),
            },
            ['driver'],
          ),
          columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
          results: list(result),
        },
        ['tool', 'results'],
      ),
      { minItems: 1 },
    ),
  },
  ['$schema', 'version', 'runs'],
);
