import fc from 'fast-check';

/** One change of a text. Places are fractions, so that a change fits any text. */
export interface Mutation {
  readonly kind: 'splice' | 'cut' | 'repeat-line' | 'drop-line' | 'swap-lines' | 'join-lines';
  readonly at: number;
  readonly other: number;
  readonly remove: number;
  readonly insert: string;
}

/** What breaks readers of any format. */
const ODD = [
  '\0',
  '\ufeff',
  '\r',
  '\r\n',
  '\t',
  '\v',
  '\u2028',
  '\u202e',
  'e\u0301\u0327',
  '\ud83d',
  '\ude00',
  '😀',
  '\u{10ffff}',
  '\\',
  '\\\n',
  '"',
  "'",
  '`',
  '[',
  ']',
  '{',
  '}',
  '(',
  ')',
  '$',
  '${',
  '$(',
  '#',
  ':',
  '- ',
  '<<',
  '&',
  '*',
  '|',
  '%',
  '@',
  '=',
  ',',
  '\n',
  '\n\n',
  ' ',
  '  ',
  '__proto__',
  'constructor',
  '1e999',
  '-0',
  '99999999999999999999',
] as const;

/** Words that mean something, by the kind of file. */
const WORDS = {
  dockerfile: [
    'FROM ',
    'FROM x AS y\n',
    'CMD ',
    'CMD [',
    'ENTRYPOINT ',
    'RUN ',
    'RUN <<EOF\n',
    'EOF\n',
    'ENV A=',
    'ENV PORT=1\n',
    'ARG ',
    'COPY --from=',
    'ONBUILD ',
    'SHELL ["sh", "-c"]\n',
    '# escape=`\n',
    'HEALTHCHECK CMD ',
    'USER ',
    'WORKDIR /',
    '$PORT',
    '${PORT:-8080}',
    '"--bind", ',
    'exec ',
    '&& ',
  ],
  yaml: [
    '---\n',
    '- name: PORT\n',
    'apiVersion: ',
    'kind: Service\n',
    '<<: *a',
    '&a ',
    '*a',
    '!!int ',
    '|\n',
    '>-\n',
    '? ',
    '{{ x }}',
    '${X}',
    'containers:\n',
    'annotations:\n',
    'null',
    '~',
    '"8080"',
    '8080',
  ],
  python: [
    'import ',
    'from . import ',
    'def f():\n',
    'async def f():\n',
    'await ',
    'class A:\n',
    'lambda: ',
    'if __name__ == "__main__":\n',
    '    ',
    'return ',
    '"""',
    "f'{",
    'app.run(',
    'host=',
    'os.environ["PORT"]',
    'with ',
    'try:\n',
    'except:\n',
    'match x:\n',
    'case ',
    '@',
    '**',
    ':=',
    'global x\n',
    'while True:\n',
  ],
  shell: [
    '#!/bin/sh\n',
    'exec ',
    '"$@"',
    '"$',
    'if ',
    'then\n',
    'fi\n',
    'case $1 in\n',
    'esac\n',
    ';;',
    'done\n',
    'while ',
    '$((',
    '))',
    '[[ ',
    ' ]]',
    '&\n',
    'wait\n',
    'set -- ',
    '. ./x.sh\n',
    '<<EOF\n',
    'EOF\n',
    'f() {',
    '${A:=',
    '>&2',
    'trap ',
  ],
  toml: ['[', '[[', ']]\n', 'a.b = ', '"""', "'''", '1979-05-27T07:32:00Z', '{ ', 'inf', '0x', '[server]\n', 'port = '],
  config: [
    'rules:\n',
    'exclude:\n',
    '  - ',
    'apps:\n',
    'defaults:\n',
    '  fixed-port: ',
    'off',
    'dockerfile: ../x',
    '  memory: 1Gi\n',
    '**/*',
    '!',
  ],
  text: [
    'web: ',
    'gunicorn==',
    '-r ',
    '--hash=',
    '; python_version < "3"',
    '@ git+https://',
    '[standard]',
    'bind = ',
    '[uwsgi]\n',
    'http = :80\n',
    '%(x)s',
    '-e .',
  ],
} as const;

/** The kinds of files that mutations know words of. */
export type Format = keyof typeof WORDS;

/** What a file is to the mutations, by its path. */
export function formatOf(path: string): Format {
  if (/(?:^|\/)\.cloud-run-preflight\.yaml$/.test(path)) return 'config';
  if (/dockerfile/i.test(path)) return 'dockerfile';
  if (/\.ya?ml$/.test(path)) return 'yaml';
  if (/\.py$/.test(path)) return 'python';
  if (/\.(?:sh|bash)$/.test(path)) return 'shell';
  return /\.toml$/.test(path) ? 'toml' : 'text';
}

const fraction = fc.double({ min: 0, max: 1, noNaN: true });

/** Changes of a text of one format. */
export function mutation(format: Format): fc.Arbitrary<Mutation> {
  return fc.record({
    kind: fc.oneof(
      { weight: 6, arbitrary: fc.constant('splice' as const) },
      { weight: 1, arbitrary: fc.constantFrom('cut', 'repeat-line', 'drop-line', 'swap-lines', 'join-lines') },
    ),
    at: fraction,
    other: fraction,
    remove: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.nat({ max: 12 }) }),
    insert: fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...WORDS[format]) },
      { weight: 3, arbitrary: fc.constantFrom(...ODD) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
    ),
  });
}

/** A text after a change. */
export function mutate(text: string, change: Mutation): string {
  const at = Math.floor(change.at * text.length);
  if (change.kind === 'splice') return text.slice(0, at) + change.insert + text.slice(at + change.remove);
  if (change.kind === 'cut') return text.slice(0, at);
  const lines = text.split('\n');
  const line = Math.min(lines.length - 1, Math.floor(change.at * lines.length));
  const other = Math.min(lines.length - 1, Math.floor(change.other * lines.length));
  const [here = '', there = ''] = [lines[line], lines[other]];
  switch (change.kind) {
    case 'repeat-line':
      lines.splice(other, 0, here);
      break;
    case 'drop-line':
      lines.splice(line, 1);
      break;
    case 'swap-lines':
      lines[line] = there;
      lines[other] = here;
      break;
    case 'join-lines':
      lines.splice(line, 2, `${here}${lines[line + 1] ?? ''}`);
      break;
  }
  return lines.join('\n');
}
