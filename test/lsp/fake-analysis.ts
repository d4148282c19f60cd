import type { Analysis } from '../../server/src/api.ts';
import { createFolderMap } from '../../server/src/base/folder-map.ts';
import type { Span, Uri } from '../../server/src/base/span.ts';
import { basename, dirname, joinPath } from '../../server/src/base/uri.ts';
import { withLevels } from '../../server/src/engine/configure.ts';
import type { Finding } from '../../server/src/engine/finding.ts';
import {
  DEFAULT_SETTINGS,
  effectiveSeverity,
  type RuleLevel,
  type Settings,
} from '../../server/src/engine/settings.ts';
import type { Language } from '../../server/src/model/language.ts';
import { defineRule, type Rule } from '../../server/src/rules/rule.ts';

// A core that is small enough to be understood at a glance: in Dockerfiles, and in the files that they name with
// `# needs <path>`, each BAD is a finding that is mended by GOOD. BOOM makes questions about the file throw.

const source = { url: 'https://example.test/bad', checked: '2026-01-01' };

/** The only rule. */
export const BAD_WORD: Rule = defineRule({
  name: 'bad-word',
  since: '0.1.0',
  severity: 'warning',
  subject: 'file',
  summary: 'The word is bad.',
  why: 'It just is.',
  source,
  topic: 'words',
  messages: { found: 'BAD is written here.' },
  bad: [],
  good: [],
  check: () => [],
});

/** A fake core with a record of what it was asked. */
export interface FakeAnalysis extends Analysis {
  readonly given: Map<Uri, string | undefined>;
  readonly indexed: () => readonly Uri[];
  /** The sizes that it was told. */
  readonly measured: () => ReadonlyMap<Uri, number>;
  /** How often findings were asked for by `touched`. */
  readonly rounds: () => number;
  /** The next question for changed files takes this long, in milliseconds. */
  slow(ms: number): void;
}

function unused(): never {
  throw new Error('not used by the server');
}

/** Creates a fake core over an empty workspace. */
export function createFakeAnalysis(): FakeAnalysis {
  const given = new Map<Uri, string | undefined>();
  const languages = new Map<Uri, Language | undefined>();
  const settings = createFolderMap<Settings>();
  const levels = createFolderMap<Readonly<Record<string, RuleLevel>>>();
  let index = new Set<Uri>();
  let measured: ReadonlyMap<Uri, number> = new Map();
  let last = new Map<Uri, string>();
  let rounds = 0;
  let delay = 0;

  const settingsOf = (uri: Uri): Settings =>
    withLevels(settings.nearest(dirname(uri)) ?? DEFAULT_SETTINGS, levels.nearest(dirname(uri)));
  const isDockerfile = (uri: Uri): boolean =>
    (languages.get(uri) ?? (basename(uri) === 'Dockerfile' ? 'dockerfile' : 'other')) === 'dockerfile';
  const dockerfiles = (): readonly Uri[] => [...new Set([...index, ...given.keys()])].filter(isDockerfile).sort();
  const neededBy = (uri: Uri): readonly Uri[] =>
    [...(given.get(uri) ?? '').matchAll(/^# needs (.+?)\r?$/gm)].map((m) => joinPath(dirname(uri), m[1] ?? ''));
  const checked = (): readonly Uri[] => [...new Set(dockerfiles().flatMap((d) => [d, ...neededBy(d)]))];
  const place = (uri: Uri, start: number): Span => ({ uri, start, end: start + 3 });
  const findings = (uri: Uri): readonly Finding[] => {
    const severity = effectiveSeverity(settingsOf(uri), BAD_WORD.name, BAD_WORD.severity);
    if (severity === undefined || !settingsOf(uri).enable || !checked().includes(uri)) return [];
    const owner = dockerfiles().find((d) => d !== uri && neededBy(d).includes(uri));
    return [...(given.get(uri) ?? '').matchAll(/BAD/g)].map((match) => ({
      rule: BAD_WORD.name,
      severity,
      message: 'BAD is written here.',
      at: place(uri, match.index),
      related: owner === undefined ? [] : [{ message: 'It is needed here.', at: { uri: owner, start: 0, end: 1 } }],
      fixes: [
        { title: 'Write GOOD', safety: 'safe' as const, edits: [{ at: place(uri, match.index), newText: 'GOOD' }] },
      ],
      tags: ['unnecessary' as const],
    }));
  };
  const boom = (uri: Uri): void => {
    if (given.get(uri)?.includes('BOOM')) throw new Error('boom');
  };
  return {
    given,
    indexed: () => [...index].sort(),
    rounds: () => rounds,
    slow: (ms) => {
      delay = ms;
    },
    setFile: (uri, text, language) => {
      given.set(uri, text);
      languages.set(uri, language);
    },
    dropFile: (uri) => {
      given.delete(uri);
      languages.delete(uri);
    },
    setIndex: (uris) => {
      index = new Set(uris);
    },
    setSizes: (sizes) => {
      measured = new Map(sizes);
    },
    measured: () => measured,
    setFolders: () => {},
    setSettings: (value, folder) => settings.set(folder ?? '', value),
    setConfig: (folder, config) => levels.set(folder, config?.rules),
    firstFindings: () => undefined,
    earlyFindings: () => undefined,
    loading: () => [],
    steps: () => [],
    wanted: () => checked().filter((uri) => index.has(uri) && !given.has(uri)),
    findings,
    allFindings: () => checked().flatMap(findings),
    survey: unused,
    settle: unused,
    leftOut: () => 0,
    baselineEntries: () => [],
    touched: () => {
      rounds++;
      const until = performance.now() + delay;
      delay = 0;
      while (performance.now() < until);
      const next = new Map<Uri, string>();
      for (const uri of checked()) {
        const found = findings(uri);
        if (found.length > 0) next.set(uri, JSON.stringify(found));
      }
      const changed = [...new Set([...next.keys(), ...last.keys()])].filter((uri) => next.get(uri) !== last.get(uri));
      last = next;
      return changed;
    },
    hover: (uri, offset) => {
      boom(uri);
      const found = findings(uri).find(({ at }) => at.start <= offset && offset <= at.end);
      if (found === undefined) return undefined;
      const topics = [{ name: 'words', title: 'Words and letters' }];
      return { markdown: '**The word is bad.**', range: found.at, rules: [BAD_WORD.name], topics };
    },
    codeActions: (uri, range) => {
      boom(uri);
      const all = findings(uri);
      const here = all.filter(({ at }) => at.start <= range.end && range.start <= at.end);
      const fix = here.map((finding) => ({
        title: 'Write GOOD',
        kind: 'quickfix' as const,
        findings: [finding],
        edits: finding.fixes[0]?.edits ?? [],
        preferred: true,
      }));
      const edits = all.flatMap((finding) => finding.fixes[0]?.edits ?? []);
      const bulk = { title: 'Fix all', kind: 'fix-all' as const, findings: all, edits, preferred: false };
      const page = {
        title: 'Show documentation',
        kind: 'quickfix' as const,
        findings: here,
        edits: [],
        preferred: false,
        showRule: 'bad-word',
      };
      return [...fix, ...(edits.length > 0 ? [bulk] : []), ...(here.length > 0 ? [page] : [])];
    },
    inlayHints: (uri, range) => {
      boom(uri);
      const end = Math.min(range.end, given.get(uri)?.length ?? 0);
      return settingsOf(uri).inlayHints ? [{ offset: end, label: ' → runs' }] : [];
    },
    completion: () => [],
    symbols: () => [],
    links: () => [],
    definition: () => undefined,
    renameTarget: () => undefined,
    rename: () => undefined,
    codeLenses: () => [],
    inspectPage: () => undefined,
    explainError: () => ({ errors: [], subjects: [] }),
    inspect: () => ({ deployables: [] }),
    deployables: unused,
    rules: [BAD_WORD],
    failures: () => [],
    statistics: unused,
  };
}
