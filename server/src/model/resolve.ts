import { type Known, known, mapKnown, unknown, valueOf } from '../base/known.ts';
import type { Uri } from '../base/span.ts';
import { basename, dirname } from '../base/uri.ts';
import { setsSomething } from '../catalog/deploy-flags.ts';
import { DEFAULTS } from '../catalog/limits.ts';
import type { ManifestContainer, ManifestDocument } from '../facts/manifest/types.ts';
import type { Audience, Container, Deployable, DeployableKind } from './deployable.ts';
import { builtElsewhere, endsInDevelopment, isForLambda } from './discovery/audience.ts';
import type { Candidate } from './discovery/candidate.ts';
import { type ConfiguredDefaults, NO_DEFAULTS } from './discovery/configured.ts';
import { flagOf } from './discovery/deploy-flags.ts';
import { deploysOf, doubtsOf } from './discovery/deploys.ts';
import { isIngress } from './discovery/match-dockerfile.ts';
import type { PlacedDeploy } from './discovery/placed-deploy.ts';
import type { FactsReader } from './facts-reader.ts';
import { buildContext } from './image-files.ts';
import { resolveLaunch } from './launch.ts';
import { deployedMounts, mountsOf } from './mounts.ts';
import { programOf } from './python/program.ts';
import {
  annotationOf,
  billingOf,
  concurrencyOf,
  cpuOf,
  firstSet,
  memoryOf,
  numberFlag,
  wantsGpu,
} from './resources.ts';

const KIND_OF: Readonly<Record<ManifestDocument['kind'], DeployableKind>> = {
  Service: 'service',
  Job: 'job',
  WorkerPool: 'worker-pool',
  Instance: 'instance',
};

const NO_PORTS: ReadonlySet<number> = new Set();

interface Setting {
  readonly reader: FactsReader;
  readonly candidate: Candidate;
  readonly uri: Uri | undefined;
  readonly document: ManifestDocument | undefined;
  readonly kind: DeployableKind;
  /** Deployments without a manifest that say how the image runs. */
  readonly deploys: readonly PlacedDeploy[];
  /** What the user's configuration says about deployments by flags. */
  readonly defaults: ConfiguredDefaults;
}

function portOf({ deploys, kind }: Setting, container: ManifestContainer | undefined): Known<number> {
  if (kind === 'job' || kind === 'worker-pool') return unknown('absent');
  const declared = container?.ports[0];
  return firstSet(
    declared === undefined ? unknown('absent') : declared.containerPort,
    numberFlag(deploys, 'port'),
    known(DEFAULTS.port),
  );
}

/** The stage that the deployment builds, where exactly one stage of this Dockerfile is named by the builds. */
function targetOf(reader: FactsReader, dockerfile: Uri | undefined): { readonly target?: string } {
  const facts = dockerfile === undefined ? undefined : reader.dockerfile(dockerfile);
  if (facts === undefined || dockerfile === undefined) return {};
  const names = reader.buildTargets(reader.folderOf(dockerfile));
  const [stage, ...more] = facts.stages.filter((s) => s.name !== undefined && names.has(s.name.value));
  return stage?.name === undefined || more.length > 0 ? {} : { target: stage.name.value };
}

/** The Dockerfile of a manifest's image; not known where its last stage is for development and no build says which other one is taken. */
function builtDockerfile(
  reader: FactsReader,
  document: ManifestDocument | undefined,
  dockerfile: Known<Uri>,
): Known<Uri> {
  const facts =
    document === undefined || dockerfile.kind === 'unknown' ? undefined : reader.dockerfile(dockerfile.value);
  if (facts === undefined || !endsInDevelopment(facts)) return dockerfile;
  return targetOf(reader, facts.uri).target === undefined ? unknown('dynamic', dockerfile.at) : dockerfile;
}

/** The folder that buildpacks make the image of. */
function sourceFolder({ procfile, sourceEntry }: Candidate): Uri | undefined {
  const file = procfile ?? sourceEntry;
  return file === undefined ? undefined : dirname(file);
}

function resolveContainer(setting: Setting, index: number): Container {
  const { reader, candidate, uri, document, kind, deploys, defaults } = setting;
  const manifest = document?.containers[index];
  const dockerfile = builtDockerfile(reader, document, candidate.dockerfiles[index] ?? unknown('absent'));
  const ingress =
    document === undefined || manifest === undefined
      ? kind !== 'job' && kind !== 'worker-pool'
      : isIngress(document, manifest);
  const port = ingress ? portOf(setting, manifest) : unknown('absent');
  const cpu = cpuOf(manifest, deploys, defaults, kind);
  const file = valueOf(dockerfile);
  return {
    index,
    name: manifest === undefined ? undefined : valueOf(manifest.name),
    ingress,
    image: manifest?.image ?? flagOf(deploys, 'image'),
    dockerfile,
    port,
    passedPorts: document === undefined && file !== undefined ? reader.passedPorts(reader.folderOf(file)) : NO_PORTS,
    cpu,
    memoryBytes: memoryOf(manifest, deploys, defaults, kind),
    gpu: manifest?.limits.gpu !== undefined || document?.accelerator.kind === 'known' || wantsGpu(deploys),
    mounts: document === undefined ? deployedMounts(deploys) : mountsOf(document, manifest, uri),
    manifest,
    launch: resolveLaunch(reader, {
      dockerfile: file,
      ...targetOf(reader, file),
      procfile: file === undefined ? candidate.procfile : undefined,
      sourceEntry: file === undefined ? candidate.sourceEntry : undefined,
      context: file === undefined ? sourceFolder(candidate) : valueOf(buildContext(reader, file)),
      container: manifest,
      deploys,
      kind,
      port,
      cpu,
      configuredEntry: candidate.entries?.[index],
    }),
  };
}

function sourcesOf(setting: Setting, containers: readonly Container[]): readonly Uri[] {
  const out = new Set<Uri>();
  if (setting.uri !== undefined) out.add(setting.uri);
  if (setting.candidate.sourceEntry !== undefined) out.add(setting.candidate.sourceEntry);
  for (const { dockerfile, launch } of containers) {
    if (dockerfile.kind === 'known') out.add(dockerfile.value);
    if (launch.command !== undefined) out.add(launch.command.uri);
    for (const span of launch.alsoDecidedBy) out.add(span.uri);
    for (const uri of programOf(launch, setting.reader)?.files.keys() ?? []) out.add(uri);
    if (launch.entry.kind === 'known') out.add(launch.entry.value);
  }
  return [...out];
}

function countOf(setting: Setting, level: 'service' | 'revision', key: string): Known<number> {
  const text = setting.uri === undefined ? unknown('absent') : annotationOf(setting.uri, setting.document, level, key);
  if (text.kind === 'unknown') return text;
  const count = Number(text.value);
  return Number.isInteger(count) && text.value.trim() !== '' ? known(count, text.at) : unknown('unparsed', text.at);
}

/** What a set of deploy commands runs the image as; they must agree. */
function kindOfDeploys(deploys: readonly PlacedDeploy[]): DeployableKind {
  const kinds = new Set(deploys.map(({ command }) => command.kind));
  const [only] = kinds;
  return kinds.size === 1 && only !== undefined ? only : 'image';
}

/** The name that all deployments give to what they deploy. */
function nameOfDeploys(deploys: readonly PlacedDeploy[]): string | undefined {
  const names = new Set(deploys.map(({ command }) => command.name));
  const [only] = names;
  return names.size === 1 ? only : undefined;
}

/** Whom an image is aimed at that neither its place nor a manifest claims. */
function likelyAudience(reader: FactsReader, dockerfile: Uri | undefined, isDeployed: boolean): Audience {
  if (isDeployed) return 'cloud-run';
  const facts = dockerfile === undefined ? undefined : reader.dockerfile(dockerfile);
  if (facts === undefined || dockerfile === undefined) return 'likely';
  if (endsInDevelopment(facts) && targetOf(reader, dockerfile).target === undefined) return 'development';
  const nothingDeploys = reader.deploysIn(reader.folderOf(dockerfile)).length === 0;
  return isForLambda(facts) || (nothingDeploys && builtElsewhere(reader, dockerfile)) ? 'elsewhere' : 'likely';
}

/** Resolves a candidate into what will run. Total: whatever the files do not say is unknown. */
export function resolveDeployable(reader: FactsReader, candidate: Candidate): Deployable {
  const uri = candidate.manifest?.uri;
  const document = uri === undefined ? undefined : reader.manifest(uri)?.documents[candidate.manifest?.index ?? 0];
  const home = uri ?? candidate.id;
  const first = valueOf(candidate.dockerfiles[0] ?? unknown('absent')) ?? candidate.procfile ?? candidate.sourceEntry;
  const own =
    document === undefined && first !== undefined
      ? (candidate.deploys ?? deploysOf(reader, first, candidate.name))
      : [];
  const kind = document === undefined ? kindOfDeploys(own) : KIND_OF[document.kind];
  // Commands that bring a new image alone keep what others have set.
  const keepSettings = own.every(({ command }) => !Object.keys(command.flags).some(setsSomething));
  const doubts = keepSettings && document === undefined && first !== undefined ? doubtsOf(reader, first) : [];
  const deploys = [...own, ...doubts];
  // A manifest is complete: what it leaves out has the platform's default, whatever flags other deployments use.
  const defaults = document === undefined ? reader.defaultsFor(home) : NO_DEFAULTS;
  const setting: Setting = { reader, candidate, uri, document, kind, deploys, defaults };
  const count = Math.max(1, document?.containers.length ?? 1);
  const containers =
    document !== undefined && document.containers.length === 0
      ? []
      : Array.from({ length: count }, (_, i) => resolveContainer(setting, i));
  const main = containers.find((c) => c.ingress) ?? containers[0];
  const gpu = containers.some((c) => c.gpu);
  const generation =
    document === undefined
      ? unknown('absent')
      : annotationOf(
          home,
          document,
          kind === 'job' ? 'execution' : 'revision',
          'run.googleapis.com/execution-environment',
        );
  return {
    id: candidate.id,
    kind,
    audience: candidate.audience === 'likely' ? likelyAudience(reader, first, own.length > 0) : candidate.audience,
    name: document?.name ?? known(candidate.name ?? nameOfDeploys(own) ?? (basename(dirname(candidate.id)) || 'app')),
    root: dirname(home),
    sources: sourcesOf(setting, containers),
    deployedBy: [...new Set(own.map((deploy) => deploy.uri))],
    manifest: uri !== undefined && document !== undefined ? { uri, document } : undefined,
    containers,
    concurrency:
      kind === 'job' || kind === 'worker-pool'
        ? unknown('absent')
        : concurrencyOf(document, deploys, defaults, main?.cpu ?? known(DEFAULTS.cpu)),
    timeoutSeconds:
      kind === 'worker-pool'
        ? unknown('absent')
        : firstSet(
            document?.timeoutSeconds ?? unknown('absent'),
            numberFlag(deploys, kind === 'job' ? 'task-timeout' : 'timeout'),
            known(kind === 'job' ? DEFAULTS.taskTimeoutSeconds : DEFAULTS.requestTimeoutSeconds),
          ),
    billing: billingOf(uri, document, deploys, kind, gpu),
    executionEnvironment:
      kind === 'job' || kind === 'worker-pool'
        ? known('gen2')
        : generation.kind === 'known' && (generation.value === 'gen1' || generation.value === 'gen2')
          ? known(generation.value, generation.at)
          : mapKnown(
              generation.kind === 'unknown' ? generation : unknown('unparsed', generation.at),
              () => 'gen2' as const,
            ),
    minInstances: firstSet(
      countOf(setting, 'service', 'run.googleapis.com/minScale'),
      countOf(setting, 'revision', 'autoscaling.knative.dev/minScale'),
      numberFlag(deploys, 'min-instances'),
      kind === 'worker-pool' ? unknown('absent') : known(0),
    ),
    maxInstances: firstSet(
      countOf(setting, 'revision', 'autoscaling.knative.dev/maxScale'),
      countOf(setting, 'service', 'run.googleapis.com/maxScale'),
      numberFlag(deploys, 'max-instances'),
      kind === 'service' || kind === 'image' ? known(DEFAULTS.revisionMaxInstances) : unknown('absent'),
    ),
  };
}
