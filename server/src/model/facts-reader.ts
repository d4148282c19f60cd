import type { Span, Uri } from '../base/span.ts';
import type { ImageBuild } from '../facts/deploy/image-builds.ts';
import type { PlatformFacts } from '../facts/deploy/platform.ts';
import type { DockerfileFacts } from '../facts/dockerfile/types.ts';
import type { ManifestFacts } from '../facts/manifest/types.ts';
import type { PythonFacts } from '../facts/python/python.ts';
import type { ScriptFacts } from '../facts/script.ts';
import type { ConfigurationReader } from './discovery/configured.ts';
import type { Head } from './discovery/match-dockerfile.ts';
import type { PlacedDeploy } from './discovery/placed-deploy.ts';
import type { Language } from './language.ts';
import type { PythonProgram } from './python/program.ts';

/** The questions that the model may ask about files. Every answer is tracked: who asked is recomputed when it changes. */
export interface FactsReader extends ConfigurationReader {
  /** Whether the file exists in the index or was given by the host. */
  exists(uri: Uri): boolean;
  /** Names of the files directly in a folder, sorted. */
  filesIn(folder: Uri): readonly string[];
  /** Names of the folders directly in a folder, sorted. */
  foldersIn(folder: Uri): readonly string[];
  /** Bytes of a file with weights, where the host said so. */
  sizeOf(uri: Uri): number | undefined;
  /** All files whose language is `language`, sorted. */
  filesOf(language: Language): readonly Uri[];
  /** The text, or `undefined` where the file is absent or not loaded; in the second case the host is asked to load it. */
  text(uri: Uri): string | undefined;
  /** What stands at a place. Who asks this instead of the whole text is not woken by edits elsewhere in the file. */
  written(at: Span): string | undefined;
  /** Whether a text that is loaded holds a name as a word of its own. */
  mentions(uri: Uri, name: string): boolean;
  dockerfile(uri: Uri): DockerfileFacts | undefined;
  manifest(uri: Uri): ManifestFacts | undefined;
  python(uri: Uri): PythonFacts | undefined;
  /** A Python program by its key (python-program.ts), shared by all that ask for it. */
  program(key: string): PythonProgram;
  script(uri: Uri): ScriptFacts | undefined;
  /** The Cloud Run documents of a file as discovery sees them: no offsets, so that few edits change them. */
  heads(uri: Uri): readonly Head[];
  /** Whether a file reads like a Dockerfile. */
  looksLikeDockerfile(uri: Uri): boolean;
  /** Whether a file has Kubernetes run container images. */
  runsElsewhere(uri: Uri): boolean;
  /** Whether a Procfile says what gets the requests. */
  startsWeb(uri: Uri): boolean;
  /** What a pipeline or script builds images from. */
  builds(uri: Uri): readonly ImageBuild[];
  /** What a pipeline, script or Kubernetes file says about where images run. */
  platform(uri: Uri): PlatformFacts | undefined;
  /** What the file is: the editor's language id first, else its name. */
  language(uri: Uri): Language;
  /** The workspace folder that holds the file, or the file's own folder. */
  folderOf(uri: Uri): Uri;
  /** All commands below a workspace folder that deploy to Cloud Run. */
  deploysIn(folder: Uri): readonly PlacedDeploy[];
  /** Paths of YAML files that scripts and pipelines below a workspace folder name which hand manifests to Cloud Run. */
  handedOverIn(folder: Uri): readonly string[];
  /**
   * Ports that some deployment below a workspace folder passes: deploy commands (those that a README shows too), Terraform,
   * manifests. Proof that a port may be meant, not that it is.
   */
  passedPorts(folder: Uri): ReadonlySet<number>;
  /** Stages that image builds beside deploy commands below a workspace folder name with `--target`. */
  buildTargets(folder: Uri): ReadonlySet<string>;
  /** Names of files that image builds below a workspace folder name as their Dockerfile, without those that only a run could tell. */
  builtFiles(folder: Uri): ReadonlySet<string>;
  /** Dockerfiles below a workspace folder by the image that some pipeline or script builds from them; keys as in `builtImages`. */
  builtImages(folder: Uri): ReadonlyMap<string, readonly Uri[]>;
  /** How many Dockerfiles a workspace folder has, those for development and tests left out. */
  dockerfileCount(folder: Uri): number;
}
