import { mergeConflicts } from '../../facts/merge-conflict.ts';
import { at, defineRule, type FileSubject } from '../rule.ts';

export default defineRule({
  name: 'merge-conflict',
  since: '0.1.0',
  severity: 'error',
  subject: 'file',
  speaksInConflict: true,
  summary: 'The file has an unresolved merge conflict.',
  why: `Git writes both versions into the file, between lines of \`<<<<<<<\`, \`=======\` and \`>>>>>>>\`. Neither Docker nor \`gcloud\` nor Python can read
those lines. Until the conflict is resolved nothing else is reported in this file, and other files are judged by the version of the current branch.`,
  source: { url: 'https://git-scm.com/docs/git-merge#_how_conflicts_are_presented', checked: '2026-11-28' },
  messages: {
    open: 'This merge conflict is not resolved, so {reader} cannot read the file. Keep one side, and delete the markers.',
  },
  bad: [
    {
      why: 'Two versions of the command; neither is judged yet',
      files: {
        Dockerfile:
          'FROM python:3.12-slim\nCOPY . .\n⟦<<<<<<< HEAD⟧\nCMD ["gunicorn", "--bind", "127.0.0.1:8080", "main:app"]\n=======\nCMD ["gunicorn", "--bind", ":9000", "main:app"]\n>>>>>>> timeouts\n',
        'main.py': 'app = None\n',
      },
    },
    {
      why: 'A manifest, with the version that both came from',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\n  annotations:\n    run.googleapis.com/ingress: all\nspec:\n  template:\n    spec:\n⟦<<<<<<< HEAD⟧\n      containerConcurrency: 2000\n||||||| 1b2c3d4\n      containerConcurrency: 80\n=======\n      containerConcurrency: 40\n>>>>>>> concurrency\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n',
      },
    },
    {
      why: 'Python that a container starts',
      files: {
        Dockerfile: 'FROM python:3.12-slim\nCOPY . .\nCMD ["gunicorn", "--threads", "8", "main:app"]\n',
        'main.py':
          'from flask import Flask\n\napp = Flask(__name__)\n⟦<<<<<<< HEAD⟧\napp.secret = "a"\n=======\napp.secret = "b"\n>>>>>>> 1b2c3d4 (secrets)\n',
      },
    },
  ],
  good: [
    {
      why: 'A rule of equal signs; a marker without the others',
      files: {
        Dockerfile:
          'FROM python:3.12-slim\n# =======\nRUN cat <<EOF > notes.txt\n<<<<<<< HEAD\nTitle\n=======\nEOF\nCOPY . .\nCMD ["gunicorn", "--threads", "8", "main:app"]\n',
        'main.py': 'app = None\n',
      },
    },
    {
      why: 'Files that do not run on Cloud Run',
      files: {
        'compose.yaml': 'services:\n<<<<<<< HEAD\n  web: {}\n=======\n  api: {}\n>>>>>>> names\n',
        'tools.py': '<<<<<<< HEAD\na = 1\n=======\na = 2\n>>>>>>> names\n',
        'Dockerfile.dev': 'FROM python:3.12\n<<<<<<< HEAD\nUSER a\n=======\nUSER b\n>>>>>>> names\n',
      },
    },
  ],
  *check(file) {
    const reader = readerOf(file);
    const [first, ...others] = reader === undefined ? [] : mergeConflicts(file.text);
    if (reader === undefined || first === undefined) return;
    const related = others.map(({ marker }) => ({ message: 'Another one is here.', at: at(file.uri, marker) }));
    yield { message: 'open', data: { reader }, at: at(file.uri, first.marker), related };
  },
});

/** Who will fail to read the file, where it has a part in what runs on Cloud Run. */
function readerOf({ uri, dockerfile, manifest, isSource }: FileSubject): string | undefined {
  if (dockerfile?.looksLikeDockerfile) return 'Docker';
  if (manifest?.documents.some((document) => document.isCloudRun)) return 'gcloud';
  return isSource && uri.endsWith('.py') ? 'Python' : undefined;
}
