import type { Packages } from '../packages.ts';
import { hypercorn, waitress } from './bind-list.ts';
import { django } from './django.ts';
import { flaskRun } from './flask.ts';
import {
  daphne,
  fastapi,
  functionsFramework,
  granian,
  httpServer,
  nginx,
  ollama,
  sanic,
  uvicorn,
} from './frameworks.ts';
import { gunicorn } from './gunicorn.ts';
import { networkServer } from './network-server.ts';
import type { NginxPlaces } from './nginx-files.ts';
import type { ServerInput, ServerOutcome } from './outcome.ts';
import { streamlit } from './streamlit.ts';
import { uwsgi } from './uwsgi.ts';

/** Reads the command line of a server of the catalogue. */
export function readServer(input: ServerInput, packages: () => Packages, places: () => NginxPlaces): ServerOutcome {
  switch (input.entry.kind) {
    case 'gunicorn':
      return gunicorn(input);
    case 'uvicorn':
      return uvicorn(input);
    case 'hypercorn':
      return hypercorn(input);
    case 'waitress':
      return waitress(input, networkServer);
    case 'uwsgi':
      return uwsgi(input);
    case 'django':
      return django(input);
    case 'streamlit':
      return streamlit(input);
    case 'fastapi':
      return fastapi(input, packages());
    case 'functions-framework':
      return functionsFramework(input);
    case 'http.server':
      return httpServer(input);
    case 'daphne':
      return daphne(input);
    case 'granian':
      return granian(input);
    case 'sanic':
      return sanic(input);
    case 'nginx':
      return nginx(input, places());
    case 'other':
      return input.entry.programs.includes('ollama') ? ollama(input) : networkServer(input);
    case 'flask':
      return flaskRun(input);
    case 'adk':
    case 'aiohttp':
    case 'chainlit':
    case 'gradio':
    case 'grpc':
    case 'litestar':
    case 'mcp':
    case 'panel':
    case 'shiny':
    case 'slack':
    case 'telegram':
    case 'websockets':
    case 'quart':
    case 'tornado':
      return networkServer(input);
  }
}
