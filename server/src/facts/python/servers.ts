import {
  type ServerCall,
  serverCall,
  serverCalls,
  serverKeywords,
  tellingMethods,
} from '../../catalog/server-calls.ts';
import { argument, importsModule, keyword, lastPart, type PythonCore, reachFrom } from './core.ts';
import { hasOtherBackend } from './dash-backend.ts';
import type { KeywordArgument, PythonCall } from './module.ts';
import { chainText } from './reference.ts';
import type { ServerStart } from './types.ts';
import { stringOf, type Value } from './value.ts';

const apis: ReadonlySet<string> = new Set<ServerStart['api']>([
  'flask.run',
  'uvicorn.run',
  'uvicorn.Server',
  'hypercorn.serve',
  'waitress.serve',
  'aiohttp.run_app',
  'aiohttp.TCPSite',
  'socketio.run',
  'gradio.launch',
  'http.server',
  'wsgiref',
  'tornado.listen',
  'sanic.run',
  'quart.run',
  'bottle.run',
  'werkzeug.run',
  'dash.run',
  'dash.run_asgi',
  'cherrypy',
  'gevent.WSGIServer',
  'eventlet.wsgi',
  'granian',
  'gunicorn',
  'functions-framework',
  'grpc',
  'mcp.run',
  'mcpserver.run',
  'fastmcp.run',
  'telegram.webhook',
  'telebot.webhook',
  'slack.start',
  'slack.start_async',
  'django.runserver',
  'connexion.run',
  'nicegui.run',
  'streamlit.bootstrap',
  'socketserver',
  'websockets',
  'asyncio.start_server',
]);

function isApi(api: string): api is ServerStart['api'] {
  return apis.has(api);
}

/** The server that a call starts, by its resolved name; a class of this file stands for its base. */
function serverOf(call: PythonCall, core: PythonCore): ServerCall | undefined {
  const { callee } = call;
  if (callee !== undefined) {
    const found = serverCall(callee);
    if (found !== undefined) return found;
    const own = core.classes.find((made) => made.name === callee);
    const base = own?.bases.find((name) => serverCalls.get(name)?.bind !== undefined);
    if (base !== undefined) return serverCalls.get(base);
    if (/^gradio\..*\.launch$/.test(callee)) return { api: 'gradio.launch', app: -1 };
  }
  const unresolved = callee === undefined || call.receiver?.type === undefined;
  const name = lastPart(call.text);
  const telling = unresolved ? tellingMethods.get(name) : undefined;
  if (telling !== undefined && importsModule(core.imports, telling.library)) return telling.call;
  if (unresolved && name === 'launch' && importsModule(core.imports, 'gradio'))
    return { api: 'gradio.launch', app: -1 };
  // An app imported from another file: its type is not known here, but only an app object has these keywords.
  const importedRun =
    unresolved &&
    name === 'run' &&
    call.receiver !== undefined &&
    /(?:^|[._])app(?:lication)?$/.test(call.receiver.text);
  if (importedRun && (importsModule(core.imports, 'flask') || keyword(call, 'host', 'port', 'debug') !== undefined))
    return { api: 'flask.run', app: -1, host: 0, port: 1 };
  return undefined;
}

/** All places of a file that start a server. */
export function readServers(core: PythonCore): readonly ServerStart[] {
  const starts: ServerStart[] = [];
  const found = core.calls.flatMap((call, index) => {
    const written = serverOf(call, core);
    const server =
      written?.api === 'dash.run' && hasOtherBackend(constructorOf(call, core), core)
        ? { ...written, api: 'dash.run_asgi' }
        : written;
    return server === undefined || !isApi(server.api) ? [] : [{ call, index, server, api: server.api }];
  });
  if (found.length === 0) return starts;
  const asScript = reachFrom(core, (call) => call.within < 0);
  const onImport = reachFrom(core, (call) => call.within < 0 && !call.inMainGuard);
  for (const { call, index, server, api } of found) {
    if (isMcp(api) && !speaksHttp(call)) continue;
    if (api === 'django.runserver' && !runsServer(call)) continue;
    const settings = settingsOf(call, server, api, core);
    starts.push({
      api,
      call: index,
      ...settings,
      keywords: call.keywords,
      args: call.args,
      // The address of `SERVER_NAME` takes the place of Flask's defaults.
      open: call.open || (api === 'flask.run' && /\bSERVER_NAME\b/.test(core.folder.module.text)),
      within: call.within,
      inMainGuard: call.inMainGuard,
      conditional: call.conditional,
      reachedAsScript: call.within < 0 || asScript.has(call.within),
      reachedOnImport: call.within < 0 ? !call.inMainGuard : onImport.has(call.within),
      range: call.range,
      insertAt: insertionOf(call, core),
    });
  }
  return starts;
}

function isMcp(api: ServerStart['api']): boolean {
  return api === 'mcp.run' || api === 'mcpserver.run' || api === 'fastmcp.run';
}

/** An MCP server speaks over its standard streams unless it is told to use HTTP. */
function speaksHttp(call: PythonCall): boolean {
  if (/_(?:http|sse)_async$/.test(call.text)) return true;
  const transport = stringOf(argument(call, 0, 'transport'));
  return transport !== undefined && transport !== 'stdio';
}

function runsServer(call: PythonCall): boolean {
  const [list] = call.args;
  return list?.kind === 'list' && list.items.some((item) => stringOf(item) === 'runserver');
}

/** Before the closing bracket, behind the last argument. */
function insertionOf(call: PythonCall, core: PythonCore): ServerStart['insertAt'] {
  const { text } = core.folder.module;
  const closed = text[call.argumentsRange.end - 1] === ')';
  const inside = text.slice(call.argumentsRange.start + 1, call.argumentsRange.end - (closed ? 1 : 0));
  const trimmed = inside.trimEnd();
  const offset = call.argumentsRange.start + 1 + trimmed.length;
  return { offset, needsComma: trimmed !== '' && !trimmed.endsWith(',') };
}

type Settings = Pick<
  ServerStart,
  | 'app'
  | 'host'
  | 'port'
  | 'bind'
  | 'workers'
  | 'threads'
  | 'threaded'
  | 'reload'
  | 'debug'
  | 'timeout'
  | 'socket'
  | 'tls'
>;
const settingNames = ['workers', 'threads', 'threaded', 'reload', 'debug', 'timeout', 'socket', 'tls'] as const;

function settingsOf(call: PythonCall, server: ServerCall, api: ServerStart['api'], core: PythonCore): Settings {
  const constructed = isMcp(api) ? constructorOf(call, core) : undefined;
  const hosts = server.hostKeyword === undefined ? serverKeywords.host : [server.hostKeyword];
  let host = argument(call, server.host ?? -1, ...hosts) ?? keyword(constructed, 'host');
  let port = argument(call, server.port ?? -1, ...serverKeywords.port) ?? keyword(constructed, 'port');
  let bind = server.hostKeyword === undefined ? argument(call, server.bind ?? -1, ...serverKeywords.bind) : undefined;
  if (isMcp(api)) {
    host ??= storedSetting(call, core, 'host');
    port ??= storedSetting(call, core, 'port');
  }
  if (api === 'hypercorn.serve') bind = storedBind(call, core);
  if (api === 'gunicorn') bind = optionOf(call, core, 'bind');
  if (api === 'eventlet.wsgi') {
    const listener = call.args[0];
    bind = listener?.kind === 'call' ? core.calls[listener.call]?.args[0] : undefined;
  }
  const tuple = bind?.kind === 'list' ? bind : undefined;
  if (tuple?.form === 'tuple' && tuple.items.length === 2) {
    [host, port] = tuple.items;
    bind = undefined;
  }
  const app = server.app < 0 ? undefined : argument(call, server.app, 'app');
  const settings: Record<string, Value> = {};
  for (const name of settingNames) {
    const value =
      keyword(call, ...serverKeywords[name]) ?? (api === 'gunicorn' ? optionOf(call, core, name) : undefined);
    if (value !== undefined && value.kind !== 'none') settings[name] = value;
  }
  const tls = server.tlsKeyword === undefined ? undefined : keyword(call, server.tlsKeyword);
  if (tls !== undefined && tls.kind !== 'none') settings['tls'] = tls;
  const socket = server.socketKeyword === undefined ? undefined : keyword(call, server.socketKeyword);
  if (socket !== undefined && socket.kind !== 'none') settings['socket'] = socket;
  if (api === 'flask.run' && settings['debug'] === undefined && call.args[2] !== undefined)
    settings['debug'] = call.args[2];
  return {
    ...settings,
    ...(app === undefined ? {} : { app }),
    ...(host === undefined || host.kind === 'none' ? {} : { host }),
    ...(port === undefined || port.kind === 'none' ? {} : { port }),
    ...(bind === undefined ? {} : { bind }),
  };
}

/** The constructor call of the object that a method is called on, by the variable's name. */
function constructorOf(call: PythonCall, core: PythonCore): PythonCall | undefined {
  const name = call.receiver?.text;
  return core.calls.find((other) => other.assignedTo === name && name !== undefined);
}

/** `mcp.settings.host = "0.0.0.0"` before `mcp.run(…)`. */
function storedSetting(call: PythonCall, core: PythonCore, name: 'host' | 'port'): Value | undefined {
  const path = `${call.receiver?.text ?? ''}.settings.${name}`;
  const store = core.folder.module.stores.findLast(({ target }) => chainText(target) === path);
  return store === undefined ? undefined : core.folder.fold(store.value, store.scope);
}

/** `config.bind = ["0.0.0.0:8080"]` on the configuration object that is passed to `serve`. */
function storedBind(call: PythonCall, core: PythonCore): Value | undefined {
  const { folder } = core;
  const passed = call.args[1];
  const written = passed === undefined ? '' : folder.module.text.slice(passed.range.start, passed.range.end);
  const store = folder.module.stores.findLast(
    ({ target }) => target.kind === 'attribute' && target.name === 'bind' && chainText(target) === `${written}.bind`,
  );
  return store === undefined ? undefined : folder.fold(store.value, store.scope);
}

/** An option of `StandaloneApplication(app, {"bind": …}).run()`. */
function optionOf(call: PythonCall, core: PythonCore, name: string): Value | undefined {
  const made = core.calls.find(
    (other) =>
      (other.range.start === call.range.start && other.range.end < call.calleeRange.end) ||
      (other.assignedTo !== undefined && other.assignedTo === call.receiver?.text),
  );
  const options = [...(made?.args ?? []), ...(made?.keywords.map((k: KeywordArgument) => k.value) ?? [])].find(
    (value) => value.kind === 'dict',
  );
  return options?.kind === 'dict' ? options.entries.find((e) => stringOf(e.key) === name)?.value : undefined;
}
