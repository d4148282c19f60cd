/** What is known about the size of a model's weights. */
export interface ModelSize {
  /** Resident bytes in the format given. */
  readonly bytes: number;
  /** `catalogue`: parameters counted from the published shapes; `pattern`: read off the name (`7B`). */
  readonly basis: 'catalogue' | 'pattern';
  readonly parameters: number;
}

/** Bytes of one parameter by format; `auto` and absent mean full precision below 1 B parameters, half above (see `modelSize`). */
const bytesPer: Readonly<Record<string, number>> = {
  float32: 4,
  float64: 8,
  float16: 2,
  bfloat16: 2,
  half: 2,
  int8: 1,
  int4: 0.5,
};

const million = 1e6;

/**
 * Parameters in millions by the last part of a hub id, lower case; a trailing `*` matches any ending.
 * Counted from the published layer shapes (2026-11); they reproduce the totals that the authors give.
 */
const parameters: readonly (readonly [id: string, millions: number])[] = [
  ['bert-base-uncased', 110],
  ['bert-base-cased', 108],
  ['bert-base-multilingual-*', 178],
  ['bert-large-*', 335],
  ['distilbert-base-uncased*', 66],
  ['distilbert-base-cased*', 65],
  ['distilbert-base-multilingual*', 135],
  ['finbert*', 110],
  ['distilroberta-base', 82],
  ['roberta-base', 125],
  ['roberta-large*', 355],
  ['twitter-roberta-base*', 125],
  ['xlm-roberta-base', 278],
  ['xlm-roberta-large*', 560],
  ['deberta-v3-small', 141],
  ['deberta-v3-base', 184],
  ['deberta-v3-large', 435],
  ['all-minilm-l6-v2', 22.7],
  ['all-minilm-l12-v*', 33.4],
  ['multi-qa-minilm-l6*', 22.7],
  ['ms-marco-minilm-l-6-v2', 22.7],
  ['ms-marco-minilm-l-12-v2', 33.4],
  ['paraphrase-minilm-l6-v2', 22.7],
  ['paraphrase-minilm-l3-v2', 17.4],
  ['paraphrase-albert-small-v2', 11.7],
  ['paraphrase-multilingual-minilm-l12-v2', 118],
  ['paraphrase-multilingual-mpnet-base-v2', 278],
  ['all-mpnet-base-v*', 109],
  ['multi-qa-mpnet-base*', 109],
  ['all-distilroberta-v1', 82],
  ['all-roberta-large-v1', 355],
  ['bge-small-*', 33.4],
  ['bge-base-*', 109],
  ['bge-large-*', 335],
  ['bge-m3', 568],
  ['e5-small*', 33.4],
  ['e5-base*', 109],
  ['e5-large*', 335],
  ['multilingual-e5-small', 118],
  ['multilingual-e5-base', 278],
  ['multilingual-e5-large*', 560],
  ['gte-small', 33.4],
  ['gte-base', 109],
  ['gte-large', 335],
  ['gpt2', 124],
  ['gpt2-medium', 355],
  ['gpt2-large', 774],
  ['gpt2-xl', 1558],
  ['distilgpt2', 82],
  ['bart-base', 139],
  ['bart-large*', 406],
  ['distilbart-cnn-12-6', 306],
  ['distilbart-cnn-6-6', 230],
  ['pegasus-xsum', 570],
  ['t5-small', 60],
  ['t5-base', 223],
  ['t5-large', 738],
  ['flan-t5-small', 77],
  ['flan-t5-base', 248],
  ['flan-t5-large', 783],
  ['flan-t5-xl', 2850],
  ['whisper-tiny*', 39],
  ['whisper-base*', 74],
  ['whisper-small*', 244],
  ['whisper-medium*', 769],
  ['whisper-large-v3-turbo', 809],
  ['whisper-large*', 1550],
  ['llama-2-7b*', 6740],
  ['llama-2-13b*', 13_000],
  ['llama-3-8b*', 8030],
  ['llama-3.1-8b*', 8030],
  ['meta-llama-3-8b*', 8030],
  ['meta-llama-3.1-8b*', 8030],
  ['meta-llama-3-70b*', 70_600],
  ['llama-3.1-70b*', 70_600],
  ['llama-3.2-1b*', 1240],
  ['llama-3.2-3b*', 3210],
  ['mistral-7b*', 7240],
  ['tinyllama-1.1b*', 1100],
  ['qwen2.5-0.5b*', 490],
  ['qwen2.5-1.5b*', 1540],
  ['qwen2.5-7b*', 7620],
  ['gemma-2b*', 2500],
  ['gemma-7b*', 8500],
  ['vit-base-patch16-224*', 87],
  ['vit-large-patch16-224*', 304],
  ['clip-vit-base-patch32', 151],
  ['clip-vit-large-patch14', 428],
  ['resnet-50', 25.6],
];

const whisperNames: Readonly<Record<string, number>> = {
  tiny: 39,
  'tiny.en': 39,
  base: 74,
  'base.en': 74,
  small: 244,
  'small.en': 244,
  medium: 769,
  'medium.en': 769,
  large: 1550,
  'large-v1': 1550,
  'large-v2': 1550,
  'large-v3': 1550,
  turbo: 809,
  'large-v3-turbo': 809,
};

/** spaCy 3.8 packages in megabytes of download; memory is similar or larger (explosion/spacy-models meta files, 2026-11). */
const spacyMegabytes: Readonly<Record<string, number>> = { sm: 12, md: 31, lg: 382, trf: 436 };

/** torchvision 0.29.1 weights in millions of parameters. */
const torchvision: Readonly<Record<string, number>> = {
  alexnet: 61.1,
  vgg16: 138.4,
  vgg19: 143.7,
  resnet18: 11.7,
  resnet34: 21.8,
  resnet50: 25.6,
  resnet101: 44.5,
  resnet152: 60.2,
  mobilenet_v3_small: 2.5,
  mobilenet_v3_large: 5.5,
  efficientnet_b0: 5.3,
  efficientnet_b4: 19.3,
  efficientnet_b7: 66.3,
  efficientnet_v2_s: 21.5,
  vit_b_16: 86.6,
  vit_l_16: 304,
  densenet121: 8,
  inception_v3: 27.2,
  convnext_tiny: 28.6,
  convnext_base: 88.6,
  swin_t: 28.3,
  swin_b: 87.8,
  squeezenet1_0: 1.2,
  googlenet: 6.6,
  fasterrcnn_resnet50_fpn: 41.8,
  maskrcnn_resnet50_fpn: 44.4,
  deeplabv3_resnet50: 42,
  ssd300_vgg16: 35.6,
  retinanet_resnet50_fpn: 34,
};

/** Default model of a transformers task (`transformers.pipelines`, 5.18). */
const taskDefaults: Readonly<Record<string, string>> = {
  'sentiment-analysis': 'distilbert-base-uncased-finetuned-sst-2-english',
  'text-classification': 'distilbert-base-uncased-finetuned-sst-2-english',
  summarization: 'distilbart-cnn-12-6',
  'question-answering': 'distilbert-base-cased-distilled-squad',
  'fill-mask': 'distilroberta-base',
  'text-generation': 'gpt2',
  'zero-shot-classification': 'bart-large-mnli',
  'image-classification': 'vit-base-patch16-224',
};

function size(millions: number, dtype: string | undefined, basis: ModelSize['basis']): ModelSize {
  // Checkpoints above about 1 B parameters are published in half precision, and transformers 5 loads what is published.
  const fallback = millions >= 1000 && dtype !== 'float32' ? 2 : 4;
  const bytes = (dtype === undefined ? undefined : bytesPer[dtype]) ?? fallback;
  return { bytes: millions * million * bytes, basis, parameters: millions * million };
}

/** The model that a task of `transformers.pipeline` takes when none is named. */
export function defaultModelOf(task: string): string | undefined {
  return Object.hasOwn(taskDefaults, task) ? taskDefaults[task] : undefined;
}

/**
 * The size of a model's weights in memory. `id` is a hub id or name, `library` the loader's, `dtype` the requested format.
 * `undefined` when nothing is known: silence is better than a guess.
 */
export function modelSize(id: string, library: string, dtype?: string): ModelSize | undefined {
  const name = id.slice(id.lastIndexOf('/') + 1).toLowerCase();
  if (library === 'spacy') {
    const kind = /_core_(?:web|news)_(sm|md|lg|trf)$/.exec(name)?.[1];
    const megabytes = kind === undefined ? undefined : spacyMegabytes[kind];
    return megabytes === undefined ? undefined : { bytes: megabytes * million, basis: 'catalogue', parameters: 0 };
  }
  if (library === 'whisper' || library === 'faster-whisper') {
    const millions = Object.hasOwn(whisperNames, name) ? whisperNames[name] : undefined;
    // CTranslate2 keeps weights in half precision unless told otherwise.
    if (millions !== undefined)
      return size(millions, dtype ?? (library === 'whisper' ? 'float32' : 'float16'), 'catalogue');
  }
  if (library === 'torchvision') {
    const millions = Object.hasOwn(torchvision, name) ? torchvision[name] : undefined;
    return millions === undefined ? undefined : size(millions, dtype, 'catalogue');
  }
  const entry = parameters.find(([key]) => (key.endsWith('*') ? name.startsWith(key.slice(0, -1)) : name === key));
  if (entry !== undefined) return size(entry[1], dtype, 'catalogue');
  const billions = /(?:^|[^a-z0-9.])(\d+(?:\.\d+)?)b(?![a-z0-9])/.exec(name)?.[1];
  if (billions !== undefined) return size(Number(billions) * 1000, dtype ?? 'float16', 'pattern');
  const millions = /-(\d+)m(?![a-z0-9])/.exec(name)?.[1];
  return millions === undefined ? undefined : size(Number(millions), dtype, 'pattern');
}
