import type { Severity } from '../rules/rule.ts';

/** What a user may set for one rule: a severity, `off`, or `default`. */
export type RuleLevel = Severity | 'off' | 'default';

/** The settings that change answers of the core. One table (`SETTINGS`) describes and decodes them. */
export interface Settings {
  readonly enable: boolean;
  readonly rules: Readonly<Record<string, RuleLevel>>;
  readonly hover: boolean;
  readonly inlayHints: boolean;
  readonly ignoreAction: boolean;
  /** What happens to findings that ruff reports too; `lower` where it is not given. */
  readonly ruffOverlap?: 'lower' | 'keep';
}

/** One setting as the editor shows it. `key` comes behind `cloudRunPreflight.`. */
export interface SettingDescription {
  readonly key: string;
  readonly type: 'boolean' | 'string' | 'rules';
  readonly default: boolean | string | Readonly<Record<string, never>>;
  readonly values?: readonly { readonly value: string; readonly description: string }[];
  readonly scope: 'resource' | 'window';
  readonly markdown: string;
}

/** Every setting: the package manifest, the README's table and the decoder are made from it. */
export const SETTINGS: readonly SettingDescription[] = [
  {
    key: 'enable',
    type: 'boolean',
    default: true,
    scope: 'resource',
    markdown:
      'Check Dockerfiles, Cloud Run manifests and the Python that they start. Turn it off to silence the extension here.',
  },
  {
    key: 'rules',
    type: 'rules',
    default: {},
    scope: 'resource',
    markdown:
      'Severity by rule, for example `{ "fixed-port": "off", "tmp-write": "hint" }`. A rule that is not named keeps its default severity.',
  },
  {
    key: 'hover.enable',
    type: 'boolean',
    default: true,
    scope: 'resource',
    markdown: 'Explain findings, commands, ports and Cloud Run settings when the mouse rests on them.',
  },
  {
    key: 'inlayHints.enable',
    type: 'boolean',
    default: false,
    scope: 'resource',
    markdown: 'Show what will run behind CMD and ENTRYPOINT: server, address, requests at a time.',
  },
  {
    key: 'codeAction.ignore',
    type: 'boolean',
    default: true,
    scope: 'resource',
    markdown: 'Offer "Ignore … here", which adds a `# cloud-run-ignore` comment with a reason.',
  },
  {
    key: 'yaml.schema',
    type: 'string',
    default: 'ours',
    values: [
      {
        value: 'ours',
        description: 'This extension checks and completes manifests; the YAML extension keeps to syntax.',
      },
      {
        value: 'theirs',
        description:
          'The YAML extension checks and completes the fields of manifests, with the schema of this extension.',
      },
      { value: 'off', description: 'The YAML extension keeps the schema that it chooses itself.' },
    ],
    scope: 'resource',
    markdown:
      'Which extension checks and completes the fields of manifests when the YAML extension of Red Hat is installed too. Nothing is underlined twice.',
  },
  {
    key: 'ruff.overlap',
    type: 'string',
    default: 'lower',
    values: [
      { value: 'lower', description: 'Information only, since ruff underlines the same call.' },
      { value: 'keep', description: 'The severity of the rule.' },
    ],
    scope: 'resource',
    markdown:
      'What happens to findings of `async-worker-blocked` where ruff reports the same call (its ASYNC rules are on). A severity in `rules` takes precedence.',
  },
  {
    key: 'trace.server',
    type: 'string',
    default: 'off',
    values: [
      { value: 'off', description: 'No trace.' },
      { value: 'messages', description: 'Names of the messages between editor and server.' },
      { value: 'verbose', description: 'The messages with their content.' },
    ],
    scope: 'window',
    markdown: 'Write the messages between editor and language server to the output channel.',
  },
];

export const DEFAULT_SETTINGS: Settings = {
  enable: true,
  rules: {},
  hover: true,
  inlayHints: false,
  ignoreAction: true,
};

const LEVELS: readonly string[] = ['error', 'warning', 'information', 'hint', 'off', 'default'];

function at(raw: unknown, key: string): unknown {
  let current: unknown = raw;
  for (const part of key.split('.')) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, part)) return undefined;
    current = (current as Record<string, unknown>)[part];
  }
  return current;
}

/** Settings decoded from what an editor or a file gives, and what was wrong with it (the default stays in force there). */
export interface DecodedSettings {
  readonly settings: Settings;
  readonly problems: readonly string[];
}

/**
 * Decodes the `cloudRunPreflight` section. Total: a wrong value is named in `problems` and the default stays.
 * `ruleNames` are the names that `rules` may hold.
 */
export function decodeSettings(raw: unknown, ruleNames: ReadonlySet<string>): DecodedSettings {
  const problems: string[] = [];
  const flag = (key: string, fallback: boolean): boolean => {
    const value = at(raw, key);
    if (value === undefined || value === null) return fallback;
    if (typeof value === 'boolean') return value;
    problems.push(`cloudRunPreflight.${key} must be true or false.`);
    return fallback;
  };
  const rules: Record<string, RuleLevel> = {};
  const given = at(raw, 'rules') ?? {};
  if (typeof given !== 'object' || Array.isArray(given))
    problems.push('cloudRunPreflight.rules must be an object of rule names and severities.');
  else {
    for (const [name, level] of Object.entries(given as Record<string, unknown>)) {
      if (!ruleNames.has(name)) problems.push(`cloudRunPreflight.rules: there is no rule "${name}".`);
      else if (typeof level !== 'string' || !LEVELS.includes(level)) {
        problems.push(`cloudRunPreflight.rules: "${name}" must be one of ${LEVELS.join(', ')}.`);
      } else rules[name] = level as RuleLevel;
    }
  }
  const overlap = at(raw, 'ruff.overlap');
  if (overlap !== undefined && overlap !== null && overlap !== 'lower' && overlap !== 'keep')
    problems.push('cloudRunPreflight.ruff.overlap must be "lower" or "keep".');
  const settings: Settings = {
    enable: flag('enable', DEFAULT_SETTINGS.enable),
    rules,
    hover: flag('hover.enable', DEFAULT_SETTINGS.hover),
    inlayHints: flag('inlayHints.enable', DEFAULT_SETTINGS.inlayHints),
    ignoreAction: flag('codeAction.ignore', DEFAULT_SETTINGS.ignoreAction),
    ...(overlap === 'keep' ? { ruffOverlap: overlap } : {}),
  };
  return { settings, problems };
}

/** The severity that a rule's finding gets, or `undefined` when the user turned the rule off. */
export function effectiveSeverity(settings: Settings, rule: string, severity: Severity): Severity | undefined {
  const level = settings.rules[rule] ?? 'default';
  if (level === 'off') return undefined;
  return level === 'default' ? severity : level;
}
