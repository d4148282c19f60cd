import { valueOf } from '../../base/known.ts';
import { spanOf, type Uri } from '../../base/span.ts';
import { basename, joinPath } from '../../base/uri.ts';
import { appendTo } from '../../facts/manifest/edit.ts';
import type { FileAccess } from '../../facts/python/types.ts';
import type { FactsReader } from '../../model/facts-reader.ts';
import { containerPath, manifestFix } from '../../model/manifest-fix.ts';
import { changesData, localDatabases } from '../../model/python/file-writes.ts';
import type { DiskPath } from '../../model/python/path.ts';
import { phasesOf } from '../../model/python/phases.ts';
import { programOf } from '../../model/python/program.ts';
import { statePlaces } from '../../model/python/state-places.ts';
import { firstLine, moduleName } from '../python-write.ts';
import { defineRule, type Fix, type LaunchSubject, relatedTo } from '../rule.ts';
import { mentions } from '../state-use.ts';
import { isRequestDriven } from '../words.ts';
import { unquoted } from '../write.ts';

const DOCKERFILE = 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ["gunicorn", "--threads", "8", "main:app"]\n';
const FLASK = 'from flask import Flask\n\napp = Flask(__name__)\n';
const ALCHEMY = `import os\nfrom sqlalchemy import create_engine\n${FLASK}`;

const MANAGE =
  'import os\nfrom django.core.management import execute_from_command_line\n\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\nexecute_from_command_line()\n';
const SETTINGS =
  'from pathlib import Path\n\nBASE_DIR = Path(__file__).resolve().parent.parent\nROOT_URLCONF = "shop.urls"\n';

const SERVICE =
  'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/execution-environment: gen2\n    spec:\n      containerConcurrency: 8\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n';

export default defineRule({
  name: 'local-database',
  since: '0.1.0',
  severity: 'warning',
  subject: 'launch',
  summary: 'A database in a file on the container’s own disk loses its data.',
  why: `The disk of a Cloud Run instance is memory. Every instance has its own copy of the file, so two requests may see different data, and
each new instance, each deployment and each scale-down starts again from the image. Use Cloud SQL, Firestore, AlloyDB or another
database outside of the instance. A file that came with the image and is only read is fine.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/container-contract', checked: '2026-11-23' },
  topic: 'files-and-tmp',
  messages: {
    certain:
      '{path} is a database on the instance’s own disk: each instance has its own, and it is lost when the instance ends. Use Cloud SQL.',
    fallback:
      'Without {name} this falls back to {path}, which each instance has for itself and loses. Set {name} to a database server.',
  },
  bad: [
    {
      files: {
        Dockerfile: DOCKERFILE,
        'main.py': `import sqlite3\n${FLASK}db = sqlite3.connect(⟦"orders.db"⟧)\n`,
      },
    },
    {
      why: 'A URL',
      files: { Dockerfile: DOCKERFILE, 'main.py': `${ALCHEMY}engine = create_engine(⟦"sqlite:///./orders.db"⟧)\n` },
      fixed: { 'main.py': `${ALCHEMY}engine = create_engine(os.environ["DATABASE_URL"])\n` },
    },
    {
      why: 'Sessions of agents, by keywords of a dict',
      files: {
        Dockerfile: 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ["python", "main.py"]\n',
        'main.py':
          'import os\nimport uvicorn\nfrom google.adk.cli.fast_api import get_fast_api_app\n\noptions = {"agents_dir": "agents", "session_service_uri": ⟦"sqlite:///./sessions.db"⟧, "web": True}\napp = get_fast_api_app(**options)\nuvicorn.run(app, host="0.0.0.0", port=int(os.environ.get("PORT", 8080)))\n',
        'sessions.db': '',
      },
      fixed: {
        'main.py':
          'import os\nimport uvicorn\nfrom google.adk.cli.fast_api import get_fast_api_app\n\noptions = {"agents_dir": "agents", "session_service_uri": os.environ["DATABASE_URL"], "web": True}\napp = get_fast_api_app(**options)\nuvicorn.run(app, host="0.0.0.0", port=int(os.environ.get("PORT", 8080)))\n',
      },
    },
    {
      why: "The settings that Django's manage.py names",
      files: {
        Dockerfile: DOCKERFILE.replace(
          '"gunicorn", "--threads", "8", "main:app"',
          '"python", "manage.py", "runserver", "0.0.0.0:8080"',
        ),
        'manage.py': MANAGE,
        'shop/__init__.py': '',
        'shop/settings.py': `${SETTINGS}DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ⟦BASE_DIR / "db.sqlite3"⟧}}\n`,
      },
    },
    {
      why: 'One of two files, both on the own disk',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py': `import os\nimport sqlite3\n${FLASK}if os.getenv("K_SERVICE"):\n    PATH = ⟦"/tmp/orders.db"⟧\nelse:\n    PATH = "orders.db"\ndb = sqlite3.connect(PATH)\n`,
      },
    },
    {
      why: 'A variable that settings read',
      files: {
        Dockerfile: DOCKERFILE.replace('COPY', 'ENV DATABASE_URL=⟦sqlite:////tmp/orders.db⟧\nCOPY'),
        'main.py': `from pydantic_settings import BaseSettings\n${FLASK}class Settings(BaseSettings):\n    database_url: str\n`,
      },
    },
    {
      why: 'An argument in a manifest',
      files: {
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: mlflow\nspec:\n  template:\n    spec:\n      containerConcurrency: 80\n      containers:\n        - image: us-docker.pkg.dev/p/r/mlflow\n          command: ["mlflow"]\n          args: ["server", "--host", "0.0.0.0", "--port", "8080", "--backend-store-uri", "⟦sqlite:////tmp/mlflow.db⟧"]\n',
      },
    },
    {
      why: 'Only the default of a variable that nothing sets',
      severity: 'information',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py': `${ALCHEMY}engine = create_engine(⟦os.getenv("DATABASE_URL", "sqlite:///orders.db")⟧)\n`,
        'service.yaml': SERVICE,
      },
      fixed: {
        'service.yaml': `${SERVICE}          env:\n            - name: DATABASE_URL\n              valueFrom:\n                secretKeyRef:\n                  name: database-url\n                  key: latest\n`,
      },
    },
  ],
  good: [
    {
      why: 'In memory on purpose, or a server',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py': `import sqlite3\n${ALCHEMY}cache = sqlite3.connect(":memory:")\nengine = create_engine("postgresql://db/orders")\n`,
      },
    },
    {
      why: 'One of two, of which the other is no file on the own disk',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py': `${ALCHEMY}import sqlite3\nURL = "postgresql://db/orders" if os.getenv("K_SERVICE") else "sqlite:///orders.db"\nengine = create_engine(URL)\nif os.getenv("K_SERVICE"):\n    PATH = ":memory:"\nelse:\n    PATH = "cache.db"\ncache = sqlite3.connect(PATH)\n`,
      },
    },
    {
      why: 'A server in the other branch',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py': `import os\n${FLASK}if os.environ.get("GAE_ENV", "").startswith("standard") or os.environ.get("INSTANCE_CONNECTION_NAME"):\n    app.config["SQLALCHEMY_DATABASE_URI"] = f'postgresql://shop@/shop?host=/cloudsql/{os.environ["INSTANCE_CONNECTION_NAME"]}'\nelse:\n    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///shop.sqlite"\n`,
      },
    },
    {
      why: 'Settings of Django that a URL replaces',
      files: {
        Dockerfile:
          'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ["gunicorn", "--threads", "8", "config.wsgi:application"]\n',
        'manage.py': 'import os\n\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")\n',
        'config/__init__.py': '',
        'config/wsgi.py':
          'import os\n\nfrom django.core.wsgi import get_wsgi_application\n\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")\napplication = get_wsgi_application()\n',
        'config/settings.py':
          'import dj_database_url\n\nDATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "db.sqlite3"}}\nDATABASES["default"].update(dj_database_url.config(conn_max_age=500))\n',
      },
    },
    {
      why: 'It came with the image and is only read',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py': `import sqlite3\n${FLASK}db = sqlite3.connect("cities.db")\n\n\n@app.get("/")\ndef read():\n    return str(db.execute("SELECT name FROM city").fetchall())\n`,
        'cities.db': '',
      },
    },
    {
      why: 'A variable that places the file on a mounted volume, or that nothing reads',
      files: {
        Dockerfile: DOCKERFILE.replace(
          'COPY',
          'ENV OLD_URL=sqlite:////tmp/old.db DATABASE_URL=sqlite:////data/a.db\nCOPY',
        ),
        'main.py': `from pydantic_settings import BaseSettings\n${FLASK}class Settings(BaseSettings):\n    database_url: str\n`,
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/execution-environment: gen2\n    spec:\n      containerConcurrency: 8\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          volumeMounts:\n            - name: data\n              mountPath: /data\n      volumes:\n        - name: data\n          nfs:\n            server: 10.0.0.2\n            path: /share\n',
      },
    },
    {
      why: 'A deployment mounts a volume there: by flags, or by Terraform, which makes the service of a sample image',
      files: {
        'api/Dockerfile': DOCKERFILE,
        'api/main.py': `import sqlite3\n${FLASK}db = sqlite3.connect("/data/orders.db")\n`,
        'api/deploy.sh':
          'gcloud run deploy api --source . --add-volume=name=data,type=cloud-storage,bucket=b --add-volume-mount=volume=data,mount-path=/data\n',
        'web/Dockerfile': DOCKERFILE,
        'web/main.py': `import sqlite3\n${FLASK}db = sqlite3.connect("/db/orders.db")\n`,
        'web/deploy.sh': 'gcloud run deploy shop-web --source .\n',
        'infra/web.tf':
          'resource "google_cloud_run_v2_service" "front" {\n  name = "shop-web"\n  template {\n    containers {\n      image = "gcr.io/cloudrun/hello"\n      volume_mounts {\n        name       = "db"\n        mount_path = "/db"\n      }\n    }\n    volumes {\n      name = "db"\n      gcs { bucket = "shop-db" }\n    }\n  }\n}\n',
      },
    },
    {
      why: 'A server of another language is given data that comes with the image',
      files: {
        Dockerfile:
          'FROM rust:1 AS builder\nRUN mkdir -p /src/data && /src/generate\n\nFROM debian:12-slim\nWORKDIR /app\nCOPY --from=builder /src/serve /usr/local/bin/\nCOPY --from=builder /src/data /app/data\nCMD ["serve", "--port", "8080", "--db", "/app/data/cities.db"]\n',
      },
    },
    {
      why: 'Other settings than those that Django falls back to',
      files: {
        Dockerfile: DOCKERFILE.replace('main:app', 'shop.wsgi').replace(
          'COPY',
          'ENV DJANGO_SETTINGS_MODULE=shop.production\nCOPY',
        ),
        'shop/__init__.py': '',
        'shop/wsgi.py':
          'import os\nfrom django.core.wsgi import get_wsgi_application\n\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\napplication = get_wsgi_application()\n',
        'shop/settings.py': `${SETTINGS}DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "db.sqlite3"}}\n`,
        'shop/production.py':
          'import os\n\nDATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "HOST": os.environ["DB_HOST"]}}\n',
      },
    },
    {
      why: 'The deployment sets the variable of the image to something else',
      files: {
        Dockerfile: DOCKERFILE.replace('COPY', 'ENV DATABASE_URL=sqlite:////tmp/orders.db\nCOPY'),
        'main.py': `${ALCHEMY}engine = create_engine(os.environ["DATABASE_URL"])\n`,
        'deploy.sh': 'gcloud run deploy shop --image gcr.io/p/shop --set-secrets DATABASE_URL=database-url:latest\n',
      },
    },
    {
      why: 'The variable is set',
      files: {
        Dockerfile: DOCKERFILE.replace('COPY', 'ENV DATABASE_URL=postgresql://db/orders\nCOPY'),
        'main.py': `${ALCHEMY}engine = create_engine(os.getenv("DATABASE_URL", "sqlite:///orders.db"))\n`,
      },
    },
  ],
  *check(subject) {
    const { launch, reader, deployable, container } = subject;
    if (!isRequestDriven(deployable)) return;
    const program = programOf(launch, reader);
    const found = program === undefined ? [] : localDatabases(program, phasesOf(program), container);
    const changes = program !== undefined && changesData(program);
    for (const place of statePlaces(container)) {
      const { path, variable } = place;
      if (place.why !== 'database' || found.some((database) => database.path.text === path.text)) continue;
      if (variable !== undefined && program !== undefined && !mentions(program, reader, variable)) continue;
      if (!changes && (isInContext(subject, place) || isCopied(subject, place))) continue;
      yield { message: 'certain', data: { path: path.text }, at: unquoted(reader, place.at) };
    }
    for (const database of found) {
      const { path, uri, access } = database;
      if (!changes && access.writesItself !== true && isInContext(subject, database)) continue;
      const name = database.variable;
      const shown = path.text.includes('://') ? basename(path.text) : path.text;
      const { setAt } = database;
      const range = setAt === undefined ? (access.path?.origin ?? database.range) : database.range;
      const place = spanOf(uri, firstLine(reader, uri, range));
      const setting = launch.environment.find((variable) => variable.name === name);
      const related = [
        setAt === undefined ? undefined : { message: 'The path is set here.', at: spanOf(setAt.uri, setAt.range) },
        setting === undefined || path.fallback ? undefined : relatedTo(setting.value, `${name} is set here.`),
      ];
      if (path.fallback && name !== undefined)
        yield {
          message: 'fallback',
          data: { name, path: shown },
          at: place,
          severity: 'information',
          related,
          fix: () => setFromSecret(subject, name),
        };
      else
        yield {
          message: 'certain',
          data: { path: shown },
          at: place,
          related,
          fix: () => readFromEnvironment(reader, uri, access),
        };
    }
  },
});

/** `create_engine("sqlite:///a.db")` takes its URL from DATABASE_URL, so that a deployment can name a server. */
function readFromEnvironment(reader: FactsReader, uri: Uri, access: FileAccess): Fix | undefined {
  const facts = reader.python(uri);
  const origin = access.path?.origin;
  const text = reader.text(uri);
  if (facts === undefined || origin === undefined || text === undefined || access.call < 0) return undefined;
  // Only a literal that names the URL as a whole.
  if (!/^(["'])(?:sqlite|duckdb)[\w+]*:\/\/[^"'{}]*\1$/.test(text.slice(origin.start, origin.end))) return undefined;
  const os = moduleName(reader, facts, 'os');
  if (os === undefined) return undefined;
  return {
    title: 'Read the URL from DATABASE_URL',
    safety: 'suggestion',
    edits: [...os.imports, { at: spanOf(uri, origin), newText: `${os.name}.environ["DATABASE_URL"]` }],
  };
}

/** Sets a variable in the manifest from a secret, as a URL with a password should be. */
function setFromSecret({ deployable, container, reader }: LaunchSubject, name: string): Fix | undefined {
  const { manifest } = deployable;
  const facts = manifest === undefined ? undefined : reader.manifest(manifest.uri);
  if (manifest === undefined || facts === undefined || container.manifest === undefined) return undefined;
  const secret = name.toLowerCase().replaceAll('_', '-');
  const value = `name: ${name}\nvalueFrom:\n  secretKeyRef:\n    name: ${secret}\n    key: latest`;
  const path = containerPath(manifest.document, container.manifest.index);
  return manifestFix(
    `Set ${name} from the secret ${secret}`,
    'suggestion',
    appendTo(facts, manifest.document, path, 'env', value),
  );
}

/** Whether the Dockerfile copies the file, or the very folder that holds it, to its place: data that comes with the image. */
function isCopied({ container, launch, reader }: LaunchSubject, { path }: { readonly path: DiskPath }): boolean {
  const dockerfile = valueOf(container.dockerfile);
  const folder = path.text.slice(0, path.text.lastIndexOf('/'));
  if (dockerfile === undefined || folder === '' || folder === valueOf(launch.workdir)) return false;
  return (reader.dockerfile(dockerfile)?.stages ?? []).some(({ copies }) =>
    copies.some(({ destination }) => [folder, path.text].includes(destination?.raw.replace(/\/$/, '') ?? '')),
  );
}

/** Whether the file lies in the folder that the image is built from. */
function isInContext({ launch, reader, deployable }: LaunchSubject, { path }: { readonly path: DiskPath }): boolean {
  if (path.text.includes('://')) return reader.exists(path.text);
  const workdir = launch.workdir.kind === 'known' ? launch.workdir.value : '/';
  const relative = path.text.startsWith(`${workdir}/`) ? path.text.slice(workdir.length + 1) : basename(path.text);
  return [...launch.importRoots, deployable.root].some((root) => reader.exists(joinPath(root, `./${relative}`)));
}
