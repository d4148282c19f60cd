import { spanOf } from '../../base/span.ts';
import { stringOf } from '../../facts/python/value.ts';
import { type PythonProgram, programOf } from '../../model/python/program.ts';
import { defineRule } from '../rule.ts';
import { answersRequests } from '../words.ts';

const DOCKERFILE = 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ["gunicorn", "--threads", "8", "main:app"]\n';
const FLASK = 'from flask import Flask\n\napp = Flask(__name__)\n\n\n';

export default defineRule({
  name: 'reserved-path',
  since: '0.1.0',
  severity: 'information',
  subject: 'launch',
  summary: 'A path that Cloud Run may keep for itself.',
  why: `Google's front end keeps some paths of a service's URL for itself: \`/_ah/…\`, \`/eventlog\` and some paths at the root that end in \`z\`,
such as \`/healthz\`. A request to them may be answered with 404 before it reaches the container. Probes are not affected, because Cloud
Run sends them to the container directly; monitoring from outside is. \`/health\` and \`/ready\` are safe names.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/known-issues', checked: '2026-11-28' },
  messages: {
    reserved:
      'Requests to {path} from outside may never arrive, because Cloud Run keeps such paths for itself. Choose another path, such as {other}.',
  },
  bad: [
    {
      files: { Dockerfile: DOCKERFILE, 'main.py': `${FLASK}@app.route(⟦"/healthz"⟧)\ndef health():\n    return ""\n` },
    },
    {
      files: {
        Dockerfile: DOCKERFILE,
        'main.py': `${FLASK}@app.route(⟦"/_ah/warmup"⟧)\ndef warm():\n    return ""\n`,
      },
    },
  ],
  good: [
    {
      why: 'Below the root, or without the z',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py': `from flask import Blueprint\n${FLASK}api = Blueprint("api", __name__, url_prefix="/api")\n\n\n@app.route("/health")\n@app.route("/quizzes/quiz")\ndef health():\n    return ""\n\n\n@api.route("/healthz")\ndef inner():\n    return ""\n`,
      },
    },
  ],
  *check(subject) {
    if (!answersRequests(subject)) return;
    const program = programOf(subject.launch, subject.reader);
    if (program === undefined) return;
    for (const [uri, facts] of program.files) {
      for (const route of facts.routes) {
        const path = stringOf(route.path);
        if (path === undefined || route.path === undefined || !isReserved(path)) continue;
        if (facts.routers.some((router) => router.name === route.app) && isPrefixed(program, route.app)) continue;
        const other = /^\/(?:eventlog|_ah)/.test(path) ? '/start' : path.replace(/z$/, '');
        yield { message: 'reserved', data: { path, other }, at: spanOf(uri, route.path.range) };
      }
    }
  },
});

function isReserved(path: string): boolean {
  return /^\/(?:_ah\/.*|eventlog|(?:health|ready|live|status|var|rpc|stat|ping)z)$/.test(path);
}

/** Whether the router stands below another path, by itself or where it is mounted. */
function isPrefixed(program: PythonProgram, router: string): boolean {
  for (const facts of program.files.values()) {
    if (facts.routers.some((r) => r.name === router && r.prefix !== undefined && stringOf(r.prefix) !== ''))
      return true;
    if (
      facts.mounts.some(
        (m) => m.router.split('.').at(-1) === router && m.prefix !== undefined && stringOf(m.prefix) !== '',
      )
    )
      return true;
  }
  return false;
}
