/** A call that starts work beside the code that makes it. */
export interface BackgroundCall {
  readonly kind: 'background-tasks' | 'thread' | 'process' | 'executor' | 'create-task' | 'scheduler' | 'timer';
  /** Position of what runs: of the call itself, for `….start` of the call that made the object. */
  readonly target?: number;
  /** Keywords of what runs. */
  readonly names: readonly string[];
}

const SCHEDULER: BackgroundCall = { kind: 'scheduler', names: [] };

/** Calls by their resolved names. Sources: Python's and the packages' own documentation; checked 2026-11-23. */
const BACKGROUND_CALLS: readonly (readonly [pattern: RegExp, call: BackgroundCall])[] = [
  // https://fastapi.tiangolo.com/reference/background/, https://www.starlette.io/background/
  [
    /^(?:fastapi|starlette)\.(?:\w+\.)?BackgroundTasks?\.add_task$/,
    { kind: 'background-tasks', target: 0, names: ['func'] },
  ],
  [/^starlette\.background\.BackgroundTasks?$/, { kind: 'background-tasks', target: 0, names: ['func'] }],
  // https://docs.python.org/3/library/threading.html
  [/^threading\.Timer\.start$/, { kind: 'timer', target: 1, names: ['function'] }],
  [/^threading\.Thread\.start$/, { kind: 'thread', target: 1, names: ['target'] }],
  // https://docs.python.org/3/library/multiprocessing.html
  [/^multiprocessing\.(?:\w+\.)?Process\.start$/, { kind: 'process', target: 1, names: ['target'] }],
  // https://docs.python.org/3/library/concurrent.futures.html
  [
    /^concurrent\.futures\.(?:\w+\.)?(?:ThreadPool|ProcessPool)Executor\.(?:submit|map)$/,
    { kind: 'executor', target: 0, names: ['fn'] },
  ],
  // https://flask-executor.readthedocs.io
  [/^flask_executor\.(?:Executor\.)?(?:submit|map)$/, { kind: 'executor', target: 0, names: ['fn'] }],
  // https://docs.python.org/3/library/asyncio-task.html, https://docs.python.org/3/library/asyncio-eventloop.html
  [/^asyncio\.(?:create_task|ensure_future)$/, { kind: 'create-task', target: 0, names: ['coro', 'coro_or_future'] }],
  [
    /^asyncio\.(?:get_event_loop|get_running_loop|new_event_loop)\.create_task$/,
    { kind: 'create-task', target: 0, names: ['coro'] },
  ],
  [
    /^asyncio\.(?:get_event_loop|get_running_loop|new_event_loop)\.run_in_executor$/,
    { kind: 'executor', target: 1, names: ['func'] },
  ],
  // https://apscheduler.readthedocs.io, https://github.com/viniciuschiele/flask-apscheduler
  [/^apscheduler\.(?:[\w.]*)Scheduler\.start$/, SCHEDULER],
  // https://rocketry.readthedocs.io, https://schedule.readthedocs.io
  [/^(?:rocketry\.Rocketry|schedule\.Scheduler|flask_apscheduler\.APScheduler)\.(?:run|start)$/, SCHEDULER],
  [/^schedule\.run_pending$/, SCHEDULER],
  // https://fastapi-utils.davidmontague.xyz/user-guide/repeated-tasks/
  [/^fastapi_utils\.tasks\.repeat_every$/, SCHEDULER],
  // https://anyio.readthedocs.io/en/stable/threads.html
  [/^anyio\.from_thread\.start_blocking_portal$/, { kind: 'thread', names: [] }],
];

/** What a call starts, by its resolved name; `undefined` for a call that starts nothing. */
export function backgroundCall(callee: string): BackgroundCall | undefined {
  return BACKGROUND_CALLS.find(([pattern]) => pattern.test(callee))?.[1];
}

/** Names of functions and methods that wait for such work, or hand out its result. */
export const WAITING_CALLS: ReadonlySet<string> = new Set([
  'as_completed',
  'exception',
  'gather',
  'get',
  'join',
  'result',
  'shutdown',
  'wait',
  'wait_for',
]);

/**
 * What collects parts of an answer for a loop that takes them: `TextIteratorStreamer` of transformers
 * (https://huggingface.co/docs/transformers/internal/generation_utils), `AsyncIteratorCallbackHandler` of LangChain; checked 2026-11-28.
 */
export const STREAM_COLLECTORS = /(?:^|\.)\w*Iterator(?:Streamer|CallbackHandler)$/;
/** Queues of queue, asyncio and multiprocessing. */
export const QUEUES = /(?:^|\.)(?:Simple|Lifo|Priority|Joinable)?Queue$/;
/** Names of functions and methods that close or delete something. */
export const TIDYING_CALLS = /^(?:aclose|close|unlink|remove|removedirs|rmtree|rmdir|cleanup)$/;
/** Names of those that stand beside them and take no time. */
export const HARMLESS_CALLS =
  /^(?:exists|isfile|isdir|is_file|is_dir|Path|join|print|debug|info|warning|error|exception|glob|iterdir|listdir|str|getLogger)$/;
