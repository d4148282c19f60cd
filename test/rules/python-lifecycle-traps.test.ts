import { strict as assert } from 'node:assert';
import { analyse } from '../kit/example.ts';
import { FASTAPI, FLASK, GUNICORN, manifest, SCRIPT, table, UVICORN } from '../kit/python-rules.ts';

// Cases of the rules on work between requests and on SIGTERM in Python, beyond their examples: what they find, and where they stay silent.

const THREAD = 'threading.Thread(target=work, daemon=True).start()\n';

table(
  ['missing-sigterm-handler'],
  [
    [
      'a thread of a server that takes jobs out of a queue of the standard library',
      {
        Dockerfile: UVICORN,
        'main.py': `import queue\nimport threading\n${FASTAPI}jobs = queue.Queue()\ndef work():\n    while True:\n        jobs.get()()\n${THREAD}`,
      },
      ['threading.Thread(target=work, daemon=True).start (information)'],
    ],
    [
      'a method that leads to the queue in another file, started in the lifespan',
      {
        Dockerfile: UVICORN,
        'jobs.py':
          'import redis\nclass Jobs:\n    def __init__(self):\n        self.client = redis.Redis()\n    def next(self):\n        return self.client.blpop("jobs")\n',
        'main.py': `import threading\nfrom contextlib import asynccontextmanager\nfrom jobs import Jobs\nfrom fastapi import FastAPI\njobs = Jobs()\ndef work():\n    while True:\n        print(jobs.next())\n@asynccontextmanager\nasync def lifespan(app):\n    ${THREAD}    yield\n    print("bye")\napp = FastAPI(lifespan=lifespan)\n`,
      },
      ['threading.Thread(target=work, daemon=True).start (information)'],
    ],
    [
      'stopped behind the yield of the lifespan',
      {
        Dockerfile: UVICORN,
        'main.py': `import queue\nimport threading\nfrom contextlib import asynccontextmanager\nfrom fastapi import FastAPI\njobs = queue.Queue()\ndone = threading.Event()\ndef work():\n    while True:\n        jobs.get()()\n@asynccontextmanager\nasync def lifespan(app):\n    ${THREAD}    yield\n    done.set()\napp = FastAPI(lifespan=lifespan)\n`,
      },
      [],
    ],
    [
      'stopped with atexit',
      {
        Dockerfile: GUNICORN,
        'main.py': `import atexit\nimport queue\nimport threading\n${FLASK}jobs = queue.Queue()\ndef work():\n    while True:\n        jobs.get()()\n${THREAD}atexit.register(jobs.join)\n`,
      },
      [],
    ],
    [
      'a thread that ends, one that a request starts, and a dictionary that is no queue',
      {
        Dockerfile: GUNICORN,
        'main.py': `import queue\nimport threading\n${FLASK}jobs = queue.Queue()\ntable = {}\ndef once():\n    jobs.get()()\ndef work():\n    while True:\n        table.get("a")\nthreading.Thread(target=once).start()\n${THREAD}@app.get("/")\ndef a():\n    threading.Thread(target=once).start()\n    return ""\n`,
      },
      [],
    ],
  ],
);

table(
  ['background-work-throttled'],
  [
    [
      'work that feeds a streamed response through a queue, however it is nested',
      {
        Dockerfile: UVICORN,
        'main.py': `import asyncio\nimport queue\nimport threading\nfrom fastapi.responses import StreamingResponse\n${FASTAPI}@app.get("/a")\ndef a():\n    q = queue.Queue()\n    def work():\n        q.put(1)\n        q.put(None)\n    def parts():\n        threading.Thread(target=work).start()\n        yield from iter(q.get, None)\n    return StreamingResponse(parts())\n@app.get("/b")\nasync def b():\n    q = asyncio.Queue()\n    async def work():\n        await q.put(1)\n    task = asyncio.create_task(work())\n    async def parts():\n        while True:\n            yield await q.get()\n    return StreamingResponse(parts())\n`,
      },
      [],
    ],
    [
      'a model that a thread runs for a streamer, and a chain that a callback reports on',
      {
        Dockerfile: UVICORN,
        'main.py': `import asyncio\nfrom threading import Thread\nfrom langchain.callbacks import AsyncIteratorCallbackHandler\nfrom transformers import TextIteratorStreamer\nfrom fastapi.responses import StreamingResponse\n${FASTAPI}def generate(model, tokenizer):\n    streamer = TextIteratorStreamer(tokenizer)\n    Thread(target=model.generate, kwargs={"streamer": streamer}).start()\n    for text in streamer:\n        yield text\nasync def ask(chain, question):\n    callback = AsyncIteratorCallbackHandler()\n    task = asyncio.create_task(chain.ainvoke(question, callbacks=[callback]))\n    async for token in callback.aiter():\n        yield token\n@app.get("/a")\ndef a():\n    return StreamingResponse(generate(app.state.model, app.state.tokenizer))\n@app.get("/b")\ndef b(q: str):\n    return StreamingResponse(ask(app.state.chain, q))\n`,
      },
      [],
    ],
    [
      'a queue of the whole program, which no response waits for, and a generator that reads another one',
      {
        Dockerfile: UVICORN,
        'main.py': `import queue\nimport threading\nfrom fastapi.responses import StreamingResponse\n${FASTAPI}jobs = queue.Queue()\ndef work():\n    print(jobs.get())\n@app.get("/a")\ndef a():\n    threading.Thread(target=work).start()\n    def parts():\n        yield jobs.get()\n    return StreamingResponse(parts())\n`,
      },
      ['threading.Thread(target=work).start'],
    ],
    [
      'tasks that close or delete what the response needed, and one that does more',
      {
        Dockerfile: UVICORN,
        'main.py': `import os\nimport shutil\nfrom starlette.background import BackgroundTask\nfrom fastapi.responses import FileResponse, StreamingResponse\n${FASTAPI}def tidy(path):\n    if os.path.exists(path):\n        os.remove(path)\n    print("gone")\ndef send(path):\n    os.remove(path)\n    mail(path)\n@app.get("/a")\ndef a(tasks: BackgroundTasks):\n    tasks.add_task(shutil.rmtree, "a")\n    tasks.add_task(tidy, "a")\n    tasks.add_task(send, "a")\n    return FileResponse("a", background=BackgroundTask(os.unlink, "a"))\n@app.get("/b")\nasync def b():\n    upstream = await client.send(stream=True)\n    return StreamingResponse(upstream.aiter_raw(), background=BackgroundTask(upstream.aclose))\n`,
      },
      ['tasks.add_task'],
    ],
    [
      'a worker pool',
      {
        Dockerfile: SCRIPT,
        'main.py': 'import threading\ndef w(): ...\nthreading.Thread(target=w).start()\n',
        'pool.yaml': manifest('WorkerPool'),
      },
      [],
    ],
    [
      'a thread that runs the server',
      {
        Dockerfile: SCRIPT,
        'main.py':
          'import threading\nimport uvicorn\nfrom api import app\ndef serve():\n    uvicorn.run(app, host="0.0.0.0", port=8080)\nt = threading.Thread(target=serve)\nt.start()\n',
        'api.py': FASTAPI,
      },
      [],
    ],
    [
      'a scheduler',
      {
        Dockerfile: UVICORN,
        'main.py': `from apscheduler.schedulers.background import BackgroundScheduler\n${FASTAPI}s = BackgroundScheduler()\ns.start()\n`,
      },
      ['s.start'],
    ],
    [
      'a task of the event loop',
      {
        Dockerfile: UVICORN,
        'main.py': `import asyncio\n${FASTAPI}async def w(): ...\n@app.post("/")\nasync def a():\n    asyncio.create_task(w())\n`,
      },
      ['asyncio.create_task'],
    ],
    [
      'an awaited task',
      {
        Dockerfile: UVICORN,
        'main.py': `import asyncio\n${FASTAPI}async def w(): ...\n@app.post("/")\nasync def a():\n    t = asyncio.create_task(w())\n    await t\n`,
      },
      [],
    ],
    [
      'a helper that nobody calls',
      {
        Dockerfile: UVICORN,
        'main.py': `import threading\n${FASTAPI}def a():\n    threading.Thread(target=print).start()\n`,
      },
      [],
    ],
    [
      'a service with a GPU',
      {
        Dockerfile: UVICORN,
        'main.py': `${FASTAPI}@app.post("/")\ndef a(b: BackgroundTasks):\n    b.add_task(print)\n`,
        'service.yaml': `${manifest('Service', '    metadata:\n      annotations:\n        run.googleapis.com/cpu-throttling: "false"\n        run.googleapis.com/gpu-zonal-redundancy-disabled: "true"\n')}          resources: {limits: {cpu: "4", memory: 16Gi, nvidia.com/gpu: "1"}}\n      nodeSelector: {run.googleapis.com/accelerator: nvidia-l4}\n`,
      },
      [],
    ],
  ],
);

table(
  ['missing-sigterm-handler'],
  [
    [
      'asyncio',
      {
        Dockerfile: SCRIPT,
        'pool.yaml': manifest('WorkerPool'),
        'main.py':
          'import asyncio\nasync def main():\n    while True:\n        await asyncio.sleep(1)\nasyncio.run(main())\n',
      },
      ['while True: (information)'],
    ],
    [
      'a handler on the loop',
      {
        Dockerfile: SCRIPT,
        'pool.yaml': manifest('WorkerPool'),
        'main.py':
          'import asyncio, signal\nasync def main():\n    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop)\n    while True:\n        await asyncio.sleep(1)\nasyncio.run(main())\n',
      },
      [],
    ],
    [
      'only SIGINT',
      {
        Dockerfile: SCRIPT,
        'pool.yaml': manifest('WorkerPool'),
        'main.py': 'import signal\nsignal.signal(signal.SIGINT, print)\nwhile True:\n    work()\n',
      },
      ['while True: (information)'],
    ],
    [
      'a loop that ends',
      {
        Dockerfile: SCRIPT,
        'pool.yaml': manifest('WorkerPool'),
        'main.py': 'while True:\n    if done():\n        break\n',
      },
      [],
    ],
    [
      'Celery',
      {
        Dockerfile: SCRIPT,
        'pool.yaml': manifest('WorkerPool'),
        'main.py': 'from celery import Celery\nwhile True:\n    work()\n',
      },
      [],
    ],
    ['a service', { Dockerfile: UVICORN, 'main.py': `${FASTAPI}while True:\n    work()\n` }, []],
  ],
);

it('background-work-throttled: joined texts do not make a preparation last, a joined thread does', () => {
  const messageOf = (body: string): string | undefined =>
    analyse({
      Dockerfile: UVICORN,
      'main.py': `import threading\nfrom pathlib import Path\n${FASTAPI}t = threading.Thread(target=print)\n\n\ndef load():\n    ${body}\n\n\nthreading.Thread(target=load).start()\n`,
    })
      .allFindings()
      .find(({ rule }) => rule === 'background-work-throttled')?.message;
  assert.match(messageOf('return ", ".join(["a"])') ?? '', /while nobody waits for it/);
  assert.match(messageOf('t.join()') ?? '', /between requests/);
});
