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

/** Libraries that are slow to import or large in memory, with the resident bytes of importing them (CPU builds). */
export const heavyImports: ReadonlyMap<string, number> = new Map([
  ['torch', 300e6],
  ['tensorflow', 450e6],
  ['keras', 450e6],
  ['jax', 200e6],
  ['transformers', 120e6],
  ['sentence_transformers', 420e6],
  ['diffusers', 420e6],
  ['spacy', 150e6],
  ['pandas', 60e6],
  ['scipy', 40e6],
  ['sklearn', 80e6],
  ['cv2', 60e6],
  ['onnxruntime', 60e6],
  ['whisper', 380e6],
  ['ultralytics', 420e6],
  ['easyocr', 380e6],
  ['xgboost', 80e6],
  ['lightgbm', 60e6],
  ['llama_cpp', 60e6],
  ['faster_whisper', 100e6],
  ['langchain', 80e6],
  ['vertexai', 100e6],
]);
