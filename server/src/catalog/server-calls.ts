/** How a Python call starts a server, and where its settings stand. Numbers are positions; names are keywords. */
export interface ServerCall {
  readonly api: string;
  /** Position of the app, -1 when the app is the object that the method is called on. */
  readonly app: number;
  readonly host?: number;
  readonly port?: number;
  /** Position of a `(host, port)` tuple or `host:port` text. */
  readonly bind?: number;
  /** The keyword of the host where it is none of the usual ones; `listen` is one address elsewhere. */
  readonly hostKeyword?: string;
  /** The keyword that makes it speak TLS, where it is none of the usual ones. */
  readonly tlsKeyword?: string;
  /** The keyword of a unix socket, where it is none of the usual ones; `path` is a route elsewhere. */
  readonly socketKeyword?: string;
}

/** `run_webhook` of python-telegram-bot 22.5, and the same method of its updater. */
const telegram: ServerCall = {
  api: 'telegram.webhook',
  app: -1,
  host: 0,
  port: 1,
  hostKeyword: 'listen',
  tlsKeyword: 'key',
};
/** `run_webhooks` of pyTelegramBotAPI 4.29. */
const telebot: ServerCall = {
  api: 'telebot.webhook',
  app: -1,
  host: 0,
  port: 1,
  hostKeyword: 'listen',
  tlsKeyword: 'certificate',
};
const fastmcp: ServerCall = { api: 'fastmcp.run', app: -1 };
const mcp: ServerCall = { api: 'mcp.run', app: -1 };
const mcpServer: ServerCall = { api: 'mcpserver.run', app: -1 };
const slack: ServerCall = { api: 'slack.start', app: -1, port: 0 };
const slackAsync: ServerCall = { api: 'slack.start_async', app: -1, port: 0, host: 2 };

/**
 * Dotted names that start a server (or, for `Config` classes, carry its address). Signatures from the packages' sources:
 * uvicorn 0.54, Flask 3.1, Hypercorn 0.18, Waitress 3, aiohttp 3, Gradio 6, Tornado 6, Sanic 25, Quart 0.20, Bottle 0.13, Slack Bolt 1.27,
 * FastMCP 4, MCP SDK 1 (`FastMCP`) and 2 (`MCPServer`) (2026-11).
 */
export const serverCalls: ReadonlyMap<string, ServerCall> = new Map<string, ServerCall>([
  ['flask.Flask.run', { api: 'flask.run', app: -1, host: 0, port: 1 }],
  ['apiflask.APIFlask.run', { api: 'flask.run', app: -1, host: 0, port: 1 }],
  ['flask_openapi3.OpenAPI.run', { api: 'flask.run', app: -1, host: 0, port: 1 }],
  ['uvicorn.run', { api: 'uvicorn.run', app: 0 }],
  ['uvicorn.Config', { api: 'uvicorn.Server', app: 0, host: 1, port: 2 }],
  ['uvicorn.config.Config', { api: 'uvicorn.Server', app: 0, host: 1, port: 2 }],
  ['hypercorn.asyncio.serve', { api: 'hypercorn.serve', app: 0 }],
  ['hypercorn.trio.serve', { api: 'hypercorn.serve', app: 0 }],
  ['waitress.serve', { api: 'waitress.serve', app: 0 }],
  ['aiohttp.web.run_app', { api: 'aiohttp.run_app', app: 0, socketKeyword: 'path' }],
  ['aiohttp.web.TCPSite', { api: 'aiohttp.TCPSite', app: 0, host: 1, port: 2 }],
  ['flask_socketio.SocketIO.run', { api: 'socketio.run', app: 0, host: 1, port: 2 }],
  ['http.server.HTTPServer', { api: 'http.server', app: 1, bind: 0 }],
  ['http.server.ThreadingHTTPServer', { api: 'http.server', app: 1, bind: 0 }],
  ['socketserver.TCPServer', { api: 'socketserver', app: 1, bind: 0 }],
  ['socketserver.ThreadingTCPServer', { api: 'socketserver', app: 1, bind: 0 }],
  ['wsgiref.simple_server.make_server', { api: 'wsgiref', app: 2, host: 0, port: 1 }],
  ['tornado.web.Application.listen', { api: 'tornado.listen', app: -1, port: 0, host: 1 }],
  ['tornado.httpserver.HTTPServer.listen', { api: 'tornado.listen', app: -1, port: 0, host: 1 }],
  ['tornado.httpserver.HTTPServer.bind', { api: 'tornado.listen', app: -1, port: 0, host: 1 }],
  ['werkzeug.serving.run_simple', { api: 'werkzeug.run', app: 2, host: 0, port: 1 }],
  ['werkzeug.run_simple', { api: 'werkzeug.run', app: 2, host: 0, port: 1 }],
  ['waitress.server.create_server', { api: 'waitress.serve', app: 0 }],
  ['waitress.create_server', { api: 'waitress.serve', app: 0 }],
  ['sanic.Sanic.run', { api: 'sanic.run', app: -1, host: 0, port: 1 }],
  ['quart.Quart.run', { api: 'quart.run', app: -1, host: 0, port: 1 }],
  ['quart.Quart.run_task', { api: 'quart.run', app: -1, host: 0, port: 1 }],
  ['bottle.run', { api: 'bottle.run', app: 0 }],
  ['bottle.Bottle.run', { api: 'bottle.run', app: -1 }],
  ['dash.Dash.run', { api: 'dash.run', app: -1, host: 0, port: 1 }],
  ['dash.Dash.run_server', { api: 'dash.run', app: -1, host: 0, port: 1 }],
  ['cherrypy.quickstart', { api: 'cherrypy', app: 0 }],
  ['gevent.pywsgi.WSGIServer', { api: 'gevent.WSGIServer', app: 1, bind: 0 }],
  ['eventlet.wsgi.server', { api: 'eventlet.wsgi', app: 1 }],
  ['granian.Granian', { api: 'granian', app: 0, host: 1, port: 2 }],
  ['granian.server.Granian', { api: 'granian', app: 0, host: 1, port: 2 }],
  ['gunicorn.app.base.BaseApplication.run', { api: 'gunicorn', app: -1 }],
  ['gunicorn.app.wsgiapp.run', { api: 'gunicorn', app: -1 }],
  ['grpc.server.add_insecure_port', { api: 'grpc', app: -1, bind: 0 }],
  ['grpc.server.add_secure_port', { api: 'grpc', app: -1, bind: 0 }],
  ['grpc.aio.server.add_insecure_port', { api: 'grpc', app: -1, bind: 0 }],
  ['fastmcp.FastMCP.run', fastmcp],
  ['fastmcp.FastMCP.run_async', fastmcp],
  ['fastmcp.FastMCP.run_http_async', fastmcp],
  ['mcp.server.fastmcp.FastMCP.run', mcp],
  ['mcp.server.fastmcp.FastMCP.run_sse_async', mcp],
  ['mcp.server.fastmcp.FastMCP.run_streamable_http_async', mcp],
  ['mcp.server.MCPServer.run', mcpServer],
  ['mcp.server.MCPServer.run_sse_async', mcpServer],
  ['mcp.server.MCPServer.run_streamable_http_async', mcpServer],
  ['mcp.server.mcpserver.MCPServer.run', mcpServer],
  ['mcp.server.mcpserver.MCPServer.run_sse_async', mcpServer],
  ['mcp.server.mcpserver.MCPServer.run_streamable_http_async', mcpServer],
  ['slack_bolt.App.start', slack],
  ['slack_bolt.app.App.start', slack],
  ['slack_bolt.async_app.AsyncApp.start', slackAsync],
  ['slack_bolt.app.async_app.AsyncApp.start', slackAsync],
  ['connexion.App.run', { api: 'connexion.run', app: -1 }],
  ['connexion.FlaskApp.run', { api: 'connexion.run', app: -1 }],
  ['connexion.AsyncApp.run', { api: 'connexion.run', app: -1 }],
  ['nicegui.ui.run', { api: 'nicegui.run', app: -1 }],
  ['streamlit.web.bootstrap.run', { api: 'streamlit.bootstrap', app: 0 }],
  ['streamlit.web.cli.main', { api: 'streamlit.bootstrap', app: -1 }],
  ['websockets.serve', { api: 'websockets', app: 0, host: 1, port: 2 }],
  ['websockets.asyncio.server.serve', { api: 'websockets', app: 0, host: 1, port: 2 }],
  ['websockets.server.serve', { api: 'websockets', app: 0, host: 1, port: 2 }],
  ['websockets.legacy.server.serve', { api: 'websockets', app: 0, host: 1, port: 2 }],
  ['asyncio.start_server', { api: 'asyncio.start_server', app: 0, host: 1, port: 2 }],
  ['functions_framework.create_app.run', { api: 'functions-framework', app: -1, host: 0, port: 1 }],
  ['django.core.management.execute_from_command_line', { api: 'django.runserver', app: -1 }],
]);

/** Keyword spellings of each setting, over all servers. */
export const serverKeywords = {
  host: ['host', 'address', 'server_name', 'bind_addr', 'hostname'],
  port: ['port', 'server_port'],
  bind: ['listen', 'bind', 'server_address', 'listener'],
  workers: ['workers', 'processes'],
  threads: ['threads', 'max_threads'],
  threaded: ['threaded'],
  reload: ['reload', 'use_reloader', 'auto_reload', 'debug_reload', 'hot_reload'],
  debug: ['debug', 'dev', 'dev_tools_ui'],
  timeout: ['timeout', 'timeout_graceful_shutdown'],
  socket: ['uds', 'fd', 'unix_socket', 'sock', 'unix'],
  tls: ['ssl_keyfile', 'ssl_certfile', 'ssl_context', 'ssl', 'ssl_cert'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Methods of objects that are made step by step (`Application.builder().token(…).build()`), so that only the ends of the name are fixed. */
const builtCalls: readonly (readonly [pattern: RegExp, call: ServerCall])[] = [
  [/^telegram\.ext\..*\.(?:run|start)_webhook$/, telegram],
  [/^telebot\..*\.run_webhooks$/, telebot],
];

/** The server that a call with this dotted name starts. */
export function serverCall(name: string): ServerCall | undefined {
  return serverCalls.get(name) ?? builtCalls.find(([pattern]) => pattern.test(name))?.[1];
}

/** Method names that mean a server wherever a library is imported, whatever they are called on. */
export const tellingMethods: ReadonlyMap<string, { readonly library: string; readonly call: ServerCall }> = new Map([
  ['run_webhook', { library: 'telegram', call: telegram }],
  ['start_webhook', { library: 'telegram', call: telegram }],
  ['run_webhooks', { library: 'telebot', call: telebot }],
]);
