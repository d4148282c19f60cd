import { type Known, known, unknown } from '../../base/known.ts';
import type { Uri } from '../../base/span.ts';
import { dirname } from '../../base/uri.ts';
import { isKnownLibrary } from '../../catalog/plain-libraries.ts';
import { isPullingLibrary } from '../../catalog/pull-calls.ts';
import type { PythonCall } from '../../facts/python/module.ts';
import type { StartFailure } from '../launch-types.ts';
import { missingAttribute, missingModule, missingScript, wrongInterface } from './app-failures.ts';
import { type Identity, identify } from './identify.ts';
import type { ImageConfig } from './image.ts';
import { joinDirectory } from './image-path.ts';
import { installedModule, type Packages } from './packages.ts';
import type { LaunchContext, Process } from './process.ts';
import { decidingStart, type EntryMode, type EntryResult, followEntry } from './python-entry.ts';
import { type ModuleFinder, moduleFinder } from './python-modules.ts';
import { codeServer } from './servers/code.ts';
import { commonOutcome } from './servers/common-outcome.ts';
import { managementScript } from './servers/django.ts';
import type { NginxPlaces } from './servers/nginx-files.ts';
import type { ServerOutcome } from './servers/outcome.ts';
import { preparedImage, preparedServer } from './servers/prepared.ts';
import { readServer } from './servers/read-server.ts';
import type { LaunchWord } from './words.ts';

/** What a process turns out to be. */
export interface Recognition {
  /** The server; a known `undefined` is a process that is no server. */
  readonly outcome: Known<ServerOutcome | undefined>;
  readonly workload: Known<'ends' | 'consumer' | 'server'>;
  /** The Python file that is entered first. */
  readonly entry: Known<Uri>;
  /** Folders of the image on `sys.path`. */
  readonly roots: readonly string[];
  /** Folders of the build context that are installed, so that their packages can be imported. */
  readonly installed?: readonly Uri[];
  /** What is wrong with the application itself; the server's own failures are in `outcome`. */
  readonly failures?: readonly StartFailure[];
}

/** What recognition needs besides the context. */
export interface RecogniseSettings {
  readonly cpu: Known<number>;
  readonly packages: () => Packages;
  /** Where the image's nginx listens; asked for where one runs. */
  readonly nginx: () => NginxPlaces;
  readonly image: ImageConfig | undefined;
}

const NOT_KNOWN: Recognition = {
  outcome: unknown('dynamic'),
  workload: unknown('dynamic'),
  entry: unknown('absent'),
  roots: [],
};

function pathRoots(process: Process): readonly string[] {
  const path = process.environment.variables.get('PYTHONPATH')?.value;
  const extra = path?.kind === 'known' ? path.value.split(':') : [];
  return extra.map((p) => joinDirectory(process.cwd, p)).filter((p): p is string => p !== undefined);
}

/** Recognises the server, script or consumer that a process is. */
export function recognise(context: LaunchContext, process: Process, settings: RecogniseSettings): Recognition {
  const prepared = preparedImage(settings.image, process);
  const ready = prepared === undefined ? undefined : preparedServer(prepared, process, settings.cpu);
  if (prepared !== undefined && ready !== undefined) {
    const modules = moduleFinder(context.reader, context.files, ready.roots);
    const uri = prepared.modules.map((m) => modules.find(m, ready.roots)).find((u) => u !== undefined);
    return {
      outcome: known(ready),
      workload: known('server'),
      entry: uri === undefined ? unknown('missing-file') : known(uri),
      roots: ready.roots,
    };
  }
  const identity = identify(process);
  switch (identity.kind) {
    case 'server':
      return recogniseServer(context, process, identity, settings);
    case 'script': {
      const path = joinDirectory(process.cwd, identity.path);
      const named = path === undefined ? undefined : context.files.find(path);
      // A folder is run by its `__main__.py`.
      const main = named === undefined && path !== undefined ? context.files.find(`${path}/__main__.py`) : undefined;
      const file = named ?? main;
      const folder = path === undefined || main !== undefined ? path : path.slice(0, path.lastIndexOf('/')) || '/';
      const roots = [...(folder === undefined ? [] : [folder]), ...pathRoots(process)];
      if (file?.kind !== 'file') {
        const sought = { context, image: settings.image, packages: settings.packages, at: identity.word.at };
        const failures = path === undefined || file !== undefined ? [] : missingScript(sought, path);
        return { ...NOT_KNOWN, entry: unknown('missing-file', identity.word.at), roots, failures };
      }
      return recogniseCode(context, process, settings, file.uri, { kind: 'script' }, roots, identity.rest);
    }
    case 'module': {
      const roots = [...(process.cwd === undefined ? [] : [process.cwd]), ...pathRoots(process)];
      const modules = moduleFinder(context.reader, context.files, roots);
      const uri = modules.find(`${identity.name}.__main__`, roots) ?? modules.find(identity.name, roots);
      if (uri === undefined) {
        const sought = { context, image: settings.image, packages: settings.packages, at: identity.word.at };
        // Packages bring modules of a single name; one inside a package of the project is the project's own.
        const failures = identity.name.includes('.') ? missingModule(sought, identity.name, roots) : [];
        const own =
          failures.length > 0
            ? undefined
            : [`${identity.name}.__main__`, identity.name]
                .map((name) => installedModule(context.reader, settings.packages(), name))
                .find((found) => found !== undefined);
        return own === undefined
          ? { ...NOT_KNOWN, entry: unknown('missing-file', identity.word.at), roots, failures }
          : {
              ...recogniseCode(context, process, settings, own.uri, { kind: 'script' }, roots, identity.rest),
              installed: [own.folder],
            };
      }
      return recogniseCode(context, process, settings, uri, { kind: 'script' }, roots, identity.rest);
    }
    case 'console':
      return recogniseConsole(context, process, identity, settings);
    case 'ends':
      return { ...NOT_KNOWN, outcome: known(undefined), workload: known('ends') };
    case 'consumer':
      return { ...NOT_KNOWN, outcome: known(undefined), workload: known('consumer') };
    case 'unknown':
      return NOT_KNOWN;
    default:
      return NOT_KNOWN;
  }
}

function recogniseServer(
  context: LaunchContext,
  process: Process,
  identity: Identity & { kind: 'server' },
  settings: RecogniseSettings,
): Recognition {
  const finder = moduleFinder(context.reader, context.files, process.cwd === undefined ? [] : [process.cwd]);
  const input = { context, process, ...identity, cpu: settings.cpu, modules: finder };
  const outcome = readServer(input, settings.packages, settings.nginx);
  const { app } = outcome.server;
  const module = app.kind === 'known' ? moduleOf(app.value) : undefined;
  const script =
    app.kind === 'known' ? app.value : outcome.server.kind === 'django' ? managementScript(process) : undefined;
  const path = script !== undefined && /\.py$/.test(script) ? joinDirectory(process.cwd, script) : undefined;
  const file = path === undefined ? undefined : context.files.find(path);
  const copied =
    file?.kind === 'file' ? file.uri : module === undefined ? undefined : finder.find(module, outcome.roots);
  const sought = { context, image: settings.image, packages: settings.packages, at: app.at ?? identity.start.at };
  const folder =
    app.kind === 'unknown' && file?.kind === 'file' ? path?.slice(0, path.lastIndexOf('/')) || '/' : undefined;
  const missing = module === undefined || copied !== undefined ? [] : missingModule(sought, module, outcome.roots);
  const own =
    module === undefined || copied !== undefined || missing.length > 0
      ? undefined
      : installedModule(context.reader, settings.packages(), module);
  const uri = copied ?? own?.uri;
  const wrong =
    uri === undefined || app.kind !== 'known'
      ? []
      : [
          ...wrongInterface(outcome, app.value, sought.at, uri, context.reader.python(uri)),
          ...missingAttribute(sought, outcome.server.kind, app.value, uri),
        ];
  return {
    outcome: known(outcome, identity.start.at),
    workload: known('server'),
    entry: uri === undefined ? unknown('missing-file') : known(uri),
    roots: folder === undefined || outcome.roots.includes(folder) ? outcome.roots : [folder, ...outcome.roots],
    ...(own === undefined ? {} : { installed: [own.folder] }),
    failures: [...missing, ...wrong],
  };
}

/** The module of `module:attribute`, `module:create()` or a bare module. Servers import by text, so a file may be called `chat-service.py`. */
export function moduleOf(app: string): string | undefined {
  const [module = '', attribute] = app.split(':');
  const name = /^[A-Za-z_]/.test(attribute ?? '') ? /^[A-Za-z_][\w.-]*$/ : /^[A-Za-z_][\w.]*$/;
  return name.test(module) && !/\.py$/.test(module) ? module : undefined;
}

function recogniseConsole(
  context: LaunchContext,
  process: Process,
  identity: Identity & { kind: 'console' },
  settings: RecogniseSettings,
): Recognition {
  const packages = settings.packages();
  const script = packages.scripts.find((s) => s.name === identity.name);
  const target = script === undefined ? null : /^([\w.]+):([\w.]+)$/.exec(script.target);
  if (script === undefined || target === null) return NOT_KNOWN;
  const [, module = '', name = ''] = target;
  const roots = [...(process.cwd === undefined ? [] : [process.cwd]), ...pathRoots(process)];
  const modules = moduleFinder(context.reader, context.files, roots);
  const uri = modules.find(module, roots) ?? modules.from(`${dirname(script.uri)}/pyproject.toml`, module);
  const own = uri === undefined ? installedModule(context.reader, packages, module) : undefined;
  const entry = uri ?? own?.uri;
  if (entry === undefined) return { ...NOT_KNOWN, entry: unknown('missing-file'), roots };
  const found = recogniseCode(context, process, settings, entry, { kind: 'function', name }, roots, identity.rest);
  return own === undefined ? found : { ...found, installed: [own.folder] };
}

function recogniseCode(
  context: LaunchContext,
  process: Process,
  settings: RecogniseSettings,
  uri: Uri,
  mode: EntryMode,
  roots: readonly string[],
  rest: readonly LaunchWord[],
): Recognition {
  const modules: ModuleFinder = moduleFinder(context.reader, context.files, roots);
  const result = followEntry(context.reader, modules, uri, mode);
  const entry = known(uri);
  const start = decidingStart(result);
  if (start !== undefined) {
    const outcome = codeServer(start, process, settings.cpu, modules, rest, settings.packages);
    const at = outcome?.server.at;
    return {
      outcome:
        outcome === undefined
          ? unknown('dynamic')
          : known({ ...outcome, roots, also: at === undefined || at.uri === uri ? [] : [at] }, at),
      workload: known('server'),
      entry,
      roots,
    };
  }
  if (result.starts.length > 0) {
    const outcomes = result.starts.map((s) => codeServer(s, process, settings.cpu, modules, rest, settings.packages));
    const common = result.otherProgram === true ? undefined : commonOutcome(outcomes);
    const outcome = common === undefined ? unknown('dynamic') : known({ ...common, roots }, common.server.at);
    return { outcome, workload: known('server'), entry, roots };
  }
  const plain = result.complete && usesOnlyPlainLibraries(context, modules, uri, result);
  if (!plain) return { ...NOT_KNOWN, entry, roots };
  const stays = result.loops || result.fetches;
  return { outcome: known(undefined), workload: known(stays ? 'consumer' : 'ends'), entry, roots };
}

/** Whether everything that the entry imports is a library that starts no server by itself, or a file that was read. */
function usesOnlyPlainLibraries(
  context: LaunchContext,
  modules: ModuleFinder,
  uri: Uri,
  result: EntryResult,
  visited = new Set<Uri>(),
): boolean {
  if (visited.has(uri) || visited.size > 60) return visited.size <= 60;
  visited.add(uri);
  const facts = context.reader.python(uri);
  if (facts === undefined || facts.calls.some(startsByOtherMeans)) return false;
  return facts.imports.every((i) => {
    if (i.guarded === 'type-checking') return true;
    const name = '.'.repeat(i.level) + i.module;
    const file =
      modules.from(uri, name) ??
      (i.name === undefined ? undefined : modules.from(uri, `${name}${name.endsWith('.') ? '' : '.'}${i.name}`));
    if (file !== undefined) return usesOnlyPlainLibraries(context, modules, file, result, visited);
    return i.level === 0 && (isKnownLibrary(i.module) || (result.fetches && isPullingLibrary(i.module)));
  });
}

/** Calls behind which anything may hide: other programs, code from text, sockets. */
function startsByOtherMeans(call: PythonCall): boolean {
  const name = call.callee ?? call.text;
  if (
    /^(?:__import__|exec|eval|importlib\.import_module|runpy\.|subprocess\.|os\.(?:system|popen|exec|spawn|fork)|multiprocessing\.)/.test(
      name,
    )
  )
    return true;
  return /(?:^|\.)(?:bind|listen|accept|serve|serve_forever|create_server|start_server|run_server|start_http_server|run_forever)$/.test(
    name,
  );
}
