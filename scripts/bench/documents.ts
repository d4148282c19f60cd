// Documents of a wanted length, made up but shaped like real ones. The same number always gives the same text.

/** Where typing goes on in a document: inside a value in its middle, or inside the comment on its last line. */
export interface Typing {
  readonly text: string;
  /** Offset inside a value about half way down. */
  readonly middle: number;
  /** Offset at the end of the comment on the last line. */
  readonly comment: number;
}

const MARK = '\u2038';

/** Takes the mark out of a text and adds a last line with a comment. */
function typing(marked: string): Typing {
  const middle = marked.indexOf(MARK);
  const text = `${marked.replace(MARK, '')}# The end.\n`;
  return { text, middle, comment: text.length - 1 };
}

/** Fills `lines` up to `count` with blocks; the one in the middle carries the mark. */
function fill(count: number, fixed: number, block: (index: number, mark: string) => readonly string[]): string[] {
  const out: string[] = [];
  let marked = false;
  for (let i = 0; out.length < count - fixed || !marked; i++) {
    const here: boolean = !marked && out.length >= (count - fixed) / 2 - block(i, '').length;
    out.push(...block(i, here ? MARK : ''));
    marked ||= here;
  }
  return out;
}

const PACKAGES = [
  'curl',
  'git',
  'gcc',
  'libpq-dev',
  'libffi-dev',
  'libxml2',
  'tzdata',
  'unzip',
  'pkg-config',
  'locales',
];

/** A Dockerfile of about `lines` lines: two stages, packages, copies, environment; gunicorn on a fixed port at its end. */
export function dockerfile(lines: number): Typing {
  const head = [
    '# syntax=docker/dockerfile:1',
    'FROM python:3.12-slim AS build',
    'WORKDIR /src',
    'COPY requirements.txt .',
    'RUN pip install --no-cache-dir --prefix=/install -r requirements.txt',
    '',
    'FROM python:3.12-slim',
    'COPY --from=build /install /usr/local',
    'WORKDIR /app',
  ];
  const tail = ['COPY . .', 'USER nobody', 'EXPOSE 8080', 'CMD ["gunicorn", "--bind", "0.0.0.0:9000", "main:app"]'];
  const body = fill(lines - 1, head.length + tail.length, (i, mark) =>
    i % 3 === 0
      ? [
          `# Step ${i}: settings of the part ${i}.`,
          `ENV PART_${i}_NAME="part number ${i}${mark}" \\`,
          `    PART_${i}_LEVEL=${i}`,
        ]
      : i % 3 === 1
        ? [
            'RUN apt-get update \\',
            ` && apt-get install -y --no-install-recommends ${PACKAGES[i % PACKAGES.length] ?? ''} \\`,
            ` && rm -rf /var/lib/apt/lists/* && echo "done ${i}${mark}"`,
          ]
        : [`COPY config/part-${i}.toml /etc/app/part-${i}.toml`, `LABEL org.example.part-${i}="v${i}${mark}"`, ''],
  );
  return typing(`${[...head, ...body, ...tail].join('\n')}\n`);
}

/** A manifest of a service of about `lines` lines: environment of a main container and sidecars, probes, secrets, a wrong value. */
export function manifest(lines: number, name = 'app-0'): Typing {
  const head = [
    'apiVersion: serving.knative.dev/v1',
    'kind: Service',
    'metadata:',
    `  name: ${name}`,
    '  annotations:',
    '    run.googleapis.com/ingress: all',
    'spec:',
    '  template:',
    '    metadata:',
    '      annotations:',
    '        autoscaling.knative.dev/maxScale: "10"',
    '    spec:',
    '      containerConcurrency: 80',
    '      containers:',
    `        - image: europe-west1-docker.pkg.dev/project/apps/${name}:1.0`,
    '          name: main',
  ];
  const main = ['          ports:', '            - containerPort: 8080', '          env:'];
  const short = lines < 40;
  const tail = [
    '      timeoutSeconds: 99999',
    ...(short ? [] : ['  traffic:', '    - latestRevision: true', '      percent: 100']),
  ];
  const resources = [
    '          resources:',
    '            limits:',
    '              cpu: "1"',
    '              memory: 512Mi',
  ];
  const perContainer = Math.max(6, Math.ceil(lines / 24));
  const body = fill(lines - 1, head.length + main.length + tail.length + resources.length, (i, mark) => {
    const sidecar =
      i > 0 && i % perContainer === 0
        ? [
            ...resources,
            `        - image: europe-west1-docker.pkg.dev/project/apps/sidecar-${i}:1.0`,
            `          name: sidecar-${i}`,
            '          env:',
          ]
        : [];
    if (i % 4 !== 3)
      return [...sidecar, `            - name: SETTING_${i}`, `              value: "value ${i}${mark}"`];
    return [
      ...sidecar,
      `            - name: SECRET_${i}${mark}`,
      '              valueFrom:',
      '                secretKeyRef:',
      `                  name: secret-${i}`,
      '                  key: latest',
    ];
  });
  return typing(`${[...head, ...main, ...body, ...resources, ...tail].join('\n')}\n`);
}

/** A FastAPI module of about `lines` lines: routes of both kinds, helpers, a class, database and HTTP calls; one blocks. */
export function python(lines: number): Typing {
  const head = [
    'import os',
    'import time',
    '',
    'import httpx',
    'import requests',
    'from fastapi import FastAPI, HTTPException',
    '',
    'from .settings import LIMIT, load',
    '',
    'app = FastAPI(title="Orders")',
    'BASE = os.environ.get("BASE_URL", "http://orders")',
    '',
  ];
  const tail = [
    '',
    '@app.get("/last")',
    'async def last():',
    '    time.sleep(1)',
    '    return requests.get(BASE).json()',
  ];
  const body = fill(lines - 1, head.length + tail.length, (i, mark) =>
    i % 3 === 0
      ? [
          '',
          `@app.get("/orders/${i}/{number}")`,
          `async def read_${i}(number: int, verbose: bool = False):`,
          `    """Gives order number ${i}${mark}."""`,
          '    async with httpx.AsyncClient(timeout=10) as client:',
          '        answer = await client.get(f"{BASE}/orders/{number}", params={"verbose": verbose})',
          '    if answer.status_code != 200:',
          '        raise HTTPException(answer.status_code, "no such order")',
          '    rows = [row for row in answer.json()["rows"] if row["count"] > LIMIT]',
          `    return {"rows": rows, "part": ${i}}`,
        ]
      : i % 3 === 1
        ? [
            '',
            `def total_${i}(rows: list[dict[str, int]]) -> int:`,
            '    total = 0',
            '    for row in rows:',
            `        if row.get("kind") == "kind ${i}${mark}":`,
            '            total += row["count"] * row["price"]',
            '        elif row.get("free"):',
            '            continue',
            '    return total',
          ]
        : [
            '',
            `class Part${i}:`,
            `    name = "part ${i}${mark}"`,
            '',
            '    def __init__(self, limit: int) -> None:',
            '        self.limit = limit',
            '        self.data = load(self.name)',
            '',
            '    def path(self) -> str:',
            '        return os.path.join("/srv/data", self.name, f"{self.limit}.json")',
          ],
  );
  return typing(`${[...head, ...body, ...tail].join('\n')}\n`);
}

/** Number of lines of a text. */
export function lineCount(text: string): number {
  return text.split('\n').length - 1;
}
