/**
 * Packages of PyPI that have no wheels for Linux, so that pip compiles them: with the compilers and libraries of the full image of Python, which the
 * slim one lacks. Source: their files at https://pypi.org and their instructions; checked 2026-11-28.
 */
const COMPILED = [
  'dlib',
  'face-recognition',
  'fasttext',
  'mysqlclient',
  'psycopg2',
  'pyaudio',
  'pycairo',
  'python-ldap',
  'uwsgi',
];

const LINE = new RegExp(`^[ \\t]*(?:${COMPILED.join('|').replaceAll('-', '[-_]')})(?![\\w-])|^[^#\\n]*\\bgit\\+`, 'im');

/** Whether a requirements file lists a package that is compiled, or one that git fetches. */
export function needsCompiler(requirements: string): boolean {
  return LINE.test(requirements);
}
