import { valueOf } from '../base/known.ts';
import type { Deployable } from '../model/deployable.ts';
import type { Launch, Server } from '../model/launch-types.ts';
import type { LaunchSubject, Related } from './rule.ts';

// Words and questions that several rules share.

const NAMES: Partial<Readonly<Record<Server['kind'], readonly [command: string, code: string]>>> = {
  flask: ['flask run', "Flask's app.run()"],
  django: ["Django's runserver", "Django's runserver"],
  streamlit: ['Streamlit', 'Streamlit'],
  gradio: ['Gradio', 'Gradio'],
  aiohttp: ['aiohttp', 'aiohttp'],
  sanic: ['Sanic', 'Sanic'],
  tornado: ['Tornado', 'Tornado'],
  quart: ['quart run', "Quart's app.run()"],
  uvicorn: ['uvicorn', 'uvicorn.run()'],
  waitress: ['waitress', 'waitress.serve()'],
  uwsgi: ['uWSGI', 'uWSGI'],
  mcp: ['The MCP server', 'The MCP server'],
  litestar: ['litestar run', 'litestar run'],
  panel: ['The Bokeh server', 'The Bokeh server'],
  shiny: ['shiny run', 'shiny run'],
  telegram: ['The webhook server', 'The webhook server'],
  slack: ["Slack's app.start()", "Slack's app.start()"],
  websockets: ['The WebSocket server', 'The WebSocket server'],
  grpc: ['The gRPC server', 'The gRPC server'],
};

/** How messages call a server, at the beginning of a sentence. */
export function serverName(server: Server, launch: Launch): string {
  const names = NAMES[server.kind];
  if (names === undefined && server.kind === 'other') {
    const program = server.startedBy === 'command' ? valueOf(launch.argv)?.[0]?.value : undefined;
    return program === undefined ? 'The server' : program.slice(program.lastIndexOf('/') + 1);
  }
  return names === undefined ? server.kind : names[server.startedBy === 'command' ? 0 : 1];
}

/** Why a command is what it is that nobody wrote, for findings at what decided it. */
export function startedByBuildpack({
  chosenByBuildpack,
  command,
  alsoDecidedBy,
  written,
}: Launch): Related | undefined {
  const at = alsoDecidedBy[0] ?? command;
  if (!chosenByBuildpack || at === undefined) return undefined;
  const words = written.map(({ value }) => value).join(' ');
  return {
    message: `Deployed from source without a Procfile, it is started as "${words}". A Procfile ("web: …") can change that.`,
    at,
  };
}

/** Whether Cloud Run sends requests to this container. */
export function answersRequests({ deployable, container }: LaunchSubject): boolean {
  return container.ingress && isRequestDriven(deployable);
}

/** Whether this is a resource that requests are sent to; a lone Dockerfile counts as a service. */
export function isRequestDriven({ kind }: Deployable): boolean {
  return kind === 'service' || kind === 'image' || kind === 'instance';
}

/** gunicorn with one sync worker: one request at a time. */
export function isSingleSyncWorker(launch: Launch): boolean {
  const server = valueOf(launch.server);
  return server?.kind === 'gunicorn' && valueOf(server.workerClass.value) === 'sync' && valueOf(launch.capacity) === 1;
}

/** Points to the command that starts the process, where the finding itself is in another file. */
export function startedHere(launch: Launch, uri: string | undefined): Related | undefined {
  if (launch.command === undefined || launch.command.uri === uri) return undefined;
  return { message: 'The container starts here.', at: launch.command };
}
