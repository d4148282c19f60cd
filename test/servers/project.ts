import type { RealStart, ServerRow } from '../../scripts/servers/row.ts';

// The parts that rows are put together from: tiny applications with a handler that sleeps, and a Dockerfile's usual head.

type Files = Readonly<Record<string, string>>;

/** `slow()` and `slow_async()` sleep while the harness watches, and leave a mark when they begin and end. */
const MARKS = `import asyncio, os, time

def mark(sign):
    fd = os.open('/tmp/marks', os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
    os.write(fd, sign)
    os.close(fd)

def watched():
    return os.path.exists('/tmp/slow')

def slow():
    if watched():
        mark(b'+')
        time.sleep(0.6)
        mark(b'-')

async def slow_async():
    if watched():
        mark(b'+')
        await asyncio.sleep(0.6)
        mark(b'-')
`;

const ANSWER = `    start_response('200 OK', [('Content-Type', 'text/plain'), ('Content-Length', '2')])
    return [b'ok']
`;

/** A WSGI application without a framework, in main.py as `app`. */
export const WSGI: Files = {
  'marks.py': MARKS,
  'main.py': `from marks import slow

def app(environ, start_response):
    if environ.get('PATH_INFO') == '/slow':
        slow()
${ANSWER}`,
};

const ASGI_BODY = `
async def app(scope, receive, send):
    if scope['type'] == 'lifespan':
        while True:
            message = await receive()
            await send({'type': message['type'] + '.complete'})
            if message['type'] == 'lifespan.shutdown':
                return
    if scope['path'] == '/slow':
        SLOW
    await send({'type': 'http.response.start', 'status': 200, 'headers': [(b'content-length', b'2')]})
    await send({'type': 'http.response.body', 'body': b'ok'})
`;

/** An ASGI application without a framework, in main.py as `app`. */
export const ASGI: Files = {
  'marks.py': MARKS,
  'main.py': `from marks import slow_async\n${ASGI_BODY.replace('SLOW', 'await slow_async()')}`,
};

/** The same, with a handler that blocks the event loop. */
export const ASGI_BLOCKED: Files = {
  'marks.py': MARKS,
  'main.py': `import os, time\nfrom marks import mark, watched\n${ASGI_BODY.replace(
    'SLOW',
    "if watched():\n            mark(b'+')\n            time.sleep(0.6)\n            mark(b'-')",
  )}`,
};

/** A Flask application in main.py; `end` is what stands at its end. */
export function flask(end = ''): Files {
  return {
    'marks.py': MARKS,
    'requirements.txt': 'flask\ngunicorn\nwaitress\ngevent\n',
    'main.py': `import os

from flask import Flask
from marks import slow

app = Flask(__name__)

@app.get('/')
def index():
    return 'ok'

@app.get('/slow')
def slowly():
    slow()
    return 'ok'

${end}`,
  };
}

/** A FastAPI application in main.py with a handler on the event loop. */
export function fastapi(end = ''): Files {
  return {
    'marks.py': MARKS,
    'requirements.txt': 'fastapi\nuvicorn\nhypercorn\n',
    'main.py': `import os

from fastapi import FastAPI
from marks import slow_async

app = FastAPI()

@app.get('/')
async def index():
    return 'ok'

@app.get('/slow')
async def slowly():
    await slow_async()
    return 'ok'

${end}`,
  };
}

/** A Django project with a package `shop`; `patch` is put into manage.py. */
export function django(patch = '', view = 'slowly'): Files {
  return {
    'marks.py': MARKS,
    'requirements.txt': 'django\ngunicorn\ndaphne\nuvicorn\n',
    'manage.py': `import os, sys

def main():
    os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')
    from django.core.management import execute_from_command_line
${patch}
    execute_from_command_line(sys.argv)

if __name__ == '__main__':
    main()
`,
    'shop/__init__.py': '',
    'shop/settings.py': "SECRET_KEY = 'x'\nALLOWED_HOSTS = ['*']\nROOT_URLCONF = 'shop.urls'\nDEBUG = True\n",
    'shop/urls.py': `from django.http import HttpResponse
from django.urls import path
from marks import slow, slow_async

def index(request):
    return HttpResponse('ok')

def slowly(request):
    slow()
    return HttpResponse('ok')

async def slowly_async(request):
    await slow_async()
    return HttpResponse('ok')

urlpatterns = [path('', index), path('slow', ${view})]
`,
    'shop/wsgi.py': `import os
from django.core.wsgi import get_wsgi_application
os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')
application = get_wsgi_application()
`,
    'shop/asgi.py': `import os
from django.core.asgi import get_asgi_application
os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')
application = get_asgi_application()
`,
  };
}

/** A lone Python program, with the marks beside it. */
export function program(text: string, requirements = ''): Files {
  return { 'marks.py': MARKS, 'main.py': text, 'requirements.txt': requirements };
}

/** The real start of a shell form. */
export function inShell(text: string): readonly string[] {
  return ['/bin/sh', '-c', text];
}

interface Extra extends Partial<RealStart> {
  readonly requests?: number;
  readonly settle?: number;
  /** The first line, where the base image matters. */
  readonly from?: string;
}

/** A row: its name, what it needs, its files, the Dockerfile's lines behind the usual head, and what is really executed. */
export function row(
  name: string,
  needs: readonly string[],
  files: Files,
  lines: readonly string[],
  argv: readonly string[],
  extra: Extra = {},
): ServerRow {
  const from = extra.from ?? 'FROM python:3.12-slim';
  const head = [from, 'WORKDIR /app', 'COPY . .'];
  const install = files['requirements.txt'] === undefined ? [] : ['RUN pip install -r requirements.txt'];
  return {
    name,
    needs: ['python3', ...needs],
    files: { ...files, Dockerfile: [...head, ...install, ...lines, ''].join('\n') },
    real: {
      argv,
      env: extra.env ?? {},
      cwd: extra.cwd ?? '/app',
      copies: extra.copies ?? {},
      shell: extra.shell ?? 'dash',
      port: extra.port ?? 8080,
    },
    requests: extra.requests ?? 12,
    settle: extra.settle ?? 700,
  };
}
