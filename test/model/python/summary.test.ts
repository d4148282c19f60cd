import { strict as assert } from 'node:assert';
import { pythonFacts } from '../../../server/src/facts/python/python.ts';
import { memorySum, roughBytes } from '../../../server/src/model/memory.ts';
import { type PythonSummary, pythonSummary } from '../../../server/src/model/python/summary.ts';
import { analyse, uriOf } from '../../kit/example.ts';

function summaryOf(
  files: Readonly<Record<string, string>>,
  sizes: Readonly<Record<string, number>> = {},
): PythonSummary | undefined {
  const [deployable] = analyse(files).deployables();
  const launch = deployable?.containers[0]?.launch;
  assert.ok(launch);
  const facts = new Map(Object.entries(files).map(([path, text]) => [uriOf(path), pythonFacts(uriOf(path), text)]));
  const bytes = new Map(Object.entries(sizes).map(([path, size]) => [uriOf(path), size]));
  return pythonSummary(launch, {
    python: (uri) => facts.get(uri),
    exists: (uri) => facts.has(uri),
    sizeOf: (uri) => bytes.get(uri),
    filesIn: (folder) =>
      [...bytes.keys()].flatMap((uri) => (uri.startsWith(`${folder}/`) ? [uri.slice(folder.length + 1)] : [])),
  });
}

const GUNICORN = (flags: string): string =>
  `FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD exec gunicorn ${flags} main:app\n`;
const FLASK = 'from flask import Flask\napp = Flask(__name__)\n';
const MPNET = 'from sentence_transformers import SentenceTransformer\nm = SentenceTransformer("all-mpnet-base-v2")\n';
/** Interpreter, sentence_transformers and what it imports. */
const BASE = 45e6 + 40e6 + 250e6 + 80e6 + 35e6 + 60e6;
const WEIGHTS = 109e6 * 4;

describe('model/python/summary', () => {
  it('adds up what each worker holds', () => {
    const summary = summaryOf({ Dockerfile: GUNICORN('--workers 3 --threads 2'), 'main.py': FLASK + MPNET });
    assert.deepEqual(summary?.models, [{ id: 'all-mpnet-base-v2', bytes: WEIGHTS, loadedAt: 'import' }]);
    assert.equal(summary?.estimatedMemoryBytes, 3 * (BASE + WEIGHTS));
  });

  it('counts a preloaded model once', () => {
    const summary = summaryOf({ Dockerfile: GUNICORN('--workers 3 --preload --threads 2'), 'main.py': FLASK + MPNET });
    assert.equal(summary?.estimatedMemoryBytes, BASE + WEIGHTS + 3 * 30e6);
  });

  it('does not share what a start-up hook loads, and counts a model that two files load once', () => {
    const lifespan =
      'from fastapi import FastAPI\nfrom sentence_transformers import SentenceTransformer\nasync def life(a):\n    SentenceTransformer("all-mpnet-base-v2")\n    yield\napp = FastAPI(lifespan=life)\n';
    const command = GUNICORN('-k uvicorn_worker.UvicornWorker --workers 2 --preload');
    const summary = summaryOf({ Dockerfile: command, 'main.py': lifespan });
    assert.equal(summary?.models[0]?.loadedAt, 'startup');
    assert.equal(summary?.estimatedMemoryBytes, 2 * (BASE + WEIGHTS));
    const twice = summaryOf({
      Dockerfile: GUNICORN('--threads 2'),
      'main.py': `${FLASK}import lib\n${MPNET}`,
      'lib.py': MPNET,
    });
    assert.equal(twice?.models.length, 2);
    assert.equal(twice?.estimatedMemoryBytes, BASE + WEIGHTS);
  });

  it('says that it does not know', () => {
    const local = 'import joblib\nm = joblib.load("m.joblib")\n';
    const summary = summaryOf({ Dockerfile: GUNICORN('--threads 2'), 'main.py': FLASK + local });
    assert.deepEqual(summary?.models, [{ id: 'm.joblib', bytes: null, loadedAt: 'import' }]);
    assert.equal(summary?.estimatedMemoryBytes, null);
    assert.equal(summaryOf({ Dockerfile: GUNICORN('--threads 2'), 'main.py': FLASK })?.estimatedMemoryBytes, null);
    assert.equal(summaryOf({ Dockerfile: 'FROM nginx\n', 'main.py': '' }), undefined);
  });

  it('takes the size of files that come with the image', () => {
    const dockerfile = GUNICORN('--threads 2');
    const table: readonly (readonly [code: string, sizes: Readonly<Record<string, number>>, bytes: number | null])[] = [
      ['import joblib\njoblib.load("models/m.joblib")', { 'models/m.joblib': 5000 }, 5000],
      ['import joblib\njoblib.load("/app/models/m.joblib")', { 'models/m.joblib': 5000 }, 5000],
      ['import joblib\njoblib.load("/opt/models/m.joblib")', { 'models/m.joblib': 5000 }, 5000],
      ['import pickle\nwith open("m.pkl", "rb") as f:\n    pickle.load(f)', { 'm.pkl': 5000 }, 5000],
      ['import pickle\npickle.load(open("m.pkl", "rb"))', { 'm.pkl': 5000 }, 5000],
      [
        'import torch\nfrom pathlib import Path\ntorch.load(Path(__file__).parent / "net.pt")',
        { 'net.pt': 5000 },
        5000,
      ],
      ['import torch\nfrom settings import MODEL\ntorch.load(MODEL)', { 'net.pt': 5000 }, 5000],
      [
        'from settings import settings\nfrom sentence_transformers import SentenceTransformer\nSentenceTransformer(settings.folder)',
        { 'model/model.safetensors': 6000, 'model/pytorch_model.bin': 6100, 'model/config.json': 9_000_000 },
        6100,
      ],
      ['import whisper\nwhisper.load_model("base.pt")', { 'base.pt': 5000 }, 10_000],
      // What Git LFS leaves where the file was not fetched.
      ['import torch\ntorch.load("net.pt")', { 'net.pt': 130 }, null],
      ['import torch\ntorch.load("net.pt")', { 'other.pt': 5000 }, null],
    ];
    const settings = 'MODEL = "net.pt"\nclass Settings:\n    folder: str = "model"\nsettings = Settings()\n';
    for (const [code, sizes, bytes] of table) {
      const summary = summaryOf(
        { Dockerfile: dockerfile, 'main.py': `${FLASK}${code}\n`, 'settings.py': settings },
        sizes,
      );
      assert.deepEqual(
        summary?.models.map((m) => m.bytes),
        [bytes],
        code,
      );
    }
  });

  it('writes the sum as people do', () => {
    const sum = (flags: string): string | undefined => {
      const summary = summaryOf({ Dockerfile: GUNICORN(flags), 'main.py': FLASK + MPNET });
      return summary === undefined ? undefined : memorySum(summary.estimate);
    };
    assert.equal(sum('--threads 2'), '486 MiB libraries + 416 MiB models ≈ 902 MiB');
    assert.equal(sum('--workers 3'), '3 workers × (486 MiB libraries + 416 MiB models) ≈ 2.6 GiB');
    assert.equal(
      sum('--workers 3 --preload'),
      '486 MiB libraries + 416 MiB models, once, + 3 workers × 29 MiB ≈ 1 GiB',
    );
  });

  it('reads the id from the environment and the default model of a task', () => {
    const text =
      'import os\nfrom transformers import pipeline\na = pipeline("summarization")\nb = pipeline("x", model=os.environ["MODEL"])\n';
    const summary = summaryOf({
      Dockerfile: GUNICORN('--threads 2').replace('COPY', 'ENV MODEL=t5-small\nCOPY'),
      'main.py': FLASK + text,
    });
    assert.deepEqual(
      summary?.models.map((m) => m.id),
      ['distilbart-cnn-12-6', 't5-small'],
    );
  });

  it('rounds bytes as people do', () => {
    assert.deepEqual([512 * 2 ** 20, 2 ** 30, 1.26 * 2 ** 30, 13.4 * 2 ** 30].map(roughBytes), [
      '512 MiB',
      '1 GiB',
      '1.3 GiB',
      '13 GiB',
    ]);
  });
});
