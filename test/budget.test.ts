import { strict as assert } from 'node:assert';
import { dockerfile, manifest, python, type Typing } from '../scripts/bench/documents.ts';
import { workspaceFiles } from '../scripts/bench/workspace.ts';
import type { Analysis } from '../server/src/api.ts';
import { editBetween } from '../server/src/base/text-edit.ts';
import { RULES } from '../server/src/rules/index.ts';
import { parseDockerfile } from '../server/src/syntax/dockerfile.ts';
import { resplitDockerfile } from '../server/src/syntax/dockerfile-split.ts';
import { parsePython } from '../server/src/syntax/python.ts';
import { pieceAround } from '../server/src/syntax/python-patch.ts';
import { parseYaml } from '../server/src/syntax/yaml.ts';
import { patchYaml } from '../server/src/syntax/yaml-patch.ts';
import type { YamlNode } from '../server/src/syntax/yaml-types.ts';
import { analyse, uriOf } from './kit/example.ts';

// What one key may cost, counted instead of timed: rules run, deployables resolved, Python files read, findings looked at.

type Statistics = ReturnType<Analysis['statistics']>;

const APPS = 50;

/** Rules that look at a subject of these kinds. */
function rulesOn(...subjects: readonly string[]): number {
  return RULES.filter((rule) => subjects.includes(rule.subject)).length;
}

/** Rules that an edit in an app may run, those on its manifest apart: on the edited file, the Dockerfile with both stages, every container. */
function rulesOfApp(manifestText = ''): number {
  const containers = manifestText.split('- image:').length - 1;
  return (
    rulesOn('deployable') + 2 * rulesOn('file') + 2 * rulesOn('stage') + containers * rulesOn('container', 'launch')
  );
}

/** Types a character at a place and answers what that cost, and which files' findings changed. */
function cost(analysis: Analysis, path: string, text: string, at: number, typed: string) {
  analysis.wanted();
  analysis.touched();
  const before = analysis.statistics();
  analysis.setFile(uriOf(path), text.slice(0, at) + typed + text.slice(at));
  analysis.wanted();
  const touched = analysis.touched();
  const after = analysis.statistics();
  const spent = (key: keyof Statistics): number => after[key] - before[key];
  return {
    touched,
    rules: spent('rulesRun'),
    resolved: spent('deployablesResolved'),
    python: spent('pythonRead'),
    published: spent('filesPublished'),
  };
}

describe('what a key costs', () => {
  const files = workspaceFiles(APPS);
  let analysis: Analysis;
  /** A file of the first app with a longer document in it. */
  const put = (path: string, text: string): void => analysis.setFile(uriOf(path), text);
  before(() => {
    analysis = analyse(files);
    analysis.touched();
    assert.ok(analysis.allFindings().length > APPS, 'the apps have faults, so that rules have work');
  });
  afterEach(() => {
    for (const [path, text] of Object.entries(files)) analysis.setFile(uriOf(path), text);
  });

  it('in the comment at the end of a Dockerfile: no deployable, no Python', () => {
    const document = dockerfile(100);
    put('app-0/Dockerfile', document.text);
    const spent = cost(analysis, 'app-0/Dockerfile', document.text, document.comment, 'x');
    assert.equal(spent.resolved, 0);
    assert.equal(spent.python, 0);
    assert.deepEqual(spent.touched, []);
    assert.equal(spent.published, 1);
  });

  it('in a value of a Dockerfile: its own deployable, no manifest rule, no Python', () => {
    const document = dockerfile(100);
    put('app-0/Dockerfile', document.text);
    const spent = cost(analysis, 'app-0/Dockerfile', document.text, document.middle, 'x');
    assert.equal(spent.resolved, 1);
    assert.equal(spent.python, 0);
    assert.ok(spent.rules <= rulesOfApp(files['app-0/service.yaml']), `${spent.rules} rules`);
    assert.equal(spent.published, 1);
    assert.deepEqual(spent.touched, [uriOf('app-0/Dockerfile')]);
  });

  it('in a value of a manifest: its own deployable, no Python', () => {
    const document = manifest(100);
    put('app-0/service.yaml', document.text);
    const spent = cost(analysis, 'app-0/service.yaml', document.text, document.middle, 'x');
    assert.equal(spent.resolved, 1);
    assert.equal(spent.python, 0);
    assert.ok(spent.rules <= rulesOn('manifest') + rulesOfApp(document.text), `${spent.rules} rules`);
    assert.equal(spent.published, 1);
  });

  it('in a Python file: that file, its own deployable, no manifest rule', () => {
    const document = python(100);
    put('app-0/main.py', document.text);
    const spent = cost(analysis, 'app-0/main.py', document.text, document.middle, 'x');
    assert.equal(spent.python, 1);
    assert.ok(spent.resolved <= 1);
    assert.ok(spent.rules <= rulesOfApp(files['app-0/service.yaml']), `${spent.rules} rules`);
    assert.equal(spent.published, 1);
  });

  it('parses no more than what was edited', () => {
    const typed = ({ text, middle }: Typing): string => `${text.slice(0, middle)}x${text.slice(middle)}`;
    const yaml = manifest(500);
    const parsed = { text: yaml.text, file: parseYaml(yaml.text) };
    const lengths: number[] = [];
    const parse = (scalar: string): YamlNode | undefined => {
      lengths.push(scalar.length);
      return parseYaml(scalar).documents[0]?.root;
    };
    assert.ok(patchYaml(typed(yaml), parsed, parse) !== undefined);
    assert.ok(lengths.length === 1 && lengths.every((length) => length < 100), 'the value alone');
    const docker = dockerfile(500);
    assert.ok(resplitDockerfile(typed(docker), '\\', parseDockerfile(docker.text)) !== undefined);
    const code = python(400);
    const { root } = parsePython(code.text);
    const piece = pieceAround(root, code.text, typed(code), editBetween(code.text, typed(code)));
    assert.ok(piece !== undefined && piece.text.length < 500, 'one function');
  });

  it('in a file that nothing reads: nothing at all', () => {
    put('notes/other.py', 'x = 1\n');
    const spent = cost(analysis, 'notes/other.py', 'x = 1\n', 5, '0');
    assert.deepEqual({ ...spent }, { touched: [], rules: 0, resolved: 0, python: 0, published: 0 });
  });

  it('asking again: nothing at all', () => {
    analysis.wanted();
    analysis.touched();
    const before = analysis.statistics();
    analysis.wanted();
    analysis.allFindings();
    assert.deepEqual(analysis.touched(), []);
    assert.deepEqual(analysis.statistics(), before);
  });

  it('reads every file once at the start', () => {
    const fresh = analyse(files);
    fresh.wanted();
    const { pythonRead, deployablesResolved } = fresh.statistics();
    assert.ok(pythonRead <= Object.keys(files).filter((path) => path.endsWith('.py')).length);
    assert.equal(deployablesResolved, APPS);
  });
});
