import { nearest } from '../../base/edit-distance.ts';
import { valueOf } from '../../base/known.ts';
import type { Span } from '../../base/span.ts';
import { dirname, joinPath } from '../../base/uri.ts';
import { defineRule, type LaunchSubject } from '../rule.ts';
import { narrow, unquoted } from '../write.ts';

const FLASK = 'from flask import Flask\n\napp = Flask(__name__)\n';
const HEAD = 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\n';

export default defineRule({
  name: 'missing-module',
  since: '0.1.0',
  severity: 'error',
  subject: 'launch',
  summary: 'The module or script that the container starts is not in the image.',
  why: `The command names a file that no \`COPY\` brings to that place, so Python ends at once with *No module named …* or *can't open
file …*. Common reasons: a wrong name, a file in a sub-folder (\`src/main.py\` is \`src.main\`, or needs \`--chdir src\`), or a
\`WORKDIR\` that is not the folder of the code.

The rule looks at images whose files all come from the build context. What a \`RUN\` writes, another stage builds, or a package
installs is not known, and nothing is said about it.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/troubleshooting', checked: '2026-11-23' },
  topic: 'dockerfile-and-port',
  messages: {
    missing:
      'The image has no {what}: no COPY brings it to {folder}, so the container ends at once. Correct the name or the folder.',
    near: 'The image has no {what}, so the container ends at once. Did you mean {other}?',
  },
  bad: [
    {
      why: 'A misspelt module',
      files: {
        Dockerfile: `${HEAD}CMD ["gunicorn", "--threads", "8", "⟦mian⟧:app"]\n`,
        'main.py': FLASK,
      },
    },
    {
      why: 'A script in another folder',
      files: {
        Dockerfile: `${HEAD}CMD ["python", "⟦start_worker.py⟧"]\n`,
        'main.py': FLASK,
        'jobs/run.py': 'print("done")\n',
      },
    },
    {
      why: 'A module that is not in its package',
      files: {
        Dockerfile: `${HEAD}CMD ["gunicorn", "--threads", "8", "⟦shop.web⟧:app"]\n`,
        'shop/__init__.py': '',
        'shop/server.py': FLASK,
      },
    },
    {
      why: 'The same, run with -m',
      files: {
        Dockerfile: `${HEAD}CMD ["python", "-m", "⟦shop.api⟧"]\n`,
        'shop/__init__.py': '',
        'shop/server.py': FLASK,
      },
    },
  ],
  good: [
    {
      why: 'A module of an installed package, run with -m',
      files: {
        Dockerfile: `${HEAD}RUN pip install -r requirements.txt\nCMD ["python", "-m", "prefect.server", "start"]\n`,
        'requirements.txt': 'prefect\n',
        'settings.py': 'DEBUG = False\n',
      },
    },
    {
      why: 'A command of a manifest whose image another Dockerfile may build',
      files: {
        Dockerfile: `${HEAD}CMD ["python", "web.py"]\n`,
        'web.py': FLASK,
        'back/Dockerfile.worker': `${HEAD}CMD ["python", "-m", "shop.mint"]\n`,
        'back/shop/__init__.py': '',
        'back/shop/mint.py': 'print("done")\n',
        'shop/__init__.py': '',
        'deploy/job.yaml':
          'apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata:\n  name: mint\nspec:\n  template:\n    spec:\n      template:\n        spec:\n          containers:\n            - image: gcr.io/p/mint\n              command: ["python", "-m", "shop.mint"]\n',
      },
    },
    {
      why: 'A sample whose README says to copy the Dockerfile to the folder above',
      files: {
        'cloud_run/Dockerfile': `${HEAD}CMD exec gunicorn --threads 8 --timeout 0 main:app\n`,
        'cloud_run/notes.py': 'NOTES = None\n',
        'main.py': 'app = None\n',
      },
    },
    {
      why: 'The file is written by a RUN',
      files: {
        Dockerfile:
          'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nRUN python generate.py > main.py\nCMD ["gunicorn", "--threads", "8", "main:app"]\n',
        'generate.py': 'print("app = None")\n',
      },
    },
    {
      why: 'The module comes with an installed package',
      files: {
        Dockerfile: `${HEAD}RUN pip install -r requirements.txt\nCMD ["gunicorn", "--threads", "8", "superset.app:create_app()"]\n`,
        'requirements.txt': 'superset\ngunicorn\n',
        'settings.py': 'DEBUG = False\n',
      },
    },
    {
      why: 'Another stage builds it',
      files: {
        Dockerfile:
          'FROM python:3.12-slim AS build\nRUN python -m venv /venv\n\nFROM python:3.12-slim\nWORKDIR /app\nCOPY --from=build /venv /venv\nCOPY . .\nCMD ["gunicorn", "--threads", "8", "generated:app"]\n',
        'main.py': FLASK,
      },
    },
  ],
  *check(subject) {
    const { container, launch, reader } = subject;
    // A mounted volume may bring the file.
    if (container.mounts.length > 0) return;
    for (const failure of launch.startFailures) {
      if (failure.code !== 'missing-module' || mayBeAnotherImage(subject, failure.at)) continue;
      const module = /^No module named '([\w.]+)'$/.exec(failure.text)?.[1];
      const path = /^can't open file '([^']+)'/.exec(failure.text)?.[1];
      const what = module === undefined ? `file ${path ?? ''}` : `module ${module}`;
      const at =
        (module === undefined ? undefined : narrow(reader, failure.at, module)) ?? unquoted(reader, failure.at);
      const other = nearModule(subject, module ?? '');
      const folder =
        module === undefined ? (path ?? '').replace(/\/[^/]*$/, '') || '/' : (valueOf(launch.workdir) ?? '/');
      if (other === undefined) yield { message: 'missing', data: { what, folder }, at };
      else yield { message: 'near', data: { what, other }, at };
    }
  },
});

/** A command of a manifest in another folder than the Dockerfile, where several Dockerfiles may build its image. */
function mayBeAnotherImage({ container, deployable, reader }: LaunchSubject, { uri }: Span): boolean {
  const dockerfile = valueOf(container.dockerfile);
  if (dockerfile === undefined || uri !== deployable.manifest?.uri || dirname(uri) === dirname(dockerfile))
    return false;
  return reader.dockerfileCount(reader.folderOf(dockerfile)) > 1;
}

/** The module of the same package whose name is nearly the same. */
function nearModule({ launch, reader }: LaunchSubject, module: string): string | undefined {
  const parts = module.split('.');
  const last = parts.at(-1) ?? '';
  for (const root of launch.importRoots) {
    const folder = parts.length === 1 ? root : joinPath(root, parts.slice(0, -1).join('/'));
    const names = reader.filesIn(folder).flatMap((name) => (name.endsWith('.py') ? [name.slice(0, -3)] : []));
    const found = last === '' ? undefined : nearest(last, names);
    if (found !== undefined) return [...parts.slice(0, -1), found].join('.');
  }
  return undefined;
}
