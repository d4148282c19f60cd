import { strict as assert } from 'node:assert';
import { analyse, pathOf } from '../kit/example.ts';

// Tables of cases of the rules that read Python, and the files that most cases share.

export const UVICORN =
  'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD exec uvicorn main:app --host 0.0.0.0 --port $PORT\n';

export const GUNICORN =
  'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ["gunicorn", "--threads", "8", "main:app"]\n';

export const SCRIPT = 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ["python", "main.py"]\n';

export const FASTAPI = 'from fastapi import FastAPI, BackgroundTasks\napp = FastAPI()\n';

export const FLASK = 'from flask import Flask, request, send_file\napp = Flask(__name__)\n';

/** A manifest of one container; `extra`: lines of the template before its spec. */
export function manifest(kind: 'Service' | 'Job' | 'WorkerPool', extra = ''): string {
  const api = kind === 'Service' ? 'serving.knative.dev/v1' : 'run.googleapis.com/v1';
  const spec = '    spec:\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n';
  const job =
    '    spec:\n      template:\n        spec:\n          containers:\n            - image: us-docker.pkg.dev/p/r/shop\n';
  return `apiVersion: ${api}\nkind: ${kind}\nmetadata:\n  name: shop\nspec:\n  template:\n${extra}${kind === 'Job' ? job : spec}`;
}

/** Files, and the texts that findings point to. */
export type Case = readonly [why: string, files: Readonly<Record<string, string>>, expected: readonly string[]];

/** `rule: the marked text` for every finding of the rules in question. */
export function findings(rules: readonly string[], files: Readonly<Record<string, string>>): readonly string[] {
  return analyse(files)
    .allFindings()
    .filter((finding) => rules.includes(finding.rule))
    .map((finding) => {
      const text = files[pathOf(finding.at.uri)] ?? '';
      const severity = finding.severity === 'information' ? ' (information)' : '';
      return `${text.slice(finding.at.start, finding.at.end)}${severity}`;
    });
}

/** One test for each case of some rules. */
export function table(rules: readonly string[], cases: readonly Case[]): void {
  describe(rules.join(', '), () => {
    for (const [why, files, expected] of cases) it(why, () => assert.deepEqual(findings(rules, files), expected));
  });
}
