import { valueOf } from '../../base/known.ts';
import type { Server } from '../../model/launch-types.ts';
import { defineRule, type Fix, type LaunchSubject } from '../rule.ts';
import { answersRequests, serverName } from '../words.ts';
import { dropOption, fixOf, narrow, needlessBind, optionsNamed, unquoted } from '../write.ts';

const FLASK = 'from flask import Flask\n\napp = Flask(__name__)\n';
const HEAD = 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\n';
const TLS = ['--certfile', '--keyfile', '--ca-certs', '--ssl-keyfile', '--ssl-certfile', '--ssl-ca-certs'];

export default defineRule({
  name: 'not-http',
  since: '0.1.0',
  severity: 'error',
  subject: 'launch',
  summary: 'The server listens on something that Cloud Run cannot send HTTP requests to.',
  why: `Cloud Run sends plain HTTP to a TCP port of the container. A unix socket and uWSGI's own protocol (\`--socket\`) are made for an
nginx beside the server; without one nobody answers, and the revision never becomes ready. TLS is terminated before the container:
a server that wants TLS itself gets plain text and refuses it.

Nothing is said where another process of the container, such as nginx, is started as well.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/container-contract', checked: '2026-11-23' },
  topic: 'dockerfile-and-port',
  messages: {
    unix: '{server} listens on a unix socket only; Cloud Run sends HTTP to a TCP port, so no request arrives. Listen on $PORT.',
    uwsgi: 'This socket speaks the uwsgi protocol, Cloud Run sends HTTP: no request is understood. Use --http-socket.',
    tls: '{server} expects TLS, but Cloud Run terminates TLS before the container and sends plain HTTP. Remove the certificate.',
  },
  bad: [
    {
      why: 'A unix socket without nginx',
      files: {
        Dockerfile: `${HEAD}CMD ["gunicorn", "--bind", "⟦unix:/tmp/app.sock⟧", "--threads", "8", "main:app"]\n`,
        'main.py': FLASK,
      },
      fixed: { Dockerfile: `${HEAD}CMD ["gunicorn", "--threads", "8", "main:app"]\n` },
    },
    {
      why: "uWSGI's own protocol",
      files: {
        Dockerfile: `${HEAD}CMD ["uwsgi", "--socket", "⟦:8080⟧", "--module", "main:app", "--processes", "8", "--master", "--die-on-term"]\n`,
        'main.py': FLASK,
      },
      fixed: {
        Dockerfile: `${HEAD}CMD ["uwsgi", "--http-socket", ":8080", "--module", "main:app", "--processes", "8", "--master", "--die-on-term"]\n`,
      },
    },
    {
      why: 'TLS inside the container',
      severity: 'warning',
      files: {
        Dockerfile: `${HEAD}CMD ["gunicorn", "--threads", "8", "⟦--certfile⟧", "cert.pem", "--keyfile", "key.pem", "main:app"]\n`,
        'main.py': FLASK,
      },
      fixed: { Dockerfile: `${HEAD}CMD ["gunicorn", "--threads", "8", "main:app"]\n` },
    },
  ],
  good: [
    {
      why: 'A TCP port beside the unix socket',
      files: {
        Dockerfile: `${HEAD}CMD exec gunicorn --bind unix:/tmp/app.sock --bind :$PORT --threads 8 main:app\n`,
        'main.py': FLASK,
      },
    },
    {
      why: 'nginx in the same container takes the requests',
      files: {
        Dockerfile: `${HEAD}RUN apt-get update && apt-get install -y nginx\nCOPY nginx.conf /etc/nginx/nginx.conf\nCMD ["./start.sh"]\n`,
        'main.py': FLASK,
        'nginx.conf': 'events {}\n',
        'start.sh': '#!/bin/bash\nnginx\nexec gunicorn --bind unix:/tmp/app.sock --threads 8 main:app\n',
      },
    },
    {
      why: 'The path of an MCP server is a route',
      files: {
        Dockerfile: `${HEAD}CMD ["python", "main.py"]\n`,
        'main.py':
          'import os\n\nfrom fastmcp import FastMCP\n\nmcp = FastMCP("tools")\nmcp.run(transport="http", host="0.0.0.0", port=int(os.environ["PORT"]), path="/stream")\n',
      },
    },
  ],
  *check(subject) {
    const { launch, reader } = subject;
    const server = valueOf(launch.server);
    const binds = valueOf(launch.binds);
    if (!answersRequests(subject) || server === undefined || binds === undefined || binds.length === 0) return;
    if (launch.companions.length > 0) return;
    const place = launch.binds.at ?? server.at;
    const at = unquoted(reader, place);
    const data = { server: serverName(server, launch) };
    const fix = (): Fix | undefined => otherSocket(subject, server);
    if (binds.every((b) => b.protocol === 'uwsgi')) yield { message: 'uwsgi', at, fix };
    else if (binds.every((b) => b.transport === 'unix')) yield { message: 'unix', data, at, fix };
    else if (binds.every((b) => b.protocol === 'https')) {
      const options = optionsNamed(server, ...TLS);
      const first = options[0];
      const flag = first === undefined ? undefined : (narrow(reader, first.at, first.name) ?? first.at);
      const edits = options.map(dropOption);
      yield {
        message: 'tls',
        data,
        at: flag ?? unquoted(reader, server.at),
        severity: 'warning',
        fix: () => (edits.length === 0 ? undefined : fixOf('Drop the certificate', 'suggestion', ...edits)),
      };
    }
  },
});

function otherSocket({ launch, reader }: LaunchSubject, server: Server): Fix | undefined {
  const bind = needlessBind(server);
  if (bind !== undefined)
    return fixOf('Drop --bind: gunicorn listens on 0.0.0.0:$PORT by itself', 'suggestion', dropOption(bind));
  if (server.kind !== 'uwsgi') return undefined;
  const at = launch.command === undefined ? undefined : narrow(reader, launch.command, '--socket');
  return at === undefined ? undefined : fixOf('Speak HTTP on it', 'suggestion', { at, newText: '--http-socket' });
}
