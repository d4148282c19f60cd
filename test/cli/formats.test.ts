import { strict as assert } from 'node:assert';
import { rmSync } from 'node:fs';
import fc from 'fast-check';
import { run } from '../../server/src/cli/run.ts';
import { createFakeAnalysis } from './fake-analysis.ts';
import { temporaryFolder, testIo, writeTree } from './scenario.ts';

// Reports for machines against what their readers ask for, whatever files are called and say.

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  readonly text: string;
}

const ENTITY = /&(?:#(\d+)|lt|gt|amp|quot|apos);/g;
/** Characters that XML 1.0 forbids. */
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

function unescape(text: string): string {
  assert.doesNotMatch(text.replace(ENTITY, ''), /[&<]/, 'markup that is not escaped');
  return text.replace(ENTITY, (entity, code: string | undefined) =>
    code === undefined ? entity : String.fromCodePoint(Number(code)),
  );
}

/** Reads XML as these reports write it (no comments, no CDATA); fails where it is not well formed. */
function readXml(text: string): Element {
  assert.doesNotMatch(text, FORBIDDEN);
  const head = '<?xml version="1.0" encoding="UTF-8"?>\n';
  assert.ok(text.startsWith(head));
  let at = head.length;
  const element = (): Element => {
    const open = /<([a-z]+)((?: [a-z]+="[^"<]*")*)(\/?)>/y;
    open.lastIndex = at;
    const [whole = '', name = '', pairs = '', closed] =
      open.exec(text) ?? assert.fail(`no element at ${text.slice(at, at + 60)}`);
    at += whole.length;
    const all = [...pairs.matchAll(/ ([a-z]+)="([^"]*)"/g)].map(
      ([, key = '', value = '']) => [key, unescape(value)] as const,
    );
    assert.equal(new Set(all.map(([key]) => key)).size, all.length, 'an attribute twice');
    const children: Element[] = [];
    let content = '';
    if (closed !== '/') {
      for (;;) {
        const next = text.indexOf('<', at);
        assert.ok(next >= 0, `${name} has no end`);
        content += text.slice(at, next);
        at = next;
        if (text.startsWith('</', at)) break;
        children.push(element());
      }
      const end = `</${name}>`;
      assert.ok(text.startsWith(end, at), `${name} ends with ${text.slice(at, at + 20)}`);
      at += end.length;
    }
    return { name, attributes: Object.fromEntries(all), children, text: unescape(content) };
  };
  const root = element();
  assert.equal(text.slice(at), '\n');
  return root;
}

const keys = (value: object): readonly string[] => Object.keys(value).sort();

interface Place {
  readonly line: number;
  readonly column: number;
}

interface Diagnostic {
  readonly message: string;
  readonly severity: string;
  readonly location: { readonly path: string; readonly range: { readonly start: Place; readonly end: Place } };
  readonly code: { readonly value: string; readonly url: string };
  readonly suggestions?: readonly {
    readonly range: { readonly start: Place; readonly end: Place };
    readonly text: string;
  }[];
}

interface Issue {
  readonly description: string;
  readonly check_name: string;
  readonly fingerprint: string;
  readonly severity: string;
  readonly location: { readonly path: string; readonly lines: { readonly begin: number; readonly end: number } };
}

function checkRange({ start, end }: { readonly start: Place; readonly end: Place }): void {
  for (const { line, column } of [start, end])
    assert.ok(Number.isInteger(line) && line >= 1 && Number.isInteger(column) && column >= 1);
  assert.ok(end.line > start.line || (end.line === start.line && end.column >= start.column));
}

const CHECKS: Readonly<Record<string, (report: string, findings: number) => void>> = {
  junit: (report, findings) => {
    const root = readXml(report);
    assert.equal(root.name, 'testsuites');
    const cases = root.children.flatMap((suite) => {
      assert.equal(suite.name, 'testsuite');
      const failed = suite.children.filter((own) => own.children.length > 0).length;
      assert.equal(Number(suite.attributes['tests']), suite.children.length);
      assert.equal(Number(suite.attributes['failures']), failed);
      return suite.children;
    });
    for (const one of cases) {
      assert.equal(one.name, 'testcase');
      assert.ok((one.attributes['name'] ?? '') !== '' && (one.attributes['classname'] ?? '') !== '');
      for (const failure of one.children) {
        assert.equal(failure.name, 'failure');
        assert.deepEqual(keys(failure.attributes), ['message', 'type']);
      }
    }
    assert.equal(Number(root.attributes['failures']), findings);
    assert.equal(Number(root.attributes['tests']), Math.max(1, findings));
    assert.equal(cases.length, Math.max(1, findings));
  },
  checkstyle: (report, findings) => {
    const root = readXml(report);
    assert.equal(root.name, 'checkstyle');
    const paths = root.children.map((file) => file.attributes['name']);
    assert.equal(new Set(paths).size, paths.length, 'a file twice');
    const errors = root.children.flatMap((file) => file.children);
    for (const { name, attributes } of errors) {
      assert.equal(name, 'error');
      assert.deepEqual(keys(attributes), ['column', 'line', 'message', 'severity', 'source']);
      assert.ok(['ignore', 'info', 'warning', 'error'].includes(attributes['severity'] ?? ''));
      assert.match(attributes['line'] ?? '', /^[1-9]\d*$/);
    }
    assert.equal(errors.length, findings);
  },
  gitlab: (report, findings) => {
    const issues = JSON.parse(report) as readonly Issue[];
    for (const issue of issues) {
      assert.deepEqual(keys(issue), ['check_name', 'description', 'fingerprint', 'location', 'severity']);
      assert.ok(['info', 'minor', 'major', 'critical', 'blocker'].includes(issue.severity));
      assert.doesNotMatch(issue.location.path, /^(?:\.\/|\/)/);
      assert.ok(issue.location.lines.begin >= 1 && issue.location.lines.end >= issue.location.lines.begin);
    }
    assert.equal(new Set(issues.map((issue) => issue.fingerprint)).size, findings, 'a fingerprint twice');
  },
  rdjson: (report, findings) => {
    const { source, diagnostics } = JSON.parse(report) as {
      readonly source: { readonly name: string };
      readonly diagnostics: readonly Diagnostic[];
    };
    assert.deepEqual(source, { name: 'cloud-run-preflight' });
    for (const { message, severity, location, code, suggestions } of diagnostics) {
      assert.ok(message !== '' && code.value !== '' && URL.canParse(code.url));
      assert.ok(['ERROR', 'WARNING', 'INFO'].includes(severity));
      checkRange(location.range);
      for (const { range } of suggestions ?? []) checkRange(range);
    }
    assert.equal(diagnostics.length, findings);
  },
  jsonl: (report, findings) => {
    const lines = report.split('\n');
    assert.equal(lines.pop(), '');
    assert.equal(lines.map((line) => JSON.parse(line) as unknown).length, findings);
  },
  github: (report, findings) => {
    const lines = report.split('\n');
    assert.equal(lines.pop(), '');
    for (const line of lines)
      assert.match(
        line,
        /^::(?:error|warning|notice) file=[^,:]+,line=\d+,endLine=\d+,(?:col=\d+,endColumn=\d+,)?title=[\w-]+::\S/u,
      );
    assert.equal(lines.length, findings);
  },
};

describe('report formats', () => {
  const word = fc.constantFrom('BAD', 'MEH', 'NOTE', 'HINT', 'FAR');
  const noise = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 6 }),
    fc.constantFrom(
      ']]>',
      '&amp;',
      '<a b="c">',
      '::error::',
      '%0A',
      '\u202e',
      '\u0000x',
      '\ud800',
      '{0}',
      '](x)',
      '😀',
      '\u0007',
    ),
  );
  const text = fc
    .array(fc.oneof(word, noise, fc.constantFrom('\n', '\r\n', ' SAYS so ')), { maxLength: 12 })
    .map((parts) => parts.join(' '));
  const folders = ['.', 'a b', 'ü', "q'&<", 'x,y:z%', '##[group]'];

  for (const [format, check] of Object.entries(CHECKS)) {
    it(`${format} is what its readers ask for`, async function () {
      this.timeout(60_000);
      await fc.assert(
        fc.asyncProperty(fc.array(fc.tuple(fc.constantFrom(...folders), text), { maxLength: 4 }), async (files) => {
          const folder = temporaryFolder();
          try {
            writeTree(folder, Object.fromEntries(files.map(([at, content]) => [`${at}/Dockerfile`, content])));
            const print = async (name: string): Promise<string> => {
              const io = testIo(folder);
              await run(['check', '--format', name], io, () => Promise.resolve(createFakeAnalysis));
              return io.out.join('');
            };
            const { findings } = JSON.parse(await print('json')) as { readonly findings: readonly unknown[] };
            check(await print(format), findings.length);
          } finally {
            rmSync(folder, { recursive: true, force: true });
          }
        }),
        { numRuns: 60 },
      );
    });
  }
});
