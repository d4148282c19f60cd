import { valueOf } from '../../base/known.ts';
import { spanOf } from '../../base/span.ts';
import { heavyImports, loadedModels } from '../../model/memory.ts';
import { phasesOf } from '../../model/python/phases.ts';
import { programOf } from '../../model/python/program.ts';
import { defineRule } from '../rule.ts';
import { answersRequests } from '../words.ts';
import { fixOf, writeTo } from '../write.ts';

const HEAD = 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\n';
const APP = 'import pandas as pd\nfrom flask import Flask\n\napp = Flask(__name__)\n';

export default defineRule({
  name: 'workers-multiply-startup',
  since: '0.1.0',
  severity: 'information',
  subject: 'launch',
  summary: 'Several workers each import heavy libraries while requests wait for the instance.',
  why: `Without \`--preload\` every worker imports the whole program by itself. With one vCPU they do so one after the other, so four workers
take about four times as long until the instance is ready, and hold four copies of the libraries in memory.

On Cloud Run one worker with threads is usually best: more load is met with more instances. Use about as many workers as vCPUs.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/tips/python', checked: '2026-11-23' },
  topic: 'gunicorn-workers-and-threads',
  messages: {
    each: 'Each of the {workers} workers imports {libraries} at start, which makes cold starts slower. One worker with threads starts faster.',
  },
  bad: [
    {
      files: {
        Dockerfile: `${HEAD}CMD ["gunicorn", "--workers", ⟦"4"⟧, "--threads", "8", "main:app"]\n`,
        'main.py': APP,
      },
      fixed: { Dockerfile: `${HEAD}CMD ["gunicorn", "--workers", "1", "--threads", "8", "main:app"]\n` },
    },
  ],
  good: [
    {
      why: 'One worker, or the libraries are imported before the workers are forked',
      files: {
        Dockerfile: `${HEAD}CMD ["gunicorn", "--workers", "1", "--threads", "8", "main:app"]\n`,
        'main.py': APP,
      },
    },
  ],
  *check(subject) {
    const { launch, reader } = subject;
    const server = valueOf(launch.server);
    if (!answersRequests(subject) || server === undefined) return;
    const workers = valueOf(server.workers.value);
    if (workers === undefined || workers < 2 || valueOf(server.preload.value) === true) return;
    const program = programOf(launch, reader);
    const libraries = program === undefined ? [] : heavyImports(program);
    if (program === undefined || libraries.length === 0) return;
    // A model that each worker loads weighs more than its library, and other rules say so.
    if (loadedModels(program, phasesOf(program), launch).some((model) => model.phase === 'import')) return;
    const names = libraries.slice(0, 3).map((library) => library.name);
    yield {
      message: 'each',
      data: { workers, libraries: names.join(', ') },
      at: server.workers.value.at,
      related: libraries.map((l) => ({ message: `${l.name} is imported here.`, at: spanOf(l.uri, l.range) })),
      fix: () =>
        fixOf('Use one worker', 'suggestion', writeTo(reader, server.workers.place, { text: '1', python: '1' })),
    };
  },
});
