import { type Span, spanOf, type Uri } from '../../base/span.ts';
import type { ServerStart } from '../../facts/python/types.ts';
import type { EnvValue } from '../../facts/python/value.ts';
import { numberOf, truthOf } from '../../facts/python/value.ts';
import type { FactsReader } from '../../model/facts-reader.ts';
import { programOf } from '../../model/python/program.ts';
import { defineRule, type Edit } from '../rule.ts';
import { answersRequests } from '../words.ts';

const DOCKERFILE = 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ["python", "main.py"]\n';
const HANDLER =
  'import os\nfrom http.server import BaseHTTPRequestHandler, HTTPServer\n\n\nclass Handler(BaseHTTPRequestHandler):\n    def do_GET(self):\n        self.send_response(200)\n        self.end_headers()\n\n\n';

const NAMES: Partial<Readonly<Record<ServerStart['api'], string>>> = {
  'http.server': 'http.server',
  socketserver: 'socketserver',
  wsgiref: 'wsgiref',
  'uvicorn.run': 'uvicorn with several processes',
};

export default defineRule({
  name: 'port-not-integer',
  since: '0.1.0',
  severity: 'warning',
  subject: 'launch',
  summary: 'The port is passed as text to an API that needs a number.',
  why: `Environment variables are text. Cloud Run always sets \`PORT\`, so \`os.environ.get("PORT", 8080)\` gives the text \`"8080"\` there,
although the same line gives a number on a computer without the variable. \`http.server\`, \`socketserver\`, \`wsgiref\` and uvicorn with
several processes raise an exception on text: the container stops before it listens.

Flask, aiohttp, Tornado and uvicorn with one process accept text.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/container-contract', checked: '2026-11-23' },
  topic: 'dockerfile-and-port',
  messages: {
    text: '{name} comes from the environment as text, and {server} needs a number: the server fails to start. Wrap it in int().',
  },
  bad: [
    {
      files: {
        Dockerfile: DOCKERFILE,
        'main.py': `${HANDLER}port = ⟦os.environ.get("PORT", 8080)⟧\nHTTPServer(("0.0.0.0", port), Handler).serve_forever()\n`,
      },
      fixed: {
        'main.py': `${HANDLER}port = int(os.environ.get("PORT", 8080))\nHTTPServer(("0.0.0.0", port), Handler).serve_forever()\n`,
      },
    },
    {
      why: 'Without a default',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py': `${HANDLER}if __name__ == "__main__":\n    HTTPServer(("", ⟦os.getenv("PORT")⟧), Handler).serve_forever()\n`,
      },
      fixed: {
        'main.py': `${HANDLER}if __name__ == "__main__":\n    HTTPServer(("", int(os.getenv("PORT", "8080"))), Handler).serve_forever()\n`,
      },
    },
  ],
  good: [
    {
      why: 'int() around the variable',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py':
          'import os\n\nimport uvicorn\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\nif __name__ == "__main__":\n    uvicorn.run("main:app", host="0.0.0.0", port=int(os.environ["PORT"]), workers=2)\n',
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: api\nspec:\n  template:\n    spec:\n      containers:\n        - image: europe-docker.pkg.dev/p/r/api:1\n          resources:\n            limits:\n              cpu: "2"\n              memory: 1Gi\n',
      },
    },
    {
      why: 'Not reached from the command',
      files: {
        Dockerfile: 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ["gunicorn", "--threads", "8", "main:app"]\n',
        'main.py': `${HANDLER}from flask import Flask\n\napp = Flask(__name__)\n\nif __name__ == "__main__":\n    HTTPServer(("", os.environ["PORT"]), Handler).serve_forever()\n`,
      },
    },
  ],
  *check(subject) {
    const { launch, reader } = subject;
    if (!answersRequests(subject)) return;
    const program = programOf(launch, reader);
    const facts = program?.files.get(program.entry);
    if (program === undefined || facts === undefined || !program.asScript) return;
    for (const start of facts.serverStarts) {
      const server = NAMES[start.api];
      if (server === undefined || !start.reachedAsScript || start.conditional) continue;
      if (start.api === 'uvicorn.run' && !severalProcesses(start)) continue;
      const { port } = start;
      if (port?.kind !== 'env' || port.cast !== undefined) continue;
      yield {
        message: 'text',
        data: { name: port.name, server },
        at: spanOf(program.entry, port.origin),
        fix: () => ({ title: 'Convert the port with int()', safety: 'safe', edits: wrap(reader, program.entry, port) }),
      };
    }
  },
});

function severalProcesses(start: ServerStart): boolean {
  return (numberOf(start.workers) ?? 1) > 1 || truthOf(start.reload) === true;
}

/** `int(…)` around the read, with a default where `None` would come out of it. */
function wrap(reader: FactsReader, uri: Uri, port: EnvValue): readonly Edit[] {
  const { start, end } = port.origin;
  const at = (offset: number): Span => ({ uri, start: offset, end: offset });
  const open = { at: at(start), newText: 'int(' };
  const text = reader.text(uri)?.slice(start, end) ?? '';
  if (port.default !== undefined || port.required || !text.endsWith(')')) return [open, { at: at(end), newText: ')' }];
  return [open, { at: at(end - 1), newText: ', "8080"' }, { at: at(end), newText: ')' }];
}
