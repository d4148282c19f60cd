import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { CONFIG_LEVELS, decodeConfigFile } from '../../server/src/engine/config-file.ts';
import { configSchema } from '../../server/src/engine/config-schema.ts';
import { PROJECT } from '../kit/folder.ts';

const RULES = new Set(['fixed-port', 'tmp-write']);
const NONE = {
  rules: {},
  exclude: [],
  apps: [],
  defaults: { region: undefined, memory: undefined, cpu: undefined, concurrency: undefined },
  baseline: undefined,
};

/** Problems as `line:column-column message`. */
function problems(text: string): readonly string[] {
  return decodeConfigFile(text, RULES).problems.map(({ at, message }) => {
    const before = text.slice(0, at.start).split('\n');
    const column = (before.at(-1)?.length ?? 0) + 1;
    return `${before.length}:${column}-${column + at.end - at.start} ${message}`;
  });
}

/** The file without places, with every place checked against the text. */
function plain(text: string): unknown {
  const strip = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(strip);
    if (typeof value !== 'object' || value === null) return value;
    if ('start' in value && 'value' in value) {
      const { start, end, value: inner } = value as { start: number; end: number; value: unknown };
      assert.equal(text.slice(start, end), String(inner));
      return inner;
    }
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, strip(inner)]));
  };
  const { config, problems: found } = decodeConfigFile(text, RULES);
  return { config: strip(config), problems: found };
}

describe('configuration file', () => {
  it('is decoded whole', () => {
    const text = `# ours
rules: { fixed-port: off, tmp-write: info }
exclude:
  - legacy/
  - '*.gen.yaml'
apps:
  - { name: api, dockerfile: build/api.Dockerfile, manifest: deploy/api.yaml, entry: api/main.py }
  - manifest: b.yaml
defaults:
  region: europe-west1
  memory: 1Gi
  cpu: 500m
  concurrency: 40
baseline: ci/known.json
`;
    assert.deepEqual(plain(text), {
      config: {
        rules: { 'fixed-port': 'off', 'tmp-write': 'information' },
        exclude: ['legacy/', '*.gen.yaml'],
        apps: [
          { name: 'api', dockerfile: 'build/api.Dockerfile', manifest: 'deploy/api.yaml', entry: 'api/main.py' },
          { name: undefined, dockerfile: undefined, manifest: 'b.yaml', entry: undefined },
        ],
        defaults: { region: 'europe-west1', memory: '1Gi', cpu: '500m', concurrency: 40 },
        baseline: 'ci/known.json',
      },
      problems: [],
    });
  });

  for (const text of [
    '',
    '# nothing\n',
    'rules:\nexclude:\napps:\ndefaults:\n',
    '---\n',
    'exclude: []\napps: []\nrules: {}\n',
    'exclude:\n  -\n',
  ]) {
    it(`may be empty: ${JSON.stringify(text)}`, () =>
      assert.deepEqual(decodeConfigFile(text, RULES), { config: NONE, problems: [] }));
  }

  const FAULTS: readonly (readonly [text: string, ...expected: string[]])[] = [
    ['- a\n', '1:1-2 The configuration must be a mapping of rules, exclude, apps, defaults, baseline.'],
    ['rulez: {}\n', '1:1-6 There is no key "rulez" here. Did you mean "rules"?'],
    ['zzz: {}\n', '1:1-4 There is no key "zzz" here. Known are rules, exclude, apps, defaults, baseline.'],
    ['rules: off\n', '1:8-9 "rules" must be a mapping of rule names.'],
    ['rules:\n  fixed-prot: off\n', '2:3-13 There is no rule "fixed-prot". Did you mean "fixed-port"?'],
    [
      'rules:\n  fixed-port: loud\n',
      '2:15-19 The level of "fixed-port" must be error, warning, info, hint, off or default.',
    ],
    ['rules:\n  fixed-port:\n', '2:3-13 The level of "fixed-port" must be error, warning, info, hint, off or default.'],
    [
      'rules:\n  fixed-port: [off]\n',
      '2:15-16 The level of "fixed-port" must be error, warning, info, hint, off or default.',
    ],
    ['exclude: legacy\n', '1:10-16 "exclude" must be a list of patterns.'],
    ['exclude:\n  - a: b\n', '2:5-6 A pattern to exclude must be text, as in .gitignore.'],
    ['apps:\n  - dockerfile: ../x\n', '2:17-21 This must be a path below the folder of this file.'],
    ['apps:\n  - dockerfile: /x\n', '2:17-19 This must be a path below the folder of this file.'],
    ['apps:\n  - dockerfile: C:/x\n', '2:17-21 This must be a path below the folder of this file.'],
    ['baseline: ../known.json\n', '1:11-24 This must be a path below the folder of this file.'],
    ["baseline: 'ci\\..\\..\\known.json'\n", '1:11-32 This must be a path below the folder of this file.'],
    ['baseline: /etc/known.json\n', '1:11-26 This must be a path below the folder of this file.'],
    ['baseline: known\n', '1:11-16 The name of a baseline must end in ".json".'],
    ['baseline: [known.json]\n', '1:11-12 "baseline" must be one line of text.'],
    ['apps:\n  - api\n', '2:5-6 An app must be a mapping of name, dockerfile, manifest, entry.'],
    ['apps:\n  - name: [a]\n', '2:11-12 "name" must be one line of text.'],
    ['defaults:\n  memory: lots\n', '2:11-15 "memory" must look like 512Mi.'],
    ['defaults:\n  cpu: two\n', '2:8-11 "cpu" must look like 1 or 500m.'],
    ['defaults:\n  concurrency: 0\n', '2:16-17 "concurrency" must look like 80.'],
    ['defaults:\n  region: Europe\n', '2:11-17 "region" must look like europe-west1.'],
  ];
  for (const [text, ...expected] of FAULTS) {
    it(`names the place of ${JSON.stringify(text)}`, () => assert.deepEqual(problems(text), expected));
  }

  it('keeps what is right beside what is wrong', () => {
    const { config } = decodeConfigFile('rules:\n  fixed-port: off\n  nothing: off\nexclude: [a]\nwrong: 1\n', RULES);
    assert.deepEqual(config, { ...NONE, rules: { 'fixed-port': 'off' }, exclude: ['a'] });
  });

  it('reports a second document and broken YAML', () => {
    assert.equal(problems('rules: {}\n---\nrules: {}\n').length, 1);
    assert.ok(problems('rules: {fixed-port: off\n').length > 0);
  });

  it('never throws', () => {
    const piece = fc.constantFrom(
      'rules',
      'exclude',
      'apps',
      'defaults',
      'baseline',
      ':',
      '\n',
      '  ',
      '- ',
      '{',
      '}',
      '[',
      ']',
      'off',
      'fixed-port',
      '"',
      '&a',
      '*a',
      '<<',
      '0',
      '__proto__',
      '\t',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        const { problems: found } = decodeConfigFile(text, RULES);
        for (const { at } of found) assert.ok(at.start >= 0 && at.start <= at.end && at.end <= text.length + 1);
      }),
      { seed: 7, numRuns: 500 },
    );
  });

  it('has a template that changes nothing, and is right where its comments are taken away', () => {
    const template = readFileSync(join(PROJECT, 'docs/schema/cloud-run-preflight.template.yaml'), 'utf8');
    assert.deepEqual(decodeConfigFile(template, RULES), { config: NONE, problems: [] });
    const wanted = template.replace(/^# (?=(?: |[a-z]+:))/gm, '');
    const { config, problems: found } = decodeConfigFile(wanted, RULES);
    assert.deepEqual(found, []);
    const { defaults, ...rest } = config;
    assert.ok(defaults.memory !== undefined && defaults.cpu !== undefined && defaults.concurrency !== undefined);
    for (const [key, value] of Object.entries(rest)) assert.notDeepEqual(value, NONE[key as keyof typeof rest], key);
    for (const name of Object.keys(config.rules)) assert.ok(RULES.has(name));
  });

  it('has a schema that agrees with the decoder', () => {
    const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(
      configSchema([{ name: 'fixed-port', summary: 'A fixed port.', severity: 'warning' }]),
    );
    assert.ok(
      validate({
        rules: { 'fixed-port': 'off' },
        exclude: ['a'],
        apps: [{ name: 'a' }],
        defaults: { cpu: 1, concurrency: 80 },
        baseline: 'ci/known.json',
      }),
    );
    for (const level of CONFIG_LEVELS) assert.ok(validate({ rules: { 'fixed-port': level } }), level);
    for (const wrong of [
      { rulez: {} },
      { rules: { other: 'off' } },
      { exclude: 'a' },
      { apps: [{ x: 1 }] },
      { defaults: { concurrency: 0 } },
      { baseline: 'known' },
    ])
      assert.equal(validate(wrong), false);
  });
});
