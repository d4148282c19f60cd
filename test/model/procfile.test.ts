import { strict as assert } from 'node:assert';
import { createAnalysis } from '../../server/src/api.ts';

// Projects that buildpacks make the image of: a Procfile, Python, and no Dockerfile.

const APP = "from flask import Flask\napp = Flask(__name__)\n\nif __name__ == '__main__':\n    app.run(debug=True)\n";

interface Seen {
  readonly path: string;
  readonly argv: readonly string[] | null;
  readonly binds: string;
}

function seenIn(files: Readonly<Record<string, string>>): readonly Seen[] {
  const analysis = createAnalysis();
  analysis.setFolders(['file:///w']);
  analysis.setIndex(Object.keys(files).map((path) => `file:///w/${path}`));
  for (const [path, text] of Object.entries(files)) analysis.setFile(`file:///w/${path}`, text);
  return analysis.inspect().deployables.map((d) => {
    const launch = d.containers[0]?.launch;
    return {
      path: (d.sources[0] ?? '').slice('file:///w/'.length),
      argv: launch?.argv ?? null,
      binds: launch?.binds?.map((bind) => `${bind.host}:${bind.port}`).join(' ') ?? 'not known',
    };
  });
}

const MANIFEST =
  'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  template:\n    spec:\n      containers:\n        - image: gcr.io/p/web\n          ports:\n            - containerPort: 9000\n';

const rows: readonly (readonly [name: string, files: Readonly<Record<string, string>>, seen: readonly Seen[]])[] = [
  [
    'python main.py',
    { Procfile: 'web: python main.py\n', 'main.py': APP, 'requirements.txt': 'flask\n' },
    [{ path: 'Procfile', argv: ['python', 'main.py'], binds: '127.0.0.1:5000' }],
  ],
  [
    'gunicorn with $PORT, in a folder',
    { 'api/Procfile': 'release: python migrate.py\nweb: gunicorn -b :$PORT main:app\n', 'api/main.py': APP },
    [{ path: 'api/Procfile', argv: ['gunicorn', '-b', ':8080', 'main:app'], binds: '0.0.0.0:8080' }],
  ],
  ['a Dockerfile beside it decides', { Procfile: 'web: python main.py\n', 'main.py': APP, Dockerfile: '' }, []],
  [
    'a Dockerfile that is put aside does not',
    { Procfile: 'web: python main.py\n', 'main.py': APP, 'Dockerfile.bak': 'FROM python:3.12\n' },
    [{ path: 'Procfile', argv: ['python', 'main.py'], binds: '127.0.0.1:5000' }],
  ],
  [
    'one of another name may',
    { Procfile: 'web: python main.py\n', 'main.py': APP, 'Dockerfile.prod': 'FROM python:3.12\nCMD ["python"]\n' },
    [{ path: 'Dockerfile.prod', argv: ['python'], binds: '' }],
  ],
  ['no line for web', { Procfile: 'worker: python main.py\n', 'main.py': APP }, []],
  ['another language', { Procfile: 'web: node server.js\n', 'package.json': '{}' }, []],
  ['a program without a Procfile', { 'main.py': APP, 'requirements.txt': 'flask\n' }, []],
  [
    'a manifest beside it names the port',
    { Procfile: 'web: gunicorn main:app\n', 'main.py': APP, 'service.yaml': MANIFEST },
    [{ path: 'service.yaml', argv: ['gunicorn', 'main:app'], binds: '0.0.0.0:9000' }],
  ],
];

describe('launch: Procfiles', () => {
  for (const [name, files, seen] of rows) it(name, () => assert.deepEqual(seenIn(files), seen));

  it('findings stand in the Procfile and in the program', () => {
    const analysis = createAnalysis();
    const files: Readonly<Record<string, string>> = {
      'a/Procfile': 'web: gunicorn -b 127.0.0.1:$PORT main:app\n',
      'a/main.py': APP,
      'b/Procfile': 'web: python main.py\n',
      'b/main.py': APP,
    };
    analysis.setFolders(['file:///w']);
    analysis.setIndex(Object.keys(files).map((path) => `file:///w/${path}`));
    for (const [path, text] of Object.entries(files)) analysis.setFile(`file:///w/${path}`, text);
    const found = analysis
      .allFindings()
      .filter((finding) => finding.rule === 'localhost-bind')
      .map((finding) => finding.at.uri);
    assert.deepEqual(found, ['file:///w/a/Procfile', 'file:///w/b/main.py']);
  });
});
