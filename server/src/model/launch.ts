import { type Known, known, unknown, valueOf } from '../base/known.ts';
import type { Span, Uri } from '../base/span.ts';
import { dirname, joinPath } from '../base/uri.ts';
import type { ManifestContainer } from '../facts/manifest/types.ts';
import { runsEventLoop } from './capacity.ts';
import type { DeployableKind } from './deployable.ts';
import { deployStart, deployVariables } from './discovery/deploy-flags.ts';
import type { PlacedDeploy } from './discovery/placed-deploy.ts';
import { EMPTY_ENVIRONMENT, platformEnvironment, withVariables } from './environment.ts';
import type { FactsReader } from './facts-reader.ts';
import { imageFiles, NO_IMAGE_FILES } from './image-files.ts';
import { BUILDPACK_FOLDER, buildpackFiles, defaultStart, procfileStart } from './launch/buildpack.ts';
import { startOf } from './launch/command.ts';
import { imageConfig } from './launch/image.ts';
import { type Packages, packagesIn } from './launch/packages.ts';
import { type LaunchContext, type Process, UNKNOWN_RESOLUTION } from './launch/process.ts';
import { type RecogniseSettings, recognise } from './launch/recognise.ts';
import { resolveProcess } from './launch/resolve-process.ts';
import { nginxPlaces } from './launch/servers/nginx-files.ts';
import { settingValue } from './launch/settings.ts';
import { frontOf, pidOneOf, sigtermReaches } from './launch/signals.ts';
import { interpreterFailures, startFailuresOf } from './launch/start-failures.ts';
import { type LaunchWord, wordText } from './launch/words.ts';
import type { Arg, Launch } from './launch-types.ts';
import { reachableOn } from './listen.ts';
import { type BlockedCall, loopBlocker } from './python/blocking.ts';
import { programOf } from './python/program.ts';

/** What a launch is resolved from. */
export interface LaunchInput {
  readonly dockerfile: Uri | undefined;
  /** The stage that the deployment builds; by default the last one. */
  readonly target?: string;
  /** The Procfile that decides where there is no Dockerfile. */
  readonly procfile?: Uri | undefined;
  /** The entry file of a project that buildpacks start in their own way. */
  readonly sourceEntry?: Uri | undefined;
  /** The folder that the image is built in. */
  readonly context: Uri | undefined;
  readonly container: ManifestContainer | undefined;
  /** The commands that deploy the image, where no manifest does. */
  readonly deploys: readonly PlacedDeploy[];
  readonly kind: DeployableKind;
  /** The port that requests come to; `absent` for a container that gets none. */
  readonly port: Known<number>;
  readonly cpu: Known<number>;
  /** The Python file that starts the app by the user's word, for a command that does not name it. */
  readonly configuredEntry?: Uri | undefined;
}

/** Scripts and commands that are looked at before resolution gives up. */
const BUDGET = 3000;
/** Wrappers, shells and scripts inside each other. */
const DEPTH = 24;
/** Nodes of shell scripts inside each other; whoever follows them recurses. */
const NESTING = 100;

function argsOf(words: readonly LaunchWord[] | undefined): Known<readonly Arg[]> {
  if (words === undefined) return unknown('dynamic');
  const out: Arg[] = [];
  for (const word of words) {
    const value = wordText(word);
    if (value === undefined) return unknown('dynamic', word.at);
    out.push({ value, at: word.at, notation: word.notation });
  }
  return known(out, out[0]?.at);
}

function uniqueSpans(spans: readonly Span[], except: Span | undefined): readonly Span[] {
  const seen = new Set<string>();
  return spans.filter((span) => {
    const key = `${span.uri}:${span.start}:${span.end}`;
    if (
      seen.has(key) ||
      (except !== undefined && span.uri === except.uri && span.start === except.start && span.end === except.end)
    )
      return false;
    seen.add(key);
    return true;
  });
}

/** Resolves what a container starts. Total: what the files do not say stays unknown. */
export function resolveLaunch(reader: FactsReader, input: LaunchInput): Launch {
  const facts = input.dockerfile === undefined ? undefined : reader.dockerfile(input.dockerfile);
  const config = facts === undefined ? undefined : imageConfig(facts, input.target);
  const ingress = input.port.kind === 'known' || input.port.why !== 'absent';
  const fromProcfile = input.procfile === undefined ? undefined : procfileStart(reader, input.procfile);
  const byDefault =
    input.sourceEntry === undefined ? undefined : defaultStart(reader, input.sourceEntry, input.deploys);
  const fromSource = fromProcfile ?? byDefault?.start;
  const own =
    fromSource === undefined
      ? EMPTY_ENVIRONMENT
      : withVariables({ ...EMPTY_ENVIRONMENT, complete: true }, byDefault?.variables ?? []);
  const environment = platformEnvironment(config?.environment ?? own, {
    container: input.container,
    deployed: deployVariables(input.deploys),
    kind: input.kind,
    ingress,
    port: input.port,
  });
  const inSource = input.procfile ?? input.sourceEntry;
  const files =
    inSource !== undefined
      ? buildpackFiles(reader, inSource)
      : config === undefined || input.context === undefined
        ? NO_IMAGE_FILES
        : imageFiles(reader, config, input.context);
  const folder = inSource === undefined ? unknown('absent') : known(BUILDPACK_FOLDER);
  const workdir =
    input.container?.workingDir.kind === 'known' ? input.container.workingDir : (config?.workdir ?? folder);
  const inManifest = startOf(config, input.container, deployStart(input.deploys), (uri) => reader.text(uri));
  const start = inManifest.command === undefined ? (fromSource ?? inManifest) : inManifest;
  const chosenByBuildpack = byDefault !== undefined && start === byDefault.start;
  let packages: Packages | undefined;
  const settings: RecogniseSettings = {
    cpu: input.cpu,
    packages: () => {
      packages ??= packagesOf(reader, input);
      return packages;
    },
    nginx: () => nginxPlaces(reader, files, config, input.container?.command !== undefined),
    image: config,
  };
  const context: LaunchContext = {
    reader,
    files,
    shell: config?.base.shell ?? (inSource === undefined ? 'unknown' : 'dash'),
    port: input.port.kind === 'known' ? input.port.value : undefined,
    classify: (process) => {
      const { outcome, workload } = recognise(context, process, settings);
      if (outcome.kind === 'known' && outcome.value !== undefined)
        return { kind: 'server', port: settingValue(outcome.value.server.port) };
      if (workload.kind !== 'known') return { kind: 'unknown', port: undefined };
      return {
        kind: workload.value === 'ends' ? 'ends' : workload.value === 'consumer' ? 'stays' : 'unknown',
        port: undefined,
      };
    },
    budget: { left: BUDGET, depth: DEPTH, nesting: NESTING },
  };
  const first: Process | undefined =
    start.words === undefined || start.words.length === 0
      ? undefined
      : { words: start.words, environment, cwd: workdir.kind === 'known' ? workdir.value : undefined };
  const early = [...startFailuresOf(start), ...interpreterFailures(start, config)];
  const resolution = first === undefined || early.length > 0 ? UNKNOWN_RESOLUTION : resolveProcess(context, first);
  const { process, layers } = resolution;
  const recognition =
    process === undefined || resolution.failures.length > 0 ? undefined : recognise(context, process, settings);
  const outcome = recognition?.outcome.kind === 'known' ? recognition.outcome.value : undefined;
  const isServer = recognition?.outcome.kind === 'known' ? outcome !== undefined : undefined;
  const ended = resolution.ends && process !== undefined;
  const failures = [...early, ...resolution.failures, ...(outcome?.failures ?? []), ...(recognition?.failures ?? [])];
  const failed = failures.some((f) => f.fatal);
  // A process that does not start, or is no server, opens no socket.
  const silent = failed || (isServer === false && resolution.companions.length === 0) || ended;
  const binds: Launch['binds'] = silent ? known([]) : (outcome?.binds ?? unknown('dynamic'));
  const reachable = reachableOn(binds, input.port);
  const otherListens = resolution.companions.length > 0 && !(reachable.kind === 'known' && reachable.value);
  const written = process?.words ?? start.words ?? [];
  const launch: Launch = {
    command: start.command,
    alsoDecidedBy: uniqueSpans([...start.also, ...resolution.also, ...(outcome?.also ?? [])], start.command),
    form: start.form,
    chosenByBuildpack,
    procfile:
      chosenByBuildpack && input.sourceEntry !== undefined
        ? joinPath(dirname(input.sourceEntry), './Procfile')
        : undefined,
    commandArguments: start.commandArguments,
    argv: argsOf(process?.words ?? (early.length > 0 ? start.words : undefined)),
    written: written.map((word) => ({ value: word.written, at: word.at, notation: word.notation })),
    pid1: pidOneOf(layers, ended ? false : isServer),
    front: frontOf(layers),
    sigtermReachesServer: sigtermReaches(layers, outcome?.sigterm),
    server: ended
      ? known(undefined)
      : recognition === undefined
        ? unknown('dynamic')
        : recognition.outcome.kind === 'known'
          ? known(outcome?.server, recognition.outcome.at)
          : recognition.outcome,
    companions: resolution.companions.flatMap((companion) => {
      const word = companion.words[0];
      const value = wordText(word);
      return word === undefined || value === undefined ? [] : [{ value, at: word.at, notation: word.notation }];
    }),
    workload: ended ? known('ends') : (recognition?.workload ?? unknown('dynamic')),
    startFailures: failures,
    binds,
    reachable: otherListens ? unknown('dynamic') : reachable,
    capacity: failed ? unknown('absent') : (outcome?.capacity ?? unknown('dynamic')),
    environment: [...(process?.environment ?? environment).variables.values()].sort((a, b) =>
      a.name < b.name ? -1 : 1,
    ),
    environmentComplete: (process?.environment ?? environment).complete,
    workdir,
    entry: entryOf(recognition?.entry ?? unknown('absent'), reader, input.configuredEntry),
    importRoots: [
      ...new Set([
        ...(recognition?.roots ?? []).flatMap((root) => files.roots(root)),
        ...(recognition?.installed ?? []),
      ]),
    ],
    base: config?.base,
  };
  return {
    ...launch,
    capacity: blockedCapacity(launch, reader),
    sigtermReachesServer: handledByProgram(launch, outcome?.sigterm, reader),
  };
}

/** What the command proves wins; where it does not, the user's word counts. */
function entryOf(proven: Known<Uri>, reader: FactsReader, configured: Uri | undefined): Known<Uri> {
  return proven.kind === 'known' || configured === undefined || !reader.exists(configured) ? proven : known(configured);
}

/** The call that stops the event loop of the server, where it has one and the program's own code stops it. */
export function blockerOf(launch: Launch, reader: FactsReader): BlockedCall | undefined {
  const server = valueOf(launch.server);
  const program = server === undefined || !runsEventLoop(server) ? undefined : programOf(launch, reader);
  return program === undefined ? undefined : loopBlocker(program);
}

/** A server that leaves SIGTERM alone: a handler of the program itself may end it. */
function handledByProgram(
  launch: Launch,
  sigterm: 'handled' | 'default' | 'ignored' | 'unknown' | undefined,
  reader: FactsReader,
): Launch['sigtermReachesServer'] {
  const reaches = launch.sigtermReachesServer;
  if (sigterm !== 'default' || reaches.kind === 'unknown' || reaches.value || launch.front !== undefined)
    return reaches;
  const program = programOf(launch, reader);
  const handles = [...(program?.files.values() ?? [])].some((facts) =>
    facts.signals.some((s) => s.signal === undefined || s.signal === 'SIGTERM'),
  );
  return handles ? unknown('dynamic') : reaches;
}

/** The capacity of an event loop that the program's own code blocks: one request per worker. */
function blockedCapacity(launch: Launch, reader: FactsReader): Launch['capacity'] {
  const { capacity, server } = launch;
  if (capacity.kind === 'unknown' || capacity.value !== 'unbounded' || server.kind === 'unknown') return capacity;
  return server.value === undefined || blockerOf(launch, reader) === undefined ? capacity : server.value.workers.value;
}

function packagesOf(reader: FactsReader, input: LaunchInput): Packages {
  const own = input.dockerfile === undefined ? undefined : dirname(input.dockerfile);
  const inContext = packagesIn(reader, input.context);
  return inContext.found || inContext.scripts.length > 0 || own === input.context ? inContext : packagesIn(reader, own);
}
