import { strict as assert } from 'node:assert';
import { applyEdits } from '../../server/src/engine/edits.ts';
import type { SymbolAnswer } from '../../server/src/features/symbol.ts';
import { analyse, pathOf, uriOf } from '../kit/example.ts';
import { HEAD, marked, PATH } from './manifest-kit.ts';

const PODS = `${HEAD.replace(
  '  name: web\n',
  `  name: web
  namespace: my-project
`,
)}spec:
  template:
    metadata:
      annotations:
        run.googleapis.com/container-dependencies: '{"app": ["proxy"]}'
    spec:
      serviceAccountName: web@other-project.iam.gserviceaccount.com
      containers:
        - name: app
          image: europe-west1-docker.pkg.dev/my-project/apps/web/api:1
          ports:
            - containerPort: 9000
          env:
            - name: KEY
              valueFrom: {secretKeyRef: {name: api-key, key: latest}}
          volumeMounts:
            - name: data
              mountPath: /mnt/data
          livenessProbe:
            httpGet: {path: /live}
        - name: "proxy"
          image: nginx
          volumeMounts:
            - {name: 'data', mountPath: /d}
      volumes:
        - name: data
          csi:
            driver: gcsfuse.run.googleapis.com
            volumeAttributes: {bucketName: my-bucket}
        - name: config
          secret: {secretName: conf}
  traffic:
    - latestRevision: true
      percent: 100
      tag: now
`;

const DOCKERFILE =
  'FROM python:3.12\nWORKDIR /app\nCOPY . .\nCMD ["gunicorn", "--threads", "8", "--bind", ":8080", "main:app"]\n';
const MANIFEST = `${HEAD}spec:\n  template:\n    spec:\n      containers:\n        - image: gcr.io/p/web\n`;
const PROJECT = {
  Dockerfile: DOCKERFILE,
  'main.py': 'from flask import Flask\napp = Flask(__name__)\n',
  'requirements.txt': 'flask\ngunicorn\n',
};

/** The manifest with the caret behind the first occurrence of `before` inside `around`. */
function at(around: string, length: number): string {
  const offset = PODS.indexOf(around) + length;
  return `${PODS.slice(0, offset)}⟨⟩${PODS.slice(offset)}`;
}

describe('document symbols', () => {
  const outline = (symbols: readonly SymbolAnswer[], depth = 0): readonly string[] =>
    symbols.flatMap((s) => [
      `${' '.repeat(depth)}${s.kind} ${s.name} ${s.detail}`.trimEnd(),
      ...outline(s.children, depth + 1),
    ]);

  it('show what the manifest declares, in the order of the text', () => {
    assert.deepEqual(outline(analyse({ [PATH]: PODS }).symbols(uriOf(PATH))), [
      'resource web Service',
      ' container app europe-west1-docker.pkg.dev/my-project/apps/web/api:1',
      '  port 9000',
      '  variable KEY secret',
      '  mount /mnt/data data',
      '  probe livenessProbe httpGet /live',
      ' container proxy nginx',
      '  mount /d data',
      ' volume data csi',
      ' volume config secret',
      ' traffic now 100 %',
    ]);
  });

  it('lie inside each other', () => {
    const check = (symbol: SymbolAnswer, outer: { start: number; end: number }): void => {
      assert.ok(outer.start <= symbol.range.start && symbol.range.end <= outer.end, symbol.name);
      assert.ok(symbol.range.start <= symbol.selection.start && symbol.selection.end <= symbol.range.end, symbol.name);
      assert.notEqual(symbol.name, '');
      for (const child of symbol.children) check(child, symbol.range);
    };
    for (const text of [PODS, `${PODS}      broken: [\n`, PODS.replaceAll('name: app', 'name: ""')])
      for (const symbol of analyse({ [PATH]: text }).symbols(uriOf(PATH)))
        check(symbol, { start: 0, end: text.length });
  });

  it('leave other YAML alone', () => {
    assert.deepEqual(
      analyse({ [PATH]: 'apiVersion: v1\nkind: Service\nmetadata: {name: x}\n' }).symbols(uriOf(PATH)),
      [],
    );
  });
});

describe('document links', () => {
  const linked = (text: string): readonly string[] =>
    analyse({ [PATH]: text })
      .links(uriOf(PATH))
      .map(({ range, target }) => `${text.slice(range.start, range.end)} ${target}`);

  it('lead to registries and the console', () => {
    const console = 'https://console.cloud.google.com';
    assert.deepEqual(linked(PODS), [
      `europe-west1-docker.pkg.dev/my-project/apps/web/api:1 ${console}/artifacts/docker/my-project/europe-west1/apps/web%2Fapi`,
      `api-key ${console}/security/secret-manager/secret/api-key/versions?project=my-project`,
      'nginx https://hub.docker.com/_/nginx',
      `conf ${console}/security/secret-manager/secret/conf/versions?project=my-project`,
      `my-bucket ${console}/storage/browser/my-bucket`,
      `web@other-project.iam.gserviceaccount.com ${console}/iam-admin/serviceaccounts?project=other-project`,
    ]);
  });

  const images: readonly (readonly [image: string, target: string | undefined])[] = [
    ['docker.io/library/redis:7', 'https://hub.docker.com/_/redis'],
    [`grafana/grafana@sha256:${'a'.repeat(64)}`, 'https://hub.docker.com/r/grafana/grafana'],
    ['gcr.io/my-project/web', 'https://gcr.io/my-project/web'],
    ['ghcr.io/o/i:1', 'https://ghcr.io/o/i'],
    ['quay.io/o/i', 'https://quay.io/repository/o/i'],
    ['registry.example.com/a/b', undefined],
    ['localhost:5000/a', undefined],
    ['europe-west1-docker.pkg.dev/p', undefined],
    ['IMAGE_URL', undefined],
    ['"javascript:alert(1)"', undefined],
    ['"nginx/../../x?y=<z>"', undefined],
    ['"{{ image }}"', undefined],
  ];
  for (const [image, target] of images) {
    it(image.slice(0, 40), () => {
      const evident = MANIFEST.replace(
        'metadata:\n',
        'metadata:\n  annotations:\n    run.googleapis.com/ingress: all\n',
      );
      const found = linked(evident.replace('gcr.io/p/web', image));
      assert.deepEqual(found, target === undefined ? [] : [`${image} ${target}`]);
    });
  }
});

describe('go to definition', () => {
  const go = (source: string, others: Readonly<Record<string, string>> = {}, path = PATH): readonly string[] => {
    const { analysis, uri, offset } = marked(source, others, path);
    const files: Readonly<Record<string, string>> = { ...others, [path]: source.replace('⟨⟩', '') };
    return (analysis.definition(uri, offset)?.targets ?? []).map((target) => {
      const text = files[pathOf(target.uri)] ?? '';
      return `${pathOf(target.uri)}:${text.slice(0, target.start).split('\n').length} ${text.slice(target.start, target.end)}`;
    });
  };
  const line = (text: string): number => PODS.slice(0, PODS.indexOf(text)).split('\n').length;

  it('mount → volume', () => {
    assert.deepEqual(go(at('volumeMounts:\n            - name: data', 36)), [
      `${PATH}:${line('- name: data\n          csi')} data`,
    ]);
    assert.deepEqual(go(at("{name: 'data'", 9)), [`${PATH}:${line('- name: data\n          csi')} data`]);
  });

  it('dependency → container', () => {
    assert.deepEqual(go(at('"proxy"]', 3)), [`${PATH}:${line('- name: "proxy"')} proxy`]);
    assert.deepEqual(go(at('\'{"app"', 3)), [`${PATH}:${line('- name: app')} app`]);
  });

  it('image → Dockerfile, and back', () => {
    assert.deepEqual(go(MANIFEST.replace('gcr.io/p/', 'gcr.io/p/⟨⟩'), PROJECT), [
      'Dockerfile:4 CMD ["gunicorn", "--threads", "8", "--bind", ":8080", "main:app"]',
    ]);
    const { Dockerfile, ...others } = { ...PROJECT, [PATH]: MANIFEST };
    assert.deepEqual(go(Dockerfile.replace('gunicorn', 'guni⟨⟩corn'), others, 'Dockerfile'), [
      `${PATH}:9 gcr.io/p/web`,
    ]);
    assert.deepEqual(go(Dockerfile.replace('WORKDIR', 'WORK⟨⟩DIR'), others, 'Dockerfile'), []);
  });

  it('leads nowhere where nothing is defined', () => {
    assert.deepEqual(go(at('image: nginx', 9)), []);
    assert.deepEqual(go(at('mountPath: /mnt', 13)), []);
    assert.deepEqual(go('apiVersion: v1\nkind: Se⟨⟩rvice\n'), []);
  });
});

describe('rename', () => {
  const renamed = (source: string, name: string): string => {
    const { analysis, uri, offset, text } = marked(source);
    const answer = analysis.rename(uri, offset, name);
    if (answer === undefined) return 'nothing';
    return 'problem' in answer ? answer.problem : applyEdits(text, uri, answer.edits);
  };

  it('changes a volume and its mounts', () => {
    const after = renamed(at('volumeMounts:\n            - name: data', 36), 'files');
    assert.equal(after, PODS.replaceAll('name: data', 'name: files').replace("'data'", "'files'"));
  });

  it('changes a container and the annotations that name it', () => {
    const after = renamed(at('- name: "proxy"', 10), 'envoy');
    assert.equal(after, PODS.replaceAll('"proxy"', '"envoy"'));
    assert.equal(renamed(at('\'{"app"', 3), 'api'), PODS.replace('"app"', '"api"').replace('name: app', 'name: api'));
  });

  it('quotes a name that would be a number', () => {
    assert.match(renamed(at('- name: app', 9), '12'), /- name: "12"\n/);
  });

  it('refuses bad and taken names', () => {
    assert.match(renamed(at('- name: app', 9), 'App_1'), /lower-case letters/);
    assert.match(renamed(at('- name: app', 9), ''), /lower-case letters/);
    assert.match(renamed(at('- name: app', 9), 'x'.repeat(64)), /63/);
    assert.match(renamed(at('- name: app', 9), 'proxy'), /already/);
    assert.equal(renamed(at('mountPath: /mnt', 13), 'x'), 'nothing');
  });

  it('says what would be renamed', () => {
    const { analysis, uri, offset, text } = marked(at('- name: "proxy"', 10));
    const target = analysis.renameTarget(uri, offset);
    assert.equal(target?.name, 'proxy');
    assert.equal(text.slice(target?.range.start, target?.range.end), 'proxy');
  });
});

describe('code lens and inspect page', () => {
  const analysis = analyse({ ...PROJECT, [PATH]: MANIFEST });
  const title = 'What will run: gunicorn · 0.0.0.0:8080 · 8 requests at a time';

  it('says what will run where a project without a Dockerfile decides it', () => {
    const app = 'from flask import Flask\n\napp = Flask(__name__)\n';
    const files = {
      'a/Procfile': 'release: python x.py\nweb: gunicorn --threads 4 main:app\n',
      'a/main.py': app,
      'b/deploy.sh': 'gcloud run deploy b --source .\n',
      'b/main.py': app,
      'b/requirements.txt': 'flask\ngunicorn\n',
    };
    const analysis = analyse(files);
    const shown = (path: keyof typeof files): readonly string[] =>
      analysis
        .codeLenses(uriOf(path))
        .map(({ range, title }) => `${files[path].slice(range.start, range.end)} | ${title}`);
    assert.deepEqual(shown('a/Procfile'), [
      'gunicorn --threads 4 main:app | What will run: gunicorn · 0.0.0.0:8080 · 4 requests at a time',
    ]);
    assert.deepEqual(shown('b/requirements.txt'), [
      'gunicorn | What will run: gunicorn · 0.0.0.0:8080 · 1 request at a time',
    ]);
    assert.deepEqual([...shown('a/main.py'), ...shown('b/deploy.sh')], []);
    const hover = analysis.hover(uriOf('b/requirements.txt'), 7)?.markdown ?? '';
    assert.match(hover, /\*\*What will run on Cloud Run\*\* \(service\)/);
    assert.match(hover, /`gunicorn -b :8080 main:app`/);
    assert.equal(analysis.hover(uriOf('b/requirements.txt'), 1), undefined);
  });

  it('say what will run, on the name and on the command', () => {
    const shown = (path: string, text: string) =>
      analysis.codeLenses(uriOf(path)).map((lens) => `${text.slice(lens.range.start, lens.range.end)}: ${lens.title}`);
    assert.deepEqual(shown(PATH, MANIFEST), [`web: ${title}`]);
    assert.deepEqual(shown('Dockerfile', DOCKERFILE), [
      `CMD ["gunicorn", "--threads", "8", "--bind", ":8080", "main:app"]: ${title}`,
    ]);
    assert.deepEqual(analysis.codeLenses(uriOf('main.py')), []);
  });

  it('the page names the models that the code loads', () => {
    const code =
      'from flask import Flask\nfrom sentence_transformers import SentenceTransformer\napp = Flask(__name__)\nmodel = SentenceTransformer("all-MiniLM-L6-v2")\n';
    const page = analyse({ ...PROJECT, 'main.py': code, [PATH]: MANIFEST }).inspectPage(uriOf(PATH)) ?? '';
    assert.match(page, /\| Model \| `[^`]*all-MiniLM-L6-v2`, about \d+ MiB, loaded at import \|/);
    assert.match(page, /\| Models and libraries need \| 486 MiB libraries \+ 87 MiB models ≈ 573 MiB \|/);
  });

  it('the page has the card, the resource and its files', () => {
    const page = analysis.inspectPage(uriOf(PATH)) ?? '';
    for (const part of [
      /^# web\n\nA service, as `service\.yaml`, `Dockerfile`.* say\.$/m,
      /^## What will run$/m,
      /\| Requests at a time \| 8 requests/,
      /\| Memory \| 512 MiB \|/,
    ])
      assert.match(page, part);
    assert.equal(analysis.inspectPage(uriOf('nothing.yaml')), undefined);
  });
});
