import { valueOf } from '../../base/known.ts';
import { spanOf } from '../../base/span.ts';
import type { FactsReader } from '../../model/facts-reader.ts';
import { type BlockedCall, blockedCalls } from '../../model/python/blocking.ts';
import { programOf } from '../../model/python/program.ts';
import { dropAsync, firstLine, moduleName, runInThread } from '../python-write.ts';
import { ruffReport } from '../ruff-overlap.ts';
import { defineRule, type Fix, type Related } from '../rule.ts';
import { isRequestDriven } from '../words.ts';

const DOCKERFILE =
  'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD exec uvicorn main:app --host 0.0.0.0 --port $PORT\n';
const HEAD = 'import requests\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n\n';

const DEPENDENCY =
  'from typing import Annotated\n\nfrom fastapi import Depends\nfrom sqlalchemy.ext.asyncio import AsyncSession\nfrom sqlalchemy.orm import Session\n\nfrom database import get_async_session, get_session\n\nSessionDep = Annotated[Session, Depends(get_session)]\n';

export default defineRule({
  name: 'async-worker-blocked',
  since: '0.1.0',
  severity: 'warning',
  subject: 'launch',
  summary: 'A blocking call in async code stops every request of its process.',
  why: `An async server runs all \`async def\` code of a process on one event loop. A call that waits without \`await\` (\`requests\`,
\`time.sleep\`, a synchronous database or cloud client, a subprocess, a model) stops that loop: no other request makes progress
until it returns. Cloud Run goes on sending up to \`containerConcurrency\` requests to the instance, and they all wait.

Three ways out, best first:

1. Write the route with plain \`def\` when it awaits nothing. FastAPI and Starlette run it in a thread pool (40 threads a process).
2. \`await asyncio.to_thread(function, …)\`, or \`run_in_threadpool\` of FastAPI.
3. An async client (\`httpx.AsyncClient\`, \`AsyncSession\`, \`redis.asyncio\`, \`AsyncOpenAI\`).

Threads help when the call waits or computes in native code. Pure Python computing holds the interpreter's lock: give such a
service a lower concurrency. Calls whose cost depends on the size of the data (files, tables, images) are reported as
information, once for each route.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/about-concurrency', checked: '2026-11-23' },
  topic: 'concurrency',
  related: [
    'ruff ASYNC210, 212, 220–222, 230, 240, 250 and 251 report the plain cases. Where they are switched on, this finding is information only (setting `ruff.overlap`).',
  ],
  messages: {
    direct: '{call}() {what} inside async code, so this process serves no other request meanwhile. {advice}',
    indirect:
      '{call}() leads to {callee}(), which {what} inside async code: no other request is served meanwhile. {advice}',
  },
  bad: [
    {
      why: 'The route awaits nothing',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py': `${HEAD}@app.get("/rates")\nasync def rates():\n    return ⟦requests.get⟧("https://example.com/rates").json()\n`,
      },
      fixed: {
        'main.py': `${HEAD}@app.get("/rates")\ndef rates():\n    return requests.get("https://example.com/rates").json()\n`,
      },
    },
    {
      why: 'The route also awaits, so the call goes into a thread',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py':
          `${HEAD}@app.post("/rates")\nasync def rates(request: Request):\n    body = await request.json()\n    return ⟦requests.post⟧("https://example.com", json=body).json()\n`.replace(
            'import FastAPI',
            'import FastAPI, Request',
          ),
      },
      fixed: {
        'main.py':
          `${HEAD}@app.post("/rates")\nasync def rates(request: Request):\n    body = await request.json()\n    return (await asyncio.to_thread(requests.post, "https://example.com", json=body)).json()\n`
            .replace('import FastAPI', 'import FastAPI, Request')
            .replace('Request\n', 'Request\nimport asyncio\n'),
      },
    },
    {
      why: 'A pause',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py': `import asyncio\nimport time\n\nfrom fastapi import FastAPI, Request\n\napp = FastAPI()\n\n\n@app.post("/")\nasync def echo(request: Request):\n    ⟦time.sleep⟧(1)\n    return await request.json()\n`,
      },
      fixed: {
        'main.py': `import asyncio\nimport time\n\nfrom fastapi import FastAPI, Request\n\napp = FastAPI()\n\n\n@app.post("/")\nasync def echo(request: Request):\n    await asyncio.sleep(1)\n    return await request.json()\n`,
      },
    },
    {
      why: 'A helper in another file',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py':
          'from fastapi import FastAPI\n\nfrom store import load\n\napp = FastAPI()\n\n\n@app.get("/{key}")\nasync def read(key: str):\n    return ⟦load⟧(key)\n',
        'store.py':
          'from google.cloud import storage\n\nclient = storage.Client()\n\n\ndef load(key):\n    return client.bucket("data").blob(key).download_as_text()\n',
      },
      fixed: {
        'main.py':
          'from fastapi import FastAPI\n\nfrom store import load\n\napp = FastAPI()\n\n\n@app.get("/{key}")\ndef read(key: str):\n    return load(key)\n',
      },
    },
    {
      why: 'A dependency that an alias names, in another file',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py':
          'from fastapi import FastAPI\n\nfrom deps import SessionDep\n\napp = FastAPI()\n\n\n@app.post("/")\nasync def save(session: SessionDep):\n    ⟦session.commit⟧()\n',
        'deps.py': DEPENDENCY,
      },
      fixed: {
        'main.py':
          'from fastapi import FastAPI\n\nfrom deps import SessionDep\n\napp = FastAPI()\n\n\n@app.post("/")\ndef save(session: SessionDep):\n    session.commit()\n',
      },
    },
    {
      why: 'A file: how long it takes depends on its size',
      severity: 'information',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py': `${HEAD.replace('import requests\n', '')}@app.get("/")\nasync def page():\n    with ⟦open⟧("page.html") as file:\n        return file.read()\n`,
      },
      fixed: {
        'main.py': `${HEAD.replace('import requests\n', '')}@app.get("/")\ndef page():\n    with open("page.html") as file:\n        return file.read()\n`,
      },
    },
  ],
  good: [
    {
      why: 'Plain routes run in threads, and what is handed to a thread does not block',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py': `import asyncio\n\n${HEAD}@app.get("/a")\ndef a():\n    return requests.get("https://example.com").json()\n\n\n@app.get("/b")\nasync def b():\n    response = await asyncio.to_thread(requests.get, "https://example.com")\n    return response.json()\n`,
      },
    },
    {
      why: 'An async client',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py':
          'import httpx\nfrom fastapi import FastAPI\n\napp = FastAPI()\nclient = httpx.AsyncClient()\n\n\n@app.get("/")\nasync def read():\n    response = await client.get("https://example.com")\n    return response.json()\n',
      },
    },
    {
      why: 'An alias of a dependency that is awaited, and one in a plain route',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py':
          'from fastapi import FastAPI\n\nfrom deps import AsyncSessionDep, SessionDep\n\napp = FastAPI()\n\n\n@app.post("/a")\nasync def a(session: AsyncSessionDep):\n    await session.commit()\n\n\n@app.post("/b")\ndef b(session: SessionDep):\n    session.commit()\n',
        'deps.py': `${DEPENDENCY}\nAsyncSessionDep = Annotated[AsyncSession, Depends(get_async_session)]\n`,
      },
    },
    {
      why: 'A query of which nobody reads anything is not sent',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py':
          'from fastapi import FastAPI\nfrom google.cloud import firestore\n\napp = FastAPI()\ndb = firestore.Client()\n\n\n@app.get("/ready")\nasync def ready():\n    _ = db.collection("items").limit(1).stream()\n    return "ok"\n',
      },
    },
    {
      why: 'Flask runs each async view on a loop of its own',
      files: {
        Dockerfile: 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ["gunicorn", "--threads", "8", "main:app"]\n',
        'main.py':
          'import time\n\nfrom flask import Flask\n\napp = Flask(__name__)\n\n\n@app.get("/")\nasync def read():\n    time.sleep(1)\n    return ""\n',
      },
    },
  ],
  *check({ launch, reader, deployable }) {
    if (!isRequestDriven(deployable)) return;
    const program = programOf(launch, reader);
    if (program === undefined) return;
    const alone = valueOf(deployable.concurrency) === 1;
    for (const [blocked, ...others] of grouped(worthTelling(blockedCalls(program)))) {
      const { uri, call, blocking } = blocked;
      const facts = program.files.get(uri);
      if (facts === undefined) continue;
      const ruff = [blocked, ...others].map((each) => ruffOf(reader, each));
      const low = blocking.weight === 'low' || alone;
      const inner =
        blocked.inner === undefined
          ? undefined
          : { message: `${blocked.callee}() is called here.`, at: spanOf(blocked.inner.uri, blocked.inner.range) };
      const common = {
        at: spanOf(uri, firstLine(reader, uri, call.calleeRange)),
        ...(low ? { severity: 'information' as const } : {}),
        related: [inner, ruff[0], ...others.map((other) => alsoHere(reader, other))],
        overlaps: ruff.includes(undefined) ? undefined : ('ruff' as const),
        fixes: () => fixesOf(reader, blocked),
      };
      const data = { call: shortName(call.text), what: blocking.what, advice: adviceOf(blocked) };
      if (blocked.inner === undefined) yield { message: 'direct', data, ...common };
      else yield { message: 'indirect', data: { ...data, callee: shortName(blocked.callee) }, ...common };
    }
  },
});

/**
 * All calls that certainly take long. Of those whose cost depends on the data only the first one of a coroutine, where nothing worse
 * stands in it and no other function lies between: the disk of an instance is memory, so that most of them are quick.
 */
function worthTelling(all: readonly BlockedCall[]): readonly BlockedCall[] {
  const told = new Set(all.filter((b) => b.blocking.weight === 'high').map((b) => `${b.uri}#${b.function}`));
  return all.filter((blocked) => {
    if (blocked.blocking.weight === 'high') return true;
    const key = `${blocked.uri}#${blocked.function}`;
    if (blocked.inner !== undefined || told.has(key)) return false;
    told.add(key);
    return true;
  });
}

type Group = readonly [BlockedCall, ...BlockedCall[]];

/**
 * What one change mends is told once, at its first place: all calls of a route that can become a plain `def`. Of what else a coroutine
 * leads to, and of its short waits for the database, the first one stands for the others; a direct call that waits long is told each time.
 */
function grouped(all: readonly BlockedCall[]): readonly Group[] {
  const groups = new Map<string, [BlockedCall, ...BlockedCall[]]>();
  for (const blocked of all) {
    const { uri, inner, call, canBeSync, blocking } = blocked;
    const coroutine = `${uri}#${blocked.function}#${blocking.weight}`;
    const alone = !canBeSync && inner === undefined && blocking.kind !== 'database';
    const key = alone ? `${coroutine}#${call.range.start}` : coroutine;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [blocked]);
    else group.push(blocked);
  }
  return [...groups.values()];
}

function alsoHere(reader: FactsReader, { uri, call }: BlockedCall): Related {
  const at = spanOf(uri, firstLine(reader, uri, call.calleeRange));
  return { message: `${shortName(call.text)}() blocks here too.`, at };
}

function ruffOf(reader: FactsReader, { uri, blocking, inner }: BlockedCall): Related | undefined {
  return inner !== undefined || blocking.ruff === undefined ? undefined : ruffReport(reader, uri, blocking.ruff);
}

/** The last two parts of a dotted name: enough to recognise it. */
function shortName(name: string): string {
  return name
    .replace(/\.__call__$/, '')
    .split('.')
    .slice(-2)
    .join('.');
}

function adviceOf({ canBeSync, blocking }: BlockedCall): string {
  if (canBeSync) return 'Make the route a plain def.';
  return blocking.instead === undefined ? 'Await it in a thread.' : `Await it in a thread, or use ${blocking.instead}.`;
}

function fixesOf(reader: FactsReader, blocked: BlockedCall): readonly (Fix | undefined)[] {
  const { uri, call } = blocked;
  const facts = reader.python(uri);
  const fn = facts?.functions[blocked.function];
  if (facts === undefined || fn === undefined) return [];
  const sync = blocked.canBeSync ? dropAsync(uri, fn) : undefined;
  const sleeps = blocked.inner === undefined && call.callee === 'time.sleep';
  const thread = sleeps ? undefined : runInThread(reader, facts, call);
  const asyncio = sleeps ? moduleName(reader, facts, 'asyncio') : undefined;
  return [
    sync === undefined
      ? undefined
      : { title: `Make ${fn.name} a plain def, which runs in a thread`, safety: 'safe', edits: [sync] },
    asyncio === undefined
      ? undefined
      : {
          title: 'Use asyncio.sleep',
          safety: 'suggestion',
          edits: [...asyncio.imports, { at: spanOf(uri, call.calleeRange), newText: `await ${asyncio.name}.sleep` }],
        },
    thread === undefined
      ? undefined
      : { title: `Run ${shortName(call.text)} in a thread`, safety: 'suggestion', edits: thread },
  ];
}
