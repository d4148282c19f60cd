import { valueOf } from '../../base/known.ts';
import { type Span, spanOf } from '../../base/span.ts';
import { dirname } from '../../base/uri.ts';
import type { Launch } from '../../model/launch-types.ts';
import { type DiskWrite, diskWrites } from '../../model/python/file-writes.ts';
import { covers, type DiskPath, isOwnDisk, pathOfText } from '../../model/python/path.ts';
import { phasesOf } from '../../model/python/phases.ts';
import { type PythonProgram, programOf } from '../../model/python/program.ts';
import { logRedirects, statePlaces } from '../../model/python/state-places.ts';
import { cleansUp } from '../../model/python/upload-folder.ts';
import { logToOutput, removeAtEnd, useTemporaryDirectory } from '../python-file-fix.ts';
import { firstLine } from '../python-write.ts';
import { defineRule, type Fix, type LaunchSubject } from '../rule.ts';
import { isLinkedToOutput, mentions } from '../state-use.ts';
import { limitTmp, mountBucket } from '../volume-fix.ts';
import { isRequestDriven } from '../words.ts';
import { unquoted } from '../write.ts';

const DOCKERFILE = 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ["gunicorn", "--threads", "8", "main:app"]\n';
const FLASK = 'from flask import Flask, request, send_file\n\napp = Flask(__name__)\n\n\n';
const READ = '\n\n@app.get("/report")\ndef report():\n    return send_file("/tmp/report.csv")\n';

const SERVICE =
  'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/execution-environment: gen2\n    spec:\n      containerConcurrency: 8\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n';

export default defineRule({
  name: 'tmp-write',
  since: '0.1.0',
  severity: 'warning',
  subject: 'launch',
  summary: 'A file on the container’s own disk does not survive, and takes memory.',
  why: `The whole disk of a Cloud Run instance, \`/tmp\` included, is held in its memory, and is gone when the instance is.

- The next request may reach another instance, which has never seen the file; and an instance without requests is stopped, with all its
  files. So a file that one request writes and another one reads is there only by luck.
- Every byte counts against the memory limit until the file is deleted. Files that stay add up until the instance is killed.

Keep what has to last in Cloud Storage or a database, or mount a Cloud Storage bucket as a volume. For scratch files use \`tempfile\` as a
context manager, or delete them in the function that made them. Logs belong on standard output, where Cloud Logging collects them;
files below \`/var/log\` are collected too, and take no memory.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/container-contract', checked: '2026-11-23' },
  topic: 'files-and-tmp',
  messages: {
    later:
      'Another request reads {path}, but it may reach another instance, which does not have this file. Keep it in Cloud Storage.',
    restart:
      'The next start reads {path}, but a new instance does not have what this one wrote. Keep it in Cloud Storage or a database.',
    upload:
      'Uploads in {path} take this instance’s memory and vanish with it. Keep them in Cloud Storage or on a mounted volume.',
    log: 'The log file {path} takes the instance’s memory and vanishes with it. Log to standard output.',
    left: '{path} stays in the instance’s memory until the instance ends. Delete it, or use tempfile in a with statement.',
  },
  bad: [
    {
      why: 'Another route expects the file',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py': `${FLASK}@app.post("/report")\ndef make():\n    with open(⟦"/tmp/report.csv"⟧, "w") as file:\n        file.write("a")\n    return ""\n${READ}`,
      },
    },
    {
      why: 'What requests change is loaded again at the next start; the path stands in another file',
      files: {
        Dockerfile: DOCKERFILE,
        'settings.py': 'from pathlib import Path\n\nUSERS_FILE = Path("users.json")\n',
        'main.py': `import json\n\nfrom flask import Flask\n\nfrom settings import USERS_FILE\n\napp = Flask(__name__)\n\nwith open(USERS_FILE) as file:\n    users = json.load(file)\n\n\n@app.post("/users/<name>")\ndef add(name):\n    users[name] = True\n    with open(⟦USERS_FILE⟧, "w") as file:\n        json.dump(users, file)\n    return ""\n`,
      },
    },
    {
      why: 'An upload folder',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py': `${FLASK}app.config["UPLOAD_FOLDER"] = ⟦"/app/uploads"⟧\n`,
      },
    },
    {
      why: 'A folder of uploads that settings name',
      files: {
        Dockerfile: DOCKERFILE,
        'settings.py':
          'from pathlib import Path\n\nfrom pydantic import Field\nfrom pydantic_settings import BaseSettings\n\n\nclass Settings(BaseSettings):\n    upload_dir: Path = Field(default=Path("./uploads"))\n\n\ndef get_settings() -> Settings:\n    return Settings()\n',
        'main.py': `from settings import get_settings\n${FLASK}@app.post("/files")\ndef add():\n    sent = request.files["file"]\n    target = ⟦get_settings().upload_dir / sent.filename⟧\n    target.write_bytes(sent.read())\n    return ""\n`,
      },
    },
    {
      why: 'A log file',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py': `import logging\n${FLASK}logging.basicConfig(level="INFO", filename=⟦"/app/logs/app.log"⟧)\n`,
      },
      fixed: { 'main.py': `import logging\n${FLASK}logging.basicConfig(level="INFO")\n` },
    },
    {
      why: 'Files that users send, in a folder of any name',
      files: {
        Dockerfile: DOCKERFILE.replace(
          '"gunicorn", "--threads", "8"',
          '"uvicorn", "--host", "0.0.0.0", "--port", "8080"',
        ),
        'main.py':
          'import shutil\nfrom pathlib import Path\n\nfrom fastapi import FastAPI, UploadFile\n\napp = FastAPI()\nSTORE = Path("data/documents")\n\n\n@app.post("/files")\ndef add(file: UploadFile):\n    path = ⟦STORE / file.filename⟧\n    with path.open("wb") as out:\n        shutil.copyfileobj(file.file, out)\n    return str(path)\n',
      },
    },
    {
      why: 'A line for each request, in a file that nobody reads',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py': `import json\n${FLASK}@app.post("/a")\ndef a():\n    with open(⟦"metrics.jsonl"⟧, "a") as file:\n        file.write(json.dumps(request.json))\n    return ""\n\n\n@app.post("/b")\ndef b():\n    with open("metrics.jsonl", "a") as file:\n        file.write("b")\n    return ""\n`,
      },
    },
    {
      why: 'An upload folder of a service that a manifest describes',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py': `${FLASK}app.config["UPLOAD_FOLDER"] = ⟦"/app/uploads"⟧\n`,
        'service.yaml': SERVICE,
      },
      fixed: {
        'service.yaml': `${SERVICE}          volumeMounts:\n            - name: files\n              mountPath: /app/uploads\n      volumes:\n        - name: files\n          csi:\n            driver: gcsfuse.run.googleapis.com\n            volumeAttributes:\n              bucketName: BUCKET\n`,
      },
    },
    {
      why: 'A temporary folder that nobody removes',
      severity: 'information',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py': `import os\nimport tempfile\n${FLASK}@app.post("/")\ndef make():\n    folder = ⟦tempfile.mkdtemp(prefix="a")⟧\n    with open(os.path.join(folder, "a.csv"), "w") as file:\n        file.write("a")\n    return ""\n`,
      },
      fixed: {
        'main.py': `import os\nimport tempfile\n${FLASK}@app.post("/")\ndef make():\n    with tempfile.TemporaryDirectory(prefix="a") as folder:\n        with open(os.path.join(folder, "a.csv"), "w") as file:\n            file.write("a")\n        return ""\n`,
      },
    },
    {
      why: 'A temporary file that nobody removes',
      severity: 'information',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py': `import os\nimport tempfile\n${FLASK}@app.post("/")\ndef size():\n    with ⟦tempfile.NamedTemporaryFile(delete=False)⟧ as file:\n        file.write(request.data)\n        path = file.name\n    return str(os.path.getsize(path))\n`,
      },
      fixed: {
        'main.py': `import os\nimport tempfile\n${FLASK}@app.post("/")\ndef size():\n    with tempfile.NamedTemporaryFile(delete=False) as file:\n        file.write(request.data)\n        path = file.name\n    try:\n        return str(os.path.getsize(path))\n    finally:\n        os.remove(path)\n`,
      },
    },
    {
      why: 'A variable of the image',
      files: {
        Dockerfile: DOCKERFILE.replace('COPY', 'ENV UPLOAD_FOLDER=⟦/tmp/uploads⟧\nCOPY'),
        'main.py': `from pydantic_settings import BaseSettings\n${FLASK}class Settings(BaseSettings):\n    upload_folder: str\n`,
      },
    },
    {
      why: 'Output that the start command sends to a file',
      files: {
        Dockerfile: DOCKERFILE.replace(/CMD.*/, 'CMD exec gunicorn --threads 8 main:app >> ⟦/app/logs/app.log⟧ 2>&1'),
        'main.py': FLASK,
      },
    },
    {
      why: 'A log file of the server',
      files: {
        Dockerfile:
          'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ["gunicorn", "--threads", "8", "--access-logfile", ⟦"/app/logs/access.log"⟧, "main:app"]\n',
        'main.py': FLASK,
      },
    },
    {
      why: 'A scratch file that nobody deletes',
      severity: 'information',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py': `${FLASK}@app.post("/")\ndef make():\n    path = ⟦f"/tmp/{request.args['id']}.csv"⟧\n    with open(path, "w") as file:\n        file.write("a")\n    return send_file(path)\n`,
      },
    },
  ],
  good: [
    {
      why: 'Deleted in the same function, or temporary by itself',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py': `import os\nimport tempfile\n${FLASK}@app.post("/a")\ndef a():\n    path = f"/tmp/{request.args['id']}.csv"\n    with open(path, "w") as file:\n        file.write("a")\n    os.remove(path)\n    return ""\n\n\n@app.post("/b")\ndef b():\n    with tempfile.TemporaryDirectory() as folder:\n        with open(os.path.join(folder, "a.csv"), "w") as file:\n            file.write("a")\n    return ""\n`,
      },
    },
    {
      why: 'A volume is mounted there',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py': `${FLASK}app.config["UPLOAD_FOLDER"] = "/data/uploads"\n`,
        'service.yaml':
          'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  template:\n    metadata:\n      annotations:\n        run.googleapis.com/execution-environment: gen2\n    spec:\n      containerConcurrency: 8\n      containers:\n        - image: us-docker.pkg.dev/p/r/shop\n          volumeMounts:\n            - name: data\n              mountPath: /data\n      volumes:\n        - name: data\n          csi:\n            driver: gcsfuse.run.googleapis.com\n            volumeAttributes:\n              bucketName: uploads\n',
      },
    },
    {
      why: 'A link to the standard output; a variable that nothing reads; folders that the build makes',
      files: {
        Dockerfile: DOCKERFILE.replace(
          'COPY',
          'ENV UPLOAD_FOLDER=/tmp/uploads\nRUN mkdir -p /tmp/cache && ln -sf /dev/stdout /app/logs/app.log\nCOPY',
        ).replace(/CMD.*/, 'CMD exec gunicorn --threads 8 main:app >> /app/logs/app.log 2>&1'),
        'main.py': FLASK,
      },
    },
    {
      why: 'Log files where Cloud Logging collects them',
      files: {
        Dockerfile: DOCKERFILE.replace(
          /CMD.*/,
          'CMD exec gunicorn --threads 8 main:app >> /var/log/app/access.log 2>&1',
        ),
        'main.py': `import logging\n${FLASK}logging.basicConfig(level="INFO", filename="/var/log/app.log")\n`,
      },
    },
    {
      why: 'Removed by a helper, at once or after the response; a cache that the same code fills and reads',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py': `import os\n${FLASK}def cleanup(path):\n    os.remove(path)\n\n\ndef load():\n    if not os.path.exists("/tmp/rates.json"):\n        with open("/tmp/rates.json", "w") as file:\n            file.write("{}")\n    with open("/tmp/rates.json") as file:\n        return file.read()\n\n\n@app.post("/a")\ndef a():\n    path = f"/tmp/{request.args['id']}.csv"\n    with open(path, "w") as file:\n        file.write("a")\n    cleanup(path)\n    return ""\n`,
      },
    },
    {
      why: 'A folder of uploads that the program empties; uploads that it hands to Cloud Storage; a function of its own that is called save',
      files: {
        Dockerfile: DOCKERFILE,
        'handlers.py': 'def save(path, data):\n    with open(path) as file:\n        return file.read() + data\n',
        'store.py': 'import os\n\n\ndef forget(name):\n    os.remove(f"/app/uploads/{name}")\n',
        'main.py': `import handlers\nimport store\nfrom google.cloud import storage\n${FLASK}bucket = storage.Client().bucket("b")\nCONFIG = "/app/config.yaml"\n\n\n@app.post("/a")\ndef a():\n    sent = request.files["file"]\n    sent.save(f"/app/uploads/{sent.filename}")\n    return ""\n\n\n@app.delete("/a/<name>")\ndef b(name):\n    store.forget(name)\n    return ""\n\n\n@app.post("/c")\ndef c():\n    sent = request.files["file"]\n    path = f"/srv/uploads/{sent.filename}"\n    sent.save(path)\n    bucket.blob(sent.filename).upload_from_filename(path)\n    return ""\n\n\n@app.post("/d")\ndef d():\n    return handlers.save(CONFIG, request.data)\n\n\n@app.get("/d")\ndef e():\n    with open(CONFIG) as file:\n        return file.read()\n`,
      },
    },
    {
      why: 'Files that users send, beside the code for a moment or in scratch space; upload folders of another host',
      files: {
        Dockerfile: DOCKERFILE,
        'config.py':
          'import os\n\nif os.path.exists("/home/customer"):\n    UPLOAD_DIR = "/home/customer/uploads"\nelse:\n    UPLOAD_DIR = os.environ["UPLOAD_DIR"]\n',
        'main.py': `import config\n${FLASK}@app.post("/a")\ndef a():\n    sent = request.files["file"]\n    sent.save(f"temp_{sent.filename}")\n    return ""\n\n\n@app.post("/b")\ndef b():\n    sent = request.files["file"]\n    sent.save(f"/srv/scratch/{sent.filename}")\n    return config.UPLOAD_DIR\n`,
      },
    },
    {
      why: 'A file that lines are added to until it is deleted; one that another system names',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py': `import os\n${FLASK}@app.post("/a")\ndef a():\n    for line in request.json:\n        with open("/srv/list.txt", "a") as file:\n            file.write(line)\n    os.remove("/srv/list.txt")\n    return ""\n\n\n@app.post("/b")\ndef b():\n    with open("c:\\\\logs\\\\b.log", "a") as file:\n        file.write("b")\n    return ""\n`,
      },
    },
    {
      why: 'Not reached from a request',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py': `${FLASK}def export():\n    with open("/tmp/a.csv", "w") as file:\n        file.write("a")\n`,
      },
    },
  ],
  *check(subject) {
    const { launch, reader, deployable, container } = subject;
    if (!isRequestDriven(deployable)) return;
    for (const { path, at } of logFiles(subject)) yield { message: 'log', data: { path: path.text }, at };
    const program = programOf(launch, reader);
    if (program === undefined) return;
    const writes = diskWrites(program, phasesOf(program), container);
    for (const { why, path, at, variable } of statePlaces(container)) {
      if (why === 'database' || (variable !== undefined && !mentions(program, reader, variable))) continue;
      // Where the code shows what it does with the path, it is told there.
      if (writes.some((write) => write.path !== undefined && covers(path, write.path))) continue;
      if (why === 'upload' && cleansUp(program)) continue;
      if (why === 'log' && isLinkedToOutput({ path }, subject)) continue;
      yield {
        message: why,
        data: { path: path.text },
        at: unquoted(reader, at),
        fix: () => (why === 'upload' ? mountBucket(subject, path.text) : undefined),
      };
    }
    for (const write of writes) {
      const { uri, why } = write;
      // A path that is put together elsewhere in the file is shown where it is written.
      const range = write.access.path?.origin ?? write.range;
      const related =
        write.reader === undefined
          ? []
          : [{ message: 'It is read here.', at: spanOf(write.reader.uri, write.reader.range) }];
      yield {
        message: why,
        data: { path: shown(write) },
        at: spanOf(uri, firstLine(reader, uri, range)),
        ...(why === 'left' ? { severity: 'information' as const } : {}),
        related,
        fixes: () => fixesOf(subject, program, write),
      };
    }
  },
});

function fixesOf(subject: LaunchSubject, program: PythonProgram, write: DiskWrite): readonly (Fix | undefined)[] {
  const { reader } = subject;
  const { access, path, why } = write;
  const facts = program.files.get(write.uri);
  if (facts === undefined) return [];
  if (why === 'log') return [logToOutput(reader, facts, access)];
  if (why === 'left')
    return [
      useTemporaryDirectory(reader, facts, access),
      removeAtEnd(reader, facts, access),
      path === undefined ? undefined : limitTmp(subject, path),
    ];
  if (path === undefined) return [];
  return [mountBucket(subject, why === 'upload' ? path.text : dirname(path.text))];
}

interface LogFile {
  readonly path: DiskPath;
  readonly at: Span;
}

/** Log files that the server's flags name, and those that the start command or its scripts send output to. */
function logFiles(subject: LaunchSubject): readonly LogFile[] {
  const { launch, container } = subject;
  const named = logOptions(launch).filter(({ path }) => isOwnDisk(path, container));
  return [...named, ...redirected(subject)].filter((file) => !isLinkedToOutput(file, subject));
}

function logOptions(launch: Launch): readonly LogFile[] {
  const server = valueOf(launch.server);
  return (server?.options ?? []).flatMap(({ name, value, valueAt }) => {
    const isLog = ['--access-logfile', '--error-logfile', '--log-file', '--logto'].includes(name);
    if (!isLog || value === undefined || valueAt === undefined || value === '-' || /^\/(?:dev|proc)\//.test(value))
      return [];
    return [{ path: { ...pathOfText(value, launch), text: value }, at: valueAt }];
  });
}

function redirected({ launch, container, reader }: LaunchSubject): readonly LogFile[] {
  const command = launch.form === 'shell' ? launch.commandArguments : undefined;
  const scripts = [...new Set(launch.alsoDecidedBy.map(({ uri }) => uri))].filter((uri) => uri.endsWith('.sh'));
  const places = [
    ...(command === undefined ? [] : [command]),
    ...scripts.map((uri) => spanOf(uri, { start: 0, end: reader.text(uri)?.length ?? 0 })),
  ];
  return places.flatMap((place) => {
    const text = reader.written(place);
    return text === undefined ? [] : logRedirects(text, place, container);
  });
}

function shown({ path, access }: DiskWrite): string {
  if (path === undefined) return `The file of ${access.api}()`;
  const [folder = '', name = ''] = path.text.split('/').slice(-2);
  // A name that is made up at each request says nothing without its folder.
  const short = name.includes('*') && !folder.includes('*') ? `${folder}/${name}` : name;
  const text = (path.text.includes('://') ? short : path.text).replace(/\*{2,}/g, '*');
  return text.length > 50 ? `…${text.slice(-48)}` : text;
}
