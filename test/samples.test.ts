import { strict as assert } from 'node:assert';
import { lineStarts, positionAt } from '../server/src/base/lines.ts';
import { analyse, pathOf } from './kit/example.ts';
import { readFolder } from './kit/folder.ts';

// The samples show what the product finds: each finding, no more and no less.

const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  clean: [],
  'fastapi-model': [
    'Dockerfile:10 information healthcheck-ignored',
    'Dockerfile:14 error workers-exceed-memory',
    'Dockerfile:14 information workers-exceed-cpu',
    'Dockerfile:14 warning missing-preload',
    'Dockerfile:14 warning shell-swallows-sigterm',
    'search/main.py:27 warning async-worker-blocked',
    'service.yaml:14 information cpu-bound-concurrency',
    'service.yaml:2 hint no-startup-boost',
    'service.yaml:22 error reserved-name',
  ],
  'flask-localhost': [
    'Dockerfile:12 error localhost-bind',
    'Dockerfile:12 warning single-sync-worker',
    'main.py:10 warning tmp-write',
  ],
  'nightly-job': ['Dockerfile:12 error exec-not-a-program', 'job.yaml:22 error reserved-name'],
  'worker-pool': [
    'Dockerfile:2 error unsupported-architecture',
    'thumbnails/__main__.py:32 information missing-sigterm-handler',
    'worker-pool.yaml:14 warning worker-pool-autoscaling',
  ],
};

describe('samples', () => {
  for (const [sample, expected] of Object.entries(EXPECTED)) {
    it(sample, () => {
      const files = readFolder(`samples/${sample}`);
      const findings = analyse(files).allFindings();
      const lines = findings.map((f) => {
        const line = positionAt(lineStarts(files[pathOf(f.at.uri)] ?? ''), f.at.start).line + 1;
        return `${pathOf(f.at.uri)}:${line} ${f.severity} ${f.rule}`;
      });
      assert.deepEqual(lines.sort(), [...expected].sort());
    });
  }
});
