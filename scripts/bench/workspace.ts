import { dockerfile, manifest, python } from './documents.ts';

/** Files of a workspace by path. */
export type Files = Readonly<Record<string, string>>;

/** How an app is started, in turns. */
const COMMANDS: readonly string[] = [
  'CMD ["gunicorn", "--bind", "0.0.0.0:9000", "main:app"]',
  'CMD exec gunicorn --bind :$PORT --workers 1 --threads 8 --timeout 0 main:app',
  'CMD ["uvicorn", "main:app", "--host", "0.0.0.0", "--port", "8080"]',
  'ENTRYPOINT ["./start.sh"]',
  'CMD ["sh", "-c", "uvicorn main:app --host 127.0.0.1 --port ${PORT:-8080}"]',
];

const SETTINGS = [
  'import json',
  'import os',
  '',
  'LIMIT = int(os.environ.get("LIMIT", "10"))',
  '',
  '',
  'def load(name: str) -> dict[str, int]:',
  '    with open(f"/tmp/{name}.json") as file:',
  '        return json.load(file)',
  '',
].join('\n');

/** The files of one app: Dockerfile, manifest, two Python files, requirements, and a script where it starts one. */
export function appFiles(index: number): Files {
  const command = COMMANDS[index % COMMANDS.length] ?? '';
  const folder = `app-${index}`;
  const files: Record<string, string> = {
    [`${folder}/Dockerfile`]: dockerfile(20).text.replace(/^CMD .*$/m, command),
    [`${folder}/service.yaml`]: manifest(index % 4 === 0 ? 60 : 30, folder).text,
    [`${folder}/main.py`]: python(index % 3 === 0 ? 120 : 50).text.replace('.settings', 'settings'),
    [`${folder}/settings.py`]: SETTINGS,
    [`${folder}/requirements.txt`]: 'fastapi==0.115.0\ngunicorn==23.0.0\nhttpx\nuvicorn==0.32.0\n',
  };
  if (command.includes('start.sh'))
    files[`${folder}/start.sh`] = '#!/bin/sh\nset -e\nuvicorn main:app --host 0.0.0.0 --port "$PORT"\n';
  return files;
}

/** A workspace of `count` apps. */
export function workspaceFiles(count: number): Files {
  return Object.assign({}, ...Array.from({ length: count }, (_, i) => appFiles(i))) as Files;
}
