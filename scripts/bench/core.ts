import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Analysis, createAnalysis } from '../../server/src/api.ts';
import { known } from '../../server/src/base/known.ts';
import { resolveLaunch } from '../../server/src/model/launch.ts';
import { createWorkspace } from '../../server/src/model/workspace.ts';
import { dockerfile, lineCount, manifest, python, type Typing } from './documents.ts';
import { figure, repeat, type Sample, summarise, table } from './measure.ts';
import { type Files, workspaceFiles } from './workspace.ts';

// The core alone, in this process: text in, findings out.

const ROOT = 'file:///bench';
const TYPED = 'the quick brown fox jumps over the lazy dog ';

function load(files: Files): Analysis {
  const analysis = createAnalysis();
  analysis.setFolders([ROOT]);
  analysis.setIndex(Object.keys(files).map((path) => `${ROOT}/${path}`));
  for (const [path, text] of Object.entries(files)) analysis.setFile(`${ROOT}/${path}`, text);
  return analysis;
}

/** What a server does after a change: what is missing, what changed, and the findings there. */
function answer(analysis: Analysis): number {
  const missing = analysis.wanted().length;
  return missing + analysis.touched().reduce((sum, uri) => sum + analysis.findings(uri).length, 0);
}

setFlagsFromString('--expose-gc');
/** Frees what nobody holds any more, so that the heap can be weighed. */
const collect = runInNewContext('gc') as () => void;

function coldStart(count: number, runs: number): { readonly time: Sample; readonly heap: number } {
  const files = workspaceFiles(count);
  const times: number[] = [];
  let heap = Number.NaN;
  collect();
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < runs; i++) {
    const started = performance.now();
    const analysis = load(files);
    answer(analysis);
    times.push(performance.now() - started);
    collect();
    heap = (process.memoryUsage().heapUsed - before) / 2 ** 20;
    // The question keeps the analysis alive until here.
    if (analysis.failures().length > 0) throw new Error('a rule failed');
  }
  return { time: summarise(times), heap };
}

function typeAt(analysis: Analysis, path: string, document: Typing, offset: number, keys: number): Sample {
  const uri = `${ROOT}/${path}`;
  analysis.setFile(uri, document.text);
  answer(analysis);
  return repeat(keys, 10, (run) => {
    const typed = TYPED.slice(0, run % TYPED.length);
    analysis.setFile(uri, document.text.slice(0, offset) + typed + document.text.slice(offset));
    answer(analysis);
  });
}

const DOCUMENTS: readonly (readonly [
  path: string,
  label: string,
  make: (lines: number) => Typing,
  sizes: readonly number[],
])[] = [
  ['app-0/Dockerfile', 'Dockerfile', dockerfile, [20, 100, 500]],
  ['app-0/service.yaml', 'manifest', (lines) => manifest(lines), [20, 100, 500, 1000]],
  [
    'app-0/main.py',
    'Python',
    (lines) => {
      const { text, middle, comment } = python(lines);
      // The app starts it as a script of its folder, not as a package.
      return { text: text.replace('.settings', 'settings'), middle: middle - 1, comment: comment - 1 };
    },
    [50, 350, 1000],
  ],
];

function keystrokes(apps: number, keys: number): readonly (readonly string[])[] {
  const files = workspaceFiles(apps);
  const analysis = load(files);
  answer(analysis);
  const rows: string[][] = [];
  for (const [path, label, make, sizes] of DOCUMENTS) {
    for (const size of sizes) {
      const document = make(size);
      const value = typeAt(analysis, path, document, document.middle, keys);
      const comment = typeAt(analysis, path, document, document.comment, keys);
      const uri = `${ROOT}/${path}`;
      analysis.setFile(uri, document.text);
      answer(analysis);
      const hover = repeat(keys, 5, () => void analysis.hover(uri, document.middle));
      const completion = repeat(keys, 5, () => void analysis.completion(uri, document.middle));
      const cells = [value, comment, hover, completion].flatMap((s) => [figure(s.median), figure(s.p95)]);
      rows.push([`${label}, ${lineCount(document.text)} lines, ${apps} apps`, ...cells]);
    }
    analysis.setFile(`${ROOT}/${path}`, files[path]);
    answer(analysis);
  }
  return rows;
}

const STARTS: readonly (readonly [label: string, files: Files])[] = [
  [
    'gunicorn, exec form',
    {
      Dockerfile:
        'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ["gunicorn", "-b", ":8080", "-w", "2", "main:app"]\n',
    },
  ],
  [
    'uvicorn behind an entrypoint script',
    {
      Dockerfile: 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nENTRYPOINT ["./start.sh"]\n',
      'start.sh':
        '#!/bin/sh\nset -e\nexport HOST=${HOST:-0.0.0.0}\nexec uvicorn main:app --host "$HOST" --port "$PORT"\n',
    },
  ],
  [
    'app.run() in a script',
    {
      Dockerfile: 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ["python", "main.py"]\n',
      'main.py':
        'import os\nfrom flask import Flask\n\napp = Flask(__name__)\n\nif __name__ == "__main__":\n    app.run(host="0.0.0.0", port=int(os.environ["PORT"]))\n',
    },
  ],
];

/** What a Dockerfile starts, resolved anew from facts that are there already. */
function launches(): readonly (readonly string[])[] {
  return STARTS.map(([label, files]) => {
    const workspace = createWorkspace();
    const all: Files = { 'main.py': 'app = None\n', ...files };
    workspace.setFolders([ROOT]);
    workspace.setIndex(Object.keys(all).map((path) => `${ROOT}/${path}`));
    for (const [path, text] of Object.entries(all)) workspace.setFile(`${ROOT}/${path}`, text);
    const dockerfile = `${ROOT}/Dockerfile`;
    const sample = repeat(200, 50, () => {
      const launch = resolveLaunch(workspace, {
        dockerfile,
        context: ROOT,
        container: undefined,
        deploys: [],
        kind: 'image',
        port: known(8080),
        cpu: known(1),
      });
      if (launch.argv.kind === 'unknown') throw new Error(`${label} is not resolved`);
    });
    return [label, figure(sample.median), figure(sample.p95)];
  });
}

/** Keystrokes in workspaces of several sizes, start without a cache, memory. Gives the report as Markdown. */
export function benchCore(options: { readonly apps: readonly number[]; readonly keys: number }): string {
  coldStart(5, 2);
  const starts = options.apps.map((count) => {
    const { time, heap } = coldStart(count, count > 100 ? 3 : 5);
    return [`${count} apps`, figure(time.median), figure(time.p95), figure(heap)];
  });
  const rows = options.apps.flatMap((count) => keystrokes(count, options.keys));
  const head = ['edit to findings, ms', 'value', 'p95', 'comment', 'p95', 'hover', 'p95', 'completion', 'p95'];
  return [
    '### Core: all files given, first findings',
    '',
    table(['workspace', 'ms', 'p95', 'heap MiB'], starts),
    '',
    '### Core: what a Dockerfile starts, from facts that are there',
    '',
    table(['start', 'ms', 'p95'], launches()),
    '',
    '### Core: one key',
    '',
    table(head, rows),
  ].join('\n');
}
