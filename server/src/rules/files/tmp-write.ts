import { valueOf } from '../../base/known.ts';
import { type Span, spanOf } from '../../base/span.ts';
import { type DiskWrite, diskWrites } from '../../model/file-writes.ts';
import type { Launch } from '../../model/launch-types.ts';
import { phasesOf } from '../../model/python-phases.ts';
import { programOf } from '../../model/python-program.ts';
import { firstLine } from '../python-write.ts';
import { defineRule } from '../rule.ts';
import { isRequestDriven } from '../words.ts';

const DOCKERFILE = 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ["gunicorn", "--threads", "8", "main:app"]\n';
const FLASK = 'from flask import Flask, request, send_file\n\napp = Flask(__name__)\n\n\n';
const READ = '\n\n@app.get("/report")\ndef report():\n    return send_file("/tmp/report.csv")\n';

export default defineRule({
  name: 'tmp-write',
  since: '0.1.0',
  severity: 'warning',
  subject: 'launch',
  summary: 'A file on the container’s own disk does not survive, and takes memory.',
  why: `The whole disk of a Cloud Run instance, \`/tmp\` included, lies in its memory. Two things follow.

- The next request may reach another instance, which has never seen the file; and an instance without requests is stopped, with all its
  files. So a file that one request writes and another one reads is there only by luck.
- Every byte counts against the memory limit until the file is deleted. Files that stay add up until the instance is killed.

Keep what has to last in Cloud Storage or a database, or mount a Cloud Storage bucket as a volume. For scratch files use \`tempfile\` as a
context manager, or delete them in the function that made them. Logs belong on standard output, where Cloud Logging collects them.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/container-contract', checked: '2026-11-23' },
  topic: 'files-and-tmp',
  messages: {
    later:
      'Another request reads {path}, but it may reach another instance, which does not have this file. Keep it in Cloud Storage.',
    upload:
      'Uploads in {path} lie in this instance’s memory and vanish with it. Keep them in Cloud Storage or on a mounted volume.',
    log: 'The log file {path} lies in the instance’s memory, grows until it is full, and vanishes. Log to standard output.',
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
      why: 'An upload folder',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py': `${FLASK}app.config["UPLOAD_FOLDER"] = ⟦"/app/uploads"⟧\n`,
      },
    },
    {
      why: 'A log file',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py': `import logging\n${FLASK}logging.basicConfig(filename=⟦"/var/log/app.log"⟧)\n`,
      },
    },
    {
      why: 'A log file of the server',
      files: {
        Dockerfile:
          'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ["gunicorn", "--threads", "8", "--access-logfile", ⟦"/var/log/access.log"⟧, "main:app"]\n',
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
      why: 'Not reached from a request',
      files: {
        Dockerfile: DOCKERFILE,
        'main.py': `${FLASK}def export():\n    with open("/tmp/a.csv", "w") as file:\n        file.write("a")\n`,
      },
    },
  ],
  *check({ launch, reader, deployable, container }) {
    if (!isRequestDriven(deployable)) return;
    for (const log of logFiles(launch)) yield { message: 'log', data: { path: log.path }, at: log.at };
    const program = programOf(launch, reader);
    if (program === undefined) return;
    for (const write of diskWrites(program, phasesOf(program), container)) {
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
      };
    }
  },
});

/** Log files that the server's flags name. */
function logFiles(launch: Launch): readonly { readonly path: string; readonly at: Span }[] {
  const server = valueOf(launch.server);
  return (server?.options ?? []).flatMap(({ name, value, valueAt }) => {
    const isLog = ['--access-logfile', '--error-logfile', '--log-file', '--logto'].includes(name);
    if (!isLog || value === undefined || valueAt === undefined || value === '-' || /^\/(?:dev|proc)\//.test(value))
      return [];
    return [{ path: value, at: valueAt }];
  });
}

function shown({ path, access }: DiskWrite): string {
  if (path === undefined) return `The file of ${access.api}()`;
  const text = path.text.includes('://') ? path.text.slice(path.text.lastIndexOf('/') + 1) : path.text;
  return text.length > 50 ? `…${text.slice(-48)}` : text;
}
