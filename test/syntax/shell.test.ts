import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { type MappedText, plainText, sourceRange, without } from '../../server/src/syntax/mapped-text.ts';
import { parseMappedShell, parseShell } from '../../server/src/syntax/shell.ts';
import type { Assignment, Redirect, ShellNode, Word, WordPart } from '../../server/src/syntax/shell-tree.ts';
import { evaluateWord, literalText } from '../../server/src/syntax/word.ts';
import { badRange, DOCKERFILES } from './dockerfile-corpus.ts';

// The tree as one line: how it nests, without ranges.

function part(p: WordPart): string {
  if (p.kind === 'literal') return p.quote === 'none' ? p.text : `<${p.text}>`;
  if (p.kind === 'dynamic')
    return p.array === undefined ? `?${p.command === undefined ? '' : `{${show(p.command)}}`}` : `@${p.array}`;
  return `$${p.quoted ? '"' : ''}${p.name}${p.operator ?? ''}${p.operand === undefined ? '' : word(p.operand)}`;
}

function word(w: Word): string {
  return w.parts.map(part).join('+');
}

function assignment(a: Assignment): string {
  const value = a.value === undefined ? `(${(a.elements ?? []).map(word).join(' ')})` : word(a.value);
  return `${a.name}${a.append ? '+' : ''}=${value}`;
}

function redirect(r: Redirect): string {
  const target = r.target === undefined ? '' : word(r.target);
  return `${r.descriptor ?? ''}${r.operator}${target}${r.heredoc === undefined ? '' : JSON.stringify(r.heredoc.value)}`;
}

function body(node: ShellNode): string {
  switch (node.kind) {
    case 'command':
      return [...node.assignments.map(assignment), ...node.words.map(word)].join(' ');
    case 'and':
    case 'or':
      return `${node.kind}(${show(node.left)}, ${show(node.right)})`;
    case 'sequence':
      return node.items.map(show).join('; ');
    case 'pipeline':
      return `${node.negated ? 'not' : 'pipe'}(${node.items.map(show).join(', ')})`;
    case 'if':
      return `if(${node.branches.map((b) => `${show(b.condition)} -> ${show(b.body)}`).join(' | ')}${node.otherwise === undefined ? '' : ` else ${show(node.otherwise)}`})`;
    case 'case':
      return `case(${word(node.subject)}: ${node.arms.map((a) => `${a.patterns.map(word).join('|')} -> ${show(a.body)}${a.fallsThrough ? ' &' : ''}`).join(', ')})`;
    case 'loop':
      return `${node.loop}(${[
        ...(node.condition === undefined ? [] : [show(node.condition)]),
        ...(node.variable === undefined
          ? []
          : [`${word(node.variable)} in ${node.items?.map(word).join(' ') ?? '"$@"'}`]),
      ].join('')}: ${show(node.body)})`;
    case 'function':
      return `function ${node.name.value} ${show(node.body)}`;
    case 'subshell':
    case 'group':
      return `${node.kind}(${show(node.body)})`;
  }
}

function show(node: ShellNode): string {
  return [body(node), ...node.redirects.map(redirect), ...(node.background ? ['&'] : [])].join(' ').trim();
}

describe('parseShell', () => {
  const trees: readonly (readonly [script: string, tree: string])[] = [
    ['', ''],
    ['exec gunicorn -b :$PORT app:app', 'exec gunicorn -b :+$PORT app:app'],
    ['a "b c" \'d $e\' f\\ g', 'a <b c> <d $e> f g'],
    ['a "$X" "${Y:-8}" ${Z-} $1 "$@" $* $# $?', 'a $"X $"Y:-8 $Z- $1 $"@ $* $# $?'],
    ['a "x$Y z"', 'a <x>+$"Y+< z>'],
    ['a "" \'\'', 'a <> <>'],
    ["a $'x\\ty'", 'a <x\ty>'],
    ['a $(b c) `d` $((1+2)) ${x%y} ${#x} ${x[1]} "${x[@]}"', 'a ?{b c} ?{d} ? ? ? ? @x'],
    ['a *.py [ab] ~/x {} \\;', 'a *+.py [ab] ~/x {} ;'],
    ['a {b,c}', 'a ?'],
    ['A=1 B="$C" D= cmd E=2', 'A=1 B=$"C D= cmd E=2'],
    ['A=1', 'A=1'],
    ['A+=x B=(c "d e")', 'A+=x B=(c <d e>)'],
    ['export A=$B C', 'export A=+$B C'],
    ['a && b || c', 'or(and(a, b), c)'],
    ['a; b & c', 'a; b &; c'],
    ['a && b &', 'and(a, b) &'],
    ['a | b |& c', 'pipe(a, b, c)'],
    ['! a', 'not(a)'],
    ['time a', 'a'],
    ['a > f 2>&1 < g', 'a >f 2>&1 <g'],
    ['{ a; } > f', 'group(a) >f'],
    ['(a; b) &', 'subshell(a; b) &'],
    ['if a; then b; elif c; then d; else e; fi', 'if(a -> b | c -> d else e)'],
    ['if [ -n "$X" ]; then a; fi', 'if([ -n $"X ] -> a)'],
    ['[[ -n $X && ! $Y == z* ]] || a', 'or(and([[ -n $X ]], not([[ $Y == z+* ]])), a)'],
    ['case "$1" in a|b) c;; *) d;& esac', 'case($"1: a|b -> c, * -> d &)'],
    ['while a; do b; done < f', 'while(a: b) <f'],
    ['until a; do b; done', 'until(a: b)'],
    ['for x in a $b; do c; done', 'for(x in a $b: c)'],
    ['for x; do c; done', 'for(x in "$@": c)'],
    ['for ((i=0;i<3;i++)); do c; done', 'for(: c)'],
    ['f() { a; }; f', 'function f group(a); f'],
    ['((x++)) && a', 'and(?, a)'],
    ['cat <<EOF > f\na $B\nEOF\nc', 'cat <<"a $B\\n" >f; c'],
    ["cat <<-'EOF'\n\t\ta\n\tEOF\n", 'cat <<-"a\\n"'],
    ['cat <<< "$x"', 'cat <<<$"x'],
    ['a \\\n b', 'a b'],
    ['a # comment\nb', 'a; b'],
    ['a\r\nb "c\r\nd"\r\n', 'a; b <c\nd>'],
  ];
  for (const [script, tree] of trees) {
    it(JSON.stringify(script), () => {
      const parsed = parseShell(script);
      assert.equal(show(parsed.root), tree);
      assert.deepEqual(parsed.problems, []);
    });
  }

  it('keeps the parts of a here-document', () => {
    const [command] = parseShell('cat <<-E\n\ta $B\tc\n\td\n\tE').root.items;
    const heredoc = command?.redirects[0]?.heredoc;
    assert.ok(heredoc);
    assert.equal(
      evaluateWord(heredoc.parts, () => 'b'),
      'a b\tc\nd\n',
    );
    assert.deepEqual([heredoc.value, heredoc.delimiter, heredoc.quoted], ['a $B\tc\nd\n', 'E', false]);
  });

  it('gives ranges in the file', () => {
    const text = 'XX exec "a b" A=$C\nYY';
    const { root } = parseShell(text, 3, 18);
    const [command] = root.items;
    assert.ok(command?.kind === 'command');
    const cut = (r: { start: number; end: number }): string => text.slice(r.start, r.end);
    assert.deepEqual([cut(root), command.words.map(cut)], ['exec "a b" A=$C', ['exec', '"a b"', 'A=$C']]);
    assert.deepEqual(
      command.words.map((w) => w.parts.map(cut)),
      [['exec'], ['a b'], ['A=', '$C']],
    );
  });

  it('gives ranges of text that was derived from a file', () => {
    const file = 'gun~~icorn --b~~ind=$P';
    const mapped: MappedText = without(plainText(file), /~~/g);
    const [command] = parseMappedShell(mapped).root.items;
    assert.ok(command?.kind === 'command');
    assert.deepEqual(
      command.words.map((w) => [w.raw, file.slice(w.start, w.end)]),
      [
        ['gunicorn', 'gun~~icorn'],
        ['--bind=$P', '--b~~ind=$P'],
      ],
    );
    assert.deepEqual(sourceRange(mapped, 3, 3), { start: 5, end: 5 });
  });

  it('reads the first line', () => {
    assert.deepEqual(parseShell('#!/bin/sh -e\na').shebang, { value: '/bin/sh -e', start: 2, end: 12 });
    assert.deepEqual(parseShell('\uFEFF#!/bin/sh\r\na').shebang?.value, '/bin/sh');
    assert.equal(parseShell('a\n#!/bin/sh').shebang, undefined);
  });

  const broken: readonly (readonly [script: string, tree: string])[] = [
    ['a && ', 'a'],
    ['a "b', 'a <b>'],
    ['if a; then b', 'if(a -> b)'],
    ['a; $(', 'a; ?{}'],
    ['}', ''],
  ];
  for (const [script, tree] of broken) {
    it(`half-typed ${JSON.stringify(script)} is a problem and keeps what is there`, () => {
      const parsed = parseShell(script);
      assert.equal(show(parsed.root), tree);
      assert.equal(parsed.problems.length, 1);
    });
  }

  it('refuses very long scripts', () => {
    const parsed = parseShell('a\n'.repeat(600_000));
    assert.deepEqual([parsed.root.items, parsed.problems.length], [[], 1]);
  });

  it('keeps long chains flat enough to walk', () => {
    const depth = (node: ShellNode): number =>
      node.kind === 'and' || node.kind === 'or' ? 1 + Math.max(depth(node.left), depth(node.right)) : 1;
    for (const operator of ['&&', '||']) {
      const [chain] = parseShell(`a ${operator} `.repeat(20_000).concat('a')).root.items;
      assert.ok(chain && depth(chain) < 300);
    }
    const [mixed] = parseShell('a && b || '.repeat(20_000).concat('a')).root.items;
    assert.ok(mixed?.kind === 'sequence');
  });
});

describe('word values', () => {
  const [command] = parseShell('x a"b"\'c\' $A "${B:-d}"').root.items;
  const words = command?.kind === 'command' ? command.words : [];

  it('literalText is known for literals alone', () => {
    assert.deepEqual(
      words.map((w) => literalText(w.parts)),
      ['x', 'abc', undefined, undefined],
    );
  });

  it('evaluateWord tells unset from unknown', () => {
    assert.deepEqual(
      words.map((w) => evaluateWord(w.parts, (name) => (name === 'A' ? undefined : null))),
      ['x', 'abc', undefined, 'd'],
    );
  });
});

describe('shell robustness', () => {
  function check(text: string): void {
    assert.equal(badRange(parseShell(text), text.length), undefined, JSON.stringify(text));
  }

  it('any text', () => {
    const token = fc.constantFrom(
      'if ',
      'then ',
      'fi',
      'case ',
      'esac',
      'a',
      '$(',
      ')',
      '`',
      '"',
      "'",
      '${',
      '}',
      '<<E',
      '\nE\n',
      '&&',
      '|',
      ';',
      '((',
      '[[ ',
      ']]',
      '\\',
      '\n',
      '\r\n',
      '$x',
      '{',
      'A=',
      '#',
      '\uFEFF',
      '<<-E\n\t',
    );
    const text = fc.array(fc.oneof(token, fc.string({ maxLength: 4 })), { maxLength: 25 }).map((p) => p.join(''));
    fc.assert(fc.property(text, check), { seed: 3, numRuns: 1500 });
  });

  it('other languages', () => {
    for (const file of DOCKERFILES) for (let i = 0; i <= file.length; i += 5) check(file.slice(0, i));
  });

  it('any region', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer(), fc.integer(), (text, start, end) => {
        assert.equal(badRange(parseShell(text, start, end), text.length), undefined);
      }),
      { seed: 4, numRuns: 300 },
    );
  });

  it('deep nesting', () => {
    for (const open of ['(', '$(', '{ ', 'if a; then ', '${a:-', '"$(', '`', 'case x in a) ', '[[ ( ', 'a && '])
      check(open.repeat(5000));
  });
});
