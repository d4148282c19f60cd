/** How a Python call loads a model. */
export interface ModelLoader {
  readonly library: string;
  /** As a person would name it. */
  readonly api: string;
  /** Position of the id or path. */
  readonly id: number;
  readonly names: readonly string[];
}

function each(names: readonly string[], library: string, id: number, ...keywords: string[]): [string, ModelLoader][] {
  return names.map((name) => [name, { library, api: name, id, names: keywords }]);
}

/** Dotted names that load weights (documentation of the libraries, 2026-11). `from_pretrained` is matched by `pretrained`. */
export const modelLoaders: ReadonlyMap<string, ModelLoader> = new Map([
  ...each(['transformers.pipeline', 'transformers.pipelines.pipeline'], 'transformers', 1, 'model'),
  ...each(
    ['sentence_transformers.SentenceTransformer', 'sentence_transformers.CrossEncoder'],
    'sentence-transformers',
    0,
    'model_name_or_path',
    'model_name',
  ),
  ...each(
    ['langchain_huggingface.HuggingFaceEmbeddings', 'langchain_community.embeddings.HuggingFaceEmbeddings'],
    'sentence-transformers',
    0,
    'model_name',
    'model',
  ),
  ...each(['torch.load', 'torch.jit.load', 'torch.hub.load'], 'torch', 0, 'f'),
  ...each(['spacy.load'], 'spacy', 0, 'name'),
  ...each(['whisper.load_model'], 'whisper', 0, 'name'),
  ...each(
    ['faster_whisper.WhisperModel', 'whisperx.load_model'],
    'faster-whisper',
    0,
    'model_size_or_path',
    'whisper_arch',
  ),
  ...each(['joblib.load'], 'joblib', 0, 'filename'),
  ...each(['pickle.load', 'cloudpickle.load', 'dill.load'], 'pickle', 0, 'file'),
  ...each(
    [
      'keras.models.load_model',
      'tensorflow.keras.models.load_model',
      'keras.saving.load_model',
      'tf_keras.models.load_model',
    ],
    'keras',
    0,
    'filepath',
  ),
  ...each(
    ['tensorflow.saved_model.load', 'tensorflow_hub.load', 'tensorflow_hub.KerasLayer'],
    'tensorflow',
    0,
    'export_dir',
    'handle',
  ),
  ...each(['tensorflow.lite.Interpreter', 'tflite_runtime.interpreter.Interpreter'], 'tensorflow', 0, 'model_path'),
  ...each(['onnxruntime.InferenceSession'], 'onnxruntime', 0, 'path_or_bytes'),
  ...each(['llama_cpp.Llama', 'ctransformers.AutoModelForCausalLM.from_pretrained'], 'llama-cpp', 0, 'model_path'),
  ...each(['timm.create_model'], 'timm', 0, 'model_name'),
  ...each(['ultralytics.YOLO', 'ultralytics.SAM', 'ultralytics.RTDETR'], 'ultralytics', 0, 'model'),
  ...each(['easyocr.Reader'], 'easyocr', 0, 'lang_list'),
  ...each(['fasttext.load_model'], 'fasttext', 0, 'path'),
  ...each(
    ['gensim.downloader.load', 'gensim.models.KeyedVectors.load_word2vec_format', 'gensim.models.KeyedVectors.load'],
    'gensim',
    0,
    'name',
    'fname',
  ),
  ...each(['xgboost.Booster', 'xgboost.Booster.load_model'], 'xgboost', 0, 'fname', 'model_file'),
  ...each(['lightgbm.Booster'], 'lightgbm', 0, 'model_file'),
]);

/** Classes whose `from_pretrained` loads weights: everything of these modules but the weightless ones. */
export const pretrained =
  /^(transformers|diffusers|sentence_transformers|optimum|peft|flair|clip|open_clip|TTS|bark|parler_tts)\.(?:[\w.]*\.)?(\w+)\.from_(?:pretrained|single_file)$/;

/** Tokenizers, processors and configurations: no weights worth counting. */
export const weightless = /(?:Tokenizer(?:Fast)?|Processor|FeatureExtractor|Config|Scheduler)$/;

/** Files that hold weights, or a fitted model. */
export const weightFile =
  /\.(?:pt|pth|bin|pkl|pickle|joblib|onnx|h5|hdf5|keras|gguf|ggml|safetensors|tflite|pb|sav|ftz|ckpt|msgpack)$/i;

/**
 * Bytes in memory for a byte of the file, at least: most formats are read as they are; these publish half precision and compute in
 * full (openai/whisper `load_model`, ultralytics `attempt_load_weights`, read 2026-11).
 */
export function residentFactor(library: string): number {
  return library === 'whisper' || library === 'ultralytics' ? 2 : 1;
}

/** A library that is slow to import and large in memory. */
export interface HeavyLibrary {
  /** Resident bytes of importing it, without what it needs (CPU builds, measured orders of magnitude). */
  readonly bytes: number;
  /** Heavy libraries that it imports by itself. */
  readonly needs: readonly string[];
}

/** Heavy libraries by the name that programs import. */
export const heavyLibraries: ReadonlyMap<string, HeavyLibrary> = new Map([
  ['torch', { bytes: 250e6, needs: [] }],
  ['torchvision', { bytes: 30e6, needs: ['torch'] }],
  ['tensorflow', { bytes: 400e6, needs: [] }],
  ['keras', { bytes: 50e6, needs: ['tensorflow'] }],
  ['jax', { bytes: 150e6, needs: [] }],
  ['transformers', { bytes: 80e6, needs: [] }],
  ['sentence_transformers', { bytes: 40e6, needs: ['torch', 'transformers', 'scipy', 'sklearn'] }],
  ['diffusers', { bytes: 60e6, needs: ['torch', 'transformers'] }],
  ['spacy', { bytes: 120e6, needs: [] }],
  ['pandas', { bytes: 55e6, needs: [] }],
  ['scipy', { bytes: 35e6, needs: [] }],
  ['sklearn', { bytes: 60e6, needs: ['scipy'] }],
  ['cv2', { bytes: 50e6, needs: [] }],
  ['onnxruntime', { bytes: 50e6, needs: [] }],
  ['whisper', { bytes: 60e6, needs: ['torch'] }],
  ['faster_whisper', { bytes: 80e6, needs: ['onnxruntime'] }],
  ['ultralytics', { bytes: 60e6, needs: ['torch', 'torchvision', 'cv2'] }],
  ['easyocr', { bytes: 40e6, needs: ['torch', 'torchvision', 'cv2'] }],
  ['xgboost', { bytes: 50e6, needs: ['scipy'] }],
  ['lightgbm', { bytes: 40e6, needs: ['scipy'] }],
  ['llama_cpp', { bytes: 50e6, needs: [] }],
]);

/** Calls of other libraries that download what they name. */
export const hubCalls = /^(?:torch\.hub\.load|tensorflow_hub\.\w+)$/;

/** Libraries that download the model that a call names, tens of megabytes at least, unless it names a file. */
export const hubLibraries: ReadonlySet<string> = new Set([
  'transformers',
  'sentence-transformers',
  'diffusers',
  'whisper',
  'faster-whisper',
  'torchvision',
  'timm',
  'easyocr',
]);
