/** How a Python call touches the file system. */
export interface FileCall {
  readonly kind: 'write' | 'read' | 'remove' | 'make-folder' | 'database' | 'log' | 'temporary';
  /** As a person would name it; the dotted name by default. */
  readonly api?: string;
  /** Position of the path; -1: the object that the method is called on. */
  readonly path: number;
  /** Keyword spellings of the path. */
  readonly names?: readonly string[];
  /** Position and default of a mode argument that decides between reading and writing. */
  readonly mode?: { readonly position: number; readonly default: string };
  /** The path is the URL of a database, of which only some name a file. */
  readonly url?: true;
  /** It holds vectors, which many programs only search at run time: it counts where the program adds some. */
  readonly vectors?: true;
  /** It keeps conversations, checkpoints or jobs, which its library writes by itself: a file that came with the image changes, too. */
  readonly writesItself?: true;
}

function each(names: readonly string[], call: FileCall): readonly [string, FileCall][] {
  return names.map((name) => [name, call]);
}

const arrays = [
  'numpy.save',
  'numpy.savez',
  'numpy.savez_compressed',
  'numpy.savetxt',
  'cv2.imwrite',
  'imageio.imwrite',
];

/**
 * Calls by dotted name that read, write or remove files (Python 3.14 standard library and the libraries' documentation, 2026-11).
 */
export const fileCalls: ReadonlyMap<string, FileCall> = new Map<string, FileCall>([
  ...each(
    ['open', 'io.open', 'codecs.open', 'aiofiles.open', 'anyio.open_file', 'gzip.open', 'bz2.open', 'lzma.open'],
    {
      kind: 'read',
      path: 0,
      names: ['file', 'filename'],
      mode: { position: 1, default: 'r' },
    },
  ),
  ['pathlib.Path.open', { kind: 'read', api: 'Path.open', path: -1, mode: { position: 0, default: 'r' } }],
  ['zipfile.ZipFile', { kind: 'read', path: 0, names: ['file'], mode: { position: 1, default: 'r' } }],
  ['tarfile.open', { kind: 'read', path: 0, names: ['name'], mode: { position: 1, default: 'r' } }],
  ['h5py.File', { kind: 'read', path: 0, mode: { position: 1, default: 'r' } }],
  ['wave.open', { kind: 'read', path: 0, mode: { position: 1, default: 'r' } }],
  ['pathlib.Path.write_text', { kind: 'write', api: 'Path.write_text', path: -1 }],
  ['pathlib.Path.write_bytes', { kind: 'write', api: 'Path.write_bytes', path: -1 }],
  ['pathlib.Path.touch', { kind: 'write', api: 'Path.touch', path: -1 }],
  ['pathlib.Path.read_text', { kind: 'read', api: 'Path.read_text', path: -1 }],
  ['pathlib.Path.read_bytes', { kind: 'read', api: 'Path.read_bytes', path: -1 }],
  ['pathlib.Path.iterdir', { kind: 'read', api: 'Path.iterdir', path: -1 }],
  ['pathlib.Path.glob', { kind: 'read', api: 'Path.glob', path: -1 }],
  ['pathlib.Path.unlink', { kind: 'remove', path: -1 }],
  ['pathlib.Path.rmdir', { kind: 'remove', path: -1 }],
  ['pathlib.Path.mkdir', { kind: 'make-folder', api: 'Path.mkdir', path: -1 }],
  ...each(['os.makedirs', 'os.mkdir'], { kind: 'make-folder', path: 0, names: ['name', 'path'] }),
  ...each(['os.remove', 'os.unlink', 'os.rmdir', 'shutil.rmtree', 'aiofiles.os.remove', 'os.removedirs'], {
    kind: 'remove',
    path: 0,
    names: ['path'],
  }),
  ...each(
    ['shutil.copy', 'shutil.copy2', 'shutil.copyfile', 'shutil.move', 'shutil.copytree', 'os.rename', 'os.replace'],
    {
      kind: 'write',
      path: 1,
      names: ['dst'],
    },
  ),
  ['shutil.unpack_archive', { kind: 'write', path: 1, names: ['extract_dir'] }],
  ['zipfile.ZipFile.extractall', { kind: 'write', path: 0, names: ['path'] }],
  ['tarfile.open.extractall', { kind: 'write', path: 0, names: ['path'] }],
  ['urllib.request.urlretrieve', { kind: 'write', path: 1, names: ['filename'] }],
  ...each(arrays, { kind: 'write', path: 0, names: ['file', 'fname', 'filename'] }),
  ...each(['joblib.dump', 'torch.save', 'torchvision.utils.save_image'], {
    kind: 'write',
    path: 1,
    names: ['filename', 'f', 'fp'],
  }),
  ...each(
    ['soundfile.write', 'scipy.io.wavfile.write', 'torchaudio.save', 'cv2.VideoWriter', 'edge_tts.Communicate.save'],
    { kind: 'write', path: 0, names: ['file', 'filename', 'uri', 'audio_fname'] },
  ),
  ...each(['matplotlib.pyplot.savefig', 'google.cloud.storage.Client.bucket.blob.download_to_filename'], {
    kind: 'write',
    path: 0,
    names: ['fname', 'filename'],
  }),
  ...each(
    [
      'numpy.load',
      'numpy.loadtxt',
      'joblib.load',
      'torch.load',
      'cv2.imread',
      'PIL.Image.open',
      'os.listdir',
      'os.scandir',
      'glob.glob',
    ],
    {
      kind: 'read',
      path: 0,
    },
  ),
  ...each(
    [
      'pandas.read_csv',
      'pandas.read_json',
      'pandas.read_parquet',
      'pandas.read_pickle',
      'pandas.read_excel',
      'polars.read_csv',
    ],
    {
      kind: 'read',
      path: 0,
    },
  ),
  ...each(
    ['flask.send_file', 'fastapi.responses.FileResponse', 'starlette.responses.FileResponse', 'quart.send_file'],
    {
      kind: 'read',
      path: 0,
      names: ['path', 'path_or_file', 'filename_or_fp'],
    },
  ),
  ...each(['flask.send_from_directory', 'quart.send_from_directory'], { kind: 'read', path: 0, names: ['directory'] }),
  ...each(['fastapi.staticfiles.StaticFiles', 'starlette.staticfiles.StaticFiles'], {
    kind: 'read',
    path: 0,
    names: ['directory'],
  }),
  ...each(['sqlite3.connect', 'aiosqlite.connect', 'duckdb.connect', 'apsw.Connection'], {
    kind: 'database',
    path: 0,
    names: ['database'],
  }),
  ...each(
    [
      'sqlalchemy.create_engine',
      'sqlalchemy.ext.asyncio.create_async_engine',
      'sqlmodel.create_engine',
      'databases.Database',
      'dataset.connect',
      'langchain_community.utilities.SQLDatabase.from_uri',
    ],
    { kind: 'database', path: 0, names: ['url', 'database_uri'], url: true },
  ),
  ...each(
    [
      'apscheduler.jobstores.sqlalchemy.SQLAlchemyJobStore',
      'google.adk.sessions.DatabaseSessionService',
      'google.adk.sessions.database_session_service.DatabaseSessionService',
    ],
    { kind: 'database', path: 0, names: ['url', 'db_url'], url: true, writesItself: true },
  ),
  ...each(
    [
      'langchain_community.chat_message_histories.SQLChatMessageHistory',
      'langchain_community.chat_message_histories.sql.SQLChatMessageHistory',
    ],
    { kind: 'database', path: 1, names: ['connection', 'connection_string'], url: true, writesItself: true },
  ),
  [
    'google.adk.cli.fast_api.get_fast_api_app',
    {
      kind: 'database',
      api: 'get_fast_api_app',
      path: 99,
      names: ['session_service_uri', 'session_db_url'],
      url: true,
      writesItself: true,
    },
  ],
  ...each(
    [
      'langgraph.checkpoint.sqlite.SqliteSaver.from_conn_string',
      'langgraph.checkpoint.sqlite.aio.AsyncSqliteSaver.from_conn_string',
    ],
    { kind: 'database', path: 0, names: ['conn_string'], writesItself: true },
  ),
  // Sessions of the OpenAI Agents SDK (in memory without a path) and of Agno.
  ['agents.SQLiteSession', { kind: 'database', path: 1, names: ['db_path'], writesItself: true }],
  ...each(['agno.db.sqlite.SqliteDb', 'agno.db.sqlite.AsyncSqliteDb'], {
    kind: 'database',
    path: 99,
    names: ['db_file'],
    writesItself: true,
  }),
  ...each(
    ['tinydb.TinyDB', 'shelve.open', 'dbm.open', 'sqlitedict.SqliteDict', 'peewee.SqliteDatabase', 'diskcache.Cache'],
    {
      kind: 'database',
      path: 0,
      names: ['filename', 'path', 'directory', 'uri'],
    },
  ),
  ...each(['chromadb.PersistentClient', 'lancedb.connect'], {
    kind: 'database',
    path: 0,
    names: ['path', 'uri'],
    vectors: true,
  }),
  ...each(['langchain_chroma.Chroma', 'langchain_community.vectorstores.Chroma', 'langchain.vectorstores.Chroma'], {
    kind: 'database',
    path: 99,
    names: ['persist_directory'],
    vectors: true,
  }),
  ...each(
    [
      'logging.FileHandler',
      'logging.handlers.RotatingFileHandler',
      'logging.handlers.TimedRotatingFileHandler',
      'logging.handlers.WatchedFileHandler',
    ],
    {
      kind: 'log',
      path: 0,
      names: ['filename'],
    },
  ),
  ['logging.basicConfig', { kind: 'log', path: 99, names: ['filename'] }],
  ['loguru.logger.add', { kind: 'log', path: 0, names: ['sink'] }],
  ...each(
    [
      'tempfile.NamedTemporaryFile',
      'tempfile.TemporaryDirectory',
      'tempfile.TemporaryFile',
      'tempfile.SpooledTemporaryFile',
      'tempfile.mkstemp',
      'tempfile.mkdtemp',
    ],
    {
      kind: 'temporary',
      path: 99,
    },
  ),
]);

/**
 * Methods that write a file whatever object they are called on: the name is distinctive enough when the path is textual.
 * The value is the position of the path.
 */
export const writingMethods: ReadonlyMap<string, { readonly api: string; readonly path: number }> = new Map([
  ['to_csv', { api: 'DataFrame.to_csv', path: 0 }],
  ['to_parquet', { api: 'DataFrame.to_parquet', path: 0 }],
  ['to_excel', { api: 'DataFrame.to_excel', path: 0 }],
  ['to_json', { api: 'DataFrame.to_json', path: 0 }],
  ['to_pickle', { api: 'DataFrame.to_pickle', path: 0 }],
  ['to_feather', { api: 'DataFrame.to_feather', path: 0 }],
  ['to_hdf', { api: 'DataFrame.to_hdf', path: 0 }],
  ['write_csv', { api: 'DataFrame.write_csv', path: 0 }],
  ['write_parquet', { api: 'DataFrame.write_parquet', path: 0 }],
  ['savefig', { api: 'savefig', path: 0 }],
  ['save', { api: 'save', path: 0 }],
  ['save_pretrained', { api: 'save_pretrained', path: 0 }],
  ['save_model', { api: 'save_model', path: 0 }],
  ['save_local', { api: 'save_local', path: 0 }],
  ['download_to_filename', { api: 'Blob.download_to_filename', path: 0 }],
  ['download_file', { api: 'download_file', path: 2 }],
  ['write_videofile', { api: 'write_videofile', path: 0 }],
  ['export', { api: 'export', path: 0 }],
  ['write_text', { api: 'Path.write_text', path: -1 }],
  ['write_bytes', { api: 'Path.write_bytes', path: -1 }],
]);

/** Settings of web frameworks that name a folder for uploads or a database, as written behind `config`. */
export const configKeys: ReadonlyMap<string, 'upload-folder' | 'database'> = new Map([
  ['UPLOAD_FOLDER', 'upload-folder'],
  ['UPLOADED_FILES_DEST', 'upload-folder'],
  ['UPLOAD_DIR', 'upload-folder'],
  ['SQLALCHEMY_DATABASE_URI', 'database'],
  ['DATABASE', 'database'],
]);

/** Settings of a database of Django that leave it what it is: https://docs.djangoproject.com/en/stable/ref/settings/#databases, checked 2026-11-28. */
export const DATABASE_REFINEMENTS =
  /^(?:ATOMIC_REQUESTS|AUTOCOMMIT|CONN_HEALTH_CHECKS|CONN_MAX_AGE|DISABLE_SERVER_SIDE_CURSORS|OPTIONS|TEST|TIME_ZONE)$/;
