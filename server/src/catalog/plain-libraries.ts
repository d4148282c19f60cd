/**
 * Libraries that start no server and no endless loop by being imported or called in the usual way: a script that uses only
 * these and reaches no server start is no server. The standard library without its server modules, and well-known packages
 * for data, storage, models and clients. Compiled from the Python 3.13 library index and the packages' documentation, 2026-11-23;
 * models and their data 2026-11-28.
 */
const PLAIN: ReadonlySet<string> = new Set(
  (
    '__future__ abc argparse array ast asyncio base64 bisect builtins bz2 calendar cmath codecs collections concurrent configparser contextlib copy csv ctypes dataclasses ' +
    'datetime decimal difflib email enum errno fcntl fileinput fnmatch fractions functools gc getpass gettext glob gzip hashlib heapq hmac html importlib inspect io ipaddress ' +
    'itertools json keyword linecache locale logging lzma math mimetypes multiprocessing numbers operator os pathlib pickle pkgutil platform pprint queue quopri random re ' +
    'resource secrets select shelve shlex shutil signal sqlite3 ssl stat statistics string struct subprocess sys tarfile tempfile textwrap threading time timeit tomllib ' +
    'traceback types typing unicodedata unittest urllib uuid warnings weakref xml zipfile zlib zoneinfo ' +
    'requests httpx urllib3 numpy pandas scipy sklearn pyarrow polars matplotlib seaborn PIL cv2 tqdm yaml dotenv pydantic pydantic_settings attr attrs click dateutil pytz ' +
    'boto3 botocore psycopg psycopg2 pymysql MySQLdb sqlalchemy asyncpg aiosqlite pymongo redis tenacity backoff rich colorama loguru structlog jinja2 openpyxl xlrd xlsxwriter ' +
    'bs4 lxml feedparser openai anthropic tiktoken google_auth_oauthlib oauth2client googleapiclient certifi joblib nltk regex simplejson orjson ujson markdown ' +
    'cryptography jwt jsonschema tabulate pdfplumber fitz pypdf PyPDF2 reportlab docx dbt duckdb pyodbc alembic typing_extensions ' +
    'tensorflow keras tensorflow_hub tensorflow_datasets torch torchvision torchaudio torchmetrics transformers sentence_transformers datasets tokenizers safetensors ' +
    'huggingface_hub diffusers accelerate peft timm einops onnx onnxruntime xgboost lightgbm catboost statsmodels prophet spacy gensim ultralytics whisper faster_whisper ' +
    'h5py skimage imageio librosa soundfile pydub geopandas shapely networkx numba optuna imblearn shap yfinance pandas_gbq gcsfs s3fs fsspec'
  ).split(' '),
);

/** Whether an imported module belongs to such a library. Google's client libraries count, except the ones that listen. */
export function isKnownLibrary(module: string): boolean {
  const [root = ''] = module.split('.');
  if (root === 'google')
    return !/^google\.(?:adk|cloud\.pubsub)/.test(module) || module.startsWith('google.cloud.pubsub');
  if (root === 'asyncio' || root === 'concurrent' || root === 'multiprocessing') return true;
  return PLAIN.has(root);
}
