import { strict as assert } from 'node:assert';
import { factsOf, show } from './kit.ts';

describe('facts/python models', () => {
  const table: readonly (readonly [why: string, text: string, expected: string])[] = [
    [
      'pipeline',
      'from transformers import pipeline\np = pipeline("summarization", model="t5-small")',
      'transformers t5-small import task=summarization',
    ],
    [
      'task only',
      'from transformers import pipeline\np = pipeline("summarization")',
      'transformers undefined import task=summarization',
    ],
    [
      'from_pretrained',
      'import transformers as t\nt.AutoModel.from_pretrained("bert-base-uncased", torch_dtype=torch.float16)',
      'transformers bert-base-uncased import float16',
    ],
    [
      'tokenizer',
      'from transformers import AutoTokenizer\nAutoTokenizer.from_pretrained("x")',
      'transformers x import weightless',
    ],
    [
      'quantised on a GPU',
      'from transformers import AutoModel as M\nM.from_pretrained("x", load_in_8bit=True, device_map="auto")',
      'transformers x import int8 gpu',
    ],
    [
      'sentence transformers',
      'from sentence_transformers import SentenceTransformer as S\nS("all-MiniLM-L6-v2")',
      'sentence-transformers all-MiniLM-L6-v2 import',
    ],
    ['spacy', 'import spacy\nspacy.load("en_core_web_sm")', 'spacy en_core_web_sm import'],
    ['whisper', 'import whisper\nwhisper.load_model("base")', 'whisper base import'],
    ['local file', 'import joblib\njoblib.load("models/a.joblib")', 'joblib models/a.joblib import local'],
    ['torch', 'import torch\ntorch.load("model.pt", map_location="cpu")', 'torch model.pt import local'],
    [
      'torchvision',
      'from torchvision import models\nmodels.resnet50(weights="DEFAULT")',
      'torchvision resnet50 import',
    ],
    ['torchvision without weights', 'from torchvision import models\nmodels.resnet50()', ''],
    ['onnx', 'import onnxruntime as o\no.InferenceSession("m.onnx")', 'onnxruntime m.onnx import local'],
    [
      'lifespan',
      'import spacy\nfrom fastapi import FastAPI\nasync def life(a):\n    spacy.load("x")\n    yield\napp = FastAPI(lifespan=life)',
      'spacy x startup',
    ],
    [
      'startup event',
      'import spacy\nfrom fastapi import FastAPI\napp = FastAPI()\n@app.on_event("startup")\ndef s():\n    load()\ndef load():\n    spacy.load("x")',
      'spacy x startup',
    ],
    [
      'route',
      'import spacy\nfrom fastapi import FastAPI\napp = FastAPI()\n@app.get("/")\ndef s():\n    spacy.load("x")',
      'spacy x request',
    ],
    [
      'cached',
      'import spacy\nfrom functools import lru_cache\n@lru_cache\ndef nlp():\n    return spacy.load("x")',
      'spacy x lazy',
    ],
    [
      'on first use',
      'import spacy\nm = None\ndef nlp():\n    global m\n    if m is None:\n        m = spacy.load("x")\n    return m',
      'spacy x lazy',
    ],
    ['called at import', 'import spacy\ndef load():\n    return spacy.load("x")\nm = load()', 'spacy x import'],
    ['in the guard', 'import spacy\nif __name__ == "__main__":\n    spacy.load("x")', 'spacy x main'],
  ];
  for (const [why, text, expected] of table) {
    it(why, () => {
      const shown = factsOf(text).models.map((m) =>
        [
          m.library,
          `${show(m.id)}`,
          m.where,
          ...(m.task === undefined ? [] : [`task=${m.task}`]),
          ...(m.dtype === undefined ? [] : [m.dtype]),
          ...(m.gpu ? ['gpu'] : []),
          ...(m.weightless ? ['weightless'] : []),
          ...(m.localPath ? ['local'] : []),
        ].join(' '),
      );
      assert.equal(shown.join('/'), expected);
    });
  }
});
