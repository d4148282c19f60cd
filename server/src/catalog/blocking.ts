/** A call that keeps its thread busy or waiting. */
export interface BlockingCall {
  readonly kind: 'http' | 'sleep' | 'subprocess' | 'database' | 'cloud' | 'file' | 'model' | 'cpu' | 'wait' | 'input';
  /** `high`: tens of milliseconds and more, whatever the input. `low`: depends on the size of the data. */
  readonly weight: 'high' | 'low';
  /** What it does, to follow "…": "waits for an HTTP response". */
  readonly what: string;
  /** An async way to do the same, where there is one. */
  readonly instead?: string;
  /** Rule of ruff that reports the same. */
  readonly ruff?: string;
}

interface Family extends BlockingCall {
  readonly pattern: RegExp;
}

const verbs = '(?:get|options|head|post|put|patch|delete|request|send|stream)';
const http = { kind: 'http', weight: 'high', what: 'waits for an HTTP response' } as const;
const database = { kind: 'database', weight: 'high', what: 'waits for the database' } as const;
const cloud = { kind: 'cloud', weight: 'high', what: 'waits for a Google Cloud API' } as const;
const api = { kind: 'http', weight: 'high', what: 'waits for a remote API' } as const;
const model = { kind: 'model', weight: 'high', what: 'runs a model' } as const;
const load = { kind: 'model', weight: 'high', what: 'loads a model' } as const;
const file = { kind: 'file', weight: 'low', what: 'reads or writes files' } as const;
const cpu = { kind: 'cpu', weight: 'low', what: 'computes' } as const;
const process = { kind: 'subprocess', weight: 'high', what: 'waits for a process' } as const;

const cursors =
  '(?:execute|executemany|executescript|fetchone|fetchmany|fetchall|commit|rollback|callproc|copy_from|copy_expert)';
const estimators =
  '(?:predict|predict_proba|predict_log_proba|decision_function|transform|fit|fit_transform|fit_predict|__call__)';

/**
 * Blocking calls by dotted name. HTTP, sleep, process and file rows follow ruff's ASYNC rules (0.15) and flake8-async;
 * the others are clients and models whose own documentation describes them as synchronous (read 2026-11).
 */
const families: readonly Family[] = [
  { ...http, pattern: new RegExp(`^requests\\.(?:api\\.)?${verbs}$`), instead: 'httpx.AsyncClient', ruff: 'ASYNC210' },
  {
    ...http,
    pattern: new RegExp(`^requests\\.(?:Session|session|sessions\\.Session)\\.${verbs}$`),
    instead: 'httpx.AsyncClient',
  },
  { ...http, pattern: new RegExp(`^httpx\\.${verbs}$`), instead: 'httpx.AsyncClient', ruff: 'ASYNC210' },
  { ...http, pattern: new RegExp(`^httpx\\.Client\\.${verbs}$`), instead: 'httpx.AsyncClient', ruff: 'ASYNC212' },
  { ...http, pattern: /^urllib\.request\.(?:urlopen|urlretrieve)$/, instead: 'httpx.AsyncClient', ruff: 'ASYNC210' },
  {
    ...http,
    pattern: /^urllib3\.(?:request|PoolManager\.(?:request|urlopen))$/,
    instead: 'httpx.AsyncClient',
    ruff: 'ASYNC210',
  },
  { ...http, pattern: /^http\.client\.HTTPS?Connection\.(?:request|getresponse)$/ },
  { ...http, pattern: /^(?:feedparser\.parse|yfinance\.(?:download|Ticker\.\w+)|wikipedia\.(?:page|summary|search))$/ },
  {
    ...http,
    pattern:
      /^(?:smtplib\.SMTP(?:_SSL)?|ftplib\.FTP(?:_TLS)?|imaplib\.IMAP4(?:_SSL)?|poplib\.POP3(?:_SSL)?)(?:\.\w+)?$/,
    what: 'waits for a mail or file server',
  },
  {
    ...http,
    pattern: /^paramiko\.(?:SSHClient\.(?:connect|exec_command)|Transport\.\w+)$/,
    what: 'waits for an SSH server',
  },
  {
    ...http,
    pattern: /^socket\.(?:create_connection|socket\.(?:connect|recv|accept|sendall|send))$/,
    what: 'waits for the network',
  },
  {
    ...http,
    pattern: /^socket\.(?:gethostbyname|getaddrinfo)$/,
    what: 'waits for a DNS answer',
    instead: 'loop.getaddrinfo',
  },
  { ...http, pattern: /^(?:yt_dlp|youtube_dl)\.YoutubeDL\.(?:download|extract_info)$/ },
  { ...http, pattern: /^gtts\.gTTS\.(?:save|write_to_fp)$/ },
  {
    ...api,
    pattern:
      /^openai\.(?:OpenAI|AzureOpenAI)\.[\w.]+\.(?:create|retrieve|generate|parse|edit|list|delete|stream|content)$/,
    instead: 'openai.AsyncOpenAI',
  },
  { ...api, pattern: /^openai\.(?:ChatCompletion|Completion|Embedding|Image|Audio)\.(?:create|transcribe)$/ },
  {
    ...api,
    pattern: /^anthropic\.Anthropic(?:Vertex|Bedrock)?\.[\w.]+\.(?:create|stream|count_tokens)$/,
    instead: 'anthropic.AsyncAnthropic',
  },
  {
    ...api,
    pattern: /^(?:groq\.Groq|together\.Together|mistralai\.Mistral)\.[\w.]+\.(?:create|complete|generate|process)$/,
  },
  {
    ...api,
    pattern: /^cohere\.Client(?:V2)?\.(?:chat|embed|generate|rerank|classify|summarize)$/,
    instead: 'cohere.AsyncClient',
  },
  {
    ...api,
    pattern: /^google\.genai\.Client\.(?:models|files|chats|caches|operations)(?:\.create)?\.\w+$/,
    instead: 'client.aio',
  },
  {
    ...api,
    pattern:
      /^google\.generativeai\.(?:GenerativeModel\.(?:generate_content|count_tokens)|GenerativeModel\.start_chat\.send_message|embed_content|upload_file)$/,
    instead: 'generate_content_async',
  },
  {
    ...api,
    pattern: /^vertexai\.[\w.]*?GenerativeModel(?:\.start_chat)?\.(?:generate_content|send_message|count_tokens)$/,
    instead: 'generate_content_async',
  },
  {
    ...api,
    pattern: /^vertexai\.[\w.]*?Model\.from_pretrained\.(?:predict|get_embeddings|generate_images|get_caption)$/,
  },
  {
    ...api,
    pattern:
      /^(?:langchain|langchain_core|langchain_community|langchain_openai|langchain_anthropic|langchain_google_vertexai|langchain_google_genai|langchain_huggingface|langchain_ollama|langchain_chroma)\.(?:\w+\.)*(?:invoke|predict|run|batch|generate|call_as_llm|similarity_search|get_relevant_documents)$/,
    instead: 'ainvoke',
  },
  { ...api, pattern: /^googleapiclient\.discovery\.build\.[\w.]+\.(?:execute|next_chunk)$/ },
  {
    ...api,
    pattern: /^boto3\.(?:client|resource|Session\.client|Session\.resource|session\.Session\.client)\.[\w.]+$/,
    what: 'waits for an AWS API',
  },
  {
    ...api,
    pattern:
      /^(?:twilio\.rest\.Client\.messages\.create|sendgrid\.SendGridAPIClient\.send|stripe\.\w+\.(?:create|retrieve|modify|list)|gspread\.[\w.]+)$/,
  },
  {
    ...api,
    pattern:
      /^firebase_admin\.(?:auth\.(?:verify_id_token|get_user|create_user)|messaging\.send\w*|db\.reference\.\w+)$/,
  },
  {
    ...cloud,
    pattern:
      /^google\.cloud\.storage\.(?:client\.)?Client(?:\.\w+)*\.(?:upload_from_\w+|download_\w+|exists|reload|delete|delete_blobs?|get_blob|get_bucket|create_bucket|list_blobs|copy_blob|rename_blob|compose|rewrite|patch|make_public|generate_signed_url)$/,
  },
  {
    ...cloud,
    pattern:
      /^google\.cloud\.bigquery\.(?:client\.)?Client(?:\.\w+)*\.(?:query|query_and_wait|result|to_dataframe|to_arrow|insert_rows\w*|load_table_from_\w+|get_table|get_dataset|create_table|create_dataset|list_rows|list_tables|delete_table|update_table|extract_table)$/,
  },
  {
    ...cloud,
    pattern:
      /^(?:google\.cloud\.firestore(?:_v1)?\.(?:client\.)?Client|firebase_admin\.firestore\.client)(?:\.\w+)*\.(?:get|set|update|delete|add|create|stream|commit|get_all)$/,
    instead: 'firestore.AsyncClient',
  },
  {
    ...cloud,
    pattern: /^google\.cloud\.datastore\.(?:client\.)?Client(?:\.\w+)*\.(?:get|get_multi|put|put_multi|delete|fetch)$/,
  },
  {
    ...cloud,
    pattern:
      /^google\.cloud\.pubsub_v1\.(?:[\w.]*\.)?(?:SubscriberClient\.(?:pull|acknowledge|create_subscription)|PublisherClient\.(?:publish\.result|create_topic|get_topic|list_topics))$/,
  },
  { ...cloud, pattern: /^google\.cloud\.logging\.Client\.(?:logger\.(?:log_\w+|log)|list_entries)$/ },
  {
    ...cloud,
    pattern:
      /^google\.cloud\.(?:secretmanager|tasks_v2|tasks|vision|speech|speech_v1|speech_v2|texttospeech|translate|translate_v2|translate_v3|language_v1|language|documentai|documentai_v1|dlp_v2|kms|scheduler_v1|run_v2|aiplatform_v1|aiplatform\.gapic|recaptchaenterprise_v1|retail|discoveryengine|dialogflow|dialogflow_v2|video|videointelligence|automl|spanner_v1)(?:_v\w+)?\.(?:[\w.]*\.)?(?!\w*Async)\w*Client\.(?!\w*_path$)(?!from_)(?!transport)[a-z]\w*$/,
  },
  {
    ...cloud,
    pattern:
      /^google\.cloud\.aiplatform\.(?:Endpoint|Model|MatchingEngineIndexEndpoint)\.(?:predict|explain|deploy|find_neighbors|match|batch_predict)$/,
  },
  {
    ...cloud,
    pattern:
      /^google\.cloud\.spanner\.Client\.instance\.database\.(?:snapshot|batch|run_in_transaction|execute_partitioned_dml)(?:\.\w+)?$/,
  },
  {
    ...database,
    pattern: new RegExp(
      `^(?:psycopg2|psycopg|pymysql|MySQLdb|pyodbc|cx_Oracle|oracledb|mariadb|pymssql|snowflake\\.connector|mysql\\.connector|pg8000|clickhouse_connect)(?:\\.(?:dbapi|connections|pool|extras|native))?\\.(?:connect|Connection\\.connect|get_client)(?:(?:\\.cursor)?\\.${cursors}|\\.query)?$`,
    ),
  },
  { ...database, pattern: new RegExp(`^psycopg2\\.pool\\.\\w+\\.getconn(?:(?:\\.cursor)?\\.${cursors})?$`) },
  {
    ...database,
    pattern: new RegExp(`^sqlite3\\.connect(?:\\.(?:cursor\\.|execute\\.)?${cursors})?$`),
    instead: 'aiosqlite',
  },
  {
    ...database,
    pattern:
      /^sqlalchemy\.orm\.(?:session\.)?(?:Session|sessionmaker\.__call__|scoped_session(?:\.__call__)?|sessionmaker\.begin)\.(?:execute|scalars?|commit|flush|refresh|get|merge|rollback|bulk_\w+)$/,
    instead: 'AsyncSession',
  },
  {
    ...database,
    pattern:
      /^sqlalchemy\.orm\.(?:session\.)?(?:Session|sessionmaker\.__call__|scoped_session(?:\.__call__)?)\.query(?:\.\w+)*\.(?:all|first|one|one_or_none|scalar|count|delete|update|get|exists)$/,
    instead: 'AsyncSession',
  },
  {
    ...database,
    pattern:
      /^sqlmodel\.(?:orm\.session\.)?Session\.(?:exec|execute|scalars?|commit|flush|refresh|get|rollback)(?:\.(?:all|first|one))?$/,
    instead: 'AsyncSession',
  },
  {
    ...database,
    pattern:
      /^(?:sqlalchemy|sqlmodel)\.create_engine\.(?:connect|begin|execute)(?:\.(?:execute|commit|scalar|scalars))?$/,
    instead: 'create_async_engine',
  },
  { ...database, pattern: /^flask_sqlalchemy\.SQLAlchemy\.session\.(?:execute|commit|flush|scalars?|get)$/ },
  {
    ...database,
    pattern:
      /^pymongo\.(?:mongo_client\.)?MongoClient(?:\.\w+)*\.(?:find_one\w*|insert_\w+|update_\w+|delete_\w+|replace_one|count_documents|aggregate|distinct|bulk_write|create_index|command|list_collection_names)$/,
    instead: 'motor',
  },
  {
    ...database,
    pattern:
      /^redis\.(?:Redis|StrictRedis|from_url|Redis\.from_url|client\.Redis|RedisCluster|cluster\.RedisCluster)(?:\.pipeline)?\.(?:get|set|setex|setnx|mget|mset|delete|exists|expire|ttl|incr\w*|decr\w*|h\w+|l(?:push|pop|range|len|rem|trim|index)|r(?:push|pop)|s(?:add|members|ismember|rem|card)|z\w+|keys|scan|scan_iter|ping|publish|blpop|brpop|xadd|xread\w*|execute|flushdb|eval\w*)$/,
    instead: 'redis.asyncio',
  },
  {
    ...database,
    pattern: /^elasticsearch\.Elasticsearch\.(?:\w+\.)?(?:search|index|get|bulk|delete|update|count|create|exists)$/,
    instead: 'AsyncElasticsearch',
  },
  {
    ...database,
    pattern: /^supabase\.(?:create_client|Client)\.[\w.]*(?:execute|sign_in\w*|sign_up|upload|download|get_user)$/,
    instead: 'supabase.acreate_client',
  },
  {
    ...database,
    pattern:
      /^(?:qdrant_client\.QdrantClient\.(?:search|query_points|upsert|retrieve|scroll|count)|pinecone\.(?:Index|Pinecone\.Index)\.(?:query|upsert|fetch|delete)|chromadb\.\w+\.\w+\.(?:query|add|get|upsert|delete)|weaviate\.[\w.]+\.do)$/,
  },
  { ...database, pattern: /^pandas\.(?:read_sql\w*|read_gbq)$|^pandas_gbq\.(?:read_gbq|to_gbq)$/ },
  {
    ...database,
    pattern: /^neo4j\.GraphDatabase\.driver\.(?:session\.(?:run|execute_read|execute_write)|execute_query)$/,
    instead: 'AsyncGraphDatabase',
  },
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
  { ...model, pattern: new RegExp(`^sklearn\\.(?:\\w+\\.)*[A-Z]\\w*\\.${estimators}$`) },
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
  { ...model, pattern: /^torch\.(?:no_grad|inference_mode)$/ },
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

/** The first names that a pattern can match, read off its source: `^(?:a|b\\.c)…|^d…` gives a, b and d. */
function rootsOf(source: string): readonly string[] {
  const roots: string[] = [];
  for (const alternative of source.split('|^')) {
    let rest = alternative.replace(/^\^/, '');
    while (rest.startsWith('(?:')) {
      const end = closing(rest);
      let depth = 0;
      let word = '';
      let leading = true;
      for (const char of `${rest.slice(3, end)}|`) {
        if (char === '(') depth++;
        else if (char === ')') depth--;
        if (depth === 0 && char === '|') {
          if (word !== '') roots.push(word);
          word = '';
          leading = true;
        } else if (leading && /\w/.test(char)) word += char;
        else leading = false;
      }
      rest = rest[end + 1] === '?' ? rest.slice(end + 2) : '';
    }
    const root = /^\w+/.exec(rest)?.[0];
    if (root !== undefined) roots.push(root);
  }
  return roots;
}

/** The bracket that closes the group at the start of a pattern. */
function closing(source: string): number {
  let depth = 0;
  for (let i = 0; i < source.length; i++) {
    if (source[i] === '\\') i++;
    else if (source[i] === '(') depth++;
    else if (source[i] === ')' && --depth === 0) return i;
  }
  return source.length;
}

// Most calls of a program belong to none of these libraries; the first name tells.
const byRoot: ReadonlyMap<string, readonly Family[]> = (() => {
  const map = new Map<string, Family[]>();
  for (const family of families)
    for (const root of rootsOf(family.pattern.source)) map.set(root, [...(map.get(root) ?? []), family]);
  return map;
})();

/** What a call of this dotted name blocks on, `undefined` when it is not known to block. */
export function blockingCall(callee: string): BlockingCall | undefined {
  const dot = callee.indexOf('.');
  const candidates = byRoot.get(dot < 0 ? callee : callee.slice(0, dot));
  const found = candidates?.find((family) => family.pattern.test(callee));
  if (found === undefined) return undefined;
  const { pattern: _pattern, ...call } = found;
  return call;
}

/** Frameworks whose `async def` handlers share one event loop per process. */
export const loopFrameworks: ReadonlySet<string> = new Set([
  'fastapi',
  'starlette',
  'quart',
  'aiohttp',
  'sanic',
  'litestar',
  'tornado',
  'adk',
  'mcp',
]);

/** Frameworks that run plain `def` handlers in a thread pool, so that dropping `async` is enough. */
export const threadPoolFrameworks: ReadonlySet<string> = new Set(['fastapi', 'starlette', 'quart']);
