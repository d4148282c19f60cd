import { valueOf } from '../../base/known.ts';
import { spanOf } from '../../base/span.ts';
import { setQuoted } from '../../facts/manifest/edit.ts';
import type { PythonCall } from '../../facts/python/module.ts';
import type { BackgroundWork } from '../../facts/python/types.ts';
import { closureOf, keyOf, phasesOf } from '../../model/python/phases.ts';
import { type PythonProgram, programOf } from '../../model/python/program.ts';
import { firstLine } from '../python-write.ts';
import { defineRule, type Fix, type LaunchSubject, relatedTo } from '../rule.ts';

const DOCKERFILE =
  'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD exec uvicorn main:app --host 0.0.0.0 --port $PORT\n';
const FASTAPI =
  'from fastapi import BackgroundTasks, FastAPI\n\napp = FastAPI()\n\n\ndef send(address):\n    print(address)\n\n\n';
const ROUTE =
  '@app.post("/order")\ndef order(tasks: BackgroundTasks):\n    tasks.add_task(send, "a@example.com")\n    return {}\n';
const SERVICE = (annotations: string): string =>
  `apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/execution-environment: gen2\n${annotations}    spec:\n      containerConcurrency: 80\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n`;

export default defineRule({
  name: 'background-work-throttled',
  since: '0.1.0',
  severity: 'warning',
  subject: 'launch',
  summary: 'Work that goes on after the response gets almost no CPU.',
  why: `With request-based billing, the default of services, Cloud Run takes the CPU away when the response has been sent. Threads, FastAPI's
background tasks, tasks of the event loop and schedulers then stand still until the next request arrives, or are lost when the
instance is stopped.

Choose instance-based billing (\`run.googleapis.com/cpu-throttling: "false"\`, \`--no-cpu-throttling\`), or move the work: Cloud Tasks and
Pub/Sub send it back as a request, a job runs it by itself, a worker pool pulls it. Waiting for the work before answering also helps.

A file that speaks of CPU that is always allocated gets information only: the flag may be set where no file shows it.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/configuring/billing-settings', checked: '2026-11-23' },
  topic: 'cpu-throttling-and-startup-boost',
  messages: {
    after:
      '{what} after the response, when request-based billing takes the CPU away. Use instance-based billing or Cloud Tasks.',
    beside:
      '{what} between requests, when request-based billing takes the CPU away. Use instance-based billing or a worker pool.',
    once: '{what} while nobody waits for it, so request-based billing may take the CPU away before it is done. Finish it before the server listens.',
  },
  bad: [
    {
      why: 'A background task of FastAPI',
      files: { Dockerfile: DOCKERFILE, 'main.py': FASTAPI + ROUTE.replace('tasks.add_task', '⟦tasks.add_task⟧') },
    },
    {
      why: 'A thread that a service starts with itself, billing set in the manifest',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py':
          'import threading\n\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n\ndef poll():\n    while True:\n        print("poll")\n\n\n@app.on_event("startup")\ndef start():\n    worker = threading.Thread(target=poll, daemon=True)\n    ⟦worker.start⟧()\n',
        'service.yaml': SERVICE('        run.googleapis.com/cpu-throttling: "true"\n'),
      },
      fixed: { 'service.yaml': SERVICE('        run.googleapis.com/cpu-throttling: "false"\n') },
    },
    {
      why: 'A comment says that the CPU is meant to stay',
      severity: 'information',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py': `# Deployed with --no-cpu-throttling.\n${FASTAPI}${ROUTE.replace('tasks.add_task', '⟦tasks.add_task⟧')}`,
      },
    },
    {
      why: 'A task as old as the app, though the app cancels it in the end',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py':
          'import asyncio\nfrom contextlib import asynccontextmanager\n\nfrom fastapi import FastAPI\n\n\nasync def poll():\n    while True:\n        await asyncio.sleep(60)\n\n\n@asynccontextmanager\nasync def life(app):\n    first = asyncio.create_task(asyncio.sleep(1))\n    await first\n    task = ⟦asyncio.create_task⟧(poll())\n    yield\n    task.cancel()\n    await task\n\n\napp = FastAPI(lifespan=life)\n',
      },
    },
    {
      why: 'A preparation that nobody waits for',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py':
          'import threading\n\nfrom fastapi import FastAPI\n\napp = FastAPI()\ntables = {}\n\n\ndef load():\n    tables["a"] = list(range(1000))\n\n\n⟦threading.Thread(target=load).start⟧()\n',
      },
    },
  ],
  good: [
    {
      why: 'Instance-based billing',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py': FASTAPI + ROUTE,
        'service.yaml': SERVICE('        run.googleapis.com/cpu-throttling: "false"\n'),
      },
    },
    {
      why: 'Tasks that live with the connection of a WebSocket, which is a request for as long as it is open',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py':
          'import asyncio\n\nfrom fastapi import FastAPI, WebSocket\n\napp = FastAPI()\n\n\n@app.websocket("/ws")\nasync def talk(ws: WebSocket):\n    await ws.accept()\n\n    async def tick():\n        while True:\n            await ws.send_text("tick")\n            await asyncio.sleep(1)\n\n    ticker = asyncio.create_task(tick())\n    async for text in ws.iter_text():\n        print(text)\n    ticker.cancel()\n',
      },
    },
    {
      why: 'Tasks that fill a stream, which is sent as long as they run and cancels them in the end',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py':
          'import asyncio\n\nfrom fastapi import FastAPI\nfrom fastapi.responses import StreamingResponse\n\napp = FastAPI()\n\n\nasync def merged(names):\n    queue = asyncio.Queue()\n\n    async def pump(name):\n        await queue.put(name)\n\n    tasks = [asyncio.create_task(pump(name)) for name in names]\n    try:\n        for _ in tasks:\n            yield await queue.get()\n    finally:\n        for task in tasks:\n            task.cancel()\n\n\n@app.get("/")\nasync def stream():\n    return StreamingResponse(merged(["a", "b"]))\n',
      },
    },
    {
      why: 'WebSockets of the websockets library',
      files: {
        Dockerfile: 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ["python", "server.py"]\n',
        'server.py':
          'import asyncio\nimport os\n\nimport websockets\n\n\nclass Server:\n    async def pump(self, socket):\n        while True:\n            await socket.send("tick")\n            await asyncio.sleep(1)\n\n    async def talk(self, socket):\n        pump = asyncio.create_task(self.pump(socket))\n        async for message in socket:\n            print(message)\n        pump.cancel()\n\n    async def run(self):\n        async with websockets.serve(self.talk, "0.0.0.0", int(os.environ["PORT"])):\n            await asyncio.Future()\n\n\nasyncio.run(Server().run())\n',
      },
    },
    {
      why: 'A thread that feeds a streamed response, which lasts as long as the thread',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py':
          'import queue\nimport threading\n\nfrom fastapi import FastAPI\nfrom fastapi.responses import StreamingResponse\n\napp = FastAPI()\n\n\ndef answer(question, parts):\n    for word in question.split():\n        parts.put(word)\n    parts.put(None)\n\n\n@app.get("/ask")\ndef ask(question: str):\n    def stream():\n        parts = queue.Queue()\n        threading.Thread(target=answer, args=(question, parts)).start()\n        while (part := parts.get()) is not None:\n            yield part\n\n    return StreamingResponse(stream())\n',
      },
    },
    {
      why: 'A task that only closes what the response was read from',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py':
          'import httpx\nfrom fastapi import FastAPI\nfrom fastapi.responses import StreamingResponse\nfrom starlette.background import BackgroundTask\n\napp = FastAPI()\nclient = httpx.AsyncClient()\n\n\n@app.get("/file")\nasync def file():\n    upstream = await client.send(client.build_request("GET", "https://example.com"), stream=True)\n    return StreamingResponse(upstream.aiter_raw(), background=BackgroundTask(upstream.aclose))\n',
      },
    },
    {
      why: 'Tasks in a list that is waited for',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py':
          'import asyncio\n\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n\nasync def fetch(name):\n    return name\n\n\n@app.get("/")\nasync def both():\n    done, _ = await asyncio.wait([asyncio.create_task(fetch("a")), asyncio.create_task(fetch("b"))])\n    return len(done)\n',
      },
    },
    {
      why: 'Tasks that end with the response which they feed',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py':
          'import asyncio\n\nfrom fastapi import FastAPI\nfrom fastapi.responses import StreamingResponse\n\napp = FastAPI()\n\n\nasync def pump(queue, name):\n    await queue.put(name)\n    await queue.put(None)\n\n\nasync def merged(names):\n    queue = asyncio.Queue()\n    tasks = [asyncio.create_task(pump(queue, name)) for name in names]\n    live = len(tasks)\n    try:\n        while live:\n            item = await queue.get()\n            if item is None:\n                live -= 1\n                continue\n            yield item\n    finally:\n        for task in tasks:\n            task.cancel()\n\n\n@app.get("/")\nasync def both():\n    return StreamingResponse(merged(["a", "b"]))\n',
      },
    },
    {
      why: 'Terraform switches to instance-based billing',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py': FASTAPI + ROUTE,
        'infra/main.tf':
          'resource "google_cloud_run_v2_service" "api" {\n  name = "api"\n  template {\n    containers {\n      image = var.image\n      resources {\n        cpu_idle = false\n      }\n    }\n  }\n}\n',
      },
    },
    {
      why: 'One thread that owns an object; each caller takes the result at once',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py': `from concurrent.futures import ThreadPoolExecutor\n\n${FASTAPI}pool = ThreadPoolExecutor(max_workers=1)\n\n\n@app.post("/order")\ndef order():\n    return pool.submit(send, "a@example.com").result()\n`,
      },
    },
    {
      why: 'The response waits for the threads',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py': `from concurrent.futures import ThreadPoolExecutor\n\n${FASTAPI}@app.post("/order")\ndef order():\n    with ThreadPoolExecutor() as pool:\n        pool.map(send, ["a", "b"])\n    return {}\n`,
      },
    },
  ],
  *check(subject) {
    const { launch, reader, deployable, container } = subject;
    if (deployable.kind !== 'service' && deployable.kind !== 'image') return;
    if (container.gpu || valueOf(deployable.billing) !== 'request') return;
    const program = programOf(launch, reader);
    if (program === undefined) return;
    const phases = phasesOf(program);
    for (const [uri, facts] of program.files) {
      if (facts.background.length === 0) continue;
      const knows = namesBilling.test(reader.text(uri) ?? '');
      for (const work of facts.background) {
        const call = facts.calls[work.call];
        const phase = phases.of(uri, work.within, call?.inMainGuard ?? false);
        if (work.awaited || phase === 'unreached' || startsServer(program, uri, work)) continue;
        // An open socket is a request: the CPU stays with what runs for its client.
        if (phases.inSocket(uri, work.within)) continue;
        const inRequest = phases.inRequest(uri, work.within);
        if (work.kind === 'background-tasks' && !inRequest) continue;
        const once = !inRequest && endsSoon(program, uri, work);
        yield {
          message: inRequest ? 'after' : once ? 'once' : 'beside',
          ...(knows ? { severity: 'information' as const } : {}),
          data: { what: WORDS[work.kind] },
          at: spanOf(uri, firstLine(reader, uri, call?.calleeRange ?? work.range)),
          related: [relatedTo(deployable.billing, 'Billing is set here.')],
          fix: () => alwaysOn(subject),
        };
      }
    }
  },
});

const WORDS: Readonly<Record<BackgroundWork['kind'], string>> = {
  'background-tasks': 'This task runs',
  thread: 'This thread goes on',
  process: 'This process goes on',
  executor: 'Nobody waits for this, so it runs',
  'create-task': 'This task goes on',
  scheduler: 'This scheduler works',
  'celery-beat': 'This scheduler works',
  timer: 'This timer fires',
};

/** A thread that runs the server itself is no background work. */
function startsServer(program: PythonProgram, uri: string, work: BackgroundWork): boolean {
  const facts = program.files.get(uri);
  return work.target >= 0 && (facts?.serverStarts.some((start) => start.within === work.target) ?? false);
}

/** Work at start that neither goes round nor waits: a preparation, which is done once. */
function endsSoon(program: PythonProgram, uri: string, { kind, target }: BackgroundWork): boolean {
  if (target < 0 || (kind !== 'thread' && kind !== 'create-task' && kind !== 'executor')) return false;
  const reached = closureOf(program, [{ uri, index: target }]);
  for (const [file, facts] of program.files) {
    const inside = (index: number): boolean => index >= 0 && reached.has(keyOf({ uri: file, index }));
    if (facts.endlessLoops.some((loop) => inside(loop.within))) return false;
    if (facts.calls.some((call) => inside(call.within) && lasts(call))) return false;
  }
  return true;
}

// Who writes of the billing mode beside the code chose it, and may set it with a flag that no file here shows.
const namesBilling =
  /always[- ](?:on|allocated)[- ]cpu|cpu[- ](?:is[- ])?always[- ](?:on|allocated)|no-cpu-throttling|instance-based billing/i;

/** Waiting, consuming and serving. A `join` of texts or paths has arguments; one that waits has none. */
function lasts({ callee, text, args }: PythonCall): boolean {
  const name = callee ?? text;
  return goesOn.test(name) && (args.length === 0 || !/(?:^|\.)join$/.test(name));
}

const goesOn =
  /(?:^|[._])(?:sleep|wait|join|run_pending|run_forever|serve_forever|subscribe|listen|consume|start_consuming|poll|b[lr]pop|blmove|xread\w*|receive\w*|recv|stream|watch|on_snapshot|result)$/;

function alwaysOn({ deployable, reader }: LaunchSubject): Fix | undefined {
  const { manifest } = deployable;
  const facts = manifest === undefined ? undefined : reader.manifest(manifest.uri);
  if (manifest === undefined || facts === undefined) return undefined;
  const path = ['spec', 'template', 'metadata', 'annotations'];
  const edits = setQuoted(facts, manifest.document, path, 'run.googleapis.com/cpu-throttling', 'false');
  return edits === undefined
    ? undefined
    : { title: 'Use instance-based billing (cpu-throttling: "false")', safety: 'suggestion', edits };
}
