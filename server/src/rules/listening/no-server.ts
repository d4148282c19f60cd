import { valueOf } from '../../base/known.ts';
import type { Span } from '../../base/span.ts';
import type { Launch } from '../../model/launch-types.ts';
import { defineRule } from '../rule.ts';
import { firstWord } from '../write.ts';

const HEAD = 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\n';
const SERVICE =
  'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: api\nspec:\n  template:\n    spec:\n      containers:\n        - image: europe-docker.pkg.dev/p/r/api:1\n';
const JOB =
  'apiVersion: run.googleapis.com/v1\nkind: Job\nmetadata:\n  name: nightly\nspec:\n  template:\n    spec:\n      template:\n        spec:\n          containers:\n            - image: europe-docker.pkg.dev/p/r/nightly:1\n';

export default defineRule({
  name: 'no-server',
  since: '0.1.0',
  severity: 'warning',
  subject: 'launch',
  summary: 'The container of a service starts no server.',
  why: `A Cloud Run service has to listen on \`$PORT\` within 4 minutes (unless its startup probe gives it longer), or the deployment fails. A script that does its work and ends is a
*job*; a program that takes its work from a queue is a *worker pool*. Neither needs a port.`,
  source: { url: 'https://docs.cloud.google.com/run/docs/overview/what-is-cloud-run', checked: '2026-11-23' },
  topic: 'services-jobs-and-worker-pools',
  messages: {
    ends: 'This command ends and listens on no port, so the service never becomes ready. Run it as a Cloud Run job.',
    consumer:
      'This command fetches its work itself and listens on no port, so the service never becomes ready. Run it as a worker pool.',
  },
  bad: [
    {
      why: 'A script that ends',
      files: {
        Dockerfile: `${HEAD}CMD ["⟦python⟧", "main.py"]\n`,
        'main.py': 'import csv\n\nprint(len(list(csv.reader(open("data.csv")))))\n',
        'service.yaml': SERVICE,
      },
    },
    {
      why: 'A queue worker',
      files: {
        Dockerfile: `${HEAD}CMD ["⟦celery⟧", "-A", "tasks", "worker"]\n`,
        'tasks.py': 'from celery import Celery\n\napp = Celery("tasks")\n',
        'service.yaml': SERVICE,
      },
    },
  ],
  good: [
    {
      why: 'The same script as a job',
      files: {
        Dockerfile: `${HEAD}CMD ["python", "main.py"]\n`,
        'main.py': 'print("done")\n',
        'job.yaml': JOB,
      },
    },
    {
      why: 'A script that leaves when the deployment does not give what it needs',
      files: {
        Dockerfile: `${HEAD}CMD ["/app/start.sh"]\n`,
        'start.sh':
          '#!/bin/sh\nif [ -z "$BUCKET" ]; then\n  echo "BUCKET is missing"\n  exit 1\nfi\nexec gunicorn --threads 8 main:app\n',
        'main.py': 'from flask import Flask\n\napp = Flask(__name__)\n',
        'service.yaml': SERVICE,
      },
    },
    {
      why: 'A program that mostly ends, told to listen',
      files: {
        Dockerfile: `${HEAD}CMD ["dbt", "docs", "serve", "--host", "0.0.0.0", "--port", "8080"]\n`,
        'service.yaml': SERVICE,
      },
    },
    {
      why: 'A program that nobody knows before what ends, and a loop that goes by a flag',
      files: {
        Dockerfile: `${HEAD}CMD ["./start.sh"]\n`,
        'start.sh': '#!/bin/bash\nnode ./seed.js\nnode server.js\n\nfg %1\n',
        'worker/Dockerfile': `${HEAD}CMD ["python", "main.py"]\n`,
        'worker/main.py':
          'import time\n\nrunning = True\n\n\ndef main():\n    while running:\n        time.sleep(1)\n\n\nif __name__ == "__main__":\n    main()\n',
        'service.yaml': SERVICE,
        'worker/service.yaml': SERVICE.replaceAll('api', 'worker'),
      },
    },
    {
      why: 'A program that nobody knows',
      files: { Dockerfile: `${HEAD}CMD ["./server"]\n`, 'service.yaml': SERVICE },
    },
    {
      why: 'The deployment beside it is that of the image which its file builds',
      files: {
        'docker/Dockerfile.api': `${HEAD}CMD ["gunicorn", "--threads", "8", "main:app"]\n`,
        'docker/Dockerfile.seed': `${HEAD}CMD ["python", "seed.py"]\n`,
        'docker/deploy.yml':
          'steps:\n  - run: docker build -t europe-docker.pkg.dev/p/r/shop-api:1 -f docker/Dockerfile.api .\n  - run: gcloud run deploy shop --image europe-docker.pkg.dev/p/r/shop-api:1\n',
        'main.py': 'from flask import Flask\n\napp = Flask(__name__)\n',
        'seed.py': 'print("done")\n',
      },
    },
    {
      why: 'An image that no manifest names may be a job',
      files: { Dockerfile: `${HEAD}CMD ["python", "main.py"]\n`, 'main.py': 'print("done")\n' },
    },
  ],
  *check({ container, deployable, launch, reader }) {
    if (deployable.kind !== 'service' || !container.ingress || launch.companions.length > 0) return;
    if (launch.server.kind !== 'known' || launch.server.value !== undefined) return;
    const workload = valueOf(launch.workload);
    const place = programOf(launch);
    const at = place === undefined ? undefined : firstWord(reader, place);
    const manifest = deployable.manifest;
    const related =
      manifest === undefined
        ? []
        : [{ message: 'A service is declared here.', at: { uri: manifest.uri, ...range(manifest.document.kindAt) } }];
    if (workload === 'ends') yield { message: 'ends', at, related };
    if (workload === 'consumer') yield { message: 'consumer', at, related };
  },
});

function range({ start, end }: { readonly start: number; readonly end: number }): Omit<Span, 'uri'> {
  return { start, end };
}

/** The program's word where the files write one, else the command. */
function programOf(launch: Launch): Span | undefined {
  const [first] = launch.written;
  return first !== undefined && first.notation !== 'dockerfile' ? first.at : launch.command;
}
