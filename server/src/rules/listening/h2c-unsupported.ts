import { valueOf } from '../../base/known.ts';
import { SERVERS } from '../../catalog/servers/find-server.ts';
import type { Launch, Server } from '../../model/launch-types.ts';
import { defineRule } from '../rule.ts';
import { answersRequests, serverName } from '../words.ts';
import { fixOf, optionsNamed, unquoted } from '../write.ts';

const FASTAPI = 'from fastapi import FastAPI\n\napp = FastAPI()\n';
const HEAD = 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\n';
const SERVICE = (name: string): string =>
  `apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: api\nspec:\n  template:\n    spec:\n      containers:\n        - image: europe-docker.pkg.dev/p/r/api:1\n          ports:\n            - name: ${name}\n              containerPort: 8080\n`;
const UVICORN = `${HEAD}CMD exec uvicorn main:app --host 0.0.0.0 --port $PORT\n`;

export default defineRule({
  name: 'h2c-unsupported',
  since: '0.1.0',
  severity: 'error',
  subject: 'launch',
  summary: 'The port is named `h2c`, but the server speaks HTTP/1 only.',
  why: `With the port name \`h2c\` Cloud Run speaks HTTP/2 without TLS to the container from the first byte. A server that knows HTTP/1 only
answers that with an error, so every request fails. Browsers still get HTTP/2 from Cloud Run's front end when the port is named
\`http1\` (the default); \`h2c\` is for gRPC and for servers such as Hypercorn, Granian, Go or Java ones, gunicorn from 26.2 on with its
HTTP/2 options, and a new uvicorn (0.54 does) with \`--http zttp --http2\`.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/configuring/http2', checked: '2026-11-28' },
  topic: 'dockerfile-and-port',
  messages: {
    unsupported: 'The port is named h2c, but {server} speaks HTTP/1 only: every request fails. Name the port http1.',
  },
  bad: [
    {
      why: 'uvicorn',
      files: { Dockerfile: UVICORN, 'main.py': FASTAPI, 'service.yaml': SERVICE('⟦h2c⟧') },
      fixed: { 'service.yaml': SERVICE('http1') },
    },
    {
      why: 'uvicorn in the code',
      files: {
        Dockerfile: `${HEAD}CMD ["python", "main.py"]\n`,
        'main.py': `import os\n\nimport uvicorn\n${FASTAPI}uvicorn.run(app, host="0.0.0.0", port=int(os.environ["PORT"]))\n`,
        'service.yaml': SERVICE('⟦h2c⟧'),
      },
      fixed: { 'service.yaml': SERVICE('http1') },
    },
  ],
  good: [
    {
      why: 'Hypercorn speaks HTTP/2',
      files: {
        Dockerfile: `${HEAD}CMD exec hypercorn main:app --bind 0.0.0.0:$PORT\n`,
        'main.py': FASTAPI,
        'service.yaml': SERVICE('h2c'),
      },
    },
    {
      why: 'uvicorn that is told to speak HTTP/2',
      files: {
        Dockerfile: UVICORN.replace('--host', '--http zttp --http2 --host'),
        'main.py': FASTAPI,
        'service.yaml': SERVICE('h2c'),
      },
    },
    {
      why: 'Told by a variable',
      files: {
        Dockerfile: UVICORN.replace('CMD', 'ENV UVICORN_HTTP=zttp UVICORN_HTTP2=1\nCMD'),
        'main.py': FASTAPI,
        'service.yaml': SERVICE('h2c'),
      },
    },
    {
      why: 'Told in the code',
      files: {
        Dockerfile: `${HEAD}CMD ["python", "main.py"]\n`,
        'main.py': `import os\n\nimport uvicorn\n${FASTAPI}uvicorn.run(app, host="0.0.0.0", port=int(os.environ["PORT"]), http="zttp", http2=True)\n`,
        'service.yaml': SERVICE('h2c'),
      },
    },
    {
      why: 'A proxy that starts Hypercorn',
      files: {
        Dockerfile: `${HEAD}CMD ["litellm", "--run_hypercorn", "--config", "config.yaml"]\n`,
        'service.yaml': SERVICE('h2c'),
      },
    },
    {
      why: 'A server in another language',
      files: {
        Dockerfile: 'FROM gcr.io/distroless/static\nCOPY server /server\nCMD ["/server"]\n',
        'service.yaml': SERVICE('h2c'),
      },
    },
    {
      why: 'The default protocol',
      files: { Dockerfile: UVICORN, 'main.py': FASTAPI, 'service.yaml': SERVICE('http1') },
    },
  ],
  *check(subject) {
    const { container, launch, reader } = subject;
    const name = container.manifest?.ports[0]?.name;
    const server = valueOf(launch.server);
    if (!answersRequests(subject) || server === undefined || name?.kind !== 'known' || name.value !== 'h2c') return;
    if (launch.companions.length > 0 || !speaksOnlyHttp1(server, launch)) return;
    const at = name.at === undefined ? undefined : unquoted(reader, name.at);
    yield {
      message: 'unsupported',
      data: { server: serverName(server, launch) },
      at,
      related: [{ message: 'The server starts here.', at: server.at }],
      fix: () => (at === undefined ? undefined : fixOf('Name the port http1', 'suggestion', { at, newText: 'http1' })),
    };
  },
});

function speaksOnlyHttp1(server: Server, launch: Launch): boolean {
  if (server.kind === 'other') return false;
  const speaks = SERVERS.find((entry) => entry.kind === server.kind)?.speaksHttp2;
  if (speaks !== 'option') return speaks === 'no';
  // gunicorn and uvicorn: options, a variable, an argument or a configuration file may switch HTTP/2 on.
  const configured = server.http2 === true || launch.alsoDecidedBy.some((span) => span.uri.endsWith('.py'));
  const switches = optionsNamed(server, '--http2', '--http2-cleartext', '--http-protocols', '--config', '--env-file');
  return !configured && switches.length === 0;
}
