import type { Range, Uri } from '../base/span.ts';

/** One required package. */
export interface PackageRequirement extends Range {
  /** Normalised: lower case, `-` for `_` and `.`. */
  readonly name: string;
  /** Version specifiers as written, without spaces (`>=1.2,<2`); empty for any version. */
  readonly spec: string;
  /** The version, when it is pinned or comes from a lock file. */
  readonly exact?: string;
  readonly extras: readonly string[];
}

/** A requirements file. */
export interface RequirementsFacts {
  readonly uri: Uri;
  readonly packages: readonly PackageRequirement[];
  /** Files named by `-r` and `-c`, relative to this one. */
  readonly includes: readonly (Range & { readonly path: string; readonly constraint: boolean })[];
}

/** A package name as indexes compare it (PEP 503). */
export function normaliseName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

const requirement = /^([A-Za-z0-9][\w.-]*)(?:\s*\[([^\]]*)\])?\s*(.*)$/s;

/** Reads one requirement in PEP 508 notation (`uvicorn[standard]>=0.30; python_version > "3.9"`); URLs give no version. */
export function parseRequirement(text: string, start: number): PackageRequirement | undefined {
  const lead = text.length - text.trimStart().length;
  const body = text.trim();
  const match = requirement.exec(body);
  if (match === null) return undefined;
  const [, name = '', extras = '', rest = ''] = match;
  const spec = (rest.split(/[;#]|\s--/)[0] ?? '').replace(/[\s()]/g, '');
  if (spec !== '' && !/^(?:[=<>!~]|@)/.test(spec)) return undefined;
  const exact = /^={2,3}([^,*]+)$/.exec(spec)?.[1];
  return {
    name: normaliseName(name),
    spec: spec.startsWith('@') ? '' : spec,
    ...(exact === undefined ? {} : { exact }),
    extras: extras.split(',').flatMap((e) => (e.trim() === '' ? [] : [normaliseName(e.trim())])),
    start: start + lead,
    end: start + lead + body.length,
  };
}

/** Reads a pip requirements file; options other than `-r` and `-c`, paths and URLs are skipped. */
export function requirementsFacts(uri: Uri, text: string): RequirementsFacts {
  const packages: PackageRequirement[] = [];
  const includes: RequirementsFacts['includes'][number][] = [];
  let start = 0;
  for (const raw of text.split('\n')) {
    const comment = raw.search(/(?:^|\s)#/);
    const code = (comment < 0 ? raw : raw.slice(0, comment)).trimEnd();
    const line = code.endsWith('\\') ? code.slice(0, -1) : code;
    const include = /^\s*(-r|-c|--requirement|--constraint)[\s=]*(\S+)/.exec(line);
    if (include !== null) {
      const [whole, flag = '', path = ''] = include;
      const at = start + whole.length - path.length;
      includes.push({ path, constraint: /^--?c/.test(flag), start: at, end: at + path.length });
    } else if (!/^\s*(?:-|$|\.|\/|\w+:\/\/)/.test(line)) {
      const found = parseRequirement(line, start);
      if (found !== undefined) packages.push(found);
    }
    start += raw.length + 1;
  }
  return { uri, packages, includes };
}

/** Compares release numbers part by part: negative when `a` is older. Pre-release and local parts are ignored. */
export function compareVersions(a: string, b: string): number {
  const parts = (version: string): readonly number[] =>
    (/^v?(\d+(?:\.\d+)*)/.exec(version)?.[1] ?? '0').split('.').map(Number);
  const [left, right] = [parts(a), parts(b)];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/**
 * Whether the installed version of a package is at least `version`: decided by a pin, or by bounds that leave no choice.
 * `undefined` when the files allow both, or the package is not named.
 */
export function isAtLeast(packages: readonly PackageRequirement[], name: string, version: string): boolean | undefined {
  const wanted = normaliseName(name);
  for (const found of packages) {
    if (found.name !== wanted) continue;
    if (found.exact !== undefined) return compareVersions(found.exact, version) >= 0;
    for (const clause of found.spec.split(',')) {
      const [, operator = '', bound = ''] = /^(==|>=|<=|~=|>|<)([\w.]+)/.exec(clause) ?? [];
      if (bound === '') continue;
      const order = compareVersions(bound, version);
      if (['>=', '~=', '>', '=='].includes(operator) && order >= 0) return true;
      if ((operator === '<' && order <= 0) || (operator === '<=' && order < 0)) return false;
    }
  }
  return undefined;
}
