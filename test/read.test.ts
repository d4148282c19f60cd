import { strict as assert } from 'node:assert';
import { createAnalysis } from '../server/src/api.ts';
import type { Uri } from '../server/src/base/span.ts';
import { RULES } from '../server/src/rules/index.ts';
import type { ExampleFiles } from '../server/src/rules/rule.ts';
import { describeAll, describeFinding, ROOT, readMarks, uriOf } from './kit/example.ts';

// A host that reads at once: same answers, each file read once, nothing worked out twice.

const EXAMPLES: readonly ExampleFiles[] = RULES.flatMap((rule) =>
  [...rule.bad, ...rule.good].map((example) => readMarks(example.files).files),
);

function reading(files: Readonly<Record<string, string>>) {
  const texts = new Map<Uri, string>(Object.entries(files).map(([path, text]) => [uriOf(path), text]));
  const reads: Uri[] = [];
  const analysis = createAnalysis({
    read: (uri) => {
      reads.push(uri);
      return texts.get(uri);
    },
  });
  analysis.setFolders([ROOT]);
  analysis.setIndex([...texts.keys()]);
  return { analysis, texts, reads };
}

describe('an analysis that reads its files', () => {
  it('answers what one answers that was given them', () => {
    for (const files of EXAMPLES) {
      const { analysis, reads } = reading(files);
      assert.deepEqual(analysis.allFindings().map(describeFinding), describeAll(files));
      assert.deepEqual(analysis.wanted(), []);
      assert.equal(new Set(reads).size, reads.length, 'a file was read twice');
    }
  });

  it('resolves every deployable once', () => {
    for (const files of EXAMPLES) {
      const { analysis } = reading(files);
      analysis.allFindings();
      assert.equal(analysis.statistics().deployablesResolved, analysis.deployables().length);
    }
  });

  it('reads a dropped file again, and one that comes into the index later', () => {
    const { analysis, texts } = reading({
      Dockerfile: 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ["python", "main.py"]\n',
    });
    const servers = () => analysis.inspect().deployables.map((d) => d.containers[0]?.launch?.argv?.join(' '));
    assert.deepEqual(servers(), ['python main.py']);
    texts.set(uriOf('Dockerfile'), 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ["gunicorn", "main:app"]\n');
    assert.deepEqual(servers(), ['python main.py']);
    analysis.dropFile(uriOf('Dockerfile'));
    assert.deepEqual(servers(), ['gunicorn main:app']);
    const sources = () => analysis.inspect().deployables.flatMap((d) => d.sources);
    assert.ok(!sources().includes(uriOf('main.py')));
    texts.set(uriOf('main.py'), 'app = lambda environ, start: []\n');
    analysis.setIndex([...texts.keys()]);
    assert.ok(sources().includes(uriOf('main.py')));
    texts.delete(uriOf('main.py'));
    analysis.setIndex([...texts.keys()]);
    analysis.dropFile(uriOf('main.py'));
    assert.ok(!sources().includes(uriOf('main.py')));
  });

  it('does not read what nothing looks into', () => {
    const { analysis, reads } = reading({
      Dockerfile:
        'FROM python:3.12-slim\nWORKDIR /app\nCOPY main.py model.bin notes.txt ./\nCMD ["gunicorn", "main:app"]\n',
      'main.py': 'app = lambda environ, start: []\n',
      'model.bin': '…',
      'notes.txt': '…',
      'other.py': 'import os\n',
    });
    analysis.allFindings();
    assert.deepEqual(reads.toSorted(), [uriOf('Dockerfile'), uriOf('main.py')]);
  });
});
