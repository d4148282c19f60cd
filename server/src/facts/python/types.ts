import type { Range, Uri } from '../../base/span.ts';
import type {
  EndlessLoop,
  FunctionIndex,
  FunctionReference,
  KeywordArgument,
  PassedOn,
  PythonAssignment,
  PythonCall,
  PythonClass,
  PythonFunction,
  PythonImport,
} from './module.ts';
import type { EnvValue, Value } from './value.ts';

/** Python frameworks whose app objects are recognised. */
export type PythonFramework =
  | 'flask'
  | 'fastapi'
  | 'starlette'
  | 'quart'
  | 'django'
  | 'aiohttp'
  | 'sanic'
  | 'litestar'
  | 'streamlit'
  | 'gradio'
  | 'functions-framework'
  | 'adk'
  | 'tornado'
  | 'bottle'
  | 'falcon'
  | 'dash'
  | 'connexion'
  | 'mcp'
  | 'chainlit'
  | 'celery';

/** An app object, `app = FastAPI(…)`; `name` is empty when nothing receives it. */
export interface PythonApp {
  readonly name: string;
  readonly framework: PythonFramework;
  /** How a server must call it. */
  readonly protocol: 'asgi' | 'wsgi' | 'own';
  /** The function that creates it (`create_app`), -1 at module level. */
  readonly within: FunctionIndex;
  /** Index of the constructing call; absent for Streamlit scripts. */
  readonly call?: number;
  readonly range: Range;
}

/** A router or blueprint with its own prefix, and where it is mounted. */
export interface PythonRouter {
  readonly name: string;
  readonly framework: PythonFramework;
  readonly prefix?: Value;
  readonly range: Range;
}

/** `app.include_router(r, prefix=…)` or `app.register_blueprint(bp, url_prefix=…)`. */
export interface RouterMount {
  /** The app or router that receives it, as written. */
  readonly app: string;
  /** The router's dotted name through imports (`api.users.router`), or the local name. */
  readonly router: string;
  readonly prefix?: Value;
  readonly range: Range;
}

/** One route. */
export interface PythonRoute {
  /** The app or router as written: `app`, `router`, `self.app`; empty for functions-framework. */
  readonly app: string;
  readonly framework: PythonFramework;
  /** Path as given to the decorator; the router's own prefix is not included (see `PythonRouter`, `RouterMount`). */
  readonly path?: Value;
  /** Upper case; `WEBSOCKET` for sockets, empty when the framework's default (GET) applies or it is not constant. */
  readonly methods: readonly string[];
  /** Index of the handler, -1 when it is imported or a lambda. */
  readonly handler: FunctionIndex;
  /** The handler's dotted name when it is imported. */
  readonly handlerName?: string;
  /** The decorator or the `add_url_rule`/`add_api_route` call. */
  readonly range: Range;
}

/** A function that a framework runs at start or stop. */
export interface LifecycleHook {
  readonly kind: 'startup' | 'shutdown' | 'lifespan' | 'fork' | 'atexit';
  readonly handler: FunctionIndex;
  readonly range: Range;
}

/** Dependencies and middleware: functions a framework calls during a request without being a route. */
export interface RequestHook {
  /** `connection`: called once for each client of a socket server, and runs for as long as the client stays. */
  readonly kind: 'dependency' | 'middleware' | 'exception-handler' | 'before-request' | 'background' | 'connection';
  readonly handler: FunctionIndex;
  readonly handlerName?: string;
  readonly range: Range;
}

/** A place that starts a server from Python. */
export interface ServerStart {
  readonly api:
    | 'flask.run'
    | 'uvicorn.run'
    | 'uvicorn.Server'
    | 'hypercorn.serve'
    | 'waitress.serve'
    | 'aiohttp.run_app'
    | 'aiohttp.TCPSite'
    | 'socketio.run'
    | 'gradio.launch'
    | 'http.server'
    | 'wsgiref'
    | 'tornado.listen'
    | 'sanic.run'
    | 'quart.run'
    | 'bottle.run'
    | 'werkzeug.run'
    | 'dash.run'
    | 'dash.run_asgi'
    | 'cherrypy'
    | 'gevent.WSGIServer'
    | 'eventlet.wsgi'
    | 'granian'
    | 'gunicorn'
    | 'functions-framework'
    | 'grpc'
    | 'mcp.run'
    | 'mcpserver.run'
    | 'fastmcp.run'
    | 'telegram.webhook'
    | 'telebot.webhook'
    | 'slack.start'
    | 'slack.start_async'
    | 'django.runserver'
    | 'connexion.run'
    | 'nicegui.run'
    | 'streamlit.bootstrap'
    | 'socketserver'
    | 'websockets'
    | 'asyncio.start_server';
  /** Index of the call that carries host and port (for `uvicorn.Config` the constructor). */
  readonly call: number;
  /** The app: a variable (`name`), an import string (`string`), or what else is passed. */
  readonly app?: Value;
  readonly host?: Value;
  readonly port?: Value;
  /** Host and port in one: `host:port`, a list of them, or a `(host, port)` tuple that could not be taken apart. */
  readonly bind?: Value;
  readonly workers?: Value;
  readonly threads?: Value;
  readonly threaded?: Value;
  readonly reload?: Value;
  readonly debug?: Value;
  readonly timeout?: Value;
  /** A unix socket or inherited descriptor that replaces host and port. */
  readonly socket?: Value;
  readonly tls?: Value;
  /** All keyword arguments, so that a fix can replace one or insert one. */
  readonly keywords: readonly KeywordArgument[];
  readonly args: readonly Value[];
  /** `*args`/`**kwargs`: absent host and port may be given after all. */
  readonly open: boolean;
  readonly within: FunctionIndex;
  readonly inMainGuard: boolean;
  readonly conditional: boolean;
  /** Reached when the file runs as `__main__`: at module level, in the main guard, or in a function called from there (any depth). */
  readonly reachedAsScript: boolean;
  /** Reached when the file is imported: at module level outside the guard, or called from there. */
  readonly reachedOnImport: boolean;
  readonly range: Range;
  /** Where a new keyword can be inserted: just before `)`. `needsComma` says whether `, ` must come first. */
  readonly insertAt: { readonly offset: number; readonly needsComma: boolean };
}

/** One access to the file system. */
export interface FileAccess {
  readonly kind: 'write' | 'read' | 'remove' | 'make-folder' | 'database' | 'log' | 'upload-folder' | 'temporary';
  /** The API as a person would name it: `open`, `Path.write_text`, `DataFrame.to_csv`, `sqlite3.connect`. */
  readonly api: string;
  /** Absent when the API picks the place itself (`tempfile`). */
  readonly path?: Value;
  readonly pathRange?: Range;
  readonly within: FunctionIndex;
  /** The call, -1 for an assignment such as `app.config['UPLOAD_FOLDER'] = …`. */
  readonly call: number;
  /** Used as a context manager or with `delete=True` clean-up (tempfile). */
  readonly scoped: boolean;
  /** The same path is removed in the same function (`os.remove`, `unlink`, `rmtree`, `tempfile` clean-up). */
  readonly removedInSameFunction: boolean;
  /** Appends (`a` mode). */
  readonly append: boolean;
  /** The path is a name that another file or a caller sets, and it is the URL of a database. */
  readonly url?: true;
  /** A store of vectors; see `FileCall.vectors`. */
  readonly vectors?: true;
  /** See `FileCall.writesItself`. */
  readonly writesItself?: true;
  readonly range: Range;
}

/** Where code runs in the life of an instance. */
export type LoadedWhere = 'import' | 'startup' | 'request' | 'lazy' | 'function' | 'main';

/** One load of a model. */
export interface ModelLoad {
  /** The API: `transformers.pipeline`, `SentenceTransformer`, `torch.load`. */
  readonly api: string;
  readonly library:
    | 'transformers'
    | 'sentence-transformers'
    | 'torch'
    | 'torchvision'
    | 'spacy'
    | 'whisper'
    | 'faster-whisper'
    | 'joblib'
    | 'pickle'
    | 'keras'
    | 'onnxruntime'
    | 'llama-cpp'
    | 'tensorflow'
    | 'diffusers'
    | 'timm'
    | 'ultralytics'
    | 'easyocr'
    | 'xgboost'
    | 'lightgbm'
    | 'fasttext'
    | 'gensim';
  /** Model id or path. */
  readonly id?: Value;
  /** Task of `pipeline("sentiment-analysis")`, which has a default model. */
  readonly task?: string;
  /** The value of `torch_dtype`/`dtype`: the last part of its name (`float16`), or `int8`, `int4`, `auto`. */
  readonly dtype?: string;
  /** `device_map`, `device="cuda"` or `.to("cuda")`: the weights go to a GPU. */
  readonly gpu: boolean;
  /** A tokenizer, processor or config: no weights. */
  readonly weightless: boolean;
  /** `id` names a file or folder (a path with a separator or a known extension), not a hub id. */
  readonly localPath: boolean;
  readonly where: LoadedWhere;
  readonly within: FunctionIndex;
  readonly call: number;
  readonly assignedTo?: string;
  readonly range: Range;
}

/** Work that outlives the response or runs beside requests. */
export interface BackgroundWork {
  readonly kind:
    | 'background-tasks'
    | 'thread'
    | 'process'
    | 'executor'
    | 'create-task'
    | 'scheduler'
    | 'celery-beat'
    | 'timer';
  readonly api: string;
  readonly call: number;
  /** What runs: a function of this file, -1 otherwise. */
  readonly target: FunctionIndex;
  readonly targetName?: string;
  /** Joined, awaited, or its result taken in the same function, so that the response waits for it. */
  readonly awaited: boolean;
  readonly within: FunctionIndex;
  readonly range: Range;
}

/** A handler for a signal. */
export interface SignalHandler {
  /** `SIGTERM`, `SIGINT` …; absent when not constant. */
  readonly signal?: string;
  readonly api: 'signal.signal' | 'add_signal_handler' | 'anyio' | 'other';
  readonly handler: FunctionIndex;
  readonly range: Range;
}

/** A read of the environment with the place where it happens. */
export interface EnvironmentRead {
  readonly value: EnvValue;
  readonly within: FunctionIndex;
}

/** Everything that is known about one Python file by itself. Plain comparable values; ranges are offsets in `uri`. */
export interface PythonFacts {
  readonly uri: Uri;
  readonly imports: readonly PythonImport[];
  readonly assignments: readonly PythonAssignment[];
  readonly functions: readonly PythonFunction[];
  readonly classes: readonly PythonClass[];
  readonly calls: readonly PythonCall[];
  readonly references: readonly FunctionReference[];
  readonly endlessLoops: readonly EndlessLoop[];
  /** Loops that wait and go by a flag (`while running:`): for how long is not known. */
  readonly flagLoops?: readonly EndlessLoop[];
  /** Objects that the file keeps in the state of an application (`app.state.db = Database()`), with the dotted name that made them. */
  readonly states?: readonly { readonly name: string; readonly type: string }[];
  /** Local names whose value, made by a call, leaves the function. */
  readonly passedOn?: readonly PassedOn[];
  readonly environment: readonly EnvironmentRead[];
  readonly mainGuard?: Range;
  readonly apps: readonly PythonApp[];
  readonly routers: readonly PythonRouter[];
  readonly mounts: readonly RouterMount[];
  readonly routes: readonly PythonRoute[];
  readonly hooks: readonly LifecycleHook[];
  readonly requestHooks: readonly RequestHook[];
  readonly serverStarts: readonly ServerStart[];
  readonly files: readonly FileAccess[];
  readonly models: readonly ModelLoad[];
  readonly background: readonly BackgroundWork[];
  readonly signals: readonly SignalHandler[];
  /** Behind this offset the file lies inside an unterminated `"""`: absence there proves nothing. */
  readonly unknownAfter?: number;
  /** Where a new import goes: behind the last import at module level, else behind docstring and comments. */
  readonly importInsertAt: number;
}
