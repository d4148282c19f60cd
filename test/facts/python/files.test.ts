import { strict as assert } from 'node:assert';
import { factsOf, show } from './kit.ts';

describe('facts/python files', () => {
  const table: readonly (readonly [why: string, text: string, expected: string])[] = [
    ['open for writing', 'open("/tmp/a", "w")', 'write open /tmp/a'],
    ['open for appending', 'open("/tmp/a", mode="a")', 'write open /tmp/a append'],
    ['open for reading', 'open("/tmp/a")', 'read open /tmp/a'],
    ['mode not constant', 'open("/tmp/a", m)', ''],
    ['Path', 'from pathlib import Path\nPath("/tmp/a").write_text("x")', 'write Path.write_text /tmp/a'],
    [
      'Path from a name',
      'from pathlib import Path\nD = Path("/tmp")\n(D / "a").write_bytes(b"")',
      'write Path.write_bytes /tmp/a',
    ],
    ['Path.open', 'from pathlib import Path\nPath("/tmp/a").open("w")', 'write Path.open /tmp/a'],
    [
      'Path around a setting of another file',
      'from pathlib import Path\nfrom conf import settings\np = Path(settings.folder) / name\np.write_bytes(b"")',
      'write Path.write_bytes {conf.settings.folder}/{name}',
    ],
    [
      'setting of another file that is a path',
      'from conf import settings\ndef f(sent):\n    p = settings.folder / sent.name\n    with p.open("wb") as out:\n        pass\n    p.unlink()',
      'write Path.open {conf.settings.folder}/{sent.name} removed/remove conf.settings.folder.unlink {conf.settings.folder}/{sent.name} removed',
    ],
    ['quotient of settings', 'from conf import settings\nx = settings.a / 2\nx.open("w")', ''],
    ['DataFrame of unknown type', 'def f(df):\n    df.to_csv("/tmp/a.csv")', 'write DataFrame.to_csv /tmp/a.csv'],
    ['to_csv into a buffer', 'import io\ndef f(df):\n    b = io.StringIO()\n    df.to_csv(b)', ''],
    ['to_csv into what the caller gives', 'def f(df, path):\n    df.to_csv(path)', 'write DataFrame.to_csv path'],
    ['upload', 'def f(file):\n    file.save("/tmp/x")', 'write save /tmp/x'],
    ['saved object', 'def f(user):\n    user.save()', ''],
    ['numpy', 'import numpy as np\nnp.save("/tmp/a.npy", x)', 'write numpy.save /tmp/a.npy'],
    ['sound', 'import soundfile as sf\nsf.write("/tmp/a.wav", data, 16000)', 'write soundfile.write /tmp/a.wav'],
    [
      'a picture of a tensor',
      'from torchvision.utils import save_image\nsave_image(out, "/tmp/a.png")',
      'write torchvision.utils.save_image /tmp/a.png',
    ],
    ['copy', 'import shutil\nshutil.copy("a", "/tmp/b")', 'write shutil.copy /tmp/b'],
    [
      'removed',
      'import os\ndef f():\n    p = f"/tmp/{x}"\n    open(p, "w")\n    os.remove(p)',
      'write open /tmp/{x} removed/remove os.remove /tmp/{x} removed',
    ],
    [
      'removed elsewhere',
      'import os\ndef f():\n    open("/tmp/a", "w")\ndef g():\n    os.remove("/tmp/a")',
      'write open /tmp/a/remove os.remove /tmp/a removed',
    ],
    [
      'temporary file',
      'import tempfile\nwith tempfile.NamedTemporaryFile() as f:\n    pass',
      'temporary tempfile.NamedTemporaryFile undefined scoped',
    ],
    [
      'kept temporary file',
      'import tempfile\nwith tempfile.NamedTemporaryFile(delete=False) as f:\n    pass',
      'temporary tempfile.NamedTemporaryFile undefined',
    ],
    [
      'mkdtemp removed',
      'import tempfile, shutil\ndef f():\n    d = tempfile.mkdtemp()\n    shutil.rmtree(d)',
      'temporary tempfile.mkdtemp undefined removed/remove shutil.rmtree call removed',
    ],
    ['sqlite3', 'import sqlite3\nsqlite3.connect("a.db")', 'database sqlite3.connect a.db'],
    ['in memory', 'import sqlite3\nsqlite3.connect(":memory:")', ''],
    [
      'sqlalchemy',
      'from sqlalchemy import create_engine\ncreate_engine("sqlite:///./a.db")',
      'database sqlalchemy.create_engine ./a.db',
    ],
    [
      'sqlalchemy absolute',
      'from sqlalchemy import create_engine\ncreate_engine("sqlite:////data/a.db")',
      'database sqlalchemy.create_engine /data/a.db',
    ],
    ['sqlalchemy in memory', 'from sqlalchemy import create_engine\ncreate_engine("sqlite://")', ''],
    ['sqlalchemy server', 'from sqlalchemy import create_engine\ncreate_engine("postgresql://h/d")', ''],
    [
      'url from the environment',
      'import os\nfrom sqlalchemy import create_engine\ncreate_engine(os.getenv("DB", "sqlite:///a.db"))',
      'database sqlalchemy.create_engine $DB:-a.db',
    ],
    [
      'flask setting',
      'app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///a.db"',
      'database SQLALCHEMY_DATABASE_URI a.db',
    ],
    [
      'configuration class',
      'import os\nclass Config:\n    SQLALCHEMY_DATABASE_URI = os.environ.get("DATABASE_URL") or "sqlite:///a.db"',
      'database SQLALCHEMY_DATABASE_URI $DATABASE_URL:-a.db',
    ],
    [
      'configuration that a condition chooses',
      'class Config:\n    if a:\n        UPLOAD_DIR = "/home/x"\n        SQLALCHEMY_DATABASE_URI = "postgresql://h/d"\n    else:\n        UPLOAD_DIR = "/srv/x"\n        SQLALCHEMY_DATABASE_URI = "sqlite:///a.db"',
      'upload-folder UPLOAD_DIR /srv/x',
    ],
    ['configuration by keywords', 'app.config.update(UPLOAD_FOLDER="/tmp/u")', 'upload-folder UPLOAD_FOLDER /tmp/u'],
    ['upload folder', 'app.config["UPLOAD_FOLDER"] = "/tmp/u"', 'upload-folder UPLOAD_FOLDER /tmp/u'],
    [
      'django',
      'DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "db.sqlite3"}}',
      'database DATABASES db.sqlite3',
    ],
    [
      'django: a condition chooses',
      'import os\nif os.getenv("K_SERVICE"):\n    DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "a"}}\nelse:\n    DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "db.sqlite3"}}',
      '',
    ],
    [
      'django: replaced later',
      'import os, dj_database_url\nDATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "db.sqlite3"}}\nif os.getenv("DATABASE_URL"):\n    DATABASES["default"] = dj_database_url.config()',
      '',
    ],
    [
      'django: updated later',
      'import dj_database_url\nDATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "db.sqlite3"}}\nDATABASES["default"].update(dj_database_url.config())',
      '',
    ],
    [
      'django: refined later',
      'DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "db.sqlite3"}}\nDATABASES["default"]["ATOMIC_REQUESTS"] = True',
      'database DATABASES db.sqlite3',
    ],
    [
      'flask setting that a condition chooses',
      'import os\nif os.getenv("DB_HOST"):\n    app.config["SQLALCHEMY_DATABASE_URI"] = f"postgresql://{os.getenv(\'DB_HOST\')}/a"\nelse:\n    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///a.db"',
      '',
    ],
    [
      'flask setting of tests',
      'def create(testing):\n    if testing:\n        app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///:memory:"\n    else:\n        app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///a.db"',
      'database SQLALCHEMY_DATABASE_URI a.db',
    ],
    ['log file', 'import logging\nlogging.FileHandler("/var/log/a.log")', 'log logging.FileHandler /var/log/a.log'],
    ['basicConfig', 'import logging\nlogging.basicConfig(filename="a.log")', 'log logging.basicConfig a.log'],
    [
      'dictConfig',
      'import logging.config\nC = {"version": 1, "handlers": {"f": {"class": "logging.FileHandler", "filename": "a.log"}, "g": {"class": "logging.FileHandler", "filename": "unused.log"}, "c": {"class": "logging.StreamHandler"}}, "root": {"handlers": ["c", "f"]}}\nlogging.config.dictConfig(C)',
      'log logging.FileHandler a.log',
    ],
    [
      'LOGGING of Django',
      'ROOT_URLCONF = "p.urls"\nLOGGING = {"version": 1, "handlers": {"f": {"class": "logging.handlers.RotatingFileHandler", "filename": "a.log"}}, "loggers": {"django": {"handlers": ["f"], "level": "INFO"}}}',
      'log logging.handlers.RotatingFileHandler a.log',
    ],
    [
      'LOGGING of nobody',
      'LOGGING = {"handlers": {"f": {"class": "logging.FileHandler", "filename": "a.log"}}, "root": {"handlers": ["f"]}}',
      '',
    ],
    ['basicConfig to stderr', 'import logging\nlogging.basicConfig(level=1)', ''],
    ['folder', 'import os\nos.makedirs("/tmp/a", exist_ok=True)', 'make-folder os.makedirs /tmp/a'],
    ['sent', 'from flask import send_file\nsend_file("/tmp/a")', 'read flask.send_file /tmp/a'],
  ];
  for (const [why, text, expected] of table) {
    it(why, () => {
      const shown = factsOf(text).files.map((f) =>
        [
          f.kind,
          f.api,
          `${show(f.path)}`,
          ...(f.append ? ['append'] : []),
          ...(f.scoped ? ['scoped'] : []),
          ...(f.removedInSameFunction ? ['removed'] : []),
        ].join(' '),
      );
      assert.equal(shown.join('/'), expected);
    });
  }
});
