import { SERVERS } from './find-server.ts';
import type { OptionMeaning, ServerEntry } from './server-entry.ts';

// What options mean on Cloud Run, for hovers. Sources: facts of each server's file in this folder, and the container contract
// (https://cloud.google.com/run/docs/container-contract, checked 2026-11-23).

const DOCS: Partial<Readonly<Record<OptionMeaning, string>>> = {
  bind: 'address and port to listen on. Cloud Run sends requests to `PORT` on every interface, so it must be `0.0.0.0:$PORT` or `:$PORT`.',
  host: 'address to listen on. Only `0.0.0.0` (or `::`) is reached by requests from outside the container.',
  port: 'port to listen on. Cloud Run sends requests to the container port, 8080 by default, and tells it in `PORT`.',
  socket:
    'listens on a unix socket, which Cloud Run cannot reach; something else in the container has to listen on `PORT`.',
  workers:
    'processes. Each imports the whole app and holds its own memory; they share the CPUs and the memory limit of the instance. One per vCPU is plenty.',
  threads: 'threads per worker. Workers times threads is how many requests one instance serves at a time.',
  'worker-class':
    'how a worker serves requests: one at a time (sync), with threads (gthread), or on an event loop (gevent, uvicorn, asgi).',
  preload:
    'imports the app before the workers are forked. Start-up work is done once; memory is shared until it is written to.',
  timeout:
    'seconds without a sign of life after which a worker is killed. For sync workers that limits the request; `0` leaves the limit to Cloud Run.',
  'graceful-timeout':
    'seconds to finish requests after SIGTERM. Cloud Run sends SIGKILL after 10 seconds, whatever stands here.',
  reload:
    'watches files and restarts. For development only: nothing changes in a deployed image, and it costs CPU and memory.',
  debug: 'shows errors with their code to everybody and may run a second process. For development only.',
  daemon: 'goes to the background, so that process 1 ends and Cloud Run stops the container.',
  tls: 'Cloud Run ends TLS in front of the container; requests arrive as plain HTTP, so a server that expects TLS answers none.',
  http2: 'HTTP/2 without TLS, which Cloud Run uses only when the port is named `h2c`.',
};

/** What an option of a server means on Cloud Run; nothing where there is nothing to say beyond the server's own help. */
export function optionDoc(kind: ServerEntry['kind'], name: string): string | undefined {
  const option = SERVERS.find((entry) => entry.kind === kind)?.options.find((o) => o.names.includes(name));
  return option === undefined ? undefined : DOCS[option.means];
}
