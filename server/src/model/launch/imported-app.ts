import type { Uri } from '../../base/span.ts';
import type { PythonCall } from '../../facts/python/module.ts';
import type { PythonFacts, PythonFramework, ServerStart } from '../../facts/python/python.ts';
import type { FactsReader } from '../facts-reader.ts';
import type { ModuleFinder } from './python-modules.ts';

// `app.run(…)` where the app, or the function that makes it, comes from another file of the project.

/** The framework of a dotted name: an app object, or a function that makes and returns one. */
function frameworkOf(
  reader: FactsReader,
  modules: ModuleFinder,
  uri: Uri,
  name: string,
  depth = 3,
): PythonFramework | undefined {
  if (depth === 0) return undefined;
  const dots = /^\.*/.exec(name)?.[0] ?? '';
  const parts = name.slice(dots.length).split('.');
  for (let cut = parts.length - 1; cut >= (dots === '' ? 1 : 0); cut--) {
    const file = modules.from(uri, dots + parts.slice(0, cut).join('.'));
    const facts = file === undefined || file === uri ? undefined : reader.python(file);
    if (file === undefined || facts === undefined) continue;
    const own = parts.slice(cut).join('.');
    return inFile(facts, own) ?? reExported(reader, modules, file, facts, own, depth);
  }
  return undefined;
}

function inFile(facts: PythonFacts, name: string): PythonFramework | undefined {
  const made = facts.apps.find((app) => app.name === name && app.within === -1);
  if (made !== undefined) return made.framework;
  const maker = facts.functions.findIndex((fn) => fn.qualifiedName === name);
  if (maker >= 0) return facts.apps.find((app) => app.within === maker)?.framework;
  // `app = create_app()` at module level.
  const value = facts.assignments.find((a) => a.name === name)?.value;
  if (value?.kind !== 'call' || value.callee === undefined || value.callee === name) return undefined;
  const index = facts.functions.findIndex((fn) => fn.qualifiedName === value.callee);
  return index < 0 ? undefined : facts.apps.find((app) => app.within === index)?.framework;
}

function reExported(
  reader: FactsReader,
  modules: ModuleFinder,
  file: Uri,
  facts: PythonFacts,
  name: string,
  depth: number,
): PythonFramework | undefined {
  const found = facts.imports.find((i) => i.alias === name && i.name !== undefined);
  if (found?.name !== undefined)
    return frameworkOf(
      reader,
      modules,
      file,
      `${'.'.repeat(found.level)}${found.module}${found.module === '' ? '' : '.'}${found.name}`,
      depth - 1,
    );
  const value = facts.assignments.find((a) => a.name === name)?.value;
  return value?.kind === 'call' && value.callee !== undefined
    ? frameworkOf(reader, modules, file, value.callee, depth - 1)
    : undefined;
}

const RUN_OF: Partial<Readonly<Record<PythonFramework, ServerStart['api']>>> = {
  flask: 'flask.run',
  quart: 'quart.run',
  sanic: 'sanic.run',
  dash: 'dash.run',
  bottle: 'bottle.run',
  connexion: 'connexion.run',
};

/** The server start that a call is, when it calls `run` (or `launch`) of an app of another file. */
export function importedStart(
  reader: FactsReader,
  modules: ModuleFinder,
  uri: Uri,
  facts: PythonFacts,
  index: number,
): ServerStart | undefined {
  const call = facts.calls[index];
  const match = /^(.+)\.(run|run_server|launch)$/.exec(call?.callee ?? '');
  if (call === undefined || match === null) return undefined;
  const [, object = '', method = ''] = match;
  const framework = frameworkOf(reader, modules, uri, object);
  const api =
    framework === undefined
      ? undefined
      : method === 'launch'
        ? framework === 'gradio'
          ? 'gradio.launch'
          : undefined
        : RUN_OF[framework];
  return api === undefined ? undefined : startOf(call, index, api);
}

function startOf(call: PythonCall, index: number, api: ServerStart['api']): ServerStart {
  const keyword = (...names: readonly string[]) => call.keywords.find((k) => names.includes(k.name))?.value;
  const positional = api === 'gradio.launch' ? [] : call.args;
  const settings: Partial<ServerStart> = Object.fromEntries(
    Object.entries({
      host: keyword('host', 'server_name') ?? positional[0],
      port: keyword('port', 'server_port') ?? positional[1],
      debug: keyword('debug') ?? (api === 'flask.run' ? positional[2] : undefined),
      reload: keyword('use_reloader', 'reload', 'auto_reload'),
      threaded: keyword('threaded'),
      workers: api === 'sanic.run' ? keyword('workers') : undefined,
      tls: keyword('ssl_context', 'certfile', 'ssl'),
    }).filter(([, value]) => value !== undefined),
  );
  return {
    api,
    call: index,
    ...settings,
    keywords: call.keywords,
    args: call.args,
    open: call.open,
    within: call.within,
    inMainGuard: call.inMainGuard,
    conditional: call.conditional,
    reachedAsScript: true,
    reachedOnImport: !call.inMainGuard,
    range: call.range,
    insertAt: { offset: call.argumentsRange.end - 1, needsComma: call.args.length + call.keywords.length > 0 },
  };
}
