import { strict as assert } from 'node:assert';
import type { Span } from '../../server/src/base/span.ts';
import { applyEdits } from '../../server/src/engine/edits.ts';
import type { FactsReader } from '../../server/src/model/facts-reader.ts';
import type { Place } from '../../server/src/model/launch-types.ts';
import { createWorkspace } from '../../server/src/model/workspace.ts';
import { portInPython } from '../../server/src/rules/python-write.ts';
import type { Edit } from '../../server/src/rules/rule.ts';
import {
  addFlags,
  dropOption,
  firstWord,
  fixOf,
  narrow,
  runInShell,
  shellWord,
  unquoted,
  writeTo,
} from '../../server/src/rules/write.ts';
import { launchOf } from '../model/launch/kit.ts';

const URI = 'file:///w/Dockerfile';

function reader(text: string, uri = URI): FactsReader {
  const workspace = createWorkspace();
  workspace.setIndex([uri]);
  workspace.setFile(uri, text);
  return workspace;
}

/** The text without `⟦⟧`, and the span between them. */
function marked(text: string, uri = URI): { readonly text: string; readonly at: Span } {
  const start = text.indexOf('⟦');
  const end = text.indexOf('⟧') - 1;
  return { text: text.replace(/[⟦⟧]/g, ''), at: { uri, start, end } };
}

function edited(text: string, edit: Edit | undefined, uri = URI): string | undefined {
  return edit === undefined ? undefined : applyEdits(text, uri, [edit]);
}

function slice(text: string, span: Span | undefined): string | undefined {
  return span === undefined ? undefined : text.slice(span.start, span.end);
}

describe('tight places', () => {
  const narrowed: readonly (readonly [string, string, string | undefined])[] = [
    ['⟦"127.0.0.1:8080"⟧', '8080', '8080'],
    ['⟦"LOCALHOST:80"⟧', 'localhost', 'LOCALHOST'],
    ['⟦80:8080⟧', '80', undefined],
    ['⟦$HOST⟧', '127.0.0.1', undefined],
    ['⟦abc⟧', '', undefined],
  ];
  for (const [text, word, expected] of narrowed) {
    it(`finds ${word || 'nothing'} in ${text}`, () => {
      const { text: clean, at } = marked(text);
      assert.equal(slice(clean, narrow(reader(clean), at, word)), expected);
    });
  }

  const words: readonly (readonly [string, string])[] = [
    ['⟦gunicorn -b :8080⟧', 'gunicorn'],
    ['["⟦gunicorn⟧"]', 'gunicorn'],
    ['[⟦"gunicorn"⟧]', 'gunicorn'],
    ['⟦gunicorn;true⟧', 'gunicorn'],
    ['⟦ x⟧', ' x'],
  ];
  for (const [text, expected] of words) {
    it(`takes the first word of ${text}`, () => {
      const { text: clean, at } = marked(text);
      assert.equal(slice(clean, firstWord(reader(clean), at)), expected);
    });
  }

  it('takes off quotes that belong together', () => {
    for (const [text, expected] of [
      ['⟦"a b"⟧', 'a b'],
      ["⟦'a'⟧", 'a'],
      ['⟦"a⟧', '"a'],
      ['⟦""⟧', '""'],
    ] as const) {
      const { text: clean, at } = marked(text);
      assert.equal(slice(clean, unquoted(reader(clean), at)), expected);
    }
  });
});

describe('writing a value', () => {
  type Row = readonly [
    name: string,
    text: string,
    place: (at: Span) => Place,
    value: { readonly text: string; readonly python?: string },
    expected: string | undefined,
  ];
  const rows: readonly Row[] = [
    [
      'a shell word',
      'CMD x --port ⟦8000⟧',
      (at) => ({ kind: 'part', at, notation: 'shell' }),
      { text: '$PORT' },
      'CMD x --port $PORT',
    ],
    [
      'a variable between single quotes',
      "CMD x -b ':⟦8000⟧'",
      (at) => ({ kind: 'part', at, notation: 'shell' }),
      { text: '$PORT' },
      undefined,
    ],
    [
      'a variable between double quotes',
      'CMD x -b ":⟦8000⟧"',
      (at) => ({ kind: 'part', at, notation: 'shell' }),
      { text: '$PORT' },
      'CMD x -b ":$PORT"',
    ],
    [
      'a variable in JSON',
      'CMD ["x", ⟦"8000"⟧]',
      (at) => ({ kind: 'replace', at, notation: 'json' }),
      { text: '$PORT' },
      undefined,
    ],
    [
      'a JSON word',
      'CMD ["x", ⟦"8000"⟧]',
      (at) => ({ kind: 'replace', at, notation: 'json' }),
      { text: '8080' },
      'CMD ["x", "8080"]',
    ],
    [
      'code in Python',
      'run(port=⟦8000⟧)',
      (at) => ({ kind: 'replace', at, notation: 'python' }),
      { text: '8080', python: 'PORT' },
      'run(port=PORT)',
    ],
    [
      'a variable inside a Python string',
      'bind = ":⟦8000⟧"',
      (at) => ({ kind: 'part', at, notation: 'python' }),
      { text: '$PORT', python: 'x' },
      undefined,
    ],
    [
      'a keyword in Python',
      'run(app⟦⟧)',
      (at) => ({ kind: 'insert', at, notation: 'python', lead: ', ', trail: '', name: 'host' }),
      { text: '0.0.0.0' },
      'run(app, host="0.0.0.0")',
    ],
    [
      'a flag in JSON',
      'CMD ["x"⟦⟧]',
      (at) => ({ kind: 'insert', at, notation: 'json', lead: ', ', trail: '', name: '--host' }),
      { text: '0.0.0.0' },
      'CMD ["x", "--host", "0.0.0.0"]',
    ],
    [
      'a YAML text',
      'args: [⟦a⟧]',
      (at) => ({ kind: 'replace', at, notation: 'yaml' }),
      { text: '0.0.0.0' },
      'args: ["0.0.0.0"]',
    ],
    [
      'a variable of the Dockerfile',
      'ENV HOST=⟦localhost⟧',
      (at) => ({ kind: 'replace', at, notation: 'dockerfile' }),
      { text: '0.0.0.0' },
      'ENV HOST=0.0.0.0',
    ],
    [
      'a TOML value',
      'address = ⟦"localhost"⟧',
      (at) => ({ kind: 'replace', at, notation: 'toml' }),
      { text: '0.0.0.0' },
      'address = "0.0.0.0"',
    ],
  ];
  for (const [name, text, place, value, expected] of rows) {
    it(name, () => {
      const { text: clean, at } = marked(text);
      assert.equal(edited(clean, writeTo(reader(clean), place(at), value)), expected);
    });
  }
  it('nothing where no place decides', () => assert.equal(writeTo(reader(''), undefined, { text: 'x' }), undefined));
});

describe('flags and options', () => {
  it('adds several words in one edit', () => {
    const { text, at } = marked('CMD ["gunicorn"⟦⟧, "main:app"]');
    const edit = addFlags({ kind: 'insert', at, notation: 'json', lead: ', ', trail: '' }, ['--threads', '8']);
    assert.equal(edited(text, edit), 'CMD ["gunicorn", "--threads", "8", "main:app"]');
  });
  it('adds no variable where no shell expands it', () => {
    const { at } = marked('⟦⟧');
    assert.equal(addFlags({ kind: 'insert', at, notation: 'json', lead: ', ', trail: '' }, ['$PORT']), undefined);
    assert.equal(addFlags({ kind: 'part', at, notation: 'shell' }, ['-x']), undefined);
    assert.equal(addFlags(undefined, ['-x']), undefined);
  });
  it('drops an option with what separates it', () => {
    const { text, at } = marked('CMD x⟦ -b :80⟧ y');
    const option = { name: '-b', value: ':80', at, valueAt: undefined, remove: at };
    assert.equal(edited(text, dropOption(option)), 'CMD x y');
  });
  it('is whole or not at all', () => {
    const { at } = marked('⟦⟧');
    assert.equal(fixOf('t', 'safe', { at, newText: 'a' }, undefined), undefined);
    assert.equal(fixOf('t', 'safe'), undefined);
    assert.equal(fixOf('t', 'safe', { at, newText: 'a' })?.edits.length, 1);
  });
});

describe('a line of shell', () => {
  const words: readonly (readonly [string, string])[] = [
    ['main:app', 'main:app'],
    ['$PORT', '$PORT'],
    ['0.0.0.0:${PORT:-8080}', '0.0.0.0:${PORT:-8080}'],
    ['%(message)s', "'%(message)s'"],
    ['create_app()', "'create_app()'"],
    ["it's", '"it\'s"'],
    ['a b $X', '"a b $X"'],
    ['*', "'*'"],
    ['', "''"],
  ];
  for (const [word, expected] of words)
    it(`writes ${word || 'an empty word'}`, () => assert.equal(shellWord(word), expected));

  const rewritten: readonly (readonly [string, string | undefined])[] = [
    ['CMD ["uvicorn", "main:app", "--port", "$PORT"]', 'CMD ["sh", "-c", "exec uvicorn main:app --port $PORT"]'],
    ['CMD ["exec", "uvicorn", "m:app"]', undefined],
    [
      'ENTRYPOINT ["tini", "--"]\nCMD ["uvicorn", "m:app"]',
      'ENTRYPOINT ["tini", "--"]\nCMD ["sh", "-c", "exec uvicorn m:app"]',
    ],
    ['ENTRYPOINT ["uvicorn", "m:app"]\nCMD ["--port", "1"]', undefined],
    ['CMD uvicorn main:app', undefined],
    ['CMD ["sh", "-c", "uvicorn main:app"]', undefined],
  ];
  for (const [command, expected] of rewritten) {
    it(`runs ${command} in a shell`, () => {
      const text = `FROM python:3.12-slim\n${command}\n`;
      const launch = launchOf({ Dockerfile: text });
      const server = launch.server.kind === 'known' ? launch.server.value : undefined;
      const at = server?.at ?? { uri: URI, start: 0, end: 0 };
      const edit = runInShell(reader(text), launch, at, (word) => [word]);
      assert.equal(edited(text, edit), expected === undefined ? undefined : `FROM python:3.12-slim\n${expected}\n`);
    });
  }
});

describe('the port in Python', () => {
  const uri = 'file:///w/main.py';
  const rows: readonly (readonly [string, string | undefined, string | undefined])[] = [
    ['import os\n', 'int(os.environ.get("PORT", "8080"))', undefined],
    ['import os as system\n', 'int(system.environ.get("PORT", "8080"))', undefined],
    ['import json\nx = 1\n', 'int(os.environ.get("PORT", "8080"))', 'import json\nimport os\nx = 1\n'],
    ['import json', 'int(os.environ.get("PORT", "8080"))', 'import json\nimport os'],
    ['import json\r\nx = 1\r\n', 'int(os.environ.get("PORT", "8080"))', 'import json\r\nimport os\r\nx = 1\r\n'],
    ['x = 1\n', 'int(os.environ.get("PORT", "8080"))', 'import os\nx = 1\n'],
    ['\ufeffx = 1\n', 'int(os.environ.get("PORT", "8080"))', '\ufeffimport os\nx = 1\n'],
    ['from shop import os\n', undefined, undefined],
    ['os = open\n', undefined, undefined],
    ['def f():\n    import os\n', 'int(os.environ.get("PORT", "8080"))', 'import os\ndef f():\n    import os\n'],
  ];
  for (const [text, code, changed] of rows) {
    it(JSON.stringify(text), () => {
      const made = portInPython(reader(text, uri), uri, 8080);
      assert.equal(made?.code, code);
      const [edit] = made?.imports ?? [];
      assert.equal(edited(text, edit, uri), changed);
    });
  }
});
