import { type PlatformError, page, troubleshooting } from './platform-error.ts';

const CRASH =
  'Look in the log above this message for a Python traceback: a program that ends before it listens gives the same error.';
const LOCAL =
  'Start the image as Cloud Run does, and see whether it answers: `docker run --rm -e PORT=8080 -p 8080:8080 IMAGE`.';

/** Errors of deployments: Cloud Run or gcloud refuses, or no instance becomes ready. */
export const DEPLOYING: readonly PlatformError[] = [
  {
    id: 'container-failed-to-start',
    title: 'The container did not start and listen on its port',
    says: [
      /failed to start and (?:then )?listen on the port/i,
      /STARTUP TCP probe failed \d+ times? consecutively/i,
      /the instance could not start successfully/i,
      /HealthCheckContainerError/,
    ],
    means:
      'Cloud Run started the container, waited for a server on the port that it names in `PORT`, and found none in time. The server listens on another port, only on `localhost`, or the program ended before it listened.',
    rules: [
      'unexpanded-port',
      'exec-not-a-program',
      'localhost-bind',
      'fixed-port',
      'server-cannot-start',
      'missing-module',
      'port-not-integer',
      'not-http',
      'no-server',
      'shell-in-distroless',
      'unsupported-architecture',
      'model-exceeds-memory',
      'workers-exceed-memory',
      'probe-invalid',
      'pull-worker-in-service',
      'startup-work',
      'workers-multiply-startup',
    ],
    checks: [
      CRASH,
      LOCAL,
      'An image that was built on an ARM machine does not run: build with `--platform linux/amd64`, or with Cloud Build.',
      'A start that takes minutes needs a startup probe that waits so long (`periodSeconds` × `failureThreshold`), or less work.',
    ],
    only: 'service',
    source: troubleshooting('container-failed-to-start'),
    level: 'symptom',
  },
  {
    id: 'startup-probe-failed',
    title: 'The startup probe failed',
    says: [/failed the configured startup probe checks/i, /STARTUP (?:HTTP|GRPC) probe failed/i],
    means:
      'The container started, but did not answer the startup probe of the manifest in time, so Cloud Run ended it. The path or port of the probe is not served, or the start takes longer than `initialDelaySeconds` + `periodSeconds` × `failureThreshold`.',
    rules: [
      'probe-invalid',
      'localhost-bind',
      'fixed-port',
      'unexpanded-port',
      'reserved-path',
      'server-cannot-start',
      'missing-module',
      'model-exceeds-memory',
      'startup-work',
      'workers-multiply-startup',
      'no-startup-boost',
    ],
    checks: [
      'The path of an HTTP probe must answer 200 to 399 without a login. Django answers 400 where `ALLOWED_HOSTS` does not allow the address.',
      CRASH,
    ],
    only: 'service',
    source: page('configuring/healthchecks'),
    level: 'symptom',
  },
  {
    id: 'liveness-probe-failed',
    title: 'The liveness probe failed',
    says: [/LIVENESS (?:HTTP|GRPC) probe failed/i],
    means:
      'A running instance did not answer its liveness probe within the timeout, so Cloud Run shut it down; its requests got 503. A server that is busy with other requests answers probes late.',
    rules: [
      'async-worker-blocked',
      'single-sync-worker',
      'concurrency-above-capacity',
      'probe-invalid',
      'model-exceeds-memory',
    ],
    checks: ['The route of the probe should do no work of its own: no database, no other service.'],
    only: 'service',
    source: troubleshooting('malformed-response-or-connection-error'),
  },
  {
    id: 'port-not-expanded',
    title: 'The server got `$PORT` instead of a number',
    says: [
      /['"]?\$\{?PORT\}?['"]? is not a valid (?:port number|integer|port)/i,
      /invalid literal for int\(\) with base 10: ['"]\$/,
    ],
    means:
      'No shell put the value of `PORT` into the command: the exec form `["…"]` of CMD starts the server directly. The server refuses that text and exits.',
    rules: ['unexpanded-port', 'exec-not-a-program'],
    checks: ['The command of `--command` and `--args` is an exec form, too.'],
    source: page('container-contract#port'),
  },
  {
    id: 'wrong-architecture',
    title: 'The image is not built for linux/amd64',
    says: [/exec format error/i, /must support amd64\/linux/i],
    means:
      'Cloud Run runs images for 64-bit x86 only. This one was built for another processor, often on a Mac with an Apple chip.',
    rules: ['unsupported-architecture'],
    checks: [
      'Build with `docker build --platform linux/amd64`, or with `gcloud builds submit`.',
      'A script without `#!/bin/sh` in its first line gives `exec format error`, too.',
    ],
    elsewhere: true,
    source: page('container-contract#languages'),
  },
  {
    id: 'program-not-found',
    title: 'The program that starts the container was not found',
    says: [
      /Application exec likely failed/i,
      /failed to (?:load|resolve binary path)[^.]{0,200}no such file or directory/i,
      /error finding executable/i,
      /executable file not found in \$?PATH/i,
      /exec [^ ]{1,120}: no such file or directory/i,
    ],
    means:
      'The first word of the command is not a program in the image: it is not installed in the final stage, is spelled otherwise, belongs to a shell, or is a script whose interpreter is missing.',
    rules: [
      'exec-not-a-program',
      'shell-in-distroless',
      'missing-module',
      'server-cannot-start',
      'unsupported-architecture',
    ],
    checks: [
      'Programs of a virtual environment must be copied to the final stage and be in `PATH`.',
      'A script with Windows line ends (CRLF) looks for an interpreter named `sh\\r`: save it with LF.',
      'A script must be executable: `COPY --chmod=755`.',
    ],
    elsewhere: true,
    source: page('container-contract'),
  },
  {
    id: 'module-not-found',
    title: 'Python did not find the module or the application in it',
    says: [
      /ModuleNotFoundError: No module named/,
      /Error loading ASGI app/i,
      /Failed to find attribute '[^']{1,80}' in/,
      /can't open file '[^']{1,200}': \[Errno 2\]/,
      /Could not locate a Flask application/i,
      /Worker failed to boot/i,
    ],
    means:
      'The server started Python, but not the application: the module is not in the image or not below the working directory, a package is not installed, or the name behind the colon is not there.',
    rules: ['missing-module', 'server-cannot-start'],
    checks: [
      'A package that the traceback names must be in `requirements.txt` or `pyproject.toml`, and installed in the final stage.',
      '`.dockerignore` and `.gcloudignore` leave files out of the image.',
    ],
    elsewhere: true,
    source: troubleshooting('container-failed-to-start'),
  },
  {
    id: 'wrong-application-type',
    title: 'The server and the application speak different protocols',
    says: [
      /__call__\(\) missing \d required positional arguments?: '(?:send|receive|start_response)/,
      /object is not callable.{0,80}ASGI/i,
    ],
    means:
      'FastAPI, Starlette and Quart are ASGI applications, Flask and Django’s `wsgi` are WSGI. gunicorn’s own workers call WSGI, uvicorn calls ASGI.',
    rules: ['server-cannot-start'],
    checks: ['gunicorn runs ASGI applications with `-k uvicorn_worker.UvicornWorker` (package `uvicorn-worker`).'],
    elsewhere: true,
    source: page('tips/python'),
  },
  {
    id: 'reserved-variable',
    title: 'A variable that belongs to Cloud Run is set',
    says: [/reserved env names were provided/i],
    means:
      'Cloud Run sets `PORT`, `K_SERVICE`, `K_REVISION` and `K_CONFIGURATION` itself, and refuses a deployment that sets them.',
    rules: ['reserved-name', 'rejected-flag'],
    checks: [
      'Files for `--env-vars-file` and variables that are set in the console count, too. Another port goes to `--port`.',
    ],
    source: page('container-contract#env-vars'),
  },
  {
    id: 'cpu-memory-pair',
    title: 'CPU, memory and concurrency do not fit together',
    says: [
      /Invalid value specified for (?:container )?(?:memory|cpu)/i,
      /memory must be between [\d.]+ ?[KMG]i? and/i,
      /Total cpu < 1 is not supported/i,
    ],
    means:
      'Each amount of memory needs a least amount of CPU and the other way round, and less than one CPU serves one request at a time and needs request-based billing.',
    rules: ['cpu-memory-pair', 'rejected-flag', 'invalid-value', 'execution-environment', 'gpu-constraints'],
    checks: ['The page of the rule `cpu-memory-pair` says which pairs there are.'],
    source: page('configuring/services/memory-limits'),
  },
  {
    id: 'revision-name',
    title: 'The name of the revision is taken, or not allowed',
    says: [/with different configuration already exists/i, /revision name must be prefixed by the name/i],
    means:
      'The deployment names its revision. The name must begin with the name of the service and a hyphen, and a changed configuration cannot have the name of an older revision.',
    rules: ['revision-name'],
    checks: [
      'A `--revision-suffix`, or `template.revision` in Terraform, must change with every deployment; without it Cloud Run gives a name.',
    ],
    source: page('deploying'),
  },
  {
    id: 'launch-stage',
    title: 'A preview feature is used without its launch stage',
    says: [/not supported in the declared launch stage/i],
    means:
      'Cloud Run accepts preview features only where the resource says `run.googleapis.com/launch-stage: BETA` (or `ALPHA`).',
    rules: ['launch-stage-missing'],
    checks: ['gcloud sets it for `gcloud beta run …`.'],
    source: troubleshooting('deployment'),
  },
  {
    id: 'registry',
    title: 'Cloud Run does not pull from this registry',
    says: [/Expected an image path like/i, /Expected a container image path in the form/i],
    means:
      'Cloud Run pulls from Artifact Registry, Container Registry, Docker Hub and, since July 2026, public images of ghcr.io. Other registries need a remote repository in Artifact Registry in front of them.',
    rules: ['unsupported-registry'],
    checks: ['A copy in Artifact Registry works as well: `gcloud artifacts docker` or `docker push`.'],
    source: page('deploying'),
  },
  {
    id: 'image-not-readable',
    title: 'Cloud Run may not read the image, or it is not there',
    says: [/must have permission to read the image/i, /Image '[^']{1,300}' not found/i],
    means:
      'The service agent of Cloud Run pulls the image, not you. It needs the role Artifact Registry Reader where the image lies in another project; a wrong name or tag gives the same message.',
    rules: [],
    checks: [
      'Compare the name letter by letter: region, project, repository, image and tag, which must have been pushed.',
    ],
    source: troubleshooting('deployment'),
  },
  {
    id: 'secret-access',
    title: 'The service account may not read a secret, or the version is not there',
    says: [
      /Permission denied on secret/i,
      /Permission 'secretmanager\.versions\.access' denied/i,
      /Secret .{1,200} was not found/i,
    ],
    means:
      'Secrets are read with the service account of the revision when an instance starts. It needs the role Secret Manager Secret Accessor on each of them.',
    rules: ['secret-key-not-version'],
    checks: [
      'Grant it: `gcloud secrets add-iam-policy-binding SECRET --member=serviceAccount:ACCOUNT --role=roles/secretmanager.secretAccessor`.',
      'Without a service account in the manifest it is `PROJECT_NUMBER-compute@developer.gserviceaccount.com`.',
    ],
    source: page('configuring/services/secrets'),
  },
  {
    id: 'gpu-quota',
    title: 'The project has no quota for these GPUs',
    says: [/do(?:es)? not have quota for using GPUs/i],
    means:
      'GPUs with zonal redundancy need a quota of their own. Without redundancy the usual quota holds, and instances may be moved when a zone fails.',
    rules: ['gpu-constraints'],
    checks: [
      '`--no-gpu-zonal-redundancy`, or the annotation `run.googleapis.com/gpu-zonal-redundancy-disabled: "true"`; or ask for quota.',
    ],
    source: page('configuring/services/gpu'),
  },
  {
    id: 'revision-not-ready',
    title: 'The revision did not become ready',
    says: [/is not ready and cannot serve traffic/i, /Resource readiness deadline exceeded/i],
    means:
      'No instance of the new revision became ready. The reason follows this sentence, or is in the log of the revision.',
    rules: [
      'localhost-bind',
      'fixed-port',
      'unexpanded-port',
      'server-cannot-start',
      'missing-module',
      'model-exceeds-memory',
      'probe-invalid',
    ],
    checks: [CRASH],
    level: 'wrapper',
    source: troubleshooting('container-failed-to-start'),
  },
];
