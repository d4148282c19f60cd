import type { Uri } from '../../base/span.ts';
import { type ParsedPython, parsePython } from '../../syntax/python.ts';
import { createReader, type Reader } from '../reader.ts';
import { readApps, readMounts, readRouters } from './apps.ts';
import { readBackground, readSignals } from './background.ts';
import {
  buildAssignments,
  buildCalls,
  buildClasses,
  buildEnvironment,
  buildFunctions,
  buildReferences,
  buildStates,
} from './build.ts';
import type { PythonCore } from './core.ts';
import { readFiles } from './files.ts';
import { createFolder } from './fold.ts';
import { readModels } from './models.ts';
import { readPassedOn } from './passed-on.ts';
import { createResolver } from './resolve.ts';
import { readHooks, readRequestHooks, readRoutes } from './routes.ts';
import { readServers } from './servers.ts';
import { spreadKeywords } from './spread.ts';
import type { PythonFacts } from './types.ts';
import { walkModule } from './walk.ts';

// The types that other layers name most; all others are imported from where they stand.
export type { PythonFacts, PythonFramework, ServerStart } from './types.ts';

/** Characters above which a file is data rather than a program; nothing is read from it. */
export const maxPythonLength = 1_000_000;

/** The facts of a file. */
export function pythonFacts(uri: Uri, text: string): PythonFacts {
  return factsOfParsed(uri, parse(text));
}

/** Reads Python files again and again while they are edited. */
export function createPythonReader(): Reader<PythonFacts> {
  return createReader(parse, factsOfParsed);
}

function parse(text: string, before?: ParsedPython): ParsedPython {
  return parsePython(text.length > maxPythonLength ? '"""' : text, before);
}

/** The facts of a parsed file. Never throws, whatever the text is. */
export function factsOfParsed(uri: Uri, parsed: ParsedPython): PythonFacts {
  const module = walkModule(parsed);
  const resolver = createResolver(module);
  spreadKeywords(module, resolver.lookup);
  const folder = createFolder(module, resolver);
  const calls = buildCalls(folder);
  const functions = buildFunctions(folder);
  const core: PythonCore = { folder, imports: module.imports, calls, functions, classes: buildClasses(folder) };
  const assignments = buildAssignments(folder);
  const routes = readRoutes(core);
  const hooks = readHooks(core);
  const requestHooks = readRequestHooks(core);
  const states = buildStates(folder);
  const passedOn = readPassedOn(module);
  return {
    uri,
    imports: module.imports,
    assignments,
    functions,
    classes: core.classes,
    calls,
    references: buildReferences(calls, functions),
    endlessLoops: module.loops
      .filter((loop) => !loop.breaks)
      .map(({ within, inMainGuard, range }) => ({ within, inMainGuard, range })),
    ...(module.flagLoops.length === 0 ? {} : { flagLoops: module.flagLoops }),
    ...(states.length === 0 ? {} : { states }),
    ...(passedOn.length === 0 ? {} : { passedOn }),
    environment: buildEnvironment(folder, calls),
    ...(module.mainGuard === undefined ? {} : { mainGuard: module.mainGuard }),
    apps: readApps(core, assignments),
    routers: readRouters(core),
    mounts: readMounts(core),
    routes,
    hooks,
    requestHooks,
    serverStarts: readServers(core),
    files: readFiles(core),
    models: readModels(core, { routes, hooks, requestHooks }),
    background: readBackground(core),
    signals: readSignals(core),
    ...(parsed.unknownAfter === undefined ? {} : { unknownAfter: parsed.unknownAfter }),
    importInsertAt: module.importInsertAt,
  };
}
