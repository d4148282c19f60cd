import { appConstructors, routerConstructors, viewClasses } from '../../catalog/frameworks.ts';
import { serverCalls } from '../../catalog/server-calls.ts';
import { isFramework, likelyFramework } from './apps.ts';
import { argument, handlerOf, keyword, lastPart, type PythonCore } from './core.ts';
import { gradioRoutes } from './gradio.ts';
import type { PythonCall, PythonFunction } from './module.ts';
import type { LifecycleHook, PythonFramework, PythonRoute, RequestHook } from './types.ts';
import { stringOf, type Value } from './value.ts';

const verbs = new Set(['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'trace']);
const routers = new Set([...verbs, 'route', 'api_route', 'websocket', 'websocket_route', 'view', 'add_route']);
const litestarHandlers = /^(?:litestar|starlite)\.(?:handlers\.)?(get|post|put|patch|delete|head|websocket|route)$/;
const functionDecorators = /^functions_framework\.(http|cloud_event|typed)$/;

function frameworkOf(path: string | undefined): PythonFramework | undefined {
  if (path === undefined) return undefined;
  const cut = path.lastIndexOf('.');
  const owner = cut < 0 ? '' : path.slice(0, cut);
  const found = appConstructors.get(owner)?.framework ?? routerConstructors.get(owner);
  return isFramework(found) ? found : undefined;
}

function methodsOf(verb: string, call: PythonCall | undefined): readonly string[] {
  if (verbs.has(verb)) return [verb.toUpperCase()];
  if (verb.startsWith('websocket')) return ['WEBSOCKET'];
  const list = keyword(call, 'methods', 'method');
  if (list?.kind === 'string') return [list.value.toUpperCase()];
  return list?.kind === 'list' ? list.items.flatMap((item) => stringOf(item)?.toUpperCase() ?? []) : [];
}

/** Routes: decorators, registering calls, view classes, functions-framework, events of Gradio. */
export function readRoutes(core: PythonCore): readonly PythonRoute[] {
  const guess = likelyFramework(core);
  return [
    ...core.functions.flatMap((fn, index) => decorated(fn, index, core, guess)),
    ...core.calls.flatMap((call) => registered(call)),
    ...viewMethods(core),
    ...gradioRoutes(core),
  ].sort((a, b) => a.range.start - b.range.start);
}

function decorated(
  fn: PythonFunction,
  handler: number,
  core: PythonCore,
  guess: PythonFramework | undefined,
): readonly PythonRoute[] {
  return fn.decorators.flatMap((decorator): readonly PythonRoute[] => {
    const { name, text, range } = decorator;
    const call = decorator.call === undefined ? undefined : core.calls[decorator.call];
    const common = { handler, range };
    if (name !== undefined && functionDecorators.test(name))
      return [{ ...common, app: '', framework: 'functions-framework', methods: [] }];
    const litestar = name === undefined ? undefined : litestarHandlers.exec(name)?.[1];
    const path = argument(call, 0, 'path', 'rule', 'uri');
    const at = path === undefined ? {} : { path };
    if (litestar !== undefined)
      return [{ ...common, ...at, app: '', framework: 'litestar', methods: methodsOf(litestar, call) }];
    const verb = lastPart(text);
    if (!routers.has(verb) || !text.includes('.')) return [];
    const known = frameworkOf(name) ?? (couldBeRoute(path) ? guess : undefined);
    if (known === undefined) return [];
    return [
      { ...common, ...at, app: text.slice(0, -verb.length - 1), framework: known, methods: methodsOf(verb, call) },
    ];
  });
}

function couldBeRoute(path: Value | undefined): boolean {
  return path?.kind === 'template' || (path?.kind === 'string' && (path.value === '' || path.value.startsWith('/')));
}

const registering: ReadonlyMap<string, { readonly handler: number; readonly names: readonly string[] }> = new Map([
  ['add_url_rule', { handler: 2, names: ['view_func'] }],
  ['add_api_route', { handler: 1, names: ['endpoint'] }],
  ['add_api_websocket_route', { handler: 1, names: ['endpoint'] }],
  ['add_websocket_route', { handler: 1, names: ['route'] }],
]);
const routeObjects =
  /^starlette\.routing\.(?:Route|WebSocketRoute)$|^aiohttp\.web\.(get|post|put|patch|delete|head|view)$/;
const djangoPaths = /^django\.(?:urls|conf\.urls)\.(?:path|re_path|url)$/;

function registered(call: PythonCall): readonly PythonRoute[] {
  const { range } = call;
  const callee = call.callee ?? '';
  const name = lastPart(call.text);
  const known = registering.get(name);
  const path = argument(call, 0, 'path', 'rule');
  const common = { range, ...(path === undefined ? {} : { path }) };
  if (known !== undefined && call.receiver !== undefined) {
    const handler = handlerOf(argument(call, known.handler, ...known.names));
    const framework = frameworkOf(call.callee) ?? (name === 'add_url_rule' ? 'flask' : 'fastapi');
    const methods = name.includes('websocket') ? ['WEBSOCKET'] : methodsOf('', call);
    return [{ ...common, ...handler, app: call.receiver.text, framework, methods }];
  }
  const object = routeObjects.exec(callee);
  if (object !== null) {
    const framework = callee.startsWith('aiohttp') ? 'aiohttp' : 'starlette';
    const methods = object[1] === undefined ? methodsOf('', call) : methodsOf(object[1], call);
    return [{ ...common, ...handlerOf(argument(call, 1, 'endpoint', 'handler')), app: '', framework, methods }];
  }
  const added = /\.router\.add_(get|post|put|patch|delete|head|route)$/.exec(call.text)?.[1];
  if (added !== undefined) {
    const shift = added === 'route' ? 1 : 0;
    const at = argument(call, shift, 'path');
    const handler = handlerOf(argument(call, shift + 1, 'handler'));
    return [
      {
        range,
        ...(at === undefined ? {} : { path: at }),
        ...handler,
        app: '',
        framework: 'aiohttp',
        methods: methodsOf(added, call),
      },
    ];
  }
  if (djangoPaths.test(callee)) {
    const handler = handlerOf(argument(call, 1, 'view'));
    return handler.handler < 0 && handler.handlerName === undefined
      ? []
      : [{ ...common, ...handler, app: '', framework: 'django', methods: [] }];
  }
  return [];
}

function viewMethods(core: PythonCore): readonly PythonRoute[] {
  return core.classes.flatMap((made) => {
    const framework = made.bases.map((base) => viewClasses.get(base)).find(isFramework);
    if (framework === undefined) return [];
    return core.functions.flatMap((fn, handler): readonly PythonRoute[] => {
      const name = fn.name.replace(/^on_/, '');
      if (fn.className !== made.name || !verbs.has(name)) return [];
      return [{ app: made.name, framework, methods: [name.toUpperCase()], handler, range: fn.nameRange }];
    });
  });
}

const hookNames: ReadonlyMap<string, LifecycleHook['kind']> = new Map([
  ['startup', 'startup'],
  ['shutdown', 'shutdown'],
  ['before_serving', 'startup'],
  ['after_serving', 'shutdown'],
  ['before_server_start', 'startup'],
  ['main_process_start', 'startup'],
  ['before_server_stop', 'shutdown'],
  ['after_server_stop', 'shutdown'],
  ['on_startup', 'startup'],
  ['on_shutdown', 'shutdown'],
  ['on_cleanup', 'shutdown'],
  ['before_first_request', 'startup'],
]);

/** Functions that a framework runs at start or stop. */
export function readHooks(core: PythonCore): readonly LifecycleHook[] {
  const hooks: LifecycleHook[] = [];
  const add = (
    kind: LifecycleHook['kind'] | undefined,
    value: Value | undefined,
    range: LifecycleHook['range'],
  ): void => {
    for (const item of value?.kind === 'list' ? value.items : [value])
      if (kind !== undefined && item?.kind === 'function') hooks.push({ kind, handler: item.index, range });
  };
  core.functions.forEach((fn, handler) => {
    for (const decorator of fn.decorators) {
      const call = decorator.call === undefined ? undefined : core.calls[decorator.call];
      const name = lastPart(decorator.text);
      const event = name === 'on_event' || name === 'listener' ? stringOf(call?.args[0]) : name;
      const kind = decorator.text.includes('.') || name === 'on_event' ? hookNames.get(event ?? '') : undefined;
      if (kind !== undefined) hooks.push({ kind, handler, range: decorator.range });
      else if (decorator.name === 'atexit.register') hooks.push({ kind: 'atexit', handler, range: decorator.range });
    }
  });
  for (const call of core.calls) {
    const { range } = call;
    if (appConstructors.has(call.callee ?? '')) {
      add('lifespan', keyword(call, 'lifespan'), range);
      add('startup', keyword(call, 'on_startup'), range);
      add('shutdown', keyword(call, 'on_shutdown'), range);
    }
    if (call.callee === 'atexit.register') add('atexit', call.args[0], range);
    if (lastPart(call.text) === 'add_event_handler')
      add(hookNames.get(stringOf(call.args[0]) ?? ''), call.args[1], range);
    const appended = /\.(on_startup|on_shutdown|on_cleanup|cleanup_ctx)\.append$/.exec(call.text)?.[1];
    if (appended !== undefined) add(hookNames.get(appended) ?? 'lifespan', call.args[0], range);
  }
  return hooks;
}

const perRequest: ReadonlyMap<string, RequestHook['kind']> = new Map([
  ['middleware', 'middleware'],
  ['exception_handler', 'exception-handler'],
  ['errorhandler', 'exception-handler'],
  ['before_request', 'before-request'],
  ['after_request', 'before-request'],
  ['teardown_request', 'before-request'],
  ['on_request', 'before-request'],
]);

/** Servers that call a function for each client. */
const socketServers: ReadonlySet<string> = new Set(['websockets', 'asyncio.start_server']);

/** Functions that run during a request without being its route. */
export function readRequestHooks(core: PythonCore): readonly RequestHook[] {
  const hooks: RequestHook[] = [];
  core.functions.forEach((fn, handler) => {
    for (const decorator of fn.decorators) {
      const kind = decorator.text.includes('.') ? perRequest.get(lastPart(decorator.text)) : undefined;
      if (kind !== undefined) hooks.push({ kind, handler, range: decorator.range });
    }
    const owner = core.classes.find((made) => made.name === fn.className);
    if (fn.name === 'dispatch' && owner?.bases.some((base) => base.endsWith('BaseHTTPMiddleware')) === true)
      hooks.push({ kind: 'middleware', handler, range: fn.nameRange });
  });
  for (const call of core.calls) {
    if (socketServers.has(serverCalls.get(call.callee ?? '')?.api ?? '')) {
      const target = handlerOf(argument(call, 0, 'handler', 'ws_handler', 'client_connected_cb'));
      if (target.handler >= 0 || target.handlerName !== undefined)
        hooks.push({ kind: 'connection', ...target, range: call.range });
      continue;
    }
    const name = lastPart(call.callee ?? call.text);
    const background = name === 'add_task' || /(?:^|\.)BackgroundTask$/.test(call.callee ?? '');
    if (name !== 'Depends' && name !== 'Security' && !background) continue;
    const target = handlerOf(call.args[0] ?? keyword(call, 'dependency', 'func'));
    if (target.handler < 0 && target.handlerName === undefined) continue;
    hooks.push({ kind: background ? 'background' : 'dependency', ...target, range: call.range });
  }
  return hooks;
}
