import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { pythonFacts } from '../../../server/src/facts/python/python.ts';

function probeCallee(text: string): string | undefined {
  const { calls } = pythonFacts('u', text);
  return calls.find((call) => call.args.some((arg) => arg.kind === 'string' && arg.value === '!'))?.callee;
}

const table: readonly (readonly [why: string, text: string, callee: string | undefined])[] = [
  ['alias', 'import numpy as np\nnp.load("!")', 'numpy.load'],
  ['from with alias', 'from flask import Flask as F\nF("!")', 'flask.Flask'],
  ['submodule', 'import os.path\nos.path.exists("!")', 'os.path.exists'],
  ['relative', 'from ..core import load\nload("!")', '..core.load'],
  ['relative module', 'from . import core\ncore.load("!")', '.core.load'],
  ['builtin', 'open("!")', 'open'],
  ['generator over pairs', 'f(a for a, b in open("!"))', 'open'],
  ['comment between arguments', 'f(\n    1,  # one\n    # two\n    open("!"),\n)', 'open'],
  ['comment in front of a keyword', 'f(\n    # why\n    a=open("!"),\n)', 'open'],
  [
    'comment between operands',
    'import redis\n(  # why\n    redis  # the client\n    .Redis()\n    .get("!")\n)',
    'redis.Redis.get',
  ],
  ['comment in a list', 'import redis\na = [  # why\n    redis.Redis().get("!"),\n]', 'redis.Redis.get'],
  ['instance', 'import redis\nc = redis.Redis()\nc.get("!")', 'redis.Redis.get'],
  ['bound further down', 'import redis\ndef f():\n    c.get("!")\nc = redis.Redis()', 'redis.Redis.get'],
  [
    'chain',
    'from google.cloud import storage\nstorage.Client().bucket("b").blob("!")',
    'google.cloud.storage.Client.bucket.blob',
  ],
  [
    'chain through variables',
    'from google.cloud import storage as s\nc = s.Client()\nb = c.bucket("b")\nb.blob("!")',
    'google.cloud.storage.Client.bucket.blob',
  ],
  [
    'annotation of a parameter',
    'from sqlalchemy.orm import Session\ndef f(db: Session):\n    db.execute("!")',
    'sqlalchemy.orm.Session.execute',
  ],
  [
    'Annotated',
    'from x import Session\ndef f(db: Annotated[Session, Depends(g)]):\n    db.execute("!")',
    'x.Session.execute',
  ],
  [
    'an alias of Annotated',
    'from x import Session\nDb = Annotated[Session, Depends(g)]\ndef f(db: Db):\n    db.execute("!")',
    'x.Session.execute',
  ],
  [
    'an alias that is declared as one',
    'from typing import TypeAlias\nfrom x import Session\nDb: TypeAlias = Annotated[Session, Depends(g)]\ndef f(db: Db):\n    db.execute("!")',
    'x.Session.execute',
  ],
  ['optional annotation', 'import redis\nc: redis.Redis | None = None\ndef f():\n    c.get("!")', 'redis.Redis.get'],
  ['quoted annotation', 'import redis\ndef f(c: "redis.Redis"):\n    c.get("!")', 'redis.Redis.get'],
  [
    'dependency',
    'import redis\ndef get():\n    c = redis.Redis()\n    yield c\ndef f(c=Depends(get)):\n    c.get("!")',
    'redis.Redis.get',
  ],
  ['factory', 'import redis\ndef make():\n    return redis.Redis()\nc = make()\nc.get("!")', 'redis.Redis.get'],
  ['factory by annotation', 'import redis\ndef make() -> redis.Redis:\n    ...\nmake().get("!")', 'redis.Redis.get'],
  ['with', 'import requests\nwith requests.Session() as s:\n    s.get("!")', 'requests.Session.get'],
  [
    'attribute of self',
    'import redis\nclass A:\n    def __init__(self):\n        self.c = redis.Redis()\n    def f(self):\n        self.c.get("!")',
    'redis.Redis.get',
  ],
  ['method of this file', 'class A:\n    def g(self, x): ...\n    def f(self):\n        self.g("!")', 'A.g'],
  ['inherited', 'import uvicorn\nclass S(uvicorn.Server):\n    pass\nS().run("!")', 'uvicorn.Server.run'],
  ['calling an instance', 'import spacy\nnlp = spacy.load("x")\nnlp("!")', 'spacy.load.__call__'],
  [
    'moved to a device',
    'from transformers import AutoModel\nm = AutoModel.from_pretrained("x").to("cpu")\nm.generate("!")',
    'transformers.AutoModel.from_pretrained.generate',
  ],
  [
    'set later by global',
    'import spacy\nm = None\ndef load():\n    global m\n    m = spacy.load("x")\ndef f():\n    m("!")',
    'spacy.load.__call__',
  ],
  [
    'item of a dict',
    'import spacy\nmodels = {}\nmodels["a"] = spacy.load("x")\nmodels["a"]("!")',
    'spacy.load.__call__',
  ],
  [
    'app state',
    'import spacy\napp.state.nlp = spacy.load("x")\ndef f(request):\n    request.app.state.nlp("!")',
    'spacy.load.__call__',
  ],
  ['alias by assignment', 'import requests\nget = requests.get\nget("!")', 'requests.get'],
  ['guarded import', 'try:\n    import torch\nexcept ImportError:\n    torch = None\ntorch.load("!")', 'torch.load'],
  ['import in a function', 'def f():\n    import requests\n    requests.get("!")', 'requests.get'],
  [
    'awaited',
    'import aioredis\nasync def f():\n    c = await aioredis.from_url("x")\n    await c.get("!")',
    'aioredis.from_url.get',
  ],
  [
    'derived from itself',
    'import pandas as pd\ndf = pd.DataFrame()\ndf = df.dropna()\ndf.to_csv("!")',
    'pandas.DataFrame.to_csv',
  ],
  ['text', '"a".join("!")', 'str.join'],
  ['unknown parameter', 'def f(x):\n    x.get("!")', undefined],
  ['two kinds', 'import a, b\nx = a.A() if y else b.B()\nx.get("!")', undefined],
  ['loop variable', 'for x in y:\n    x.get("!")', undefined],
  ['shadowed by a parameter', 'import requests\ndef f(requests):\n    requests.get("!")', undefined],
];

describe('facts/python calls', () => {
  for (const [why, text, callee] of table) it(`callee: ${why}`, () => assert.equal(probeCallee(text), callee));

  const places: readonly (readonly [why: string, text: string, place: Record<string, unknown>])[] = [
    ['module', 'probe()', { within: -1, inMainGuard: false, conditional: false }],
    ['main guard', 'if __name__ == "__main__":\n    probe()', { within: -1, inMainGuard: true, conditional: false }],
    ['main guard, turned round', "if '__main__' == __name__:\n    probe()", { inMainGuard: true }],
    ['function', 'def f():\n    probe()', { within: 0, inMainGuard: false }],
    [
      'function in the guard',
      'if __name__ == "__main__":\n    def f():\n        probe()',
      { within: 0, inMainGuard: false },
    ],
    ['condition', 'if x:\n    probe()', { conditional: true }],
    ['except', 'try:\n    a()\nexcept E:\n    probe()', { conditional: true, inTry: false }],
    ['try', 'try:\n    probe()\nexcept E:\n    pass', { conditional: false, inTry: true }],
    ['for', 'for x in y:\n    probe()', { inLoop: true, inEndlessLoop: false }],
    ['while True', 'while True:\n    probe()', { inLoop: true, inEndlessLoop: true }],
    ['comprehension', '[probe() for x in y]', { inLoop: true }],
    ['lambda', 'f(lambda: probe())', { inLambda: true }],
    ['await', 'async def f():\n    await probe()', { awaited: true, discarded: true }],
    ['with', 'with probe() as x:\n    pass', { contextManager: true, assignedTo: 'x' }],
    ['assigned', 'x = probe()', { assignedTo: 'x', discarded: false }],
    ['assigned to an attribute', 'self.x = probe()', { assignedTo: 'self.x' }],
    ['argument', 'f(probe())', { argumentOf: 1 }],
    ['star', 'probe(*a)', { open: true }],
  ];
  for (const [why, text, place] of places) {
    it(`place: ${why}`, () => {
      const call = pythonFacts('u', text).calls.find((c) => c.text === 'probe');
      assert.ok(call);
      for (const [key, value] of Object.entries(place))
        assert.equal(Object.entries(call).find(([k]) => k === key)?.[1], value, key);
    });
  }

  it('reads functions with decorators, parameters and what their bodies do', () => {
    const text =
      'import a\n@a.b("x")\n@c\nasync def f(x: int, *, y="z", **k) -> a.R:\n    await g()\n\nclass K:\n    def m(self):\n        yield 1\n';
    const { functions, classes } = pythonFacts('u', text);
    const [f, m] = functions;
    assert.ok(f && m);
    assert.deepEqual(
      f.decorators.map((d) => [d.text, d.name]),
      [
        ['a.b', 'a.b'],
        ['c', 'c'],
      ],
    );
    assert.deepEqual(
      f.parameters.map((p) => [p.name, p.annotation]),
      [
        ['x', 'int'],
        ['y', undefined],
        ['k', undefined],
      ],
    );
    assert.equal(f.asyncRange && text.slice(f.asyncRange.start, f.asyncRange.end), 'async ');
    assert.deepEqual([f.isAsync, f.awaits, f.yields, f.returns], [true, true, false, 'a.R']);
    assert.deepEqual([m.qualifiedName, m.className, m.yields, m.isAsync], ['K.m', 'K', true, false]);
    assert.equal(classes[0]?.name, 'K');
  });

  it('lists endless loops that nothing leaves', () => {
    const text = 'while True:\n    a()\nwhile True:\n    if x:\n        break\ndef f():\n    while 1:\n        pass\n';
    const { endlessLoops } = pythonFacts('u', text);
    assert.deepEqual(
      endlessLoops.map((loop) => [loop.within, loop.range.start]),
      [
        [-1, 0],
        [0, text.indexOf('while 1')],
      ],
    );
  });

  it('keeps what stands around a half-typed line', () => {
    const broken = [
      'x = (',
      'foo.',
      'if ',
      'def ',
      '@',
      'x = "abc',
      'from x import',
      'f(a, b=',
      'class A',
      'with open(',
      'return',
    ];
    for (const line of broken) {
      const text = `import uvicorn\nfrom fastapi import FastAPI\napp = FastAPI()\n${line}\n\nif __name__ == "__main__":\n    uvicorn.run(app)\n`;
      const facts = pythonFacts('u', text);
      assert.equal(facts.apps.length, 1, line);
      assert.ok(
        facts.calls.some((call) => call.callee === 'uvicorn.run'),
        line,
      );
    }
  });

  it('knows nothing behind an open triple quote', () => {
    const facts = pythonFacts('u', 'import os\nx = 1\n"""\nos.getenv("A")\n');
    assert.equal(facts.unknownAfter, 16);
    assert.equal(facts.calls.length, 0);
    assert.equal(facts.imports.length, 1);
  });

  it('finds the place for a new import', () => {
    for (const [text, before] of [
      ['import a\nfrom b import (\n  c,\n)\nx = 1\n', 'x = 1'],
      ['"""Doc."""\nx = 1\n', 'x = 1'],
      ['#!/usr/bin/env python\nx = 1\n', 'x = 1'],
    ] as const)
      assert.equal(pythonFacts('u', text).importInsertAt, text.indexOf(before));
  });

  it('never throws, and all ranges lie inside the text', () => {
    const pieces = [
      'import os\n',
      'from a import b as c\n',
      'x = os.environ.get("A", f"{x}b")\n',
      '@app.get("/")\nasync def f(a: int = 1):\n    ',
      'with open("/tmp/x", "w") as g:\n        g.write(x)\n',
      'class A(B):\n    x: int = 1\n',
      'if __name__ == "__main__":\n    ',
      'uvicorn.run(app, host=',
      'x',
      '(',
      ')',
      '"""',
      '"',
      '\n    ',
      ':',
      ',',
      '.',
      '=',
      '[',
      '{',
      'lambda: ',
      'await ',
      'x = x.y(x)\n',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 25 }), (parts) => {
        const text = parts.join('');
        const inside = (value: unknown): void => {
          if (typeof value !== 'object' || value === null) return;
          if ('start' in value && 'end' in value && typeof value.start === 'number' && typeof value.end === 'number')
            assert.ok(0 <= value.start && value.start <= value.end && value.end <= text.length);
          for (const inner of Object.values(value)) inside(inner);
        };
        inside(pythonFacts('u', text));
      }),
      { seed: 11, numRuns: 150 },
    );
  });
});
