import { strict as assert } from 'node:assert';
import { createAnalysis } from '../../../server/src/api.ts';
import { type Known, valueOf } from '../../../server/src/base/known.ts';
import { decodeConfigFile } from '../../../server/src/engine/config-file.ts';
import { DEFAULT_SETTINGS, type RuleLevel } from '../../../server/src/engine/settings.ts';
import { RULES } from '../../../server/src/rules/index.ts';

const ROOT = 'file:///ws';
const NAMES = new Set(RULES.map((rule) => rule.name));
const DOCKERFILE = 'FROM python:3.12-slim\nCMD ["gunicorn", "main:app"]\n';
const OPAQUE = 'FROM python:3.12-slim\nCOPY . /app\nWORKDIR /app\nCMD ["./start"]\n';

type Files = Readonly<Record<string, string>>;

function service(name: string, containers = '      - image: gcr.io/p/x\n'): string {
  return `apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: ${name}\nspec:\n  template:\n    spec:\n      containers:\n${containers}`;
}

const TWO = `      - { name: web, image: gcr.io/p/a, ports: [{ containerPort: 8080 }] }\n      - { name: side, image: gcr.io/p/b }\n`;

/** An analysis of the files, each configuration file in force for its folder. */
function analyse(files: Files): ReturnType<typeof createAnalysis> {
  const analysis = createAnalysis();
  analysis.setFolders([ROOT]);
  analysis.setIndex(Object.keys(files).map((path) => `${ROOT}/${path}`));
  for (const [path, text] of Object.entries(files)) {
    analysis.setFile(`${ROOT}/${path}`, text);
    if (!path.endsWith('.cloud-run-preflight.yaml')) continue;
    const { config, problems } = decodeConfigFile(text, NAMES);
    assert.deepEqual(problems, []);
    analysis.setConfig(`${ROOT}/${path}`.replace('/.cloud-run-preflight.yaml', ''), config);
  }
  return analysis;
}

const short = (uri: string): string => uri.slice(ROOT.length + 1);

/** Each deployable as `name: id -> Dockerfiles (audience)`, with the file that starts it where it is known. */
function deployables(files: Files): readonly string[] {
  return analyse(files)
    .deployables()
    .map((d) => {
      const images = d.containers.map((c) => {
        const entry = valueOf(c.launch.entry);
        const file = c.dockerfile.kind === 'known' ? short(c.dockerfile.value) : `?${c.dockerfile.why}`;
        return entry === undefined ? file : `${file} starts ${short(entry)}`;
      });
      return `${valueOf(d.name)}: ${short(d.id)} -> ${images.join(', ')} (${d.audience})`;
    });
}

const APPS: readonly (readonly [why: string, apps: string, files: Files, expected: readonly string[]])[] = [
  [
    'a manifest and a Dockerfile that nothing else connects',
    '- { dockerfile: build/b.Dockerfile, manifest: deploy/y.yaml }',
    { 'build/a.Dockerfile': DOCKERFILE, 'build/b.Dockerfile': DOCKERFILE, 'deploy/y.yaml': service('y') },
    ['y: deploy/y.yaml -> build/b.Dockerfile (cloud-run)', 'build: build/a.Dockerfile -> build/a.Dockerfile (likely)'],
  ],
  [
    'the user wins over a Dockerfile beside the manifest',
    '- { dockerfile: build/Dockerfile, manifest: service.yaml }',
    { Dockerfile: DOCKERFILE, 'build/Dockerfile': DOCKERFILE, 'service.yaml': service('y') },
    ['y: service.yaml -> build/Dockerfile (cloud-run)', 'ws: Dockerfile -> Dockerfile (likely)'],
  ],
  [
    'an app finds its manifest by name',
    '- { name: y, dockerfile: b/Dockerfile }',
    { 'a/Dockerfile': DOCKERFILE, 'b/Dockerfile': DOCKERFILE, 'infra/s.yaml': service('y') },
    ['y: infra/s.yaml -> b/Dockerfile (cloud-run)', 'a: a/Dockerfile -> a/Dockerfile (likely)'],
  ],
  [
    'names choose among containers; without one the container that gets requests is meant',
    '- { name: side, dockerfile: b/Dockerfile, manifest: s.yaml }\n  - { dockerfile: a/Dockerfile, manifest: s.yaml }',
    { 'a/Dockerfile': DOCKERFILE, 'b/Dockerfile': DOCKERFILE, 's.yaml': service('y', TWO) },
    ['y: s.yaml -> a/Dockerfile, b/Dockerfile (cloud-run)'],
  ],
  [
    'names choose among documents',
    '- { name: y, dockerfile: a/Dockerfile, manifest: s.yaml }\n  - { name: z, dockerfile: b/Dockerfile, manifest: s.yaml }',
    { 'a/Dockerfile': DOCKERFILE, 'b/Dockerfile': DOCKERFILE, 's.yaml': `${service('z')}---\n${service('y')}` },
    ['z: s.yaml -> b/Dockerfile (cloud-run)', 'y: s.yaml#1 -> a/Dockerfile (cloud-run)'],
  ],
  [
    'a Dockerfile of any name, for development or not',
    '- { name: api, dockerfile: test/image.txt }\n  - { dockerfile: Dockerfile.dev }',
    { 'test/image.txt': DOCKERFILE, 'Dockerfile.dev': DOCKERFILE },
    ['ws: Dockerfile.dev -> Dockerfile.dev (cloud-run)', 'api: test/image.txt -> test/image.txt (cloud-run)'],
  ],
  [
    'an entry where the command does not name one',
    '- { dockerfile: Dockerfile, entry: src/main.py }',
    { Dockerfile: OPAQUE, 'src/main.py': 'import flask\n' },
    ['ws: Dockerfile -> Dockerfile starts src/main.py (cloud-run)'],
  ],
  [
    'the command wins over an entry',
    '- { dockerfile: Dockerfile, entry: other.py }',
    { Dockerfile: `${DOCKERFILE.replace('CMD', 'COPY . .\nCMD')}`, 'main.py': 'app = 1\n', 'other.py': '' },
    ['ws: Dockerfile -> Dockerfile starts main.py (cloud-run)'],
  ],
  [
    'files that are not there are ignored',
    '- { dockerfile: gone/Dockerfile, manifest: service.yaml, entry: gone.py }',
    { Dockerfile: OPAQUE, 'service.yaml': service('y') },
    ['y: service.yaml -> Dockerfile (cloud-run)'],
  ],
];

describe('configured apps', () => {
  for (const [why, apps, files, expected] of APPS) {
    it(why, () =>
      assert.deepEqual(deployables({ '.cloud-run-preflight.yaml': `apps:\n  ${apps}\n`, ...files }), expected),
    );
  }

  it('of an inner file win over those of an outer one', () => {
    const files = {
      '.cloud-run-preflight.yaml': 'apps: [{ dockerfile: a/Dockerfile, manifest: api/s.yaml }]\n',
      'api/.cloud-run-preflight.yaml': 'apps: [{ dockerfile: b/Dockerfile, manifest: s.yaml }]\n',
      'a/Dockerfile': DOCKERFILE,
      'api/b/Dockerfile': DOCKERFILE,
      'api/s.yaml': service('y'),
    };
    assert.equal(deployables(files)[0], 'y: api/s.yaml -> api/b/Dockerfile (cloud-run)');
  });

  it('follow a change of the file, and its end', () => {
    const analysis = analyse({ 'a/Dockerfile': DOCKERFILE, 'b/Dockerfile': DOCKERFILE, 'infra/s.yaml': service('y') });
    const matched = (): unknown => analysis.deployables()[0]?.containers[0]?.dockerfile;
    assert.deepEqual(matched(), { kind: 'unknown', why: 'dynamic' });
    for (const name of ['a', 'b']) {
      const text = `apps: [{ manifest: infra/s.yaml, dockerfile: ${name}/Dockerfile }]`;
      analysis.setConfig(ROOT, decodeConfigFile(text, NAMES).config);
      assert.equal(valueOf(matched() as Known<string>), `${ROOT}/${name}/Dockerfile`);
    }
    analysis.setConfig(ROOT, undefined);
    assert.deepEqual(matched(), { kind: 'unknown', why: 'dynamic' });
  });
});

const DEFAULTS = 'defaults: { memory: 1Gi, cpu: 2, concurrency: 40 }\n';
const DEPLOY = 'gcloud run deploy ws --source . --memory 2Gi --concurrency 5\n';

/** Memory in MiB, vCPU and concurrency of the first deployable, each with the place that sets it. */
function resources(files: Files): string {
  const [first] = analyse(files).deployables();
  const show = (value: Known<number> | undefined, unit = 1): string =>
    value?.kind === 'known'
      ? `${value.value / unit} ${value.at === undefined ? '-' : `${short(value.at.uri)}:${files[short(value.at.uri)]?.slice(value.at.start, value.at.end)}`}`
      : '?';
  const main = first?.containers[0];
  return [show(main?.memoryBytes, 2 ** 20), show(main?.cpu), show(first?.concurrency)].join(', ');
}

const CONFIG = '.cloud-run-preflight.yaml';
const RESOURCES: readonly (readonly [why: string, files: Files, expected: string])[] = [
  ['nothing says it: the platform', { Dockerfile: DOCKERFILE }, '512 -, 1 -, 80 -'],
  [
    'the configuration, with its place',
    { Dockerfile: DOCKERFILE, [CONFIG]: DEFAULTS },
    `1024 ${CONFIG}:1Gi, 2 ${CONFIG}:2, 40 ${CONFIG}:40`,
  ],
  [
    'deploy flags win, one by one',
    { Dockerfile: DOCKERFILE, [CONFIG]: DEFAULTS, 'deploy.sh': DEPLOY },
    `2048 deploy.sh:--memory 2Gi, 2 ${CONFIG}:2, 5 deploy.sh:--concurrency 5`,
  ],
  [
    'a manifest is complete',
    { Dockerfile: DOCKERFILE, [CONFIG]: DEFAULTS, 'service.yaml': service('y') },
    '512 -, 1 -, 80 -',
  ],
  [
    'only the nearest file counts',
    { 'api/Dockerfile': DOCKERFILE, [CONFIG]: DEFAULTS, [`api/${CONFIG}`]: 'defaults: { cpu: 500m }\n' },
    `512 -, 0.5 api/${CONFIG}:500m, 1 -`,
  ],
];

describe('configured defaults', () => {
  for (const [why, files, expected] of RESOURCES) it(why, () => assert.equal(resources(files), expected));
});

type Levels = Readonly<Record<string, RuleLevel>>;
const LEVELS: readonly (readonly [
  why: string,
  configs: Readonly<Record<string, string>>,
  everywhere: Levels,
  folder: Levels | undefined,
  expected: string | undefined,
])[] = [
  ['the rule itself', {}, {}, undefined, 'error'],
  ['the configuration file', { '': 'hint' }, {}, undefined, 'hint'],
  ['the nearest file only', { '': 'off', api: 'warning' }, {}, undefined, 'warning'],
  ['a nearest file that says nothing hides the others', { '': 'off', api: '' }, {}, undefined, 'error'],
  ['a file beside it does not count', { web: 'off' }, {}, undefined, 'error'],
  ['the editor wins over the file', { '': 'hint' }, { 'localhost-bind': 'warning' }, undefined, 'warning'],
  ['the editor can turn it off', { api: 'error' }, { 'localhost-bind': 'off' }, undefined, undefined],
  [
    'default in the editor brings the rule’s own back',
    { '': 'off' },
    { 'localhost-bind': 'default' },
    undefined,
    'error',
  ],
  ['the editor’s folder wins over its user', {}, { 'localhost-bind': 'off' }, { 'localhost-bind': 'hint' }, 'hint'],
  [
    'the editor’s other rules leave the file’s',
    { '': 'hint' },
    { 'fixed-port': 'off' },
    { 'tmp-write': 'off' },
    'hint',
  ],
];

describe('configured levels', () => {
  for (const [why, configs, everywhere, folder, expected] of LEVELS) {
    it(why, () => {
      const files = Object.entries(configs).map(([at, level]) => [
        at === '' ? CONFIG : `${at}/${CONFIG}`,
        level === '' ? 'exclude: []\n' : `rules: { localhost-bind: ${level} }\n`,
      ]);
      const analysis = analyse({
        ...Object.fromEntries(files),
        'api/Dockerfile': 'FROM python:3.12-slim\nCMD ["gunicorn", "--bind", "127.0.0.1:8080", "main:app"]\n',
      });
      analysis.setSettings({ ...DEFAULT_SETTINGS, rules: everywhere });
      if (folder !== undefined) analysis.setSettings({ ...DEFAULT_SETTINGS, rules: folder }, ROOT);
      const found = analysis.findings(`${ROOT}/api/Dockerfile`).find((f) => f.rule === 'localhost-bind');
      assert.equal(found?.severity, expected);
    });
  }
});
