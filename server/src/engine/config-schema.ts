import { CONFIG_LEVELS } from './config-file.ts';

/**
 * The JSON Schema of the configuration file, for editors that complete and check YAML. `rules` are the names that may
 * stand below `rules`, each with its summary.
 */
export function configSchema(
  rules: readonly { readonly name: string; readonly summary: string; readonly severity: string }[],
): Readonly<Record<string, unknown>> {
  const path = (description: string) => ({ type: 'string', description });
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Cloud Run Preflight',
    description: 'Configuration of Cloud Run Preflight. The nearest file at or above a file holds for it.',
    type: 'object',
    additionalProperties: false,
    properties: {
      rules: {
        type: 'object',
        description: 'Severity by rule; "off" turns a rule off.',
        additionalProperties: false,
        properties: Object.fromEntries(
          rules.map(({ name, summary, severity }) => [
            name,
            { description: `${summary} Default: ${severity}.`, enum: CONFIG_LEVELS },
          ]),
        ),
      },
      exclude: {
        type: 'array',
        description: 'What is not read, in .gitignore notation, relative to the folder of this file.',
        items: { type: 'string' },
      },
      apps: {
        type: 'array',
        description: 'Files that belong together although their places do not say so.',
        items: {
          type: 'object',
          additionalProperties: false,
          properties: {
            name: { type: 'string', description: 'The name of the service, job or worker pool.' },
            dockerfile: path('The Dockerfile that builds the image, relative to the folder of this file.'),
            manifest: path('The Cloud Run manifest, relative to the folder of this file.'),
            entry: path('The Python file that starts the app, relative to the folder of this file.'),
          },
        },
      },
      defaults: {
        type: 'object',
        description: 'What Cloud Run is told by flags at deployment, where no manifest says so.',
        additionalProperties: false,
        properties: {
          region: { type: 'string', description: 'For example europe-west1.' },
          memory: { type: 'string', description: 'Memory limit of a container, for example 512Mi.' },
          cpu: { type: ['string', 'number'], description: 'CPU limit of a container, for example 1 or "500m".' },
          concurrency: {
            type: 'integer',
            minimum: 1,
            maximum: 1000,
            description: 'Requests that one instance takes at a time.',
          },
        },
      },
      baseline: {
        type: 'string',
        pattern: '\\.json$',
        description: 'A JSON file that lists older findings, which are left out; relative to the folder of this file.',
      },
    },
  };
}
