import { strict as assert } from 'node:assert';
import { rulePage } from '../../scripts/rule-page.ts';
import { fixKind } from '../../server/src/features/rule-example.ts';
import { RULES } from '../../server/src/rules/index.ts';
import { analyse, uriOf } from '../kit/example.ts';

const FILES = {
  Dockerfile:
    'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD exec gunicorn --bind :$PORT --workers 1 --threads 8 --timeout 0 main:app\n',
  'main.py': 'from flask import Flask\n\napp = Flask(__name__)\n',
};

describe('inspect', () => {
  it('says what will run, as the contract names it', () => {
    const [deployable] = analyse(FILES).inspect().deployables;
    assert.ok(deployable !== undefined);
    const { containers, sources, ...rest } = deployable;
    assert.deepEqual(rest, {
      name: 'ws',
      kind: 'image',
      root: 'file:///ws',
      concurrency: 80,
      timeoutSeconds: 300,
      cpuThrottled: true,
      executionEnvironment: null,
      minInstances: 0,
      maxInstances: 100,
      idleCost: null,
      deployedBy: [],
    });
    assert.deepEqual(sources, ['file:///ws/Dockerfile', 'file:///ws/main.py']);
    assert.deepEqual(containers, [
      {
        name: null,
        ingress: true,
        image: null,
        dockerfile: 'file:///ws/Dockerfile',
        port: 8080,
        cpu: 1,
        memoryBytes: 536870912,
        models: [],
        estimatedMemoryBytes: null,
        launch: {
          argv: ['gunicorn', '--bind', ':8080', '--workers', '1', '--threads', '8', '--timeout', '0', 'main:app'],
          pid1: 'server',
          sigtermReachesServer: true,
          server: { kind: 'gunicorn' },
          binds: [{ host: '0.0.0.0', port: 8080 }],
          reachable: true,
          startFails: null,
          workers: 1,
          threads: 8,
          workerClass: 'gthread',
          preload: false,
          timeoutSeconds: 0,
          gracefulTimeoutSeconds: 30,
          capacity: 8,
        },
      },
    ]);
  });

  it('knows which deployables a file belongs to', () => {
    const analysis = analyse({ ...FILES, 'other/Dockerfile': 'FROM nginx\n' });
    assert.equal(analysis.inspect(uriOf('main.py')).deployables.length, 1);
    assert.equal(analysis.inspect().deployables.length, 2);
  });

  it('shows a launch behind CMD as an inlay hint when it is switched on', () => {
    const analysis = analyse(FILES);
    const range = { start: 0, end: FILES.Dockerfile.length };
    assert.deepEqual(analysis.inlayHints(uriOf('Dockerfile'), range), []);
    analysis.setSettings({ enable: true, rules: {}, hover: true, inlayHints: true, ignoreAction: true });
    assert.deepEqual(
      analysis.inlayHints(uriOf('Dockerfile'), range).map((h) => h.label),
      [' → gunicorn · 0.0.0.0:8080 · 8 requests at a time'],
    );
  });
});

describe('rule pages', () => {
  for (const rule of RULES) {
    it(rule.name, () => {
      const page = rulePage(rule);
      assert.ok(page.startsWith(`# ${rule.name}\n`));
      assert.ok(!/[⟦⟧]/.test(page), 'no marks');
      assert.equal(/After the fix/.test(page), fixKind(rule) === 'automatic');
    });
  }
});
