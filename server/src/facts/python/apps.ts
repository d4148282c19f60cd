import { appConstructors, routerConstructors } from '../../catalog/frameworks.ts';
import { argument, importsModule, keyword, type PythonCore } from './core.ts';
import { hasOtherBackend } from './dash-backend.ts';
import type { PythonAssignment, PythonCall } from './module.ts';
import type { PythonApp, PythonFramework, PythonRouter, RouterMount } from './types.ts';

const frameworks: ReadonlySet<string> = new Set<PythonFramework>([
  'flask',
  'fastapi',
  'starlette',
  'quart',
  'django',
  'aiohttp',
  'sanic',
  'litestar',
  'streamlit',
  'gradio',
  'functions-framework',
  'adk',
  'tornado',
  'bottle',
  'falcon',
  'dash',
  'connexion',
  'mcp',
  'chainlit',
  'celery',
]);

/** Narrows a catalogue name to the type of the facts. */
export function isFramework(name: string | undefined): name is PythonFramework {
  return name !== undefined && frameworks.has(name);
}

/** The constructor that a call means, a class of this file standing for its base. */
function constructorOf(call: PythonCall, core: PythonCore): string | undefined {
  const { callee } = call;
  if (callee === undefined || appConstructors.has(callee) || routerConstructors.has(callee)) return callee;
  const own = core.classes.find((made) => made.name === callee);
  return own?.bases.find((base) => appConstructors.has(base) || routerConstructors.has(base));
}

/** App objects: constructor calls, results of factories at module level, Streamlit and Chainlit scripts. */
export function readApps(core: PythonCore, assignments: readonly PythonAssignment[]): readonly PythonApp[] {
  const apps: PythonApp[] = [];
  core.calls.forEach((call, index) => {
    const name = constructorOf(call, core);
    const known = name === undefined ? undefined : appConstructors.get(name);
    if (known === undefined || !isFramework(known.framework)) return;
    const { framework } = known;
    apps.push({
      name: call.assignedTo ?? '',
      framework,
      protocol: framework === 'dash' && hasOtherBackend(call, core) ? 'own' : known.protocol,
      within: call.within,
      call: index,
      range: call.range,
    });
  });
  for (const assignment of assignments) {
    const known = assignment.type === undefined ? undefined : appConstructors.get(assignment.type);
    const { value, name, range } = assignment;
    if (known === undefined || !isFramework(known.framework) || value.kind !== 'call') continue;
    if (apps.some((app) => app.call === value.call)) continue;
    apps.push({ name, framework: known.framework, protocol: known.protocol, within: -1, call: value.call, range });
  }
  for (const framework of ['streamlit', 'chainlit'] as const) {
    const found = core.imports.find((i) => i.module === framework && i.level === 0);
    if (found !== undefined) apps.push({ name: '', framework, protocol: 'own', within: -1, range: found.range });
  }
  return apps;
}

/** Routers and blueprints. */
export function readRouters(core: PythonCore): readonly PythonRouter[] {
  return core.calls.flatMap((call): readonly PythonRouter[] => {
    const name = constructorOf(call, core);
    const framework = name === undefined ? undefined : routerConstructors.get(name);
    if (!isFramework(framework)) return [];
    const prefix = keyword(call, 'prefix', 'url_prefix');
    return [{ name: call.assignedTo ?? '', framework, ...(prefix === undefined ? {} : { prefix }), range: call.range }];
  });
}

const mounting = /\.(?:include_router|register_blueprint|mount|blueprint|add_namespace)$/;

/** Where routers are mounted. */
export function readMounts(core: PythonCore): readonly RouterMount[] {
  return core.calls.flatMap((call): readonly RouterMount[] => {
    if (!mounting.test(call.text)) return [];
    const mount = call.text.endsWith('.mount');
    const router = argument(call, mount ? 1 : 0, 'router', 'blueprint', 'app');
    const prefix = mount ? argument(call, 0, 'path') : keyword(call, 'prefix', 'url_prefix');
    const name =
      router?.kind === 'name' ? router.name : router === undefined ? undefined : writtenName(router.range, core);
    if (name === undefined) return [];
    const app = call.receiver?.text ?? '';
    return [{ app, router: name, ...(prefix === undefined ? {} : { prefix }), range: call.range }];
  });
}

function writtenName(range: { readonly start: number; readonly end: number }, core: PythonCore): string | undefined {
  const text = core.folder.module.text.slice(range.start, range.end);
  return /^[\w.]+$/.test(text) ? text : undefined;
}

/** The framework that route decorators on an object of unknown type belong to. */
export function likelyFramework(core: PythonCore): PythonFramework | undefined {
  return (['fastapi', 'flask', 'quart', 'sanic', 'litestar', 'starlette', 'bottle', 'aiohttp'] as const).find((name) =>
    importsModule(core.imports, name),
  );
}
