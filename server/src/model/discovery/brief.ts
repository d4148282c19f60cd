import { valueOf } from '../../base/known.ts';
import type { Uri } from '../../base/span.ts';
import { basename } from '../../base/uri.ts';
import { unquote } from '../../facts/deploy/command-text.ts';
import type { ImageBuild } from '../../facts/deploy/image-builds.ts';
import { type PlatformFacts, platformFacts } from '../../facts/deploy/platform.ts';
import { scriptManifests } from '../../facts/deploy/script-manifests.ts';
import type { DeployCommand } from '../../facts/deploy/types.ts';
import { looksLikeDockerfile } from '../../facts/dockerfile/dockerfile.ts';
import { manifestFacts, writtenPorts } from '../../facts/manifest/manifest.ts';
import type { ManifestContainer, ManifestFacts } from '../../facts/manifest/types.ts';
import { currentSide } from '../../facts/merge-conflict.ts';
import { procfileFacts } from '../../facts/procfile.ts';
import { type Language, mayDeploy, mayDescribe } from '../language.ts';
import { type Head, isIngress } from './match-dockerfile.ts';

/**
 * What questions about a whole workspace need to know of one file: which Dockerfile belongs to which manifest, who deploys
 * what. Far smaller than the facts, so that the briefs of very many files can be kept while their texts are not.
 */
export interface Brief {
  /** The Cloud Run documents of a manifest. */
  readonly heads: readonly Head[];
  readonly looksLikeDockerfile: boolean;
  /** Whether the file has Kubernetes run container images. */
  readonly runsElsewhere: boolean;
  readonly deploys: readonly DeployCommand[];
  /** YAML files that a file names which hands manifests to Cloud Run. */
  readonly handsOver: readonly string[];
  /** Lists that variables of Terraform have by default. */
  readonly terraformDefaults: Readonly<Record<string, readonly string[]>>;
  /** Ports that deploy commands and Terraform pass. */
  readonly passedPorts: readonly number[];
  /** Ports that a manifest declares, or one inside a script or template. */
  readonly declaredPorts: readonly number[];
  /** What builds images, and from which Dockerfile. */
  readonly builds: readonly ImageBuild[];
  /** Stages that image builds beside deploy commands name. */
  readonly targets: readonly string[];
  /** Whether this is a Procfile with a process that gets requests. */
  readonly startsWeb: boolean;
}

/** The brief of a file that says nothing. */
export const NO_BRIEF: Brief = {
  heads: [],
  looksLikeDockerfile: false,
  runsElsewhere: false,
  deploys: [],
  terraformDefaults: {},
  handsOver: [],
  passedPorts: [],
  declaredPorts: [],
  builds: [],
  targets: [],
  startsWeb: false,
};

/** The documents of a manifest as discovery sees them. */
export function headsOf(facts: ManifestFacts | undefined): readonly Head[] {
  return (facts?.documents ?? []).map((document) => ({
    kind: document.kind,
    isCloudRun: document.isCloudRun,
    ...(document.isUndecided ? { isUndecided: true } : {}),
    ...(document.containers.length === 0 && facts?.file.brokenFrom !== undefined ? { hidesContainers: true } : {}),
    name: valueOf(document.name),
    containers: document.containers.map((c) => ({
      name: valueOf(c.name),
      image: writtenImage(facts, c),
      ingress: isIngress(document, c),
    })),
  }));
}

/** The image as it is written: with its placeholders, where the file is filled in before it is deployed. */
function writtenImage(facts: ManifestFacts | undefined, { image }: ManifestContainer): string | undefined {
  if (image.kind === 'known') return image.value;
  if (image.why !== 'dynamic' || image.at === undefined) return undefined;
  return unquote(facts?.text.slice(image.at.start, image.at.end) ?? '');
}

/** Ports that deploy commands and Terraform pass. */
export function passedPortsOf(facts: PlatformFacts | undefined): readonly number[] {
  const flags = (facts?.deploys ?? []).map((d) => Number(d.flags['port']?.value));
  return [...flags, ...(facts?.terraformPorts ?? [])].filter((port) => Number.isInteger(port) && port > 0);
}

/** The manifests in a file: its documents, or those that a script hands over in here-documents. */
export function readManifest(uri: Uri, language: Language, text: string, before?: ManifestFacts): ManifestFacts {
  return manifestFacts(uri, language === 'shell' ? scriptManifests(text) : text, before);
}

/** Whether the text of a Procfile says what gets the requests. */
export function startsWebIn(text: string | undefined): boolean {
  return procfileFacts(text ?? '').some((process) => process.name === 'web');
}

/** Whether a file's brief can be anything but empty; the others need not be read for it. */
export function hasBrief(uri: Uri, language: Language): boolean {
  if (language !== 'other') return language !== 'python';
  return mayDeploy(uri) || mayDescribe(uri) || basename(uri) === 'Procfile';
}

/** Reads the brief of a file. */
export function briefOf(uri: Uri, language: Language, text: string): Brief {
  if (language === 'dockerfile') return { ...NO_BRIEF, looksLikeDockerfile: looksLikeDockerfile(text) };
  const side = currentSide(text);
  const platform = platformFacts(uri, side);
  const manifest = language === 'yaml' || language === 'shell' ? readManifest(uri, language, side) : undefined;
  return {
    heads: headsOf(manifest),
    looksLikeDockerfile: false,
    runsElsewhere: platform.runsElsewhere,
    deploys: platform.deploys,
    terraformDefaults: platform.terraformDefaults,
    handsOver: platform.handsOver,
    passedPorts: passedPortsOf(platform),
    declaredPorts: writtenPorts(text),
    builds: platform.builds,
    targets: platform.targets,
    startsWeb: basename(uri) === 'Procfile' && startsWebIn(text),
  };
}
