import { strict as assert } from 'node:assert';
import { PLATFORM_ERRORS } from '../../server/src/catalog/errors/platform-errors.ts';
import { DEFAULT_SETTINGS } from '../../server/src/engine/settings.ts';
import { errorPage } from '../../server/src/features/error-page.ts';
import { type ErrorExplanation, errorsInLine } from '../../server/src/features/explain-error.ts';
import { RULES } from '../../server/src/rules/index.ts';
import { analyse } from '../kit/example.ts';

const MESSAGES: readonly (readonly [message: string, ids: readonly string[]])[] = [
  [
    "ERROR: (gcloud.run.deploy) Revision 'api-00001-ng9' is not ready and cannot serve traffic. The user-provided container failed to start and listen on the port defined provided by the PORT=8080 environment variable. Logs for this revision might contain more information.",
    ['container-failed-to-start'],
  ],
  [
    'Cloud Run error: Container failed to start. Failed to start and then listen on the port defined by the PORT environment variable.',
    ['container-failed-to-start'],
  ],
  [
    'Default STARTUP TCP probe failed 1 time consecutively for container "api" on port 8080. The instance was not started.',
    ['container-failed-to-start'],
  ],
  ["Revision 'api-00002-abc' is not ready and cannot serve traffic.", ['revision-not-ready']],
  ['The user-provided container failed the configured startup probe checks.', ['startup-probe-failed']],
  ['LIVENESS HTTP probe failed 1 time consecutively for container api on port 8080.', ['liveness-probe-failed']],
  ["Error: '$PORT' is not a valid port number.", ['port-not-expanded']],
  ["Error: Invalid value for '--port': '${PORT}' is not a valid integer.", ['port-not-expanded']],
  ['exec /app/start.sh: exec format error', ['wrong-architecture']],
  [
    "Container manifest type 'application/vnd.oci.image.index.v1+json' must support amd64/linux.",
    ['wrong-architecture'],
  ],
  [
    'terminated: Application failed to start: failed to resolve binary path: error finding executable "uvicorn" in PATH [/usr/bin /bin]: no such file or directory',
    ['program-not-found'],
  ],
  ['Application exec likely failed', ['program-not-found']],
  ["ModuleNotFoundError: No module named 'main'", ['module-not-found']],
  ['ERROR:    Error loading ASGI app. Could not import module "main".', ['module-not-found']],
  ["python: can't open file '/app/app.py': [Errno 2] No such file or directory", ['module-not-found']],
  ["TypeError: FastAPI.__call__() missing 1 required positional argument: 'send'", ['wrong-application-type']],
  [
    'spec.template.spec.containers[0].env: The following reserved env names were provided: PORT. These values are automatically set by the system.',
    ['reserved-variable'],
  ],
  [
    'Invalid value specified for container memory. For 1.0 CPU, memory must be between 128Mi and 4Gi inclusive.',
    ['cpu-memory-pair'],
  ],
  ['Total cpu < 1 is not supported with concurrency > 1.', ['cpu-memory-pair']],
  ["ALREADY_EXISTS: Revision named 'api-00002-abc' with different configuration already exists.", ['revision-name']],
  ['The feature is not supported in the declared launch stage', ['launch-stage']],
  [
    'Expected an image path like [host/]repo-path[:tag and/or @digest], where host is one of [region.]gcr.io, [region-]docker.pkg.dev or docker.io but obtained quay.io/a/b',
    ['registry'],
  ],
  ['Google Cloud Run Service Agent must have permission to read the image, gcr.io/p/i.', ['image-not-readable']],
  [
    'Permission denied on secret: projects/1/secrets/db/versions/latest for Revision service account a@b.iam.gserviceaccount.com.',
    ['secret-access'],
  ],
  ['You do not have quota for using GPUs with zonal redundancy.', ['gpu-quota']],
  ['Memory limit of 512 MiB exceeded with 516 MiB used. Consider increasing the memory limit.', ['memory-exceeded']],
  ['[ERROR] Worker (pid:12) was sent SIGKILL! Perhaps out of memory?', ['memory-exceeded']],
  ['The request was aborted because there was no available instance.', ['no-instance']],
  ['The request has been terminated because it has reached the maximum request timeout.', ['request-timeout']],
  ['[CRITICAL] WORKER TIMEOUT (pid:4)', ['worker-timeout']],
  [
    'The request failed because either the HTTP response was malformed or connection to the instance had an error.',
    ['connection-error'],
  ],
  ['upstream connect error or disconnect/reset before headers. reset reason: protocol error', ['connection-error']],
  ['psycopg.OperationalError: the connection is closed', ['connection-reset']],
  ['Terminating task because it has reached the maximum timeout of 900 seconds.', ['task-timeout']],
  ['Your client does not have permission to get URL /api from this server.', ['forbidden']],
  ['sqlite3.OperationalError: no such table: users', ['database-file']],
  ['OSError: [Errno 98] Address already in use', ['address-in-use']],
];

const FILES = {
  'api/Dockerfile': 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ["uvicorn", "main:app", "--port", "$PORT"]\n',
  'api/main.py': 'from fastapi import FastAPI\n\napp = FastAPI()\n',
  'api/service.yaml':
    'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: api\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/api\n',
  'web/Dockerfile':
    'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ["gunicorn", "--bind", "127.0.0.1:8080", "main:app"]\n',
  'web/main.py': 'from flask import Flask\n\napp = Flask(__name__)\n',
  'web/service.yaml':
    'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  template:\n    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/web\n',
};
const FAILED = 'The user-provided container failed to start and listen on the port';

function causes({ errors }: ErrorExplanation): readonly (readonly string[])[] {
  return errors.map(({ error, causes: found }) => [
    error.id,
    ...found.map(({ rule, at }) => `${rule} ${at.uri.slice('file:///ws/'.length)}`),
  ]);
}

describe('explaining an error', () => {
  const empty = analyse({});
  for (const [message, ids] of MESSAGES) {
    it(`knows: ${message.slice(0, 70)}`, () => {
      assert.deepEqual(
        empty.explainError(message).errors.map(({ error }) => error.id),
        ids,
      );
    });
  }

  it('has a real message for every error that it knows, and rules that exist', () => {
    const shown = new Set(MESSAGES.flatMap(([, ids]) => ids));
    const rules = new Set(RULES.map(({ name }) => name));
    assert.deepEqual(
      PLATFORM_ERRORS.filter(({ id }) => !shown.has(id)).map(({ id }) => id),
      [],
    );
    assert.deepEqual(
      PLATFORM_ERRORS.flatMap((error) => error.rules.filter((rule) => !rules.has(rule))),
      [],
    );
    assert.equal(new Set(PLATFORM_ERRORS.map(({ id }) => id)).size, PLATFORM_ERRORS.length);
  });

  it('knows none of what is no error of Cloud Run', () => {
    for (const text of [
      '',
      'hello',
      'Traceback (most recent call last):',
      'KeyError: 2',
      'Listening on port 8080',
      '\0\u001b[31m',
    ])
      assert.deepEqual(empty.explainError(text).errors, [], text);
  });

  it('names findings that may be behind it, the most likely first', () => {
    assert.deepEqual(causes(analyse(FILES).explainError(FAILED)), [
      [
        'container-failed-to-start',
        'unexpanded-port api/Dockerfile',
        'localhost-bind api/Dockerfile',
        'localhost-bind web/Dockerfile',
      ],
    ]);
  });

  it('looks at the service that the text names', () => {
    const found = analyse(FILES).explainError(`Revision 'web-00012-x1y' is not ready. ${FAILED}`);
    assert.deepEqual(causes(found), [['container-failed-to-start', 'localhost-bind web/Dockerfile']]);
    assert.equal(found.subjects.length, 1);
    const unknown = analyse(FILES).explainError(`Revision 'other-00012-x1y' is not ready. ${FAILED}`);
    assert.equal(causes(unknown)[0]?.length, 4);
  });

  it('knows the name that a deploy command gives', () => {
    const files = {
      'backend/Dockerfile': FILES['web/Dockerfile'],
      'backend/main.py': FILES['web/main.py'],
      'deploy.sh': 'gcloud run deploy shop --source backend\n',
      'other/Dockerfile': FILES['web/Dockerfile'],
      'other/main.py': FILES['web/main.py'],
    };
    const found = analyse(files).explainError(`Deploying container to Cloud Run service [shop] … ${FAILED}`);
    assert.deepEqual(causes(found), [['container-failed-to-start', 'localhost-bind backend/Dockerfile']]);
  });

  it('looks at jobs and services where an error is one of theirs only', () => {
    const job = {
      'job/Dockerfile': 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ["exec", "python", "main.py"]\n',
      'job/main.py': 'print(1)\n',
      'job/job.yaml':
        'apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata:\n  name: job\nspec:\n  template:\n    spec:\n      template:\n        spec:\n          containers:\n            - image: us-docker.pkg.dev/p/r/job\n',
    };
    assert.deepEqual(causes(analyse(job).explainError(FAILED)), [['container-failed-to-start']]);
    assert.deepEqual(causes(analyse(job).explainError('Application exec likely failed')), [
      ['program-not-found', 'exec-not-a-program job/Dockerfile'],
    ]);
  });

  it('tells what a log says before its symptoms, and each finding once', () => {
    const log = `\u001b[31m${FAILED}\u001b[0m by PORT\r\n[CRITICAL]\nError: Invalid value for '--port': '$PORT' is\nnot a valid integer.\n`;
    const { errors } = analyse(FILES).explainError(log);
    assert.deepEqual(
      errors.map(({ error, said, causesAbove }) => [error.id, said, causesAbove]),
      [
        ['port-not-expanded', "'$PORT' is not a valid integer", false],
        ['container-failed-to-start', `${FAILED} by PORT`, true],
      ],
    );
    assert.deepEqual(causes({ errors, subjects: [] }), [
      ['port-not-expanded', 'unexpanded-port api/Dockerfile'],
      ['container-failed-to-start', 'localhost-bind api/Dockerfile', 'localhost-bind web/Dockerfile'],
    ]);
  });

  it('leaves out rules that the user turned off or down', () => {
    const analysis = analyse(FILES);
    analysis.setSettings({ ...DEFAULT_SETTINGS, rules: { 'localhost-bind': 'hint', 'unexpanded-port': 'off' } });
    assert.deepEqual(causes(analysis.explainError(FAILED)), [['container-failed-to-start']]);
  });

  it('makes a page with places and with what will run', () => {
    const page = errorPage(analyse(FILES).explainError(FAILED), ({ uri, start }) => ({
      label: `${uri.slice('file:///ws/'.length)}:${start}`,
      href: `${uri}#L1`,
    }));
    assert.match(page, /^# The container did not start and listen on its port\n\n> `The user-provided/);
    assert.match(
      page,
      /\*\*error\*\* at \[web\/Dockerfile\\:\d+\]\(<file:\/\/\/ws\/web\/Dockerfile#L1>\): gunicorn listens/,
    );
    assert.match(page, /\| `web` \| `gunicorn · 127\.0\.0\.1:8080 · 1 request at a time` \| `8080` \| `512 MiB` \|/);
  });

  it('finds in a terminal what only Cloud Run and gcloud say', () => {
    const places = (line: string): readonly string[] =>
      errorsInLine(line).map(({ start, end, title }) => `${line.slice(start, end)} | ${title}`);
    assert.deepEqual(places(`ERROR: (gcloud.run.deploy) ${FAILED} defined`), [
      'failed to start and listen on the port | The container did not start and listen on its port',
    ]);
    for (const line of [
      '',
      'OSError: [Errno 98] Address already in use',
      "ModuleNotFoundError: No module named 'x'",
      `${'x'.repeat(20_000)}${FAILED}`,
    ])
      assert.deepEqual(places(line), [], line.slice(0, 40));
  });

  it('says so where nothing was found, or nothing is known', () => {
    const link = (): { label: string; href: string } => ({ label: '', href: '' });
    assert.match(errorPage(empty.explainError(FAILED), link), /No cause of it was found/);
    assert.match(errorPage(empty.explainError('hm'), link), /^# This message is not known\n/);
  });

  it('makes no link and no heading of what the message says', () => {
    const hostile = `${FAILED} \`[x](command:evil)\` <img src=x> https://evil.example`;
    const page = errorPage(empty.explainError(hostile), () => ({ label: '', href: '' }));
    assert.match(page, /^> ``[^\n]*evil\.example``$/m);
  });
});
