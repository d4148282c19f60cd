/** What Google's buildpacks start of a Python project whose own files do not say it. */
export interface DefaultStart {
  /** The required package that chooses it, and the extra that must be required with it. */
  readonly package: string;
  readonly extra?: string;
  /** The words of the command; `{module}` and `{file}` stand for the entry file. */
  readonly command: readonly string[];
  /** Variables that the image has by default. */
  readonly environment?: Readonly<Record<string, string>>;
}

// Sources: GoogleCloudPlatform/buildpacks, cmd/python/missing_entrypoint (commit 15440c4),
// https://docs.cloud.google.com/docs/buildpacks/service-specific-configs, checked 2026-11-28.

const UVICORN: readonly string[] = ['uvicorn', '{module}:app', '--port', '8080', '--host', '0.0.0.0'];

/** Where no package chooses, and for every project before Python 3.13: gunicorn, which is installed where it is not required. */
export const PLAIN_START: DefaultStart = { package: 'gunicorn', command: ['gunicorn', '-b', ':8080', '{module}:app'] };

/** From Python 3.13 on: the first of these that is required decides. */
export const DEFAULT_STARTS: readonly DefaultStart[] = [
  PLAIN_START,
  { package: 'uvicorn', command: UVICORN },
  { package: 'fastapi', extra: 'standard', command: UVICORN },
  {
    package: 'gradio',
    command: ['python', '{file}'],
    environment: { GRADIO_SERVER_NAME: '0.0.0.0', GRADIO_SERVER_PORT: '8080' },
  },
  {
    package: 'streamlit',
    command: ['streamlit', 'run', '{file}', '--server.address', '0.0.0.0', '--server.port', '8080'],
  },
];

/** The version of Python from which packages choose; the newest one is installed where a project names none. */
export const PACKAGES_CHOOSE_SINCE = '3.13';

/** Files that hold the application, the first that is there. */
export const ENTRY_FILES: readonly string[] = ['main.py', 'app.py'];

/** Files by which another buildpack than Python's may take a project, or that say more than this table knows. */
export const OTHER_BUILDPACKS: ReadonlySet<string> = new Set([
  'package.json',
  'go.mod',
  'pom.xml',
  'build.gradle',
  'build.gradle.kts',
  'Gemfile',
  'composer.json',
  'index.php',
  'project.toml',
]);

/** Flags of `gcloud run deploy --source` after which something else is started, or built. */
export const OTHER_START_FLAGS: readonly string[] = [
  'function',
  'no-build',
  'set-build-env-vars',
  'update-build-env-vars',
  'build-env-vars-file',
];
