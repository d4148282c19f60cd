import { strict as assert } from 'node:assert';
import { defaultModelOf, modelSize } from '../../server/src/catalog/models.ts';

const table: readonly (readonly [
  id: string,
  library: string,
  dtype: string | undefined,
  megabytes: number | undefined,
])[] = [
  ['bert-base-uncased', 'transformers', undefined, 440],
  ['google-bert/bert-base-uncased', 'transformers', 'float16', 220],
  ['bert-large-uncased', 'transformers', undefined, 1340],
  ['sentence-transformers/all-MiniLM-L6-v2', 'sentence-transformers', undefined, 90.8],
  ['BAAI/bge-base-en-v1.5', 'sentence-transformers', undefined, 436],
  ['meta-llama/Llama-2-7b-chat-hf', 'transformers', undefined, 13_480],
  ['meta-llama/Llama-2-7b-chat-hf', 'transformers', 'int4', 3370],
  ['someone/Strange-13B-v2', 'transformers', undefined, 26_000],
  ['someone/phi-1.5b', 'transformers', undefined, 3000],
  ['EleutherAI/pythia-160m', 'transformers', undefined, 640],
  ['someone/my-model', 'transformers', undefined, undefined],
  ['someone/b2b-classifier', 'transformers', undefined, undefined],
  ['openai/whisper-large-v3-turbo', 'transformers', 'float32', 3236],
  ['base', 'whisper', undefined, 296],
  ['large-v3', 'faster-whisper', undefined, 3100],
  ['large-v3', 'faster-whisper', 'int8', 1550],
  ['base', 'transformers', undefined, undefined],
  ['en_core_web_lg', 'spacy', undefined, 382],
  ['de_core_news_sm', 'spacy', undefined, 12],
  ['my_pipeline', 'spacy', undefined, undefined],
  ['resnet50', 'torchvision', undefined, 102.4],
  ['constructor', 'whisper', undefined, undefined],
];

describe('catalog/models', () => {
  for (const [id, library, dtype, megabytes] of table) {
    it(`${library} ${id} ${dtype ?? ''}`, () => {
      const size = modelSize(id, library, dtype);
      assert.equal(size === undefined ? undefined : Math.round(size.bytes / 1e5) / 10, megabytes);
    });
  }

  it('knows the default model of a task', () => {
    assert.equal(defaultModelOf('summarization'), 'distilbart-cnn-12-6');
    assert.equal(defaultModelOf('toString'), undefined);
  });
});
