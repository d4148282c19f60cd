import type { BlockingFamily } from './blocking-types.ts';

const model = { kind: 'model', weight: 'high', what: 'runs a model' } as const;
const load = { kind: 'model', weight: 'high', what: 'loads a model' } as const;
const file = { kind: 'file', weight: 'low', what: 'reads or writes files' } as const;
const cpu = { kind: 'cpu', weight: 'low', what: 'computes' } as const;
const process = { kind: 'subprocess', weight: 'high', what: 'waits for a process' } as const;
const estimators =
  '(?:predict|predict_proba|predict_log_proba|decision_function|fit|fit_transform|fit_predict|__call__)';

/** Sleep, processes, threads, models, computing and files (documentation of the libraries, read 2026-11; sleep, process and file rows follow ruff ASYNC220 to ASYNC251). */
export const localCalls: readonly BlockingFamily[] = [
  {
    kind: 'sleep',
    weight: 'high',
    what: 'sleeps',
    pattern: /^time\.sleep$/,
    instead: 'asyncio.sleep',
    ruff: 'ASYNC251',
  },
  {
    ...process,
    pattern:
      /^subprocess\.(?:run|call|check_call|check_output|getoutput|getstatusoutput)$|^os\.(?:system|posix_spawnp?|spawn\w+)$/,
    instead: 'asyncio.create_subprocess_exec',
    ruff: 'ASYNC221',
  },
  {
    ...process,
    pattern: /^subprocess\.Popen\.(?:wait|communicate)$|^os\.(?:wait\w*|popen)$/,
    instead: 'asyncio.create_subprocess_exec',
    ruff: 'ASYNC222',
  },
  {
    ...process,
    pattern:
      /^(?:ffmpeg\.run|ffmpeg[\w.]*\.run|pytesseract\.image_to_\w+|pdf2image\.convert_from_\w+|weasyprint\.HTML\.write_pdf|pdfkit\.from_\w+|git\.Repo\.clone_from|selenium\.webdriver\.\w+(?:\.\w+)*)$/,
  },
  {
    ...process,
    pattern: /^playwright\.sync_api\.[\w.]+$/,
    what: 'waits for a browser',
    instead: 'playwright.async_api',
  },
  {
    kind: 'wait',
    weight: 'high',
    what: 'waits for another thread',
    pattern:
      /^(?:threading\.(?:Thread\.join|Event\.wait|Barrier\.wait)|multiprocessing\.Process\.join|concurrent\.futures\.(?:\w+Executor\.submit\.result|wait)|asyncio\.run_coroutine_threadsafe\.result)$/,
  },
  { kind: 'input', weight: 'high', what: 'waits for input', pattern: /^input$/, ruff: 'ASYNC250' },
  { ...model, pattern: /^transformers\.(?:pipelines\.)?pipeline\.__call__$/ },
  {
    ...model,
    pattern:
      /^(?:transformers|diffusers|peft|optimum)\.(?:\w+\.)*(?!\w*(?:Tokenizer|Processor|FeatureExtractor|Config)\.)(?!\w*(?:TokenizerFast)\.)\w+\.from_pretrained\.(?:generate|__call__|forward|encode)$/,
  },
  {
    ...model,
    pattern: /^sentence_transformers\.(?:SentenceTransformer\.(?:encode\w*|__call__)|CrossEncoder\.(?:predict|rank))$/,
  },
  { ...model, pattern: /^spacy\.load\.(?:__call__|pipe)$/ },
  {
    ...model,
    pattern: /^(?:whisper|faster_whisper|whisperx)\.(?:load_model|WhisperModel)\.transcribe$|^whisper\.transcribe$/,
  },
  { ...model, pattern: new RegExp(`^(?:joblib|pickle|cloudpickle|dill)\\.load\\.${estimators}$`) },
  // Scalers, encoders and vectorisers prepare data; they are no models.
  {
    ...model,
    pattern: new RegExp(
      `^sklearn\\.(?!(?:preprocessing|feature_extraction|impute)\\b)(?:\\w+\\.)*[A-Z]\\w*\\.${estimators}$`,
    ),
  },
  {
    ...model,
    pattern:
      /^(?:tensorflow\.)?keras\.(?:models|saving)\.load_model\.(?:predict|__call__|fit|evaluate)$|^tf_keras\.models\.load_model\.(?:predict|__call__)$/,
  },
  {
    ...model,
    pattern:
      /^tensorflow\.(?:saved_model\.load\.\w+|lite\.Interpreter\.invoke)$|^tensorflow_hub\.(?:load|KerasLayer)\.__call__$/,
  },
  { ...model, pattern: /^onnxruntime\.InferenceSession\.run$/ },
  {
    ...model,
    pattern:
      /^llama_cpp\.Llama\.(?:__call__|create_completion|create_chat_completion|embed|create_embedding|generate)$/,
  },
  { ...model, pattern: /^ultralytics\.(?:YOLO|SAM|RTDETR)\.(?:__call__|predict|track|val)$/ },
  // Inference without gradients: whatever is called inside is a model.
  { ...model, pattern: /^torch\.(?:no_grad|inference_mode)$/, what: 'means that a model runs' },
  {
    ...model,
    pattern:
      /^torch\.(?:load|jit\.load|hub\.load)\.(?:__call__|forward|generate)$|^timm\.create_model\.__call__$|^torchvision\.models\.(?:\w+\.)*[a-z]\w*\.__call__$/,
  },
  { ...model, pattern: /^easyocr\.Reader\.(?:readtext|recognize|detect)$|^paddleocr\.PaddleOCR\.(?:ocr|predict)$/ },
  {
    ...model,
    pattern: /^(?:xgboost|lightgbm|catboost)\.\w+\.predict\w*$|^fasttext\.load_model\.(?:predict|get_sentence_vector)$/,
  },
  { ...model, pattern: /^langchain_(?:huggingface|community\.embeddings)\.HuggingFaceEmbeddings\.embed_\w+$/ },
  {
    ...load,
    pattern:
      /^transformers\.(?:pipelines\.)?pipeline$|^sentence_transformers\.(?:SentenceTransformer|CrossEncoder)$|^spacy\.load$|^whisper\.load_model$|^faster_whisper\.WhisperModel$|^(?:tensorflow\.)?keras\.models\.load_model$|^onnxruntime\.InferenceSession$|^llama_cpp\.Llama$|^easyocr\.Reader$|^ultralytics\.YOLO$/,
  },
  {
    ...load,
    pattern:
      /^(?:transformers|diffusers)\.(?:\w+\.)*(?!\w*(?:Tokenizer|Processor|Config)\.)\w+\.from_pretrained$|^torch\.load$|^joblib\.load$|^huggingface_hub\.(?:snapshot_download|hf_hub_download)$/,
  },
  {
    ...cpu,
    pattern:
      /^(?:bcrypt\.(?:hashpw|checkpw|kdf)|hashlib\.(?:pbkdf2_hmac|scrypt)|argon2\.PasswordHasher\.(?:hash|verify)|passlib\.[\w.]+\.(?:hash|verify)|werkzeug\.security\.(?:generate_password_hash|check_password_hash))$/,
    what: 'hashes a password',
  },
  {
    ...cpu,
    pattern: /^(?:pandas|polars)\.read_(?:csv|excel|parquet|json|feather|pickle|xml|html|hdf|orc|stata)$/,
    what: 'reads a table',
  },
  {
    ...cpu,
    pattern:
      /^(?:pandas|polars)\.[\w.]+\.(?:to_csv|to_excel|to_parquet|to_json|to_pickle|to_sql|write_csv|write_parquet)$/,
    what: 'writes a table',
  },
  {
    ...cpu,
    pattern:
      /^PIL\.Image\.(?:open|new|fromarray|frombytes)(?:\.\w+)*\.(?:save|resize|thumbnail|convert|filter|rotate|transform|quantize)$/,
    what: 'works on an image',
  },
  {
    ...cpu,
    pattern:
      /^cv2\.(?:imread|imwrite|imdecode|imencode|resize|cvtColor|GaussianBlur|Canny|findContours|warp\w+|VideoCapture\.read|dnn\.[\w.]+)$/,
    what: 'works on an image',
  },
  { ...cpu, pattern: /^(?:numpy|scipy)\.linalg\.(?:svd|eig\w*|inv|solve|pinv|lstsq|det)$/ },
  {
    ...cpu,
    pattern:
      /^(?:zipfile\.ZipFile\.(?:extractall|write|writestr)|gzip\.(?:compress|decompress)|zlib\.(?:compress|decompress)|shutil\.(?:make_archive|unpack_archive))$/,
    what: 'compresses data',
  },
  { ...file, pattern: /^(?:open|io\.open|io\.open_code|codecs\.open)$/, instead: 'anyio.open_file', ruff: 'ASYNC230' },
  {
    ...file,
    pattern: /^pathlib\.Path\.(?:open|read_text|read_bytes|write_text|write_bytes)$/,
    instead: 'anyio.Path',
    ruff: 'ASYNC240',
  },
  { ...file, pattern: /^shutil\.(?:copy\w*|move|rmtree)$/ },
];
