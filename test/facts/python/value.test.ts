import { strict as assert } from 'node:assert';
import { pythonFacts } from '../../../server/src/facts/python/python.ts';
import type { Value } from '../../../server/src/facts/python/value.ts';

/** A value without its places, short enough for a table. */
function plain(value: Value | undefined): unknown {
  if (value === undefined) return undefined;
  switch (value.kind) {
    case 'string':
    case 'number':
    case 'bool':
      return value.value;
    case 'none':
      return null;
    case 'env':
      return {
        env: value.name,
        ...(value.default === undefined ? {} : { default: plain(value.default) }),
        ...(value.cast === undefined ? {} : { cast: value.cast }),
        ...(value.required ? { required: true } : {}),
      };
    case 'call':
      return { call: value.callee };
    case 'name':
      return { name: value.name };
    case 'function':
      return { function: value.index };
    case 'list':
      return value.items.map(plain);
    case 'dict':
      return Object.fromEntries(value.entries.map((e) => [String(plain(e.key)), plain(e.value)]));
    case 'template':
      return { template: value.parts.map((part) => (typeof part === 'string' ? part : plain(part))) };
    case 'either':
      return { either: value.values.map(plain) };
    case 'binary':
      return { op: value.op, left: plain(value.left), right: plain(value.right) };
    case 'argument':
      return {
        flags: value.flags,
        ...(value.default === undefined ? {} : { default: plain(value.default) }),
        ...(value.cast === undefined ? {} : { cast: value.cast }),
      };
    case 'here':
      return { here: value.up };
    case 'cpu-count':
    case 'unknown':
      return value.kind;
  }
}

/** The value of the module-level name `v`, or of the only argument of `probe(…)`. */
function valueIn(text: string): unknown {
  const facts = pythonFacts('file:///app/main.py', text);
  const probe = facts.calls.find((call) => call.text === 'probe');
  return plain(probe === undefined ? facts.assignments.find((a) => a.name === 'v')?.value : probe.args[0]);
}

const table: readonly (readonly [why: string, text: string, value: unknown])[] = [
  ['string', 'v = "a\\tb"', 'a\tb'],
  ['raw string', 'v = r"a\\tb"', 'a\\tb'],
  ['triple quotes', 'v = """a\nb"""', 'a\nb'],
  ['neighbouring strings', 'v = "a" \'b\'', 'ab'],
  ['concatenation', 'A = "a"\nv = A + "-" + A', 'a-a'],
  ['f-string of constants', 'A = 8080\nv = f"0.0.0.0:{A}"', '0.0.0.0:8080'],
  ['f-string with an open part', 'v = f"/tmp/{x}.csv"', { template: ['/tmp/', { name: 'x' }, '.csv'] }],
  ['doubled braces', 'v = f"{{a}}"', '{a}'],
  ['percent', 'v = "%s:%d" % ("0.0.0.0", 80)', '0.0.0.0:80'],
  ['format', 'v = "{}:{p}".format("h", p=1)', 'h:1'],
  ['number', 'v = 8_080', 8080],
  ['negative', 'v = -1', -1],
  ['arithmetic', 'v = 2 * 4 + 1', 9],
  ['floor division as in Python', 'v = -7 // 2', -4],
  ['True', 'v = True', true],
  ['not', 'v = not True', false],
  ['None', 'v = None', null],
  ['comparison', 'v = "a" == "b"', false],
  ['join', 'import os\nv = os.path.join("/tmp", "a", "b.txt")', '/tmp/a/b.txt'],
  ['join with absolute part', 'from os.path import join\nv = join("/tmp", "/data")', '/data'],
  ['Path /', 'from pathlib import Path\nv = Path("/tmp") / "a"', '/tmp/a'],
  ['Path.joinpath', 'from pathlib import Path\nv = Path("/tmp").joinpath("a").resolve()', '/tmp/a'],
  [
    'beside the file',
    'from pathlib import Path\nv = Path(__file__).parent / "a.db"',
    { template: [{ here: 1 }, '/a.db'] },
  ],
  [
    'beside the file, os.path',
    'import os\nB = os.path.dirname(os.path.abspath(__file__))\nv = os.path.join(B, "a.db")',
    { template: [{ here: 1 }, '/a.db'] },
  ],
  ['gettempdir', 'import tempfile\nv = tempfile.gettempdir()', '/tmp'],
  ['environ item', 'import os\nv = os.environ["PORT"]', { env: 'PORT', required: true }],
  ['environ.get', 'import os\nv = os.environ.get("PORT", "8080")', { env: 'PORT', default: '8080' }],
  ['from os import environ', 'from os import environ as e\nv = e.get("PORT")', { env: 'PORT' }],
  [
    'getenv with int',
    'from os import getenv\nv = int(getenv("PORT", 8080))',
    { env: 'PORT', default: 8080, cast: 'int' },
  ],
  ['default converted', 'import os\nv = int(os.getenv("PORT", "8080"))', { env: 'PORT', default: 8080, cast: 'int' }],
  ['or default', 'import os\nv = int(os.getenv("PORT") or 8080)', { env: 'PORT', default: 8080, cast: 'int' }],
  ['name of the variable is a constant', 'import os\nN = "PORT"\nv = os.environ.get(N)', { env: 'PORT' }],
  [
    'lower and comparison',
    'import os\nv = os.getenv("DEBUG", "False").lower() == "true"',
    { op: '==', left: { env: 'DEBUG', default: 'false' }, right: 'true' },
  ],
  [
    'decouple',
    'from decouple import config\nv = config("PORT", default=8080, cast=int)',
    { env: 'PORT', default: 8080, cast: 'int' },
  ],
  [
    'environs',
    'from environs import Env\nenv = Env()\nv = env.int("PORT", 8080)',
    { env: 'PORT', default: 8080, cast: 'int' },
  ],
  [
    'pydantic settings',
    'from pydantic_settings import BaseSettings\nclass S(BaseSettings):\n    port: int = 8080\ns = S()\nprobe(s.port)',
    { env: 'PORT', default: 8080, cast: 'int' },
  ],
  [
    'pydantic prefix',
    'from pydantic_settings import BaseSettings, SettingsConfigDict\nclass S(BaseSettings):\n    model_config = SettingsConfigDict(env_prefix="app_")\n    port: int\ns = S()\nprobe(s.port)',
    { env: 'APP_PORT', cast: 'int', required: true },
  ],
  ['class constant', 'class C:\n    HOST = "h"\nprobe(C.HOST)', 'h'],
  [
    'attribute of self',
    'class C:\n    def __init__(self):\n        self.h = "x"\n    def f(self):\n        probe(self.h)',
    'x',
  ],
  ['assigned twice', 'v0 = "a"\nv0 = "b"\nprobe(v0)', { either: ['a', 'b'] }],
  ['augmented', 'w = 1\nw += 1\nprobe(w)', { name: 'w' }],
  ['conditional expression', 'v = "a" if x else "b"', { either: ['a', 'b'] }],
  ['constant condition', 'v = "a" if True else "b"', 'a'],
  ['unpacking', 'a, b = "h", 80\nprobe(b)', 80],
  ['local beats module', 'a = 1\ndef f():\n    a = 2\n    probe(a)', 2],
  ['closure', 'def f():\n    a = 2\n    def g():\n        probe(a)', 2],
  ['global write', 'm = None\ndef f():\n    global m\n    m = 3\nprobe(m)', { either: [null, 3] }],
  ['default of a parameter that no call gives', 'def main(port=80):\n    probe(port)\nmain()', 80],
  ['argument of the only call', 'def main(port):\n    probe(port)\nmain(81)', 81],
  ['parameter of a function nobody calls here', 'def main(port=80):\n    probe(port)\n', { name: 'port' }],
  [
    'argparse',
    'import argparse\np = argparse.ArgumentParser()\np.add_argument("--port", "-p", type=int, default=80)\na = p.parse_args()\nprobe(a.port)',
    { flags: ['--port', '-p'], default: 80, cast: 'int' },
  ],
  [
    'argparse flag',
    'import argparse\np = argparse.ArgumentParser()\np.add_argument("--reload", action="store_true")\na = p.parse_args()\nprobe(a.reload)',
    { flags: ['--reload'], default: false, cast: 'bool' },
  ],
  [
    'click',
    'import click\n@click.command()\n@click.option("--port", default=80, envvar="PORT")\ndef main(port):\n    probe(port)',
    { flags: ['--port'], default: { env: 'PORT', default: 80 } },
  ],
  [
    'typer',
    'import typer\ndef main(port: int = typer.Option(80)):\n    probe(port)',
    { flags: ['--port'], default: 80 },
  ],
  [
    'cpu count',
    'import multiprocessing\nv = multiprocessing.cpu_count() * 2 + 1',
    { op: '+', left: { op: '*', left: 'cpu-count', right: 2 }, right: 1 },
  ],
  ['smaller of two', 'import os\nv = min(os.cpu_count(), 4)', { op: 'min', left: 'cpu-count', right: 4 }],
  ['dict item', 'd = {"a": 1}\nprobe(d["a"])', 1],
  ['stored item', 'app.config["UPLOAD_FOLDER"] = "/tmp/u"\nprobe(app.config["UPLOAD_FOLDER"])', '/tmp/u'],
  ['imported name', 'from .config import HOST\nprobe(HOST)', { name: '.config.HOST' }],
  ['attribute of a module', 'import numpy as np\nprobe(np.load)', { name: 'numpy.load' }],
  ['function', 'def f(): pass\nprobe(f)', { function: 0 }],
  ['call', 'import redis\nprobe(redis.Redis())', { call: 'redis.Redis' }],
  ['comprehension', 'v = [x for x in y]', 'unknown'],
  ['cycle', 'a = b\nb = a\nprobe(a)', { name: 'a' }],
  ['half-typed argument', 'probe("a", b=\nx = 1\n', 'a'],
];

describe('facts/python values', () => {
  for (const [why, text, expected] of table) {
    it(why, () => assert.deepEqual(valueIn(text), expected));
  }

  it('tells the place of use from the place that decides', () => {
    const text = 'HOST = "h"\nprobe(HOST)\n';
    const value = pythonFacts('u', text).calls[0]?.args[0];
    assert.ok(value);
    assert.equal(text.slice(value.range.start, value.range.end), 'HOST');
    assert.equal(value.range.start, text.lastIndexOf('HOST'));
    assert.equal(text.slice(value.origin.start, value.origin.end), '"h"');
  });

  it('points to the name of an environment variable', () => {
    const text = 'import os\nx = os.environ.get("PORT")\n';
    const [read] = pythonFacts('u', text).environment;
    assert.ok(read);
    assert.equal(text.slice(read.value.nameRange.start, read.value.nameRange.end), 'PORT');
  });
});
