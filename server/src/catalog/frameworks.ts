/** How an app object is called and which framework it belongs to. */
export interface AppConstructor {
  readonly framework: string;
  readonly protocol: 'asgi' | 'wsgi' | 'own';
}

const constructors: Readonly<Record<AppConstructor['protocol'], Readonly<Record<string, readonly string[]>>>> = {
  asgi: {
    fastapi: ['fastapi.FastAPI', 'fastapi.applications.FastAPI'],
    starlette: ['starlette.applications.Starlette'],
    quart: ['quart.Quart', 'quart.app.Quart'],
    sanic: ['sanic.Sanic', 'sanic.app.Sanic'],
    litestar: ['litestar.Litestar', 'litestar.app.Litestar', 'starlite.Starlite'],
    django: ['django.core.asgi.get_asgi_application', 'channels.routing.ProtocolTypeRouter'],
    adk: ['google.adk.cli.fast_api.get_fast_api_app'],
    falcon: ['falcon.asgi.App'],
    connexion: ['connexion.AsyncApp', 'connexion.FlaskApp', 'connexion.App'],
    mcp: ['fastmcp.FastMCP', 'mcp.server.fastmcp.FastMCP', 'mcp.server.MCPServer', 'mcp.server.mcpserver.MCPServer'],
  },
  wsgi: {
    flask: ['flask.Flask', 'flask.app.Flask', 'flask_openapi3.OpenAPI', 'apiflask.APIFlask'],
    django: ['django.core.wsgi.get_wsgi_application'],
    bottle: ['bottle.Bottle', 'bottle.default_app', 'bottle.app'],
    falcon: ['falcon.App', 'falcon.API'],
    dash: ['dash.Dash', 'dash.dash.Dash'],
  },
  own: {
    aiohttp: ['aiohttp.web.Application', 'aiohttp.web_app.Application'],
    gradio: ['gradio.Blocks', 'gradio.Interface', 'gradio.ChatInterface', 'gradio.TabbedInterface'],
    tornado: ['tornado.web.Application'],
    celery: ['celery.Celery', 'celery.app.Celery'],
  },
};

/** App constructors by dotted name (from the packages' own documentation, read 2026-11). */
export const appConstructors: ReadonlyMap<string, AppConstructor> = new Map(
  (['asgi', 'wsgi', 'own'] as const).flatMap((protocol) =>
    Object.entries(constructors[protocol]).flatMap(([framework, names]) =>
      names.map((name): [string, AppConstructor] => [name, { framework, protocol }]),
    ),
  ),
);

/** Objects that collect routes and are mounted on an app later, by dotted name. */
export const routerConstructors: ReadonlyMap<string, string> = new Map([
  ['fastapi.APIRouter', 'fastapi'],
  ['fastapi.routing.APIRouter', 'fastapi'],
  ['starlette.routing.Router', 'starlette'],
  ['flask.Blueprint', 'flask'],
  ['flask.blueprints.Blueprint', 'flask'],
  ['flask_smorest.Blueprint', 'flask'],
  ['flask_restx.Namespace', 'flask'],
  ['quart.Blueprint', 'quart'],
  ['sanic.Blueprint', 'sanic'],
  ['aiohttp.web.RouteTableDef', 'aiohttp'],
]);

/** Classes whose methods `get`, `post` … answer requests, by dotted name. */
export const viewClasses: ReadonlyMap<string, string> = new Map([
  ['flask.views.MethodView', 'flask'],
  ['flask.views.View', 'flask'],
  ['flask_restful.Resource', 'flask'],
  ['flask_restx.Resource', 'flask'],
  ['django.views.View', 'django'],
  ['django.views.generic.View', 'django'],
  ['django.views.generic.TemplateView', 'django'],
  ['rest_framework.views.APIView', 'django'],
  ['aiohttp.web.View', 'aiohttp'],
  ['starlette.endpoints.HTTPEndpoint', 'starlette'],
  ['starlette.endpoints.WebSocketEndpoint', 'starlette'],
  ['tornado.web.RequestHandler', 'tornado'],
  ['tornado.websocket.WebSocketHandler', 'tornado'],
  ['falcon.Resource', 'falcon'],
]);
