import { strict as assert } from 'node:assert';
import { procfileFacts } from '../../../server/src/facts/procfile.ts';
import { lockFacts, pipfileFacts, pyprojectFacts } from '../../../server/src/facts/pyproject.ts';
import { compareVersions, isAtLeast, requirementsFacts } from '../../../server/src/facts/requirements.ts';
import { ruffSelection, ruffSelects } from '../../../server/src/facts/ruff.ts';
import { streamlitConfig } from '../../../server/src/facts/streamlit-config.ts';

describe('facts/requirements', () => {
  it('reads names, versions, extras and includes with their places', () => {
    const text =
      '# c\nFastAPI==0.115.0\nuvicorn[standard]>=0.30,<1 ; python_version > "3.9"\n-r base.txt\n--constraint=c.txt\nmy_pkg  # x\n-e .\ngit+https://x/y\nfoo @ https://x/y.whl\nbar==1.0 \\\n    --hash=sha256:abc\n';
    const { packages, includes } = requirementsFacts('u', text);
    assert.deepEqual(
      packages.map((p) => [p.name, p.spec, p.exact, p.extras.join()]),
      [
        ['fastapi', '==0.115.0', '0.115.0', ''],
        ['uvicorn', '>=0.30,<1', undefined, 'standard'],
        ['my-pkg', '', undefined, ''],
        ['foo', '', undefined, ''],
        ['bar', '==1.0', '1.0', ''],
      ],
    );
    assert.deepEqual(
      includes.map((i) => [text.slice(i.start, i.end), i.constraint]),
      [
        ['base.txt', false],
        ['c.txt', true],
      ],
    );
    const [first] = packages;
    assert.equal(first && text.slice(first.start, first.end), 'FastAPI==0.115.0');
  });

  const versions: readonly (readonly [line: string, at: string, expected: boolean | undefined])[] = [
    ['a==1.2', '1.2', true],
    ['a==1.1.9', '1.2', false],
    ['a>=1.3', '1.2', true],
    ['a>=1.0', '1.2', undefined],
    ['a<1.2', '1.2', false],
    ['a<=1.2', '1.2', undefined],
    ['a~=1.4.0', '1.2', true],
    ['a', '1.2', undefined],
    ['b==9', '1.2', undefined],
  ];
  for (const [line, at, expected] of versions) {
    it(`${line} is at least ${at}: ${expected}`, () =>
      assert.equal(isAtLeast(requirementsFacts('u', line).packages, 'A', at), expected));
  }

  it('compares versions by number', () => {
    assert.ok(compareVersions('0.0.12', '0.0.9') > 0);
    assert.equal(compareVersions('1.0', '1.0.0'), 0);
    assert.ok(compareVersions('2.0rc1', '1.9') > 0);
  });
});

describe('facts/pyproject', () => {
  it('reads PEP 621, scripts and tool settings', () => {
    const text =
      '[project]\ndependencies = ["fastapi>=0.100", "gunicorn==23.0.0"]\n[project.scripts]\nserve = "app.cli:main"\n[tool.fastapi]\nentrypoint = "app.main:app"\n[tool.ruff.lint]\nselect = ["E", "ASYNC"]\n[tool.setuptools.packages.find]\nwhere = ["src"]\n';
    const facts = pyprojectFacts('u', text);
    assert.deepEqual(
      facts.packages.map((p) => `${p.name}${p.spec}`),
      ['fastapi>=0.100', 'gunicorn==23.0.0'],
    );
    assert.deepEqual(
      facts.scripts.map((s) => [s.name, s.target]),
      [['serve', 'app.cli:main']],
    );
    assert.equal(facts.fastapiEntrypoint, 'app.main:app');
    assert.deepEqual(facts.packageFolders, ['src']);
    assert.equal(facts.broken, false);
    const [script] = facts.scripts;
    assert.equal(script && text.slice(script.start, script.end), 'serve = "app.cli:main"');
  });

  it('knows where packages lie: what is named, else src where the project is built', () => {
    const table: readonly (readonly [text: string, folders: readonly string[]])[] = [
      ['[project]\nname = "x"\n', []],
      ['[project]\nname = "x"\n[build-system]\nrequires = ["hatchling"]\n', ['src']],
      ['[tool.poetry]\nname = "x"\n', ['src']],
      ['[tool.poetry]\nname = "x"\npackages = [{ include = "x", from = "lib" }]\n', ['lib']],
    ];
    for (const [text, folders] of table) assert.deepEqual(pyprojectFacts('u', text).packageFolders, folders, text);
  });

  it('reads Poetry, Pipfile and lock files', () => {
    const poetry = pyprojectFacts(
      'u',
      '[tool.poetry.dependencies]\npython = "^3.12"\nfastapi = "^0.100"\nuvicorn = {version = "1.2.3", extras = ["standard"]}\n',
    );
    assert.deepEqual(
      poetry.packages.map((p) => `${p.name} ${p.spec} ${p.exact} ${p.extras.join()}`),
      ['fastapi >=0.100,<0.101 undefined ', 'uvicorn ==1.2.3 1.2.3 standard'],
    );
    assert.deepEqual(
      pipfileFacts('u', '[packages]\nflask = "*"\n').packages.map((p) => p.name + p.spec),
      ['flask'],
    );
    const lock = lockFacts('u', '[[package]]\nname = "Fast_API"\nversion = "1.0"\n[[package]]\nname = "b"\n');
    assert.deepEqual(
      lock.packages.map((p) => [p.name, p.exact]),
      [['fast-api', '1.0']],
    );
  });

  it('knows nothing of a broken file', () => {
    const facts = pyprojectFacts('u', '[project\n');
    assert.deepEqual([facts.broken, facts.packages.length], [true, 0]);
  });

  it('reads which rules ruff turns on', () => {
    const cases: readonly (readonly [text: string, code: string, entry: string | undefined])[] = [
      ['[lint]\nextend-select = ["ASYNC210"]\n', 'ASYNC210', 'ASYNC210'],
      ['[lint]\nextend-select = ["ASYNC210"]\n', 'ASYNC251', undefined],
      ['[lint]\nselect = ["E"]\n', 'ASYNC210', undefined],
      ['lint.select = ["E", "ASYNC2"]\n', 'ASYNC230', 'ASYNC2'],
      ['select = ["ALL"]\nignore = ["ASYNC2"]\n', 'ASYNC230', undefined],
      ['select = ["ALL"]\n', 'ASYNC230', 'ALL'],
      ['[lint]\nselect = ["ASYNC230"]\nignore = ["ASYNC"]\n', 'ASYNC230', 'ASYNC230'],
    ];
    for (const [text, code, entry] of cases) {
      const found = ruffSelects(ruffSelection(text, []) ?? { selected: [], ignored: [] }, code);
      assert.equal(found && text.slice(found.start, found.end), entry, text);
    }
    const project = ruffSelection('[tool.ruff]\nextend = "../ruff.toml"\n', ['tool', 'ruff']);
    assert.deepEqual(project, { selected: [], ignored: [], extends: '../ruff.toml' });
    assert.equal(ruffSelection('[tool.black]\n', ['tool', 'ruff']), undefined);
    assert.equal(ruffSelection('[tool', ['tool', 'ruff']), undefined);
  });
});

describe('facts/procfile', () => {
  it('locates the commands', () => {
    const text = '# c\nweb: gunicorn -b :$PORT app:app  \r\nworker:celery -A x\nnot a line\n';
    const found = procfileFacts(text);
    assert.deepEqual(
      found.map((p) => [p.name, p.command.value]),
      [
        ['web', 'gunicorn -b :$PORT app:app'],
        ['worker', 'celery -A x'],
      ],
    );
    for (const { command } of found) assert.equal(text.slice(command.start, command.end), command.value);
  });
});

describe('facts/streamlit-config', () => {
  it('reads the server table with places', () => {
    const text = '[theme]\nbase = "dark"\n[server]\nport = 8080\naddress = "localhost"\nheadless = true\n';
    const config = streamlitConfig(text);
    assert.deepEqual([config.port?.value, config.address?.value, config.headless?.value], [8080, 'localhost', true]);
    assert.equal(config.address && text.slice(config.address.start, config.address.end), '"localhost"');
    assert.equal(text.slice(config.insertAt.offset).split('\n')[0], 'port = 8080');
  });

  it('works without the table and on broken files', () => {
    assert.deepEqual(streamlitConfig('').insertAt, { offset: 0, needsTable: true });
    assert.equal(streamlitConfig('[server\n').broken, true);
    assert.equal(streamlitConfig('[server]\nport = "env:PORT"\n').port?.value, 'env:PORT');
  });
});
