import { lookUp } from '../../base/look-up.ts';
import { ADK } from './adk.ts';
import { AIOHTTP } from './aiohttp.ts';
import { CHAINLIT } from './chainlit.ts';
import { DAPHNE } from './daphne.ts';
import { DJANGO } from './django.ts';
import { FASTAPI } from './fastapi.ts';
import { FLASK } from './flask.ts';
import { FUNCTIONS_FRAMEWORK } from './functions-framework.ts';
import { GRADIO } from './gradio.ts';
import { GRANIAN } from './granian.ts';
import { GUNICORN } from './gunicorn.ts';
import { HTTP_SERVER } from './http-server.ts';
import { HYPERCORN } from './hypercorn.ts';
import { LITELLM } from './litellm.ts';
import { LITESTAR } from './litestar.ts';
import { MLFLOW } from './mlflow.ts';
import { NGINX } from './nginx.ts';
import { OLLAMA } from './ollama.ts';
import { PANEL } from './panel.ts';
import { QUART } from './quart.ts';
import { SANIC } from './sanic.ts';
import type { ServerEntry } from './server-entry.ts';
import { SHINY } from './shiny.ts';
import { STREAMLIT } from './streamlit.ts';
import { TORNADO } from './tornado.ts';
import { UVICORN } from './uvicorn.ts';
import { UWSGI } from './uwsgi.ts';
import { VLLM } from './vllm.ts';
import { WAITRESS } from './waitress.ts';

/** Every server of the catalogue. */
export const SERVERS: readonly ServerEntry[] = [
  GUNICORN,
  UVICORN,
  HYPERCORN,
  GRANIAN,
  DAPHNE,
  WAITRESS,
  UWSGI,
  FLASK,
  QUART,
  DJANGO,
  FASTAPI,
  STREAMLIT,
  GRADIO,
  FUNCTIONS_FRAMEWORK,
  HTTP_SERVER,
  AIOHTTP,
  SANIC,
  TORNADO,
  NGINX,
  ADK,
  CHAINLIT,
  LITESTAR,
  PANEL,
  SHINY,
  VLLM,
  OLLAMA,
  MLFLOW,
  LITELLM,
];

/** The server that a program name starts. */
export const serverOfProgram = lookUp(SERVERS, (entry) => entry.programs);

/** The server that `python -m name` starts. */
export const serverOfModule = lookUp(SERVERS, (entry) => entry.modules);
