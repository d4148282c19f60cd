import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import type { Range } from '../../../server/src/base/span.ts';
import { dockerfileFacts, looksLikeDockerfile, runScript } from '../../../server/src/facts/dockerfile/dockerfile.ts';
import type { DockerfileFacts, Stage } from '../../../server/src/facts/dockerfile/types.ts';
import { parseMappedShell } from '../../../server/src/syntax/shell.ts';
import { badRange, DOCKERFILES } from '../../syntax/dockerfile-corpus.ts';

function read(text: string): DockerfileFacts {
  return dockerfileFacts('file:///app/Dockerfile', text);
}

function stageOf(text: string): Stage {
  const [stage] = read(`FROM a\n${text}`).stages;
  assert.ok(stage);
  return stage;
}

/** Reads `text` as the file and gives what stands at a range. */
function at(text: string): (range: Range | undefined) => string | undefined {
  return (range) => (range === undefined ? undefined : `FROM a\n${text}`.slice(range.start, range.end));
}

describe('dockerfileFacts', () => {
  const kinds: readonly (readonly [text: string, yes: boolean])[] = [
    ['FROM a', true],
    ['# c\nARG X=1\nARG Y\nFROM a', true],
    ['', false],
    ['RUN x\nFROM a', false],
    ['apiVersion: v1\nkind: Service', false],
  ];
  for (const [text, yes] of kinds) {
    it(`${JSON.stringify(text)} ${yes ? 'looks' : 'does not look'} like a Dockerfile`, () => {
      assert.equal(read(text).looksLikeDockerfile, yes);
      assert.equal(looksLikeDockerfile(text), yes);
    });
  }

  it('one look answers what the facts answer', () => {
    const heads = ['', '\ufeff', '# c\n', '# c\r\n', '# escape=`\n', '\n \n', 'ARG A=1\n', '# c \\\n', 'RUN x\n', '\t'];
    const lines = [
      'FROM a',
      'from a',
      'FROM',
      'FROM \\\n a',
      'FROM \\',
      'FROMx a',
      'FROM # a',
      'FROM\ta',
      'FROM `\n a',
      'FROM <<a',
      'x',
    ];
    for (const head of heads) {
      for (const other of heads) {
        for (const line of lines) {
          const text = `${head}${other}${line}\n`;
          assert.equal(looksLikeDockerfile(text), read(text).looksLikeDockerfile, JSON.stringify(text));
        }
      }
    }
  });

  it('reads stages', () => {
    const text = 'ARG V=1 W\nFROM --platform=$P img:$V as Build\nRUN x\nFROM build\nCMD y\n';
    const facts = read(text);
    assert.deepEqual(
      facts.globalArgs.map((a) => [a.name.value, a.default?.raw]),
      [
        ['V', '1'],
        ['W', undefined],
      ],
    );
    assert.deepEqual(
      facts.stages.map((s) => [s.index, s.name?.value, s.base.raw, s.platform?.raw, text.slice(s.start, s.end)]),
      [
        [0, 'Build', 'img:$V', '$P', 'FROM --platform=$P img:$V as Build\nRUN x'],
        [1, undefined, 'build', undefined, 'FROM build\nCMD y'],
      ],
    );
  });

  const pairs: readonly (readonly [text: string, pairs: readonly (readonly [string, string, string])[]])[] = [
    ['ENV A=1', [['A', '1', 'A=1']]],
    [
      'ENV A=1 B="2 3" \\\n # c\n C=',
      [
        ['A', '1', 'A=1'],
        ['B', '"2 3"', 'B="2 3"'],
        ['C', '', 'C='],
      ],
    ],
    ['ENV OLD the rest', [['OLD', 'the rest', 'OLD the rest']]],
    ['ENV A', [['A', '', 'A']]],
    ['ENV A=1 B', [['A', '1', 'A=1']]],
    ['ENV', []],
  ];
  for (const [text, expected] of pairs) {
    it(`pairs of ${JSON.stringify(text)}`, () => {
      const { env } = stageOf(text);
      assert.deepEqual(
        env.map((e) => [e.name.value, e.value.raw, at(text)(e)]),
        expected,
      );
      assert.deepEqual(
        env.map((e) => e.alone),
        env.map(() => !text.includes('B')),
      );
    });
  }

  it('reads an exec form', () => {
    const text = 'CMD ["gunicorn", "-b", "0.0.0.0:\\"x\\""]';
    const { cmd } = stageOf(text);
    assert.ok(cmd?.form === 'exec');
    assert.deepEqual(
      cmd.words.map((w) => [w.value, at(text)(w), at(text)(w.inner)]),
      [
        ['gunicorn', '"gunicorn"', 'gunicorn'],
        ['-b', '"-b"', '-b'],
        ['0.0.0.0:"x"', '"0.0.0.0:\\"x\\""', '0.0.0.0:\\"x\\"'],
      ],
    );
    assert.equal(at(text)(cmd.argumentsRange), '["gunicorn", "-b", "0.0.0.0:\\"x\\""]');
  });

  it('parses the script of sh -c with ranges in the file', () => {
    const text = 'CMD ["sh", "-c", "exec \\"$X\\" --bind :$PORT"]';
    const { cmd } = stageOf(text);
    assert.ok(cmd?.form === 'exec');
    const source = cmd.words[2]?.source;
    assert.ok(source);
    const [command] = parseMappedShell(source).root.items;
    assert.ok(command?.kind === 'command');
    assert.deepEqual(command.words.map(at(text)), ['exec', '\\"$X\\"', '--bind', ':$PORT']);
  });

  it('reads a shell form', () => {
    const text = 'CMD exec gunicorn \\\n # c\n  --bind=:$PORT app:app';
    const { cmd } = stageOf(text);
    assert.ok(cmd?.form === 'shell');
    assert.equal(cmd.text, 'exec gunicorn   --bind=:$PORT app:app');
    assert.equal(cmd.brokenJson, false);
    const [command] = cmd.script.root.items;
    assert.ok(command?.kind === 'command');
    assert.deepEqual(command.words.map(at(text)), ['exec', 'gunicorn', '--bind=:$PORT', 'app:app']);
  });

  it('takes a broken array as a shell form and says so', () => {
    const { cmd } = stageOf("CMD ['a', 'b']");
    assert.deepEqual([cmd?.form, cmd?.form === 'shell' && cmd.brokenJson], ['shell', true]);
  });

  it('lets the last CMD and ENTRYPOINT count', () => {
    const stage = stageOf('CMD a\nENTRYPOINT b\nCMD c\nCMD []');
    assert.deepEqual([stage.cmd?.order, stage.entrypoint?.order, stage.shadowed.map((c) => c.order)], [4, 2, [1, 3]]);
  });

  it('knows the SHELL in force', () => {
    const stage = stageOf('CMD a\nSHELL ["bash", "-c"]\nENTRYPOINT b\nRUN c\nSHELL broken\nRUN d');
    assert.deepEqual(
      [stage.cmd, stage.entrypoint].map((c) => c?.form === 'shell' && c.shell?.words.map((w) => w.value)),
      [undefined, ['bash', '-c']],
    );
    assert.deepEqual(
      stage.runs.map((r) => r.shell?.words[0]?.value),
      ['bash', 'bash'],
    );
  });

  it('reads the small instructions', () => {
    const stage = stageOf(
      'WORKDIR /a b\nUSER app:$G\nSTOPSIGNAL 9\nVOLUME /x $Y\nVOLUME ["/z"]\nONBUILD run x\nLABEL a="b c"\nARG P=1',
    );
    assert.equal(stage.workdirs[0]?.value.raw, '/a b');
    assert.equal(stage.users[0]?.value.raw, 'app:$G');
    assert.equal(stage.stopsignal?.value.raw, '9');
    assert.deepEqual(
      stage.volumes.map((v) => v.path),
      ['/x', '$Y', '/z'],
    );
    assert.deepEqual(
      stage.onbuilds.map((o) => [o.keyword, o.text.value]),
      [['RUN', 'x']],
    );
    assert.deepEqual(
      stage.labels.map((l) => [l.name.value, l.value.raw]),
      [['a', '"b c"']],
    );
    assert.deepEqual(
      stage.args.map((a) => a.name.value),
      ['P'],
    );
  });

  it('reads ports', () => {
    assert.deepEqual(
      stageOf('EXPOSE 80 53/UDP $P 1-2 99999/tcp').exposes.map((e) => [e.raw.raw, e.port, e.protocol]),
      [
        ['80', 80, 'tcp'],
        ['53/UDP', 53, 'udp'],
        ['$P', undefined, 'tcp'],
        ['1-2', undefined, 'tcp'],
        ['99999/tcp', 99999, 'tcp'],
      ],
    );
  });

  it('reads health checks', () => {
    assert.equal(stageOf('HEALTHCHECK NONE').healthcheck?.none, true);
    const text = 'HEALTHCHECK --interval=5s --timeout=1s cmd curl x';
    const check = stageOf(text).healthcheck;
    assert.deepEqual(
      check?.options.map((o) => [o.name, o.value?.raw]),
      [
        ['interval', '5s'],
        ['timeout', '1s'],
      ],
    );
    assert.equal(at(text)(check?.command?.argumentsRange), 'curl x');
    assert.equal(stageOf('HEALTHCHECK CMD ["a"]').healthcheck?.command?.form, 'exec');
  });

  const copies: readonly (readonly [
    text: string,
    sources: readonly string[],
    destination: string | undefined,
    from: string | undefined,
  ])[] = [
    ['COPY a b /c/', ['a', 'b'], '/c/', undefined],
    ['ADD --from=x "a" $B', ['"a"'], '$B', 'x'],
    ['COPY ["a b", "/c"]', ['a b'], '/c', undefined],
    ['COPY a', ['a'], undefined, undefined],
    ['COPY <<EOF /x\nhi\nEOF', [], '/x', undefined],
    ['COPY a <<EOF /x/\nhi\nEOF', ['a'], '/x/', undefined],
    ['COPY', [], undefined, undefined],
  ];
  for (const [text, sources, destination, from] of copies) {
    it(`reads ${JSON.stringify(text)}`, () => {
      const [copy] = stageOf(text).copies;
      assert.deepEqual(
        [copy?.sources.map((s) => s.raw), copy?.destination?.raw, copy?.from?.raw],
        [sources, destination, from],
      );
      assert.equal(copy?.heredocs.length, text.includes('<<') ? 1 : 0);
    });
  }

  it('gives the shell of a RUN its here-document', () => {
    const alone = stageOf('RUN <<EOF\nset -e\npip install x\nEOF').runs[0];
    assert.equal(alone?.source.text, 'set -e\npip install x\n');
    const text = "RUN cat <<'E' > /s.sh && chmod +x /s.sh\nexec gunicorn\nE\n";
    const run = stageOf(text).runs[0];
    assert.ok(run);
    const [and] = runScript(run).root.items;
    assert.ok(and?.kind === 'and' && and.left.kind === 'command');
    const heredoc = and.left.redirects[0]?.heredoc;
    assert.ok(heredoc);
    assert.equal(heredoc.value, 'exec gunicorn\n');
    const [command] = parseMappedShell(heredoc.source).root.items;
    assert.ok(command?.kind === 'command');
    assert.deepEqual(command.words.map(at(text)), ['exec', 'gunicorn']);
  });

  it('does not take a RUN of another program for shell', () => {
    const [run] = stageOf('RUN <<EOF\n#!/usr/bin/env python3\nprint("x")\nEOF').runs;
    assert.ok(run);
    assert.deepEqual(runScript(run).root.items, []);
  });

  it('survives the input that made another parser recurse without end', () => {
    assert.deepEqual(read(' ENV A=$B').stages, []);
  });

  it('is the same with LF, CRLF and a byte order mark', () => {
    const plain = (facts: DockerfileFacts): unknown =>
      JSON.parse(
        JSON.stringify(facts, (key, value: unknown) => {
          const text = typeof value === 'string' ? value.replaceAll('\r', '') : value;
          return ['start', 'end', 'segments', 'origin'].includes(key) ? undefined : text;
        }),
      );
    for (const file of DOCKERFILES.slice(0, 5)) {
      const expected = plain(read(file));
      assert.deepEqual(plain(read(file.replaceAll('\n', '\r\n'))), expected);
      assert.deepEqual(plain(read(`\uFEFF${file}`)), expected);
    }
  });

  function check(text: string): void {
    const facts = read(text);
    assert.equal(badRange(facts, text.length), undefined, JSON.stringify(text));
    for (const stage of facts.stages) {
      for (const run of stage.runs)
        assert.equal(badRange(runScript(run), text.length), undefined, JSON.stringify(text));
    }
  }

  it('reads every prefix of real files', () => {
    for (const file of DOCKERFILES) for (let i = 0; i <= file.length; i += 3) check(file.slice(0, i));
  });

  it('reads mutated files', () => {
    const mutation = fc.tuple(
      fc.constantFrom(...DOCKERFILES),
      fc.nat(800),
      fc.nat(6),
      fc.constantFrom('', '"', "'", '\\', '\n', '$', '${', '}', '[', ']', '<<EOF', '#', '(', '`', ' ', '\r\n'),
    );
    fc.assert(
      fc.property(mutation, ([file, position, remove, insert]) => {
        const p = Math.min(position, file.length);
        check(file.slice(0, p) + insert + file.slice(p + remove));
      }),
      { seed: 2, numRuns: 500 },
    );
  });
});
