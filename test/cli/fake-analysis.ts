import { strict as assert } from 'node:assert';
import type { Analysis, AnalysisOptions } from '../../server/src/api.ts';
import { createFolderMap } from '../../server/src/base/folder-map.ts';
import { known, unknown } from '../../server/src/base/known.ts';
import type { Uri } from '../../server/src/base/span.ts';
import { basename, dirname } from '../../server/src/base/uri.ts';
import { withLevels } from '../../server/src/engine/configure.ts';
import { compareFindings, type Finding } from '../../server/src/engine/finding.ts';
import {
  DEFAULT_SETTINGS,
  effectiveSeverity,
  type RuleLevel,
  type Settings,
} from '../../server/src/engine/settings.ts';
import type { Deployable } from '../../server/src/model/deployable.ts';
import { defineRule, type Rule, type Severity } from '../../server/src/rules/rule.ts';

// An engine whose findings a test writes into its files, so that the command line is tested without the real rules.
// Files named Dockerfile*, *.yaml and *.py are read. In their text
//   BAD        breaks bad-word (error); the safe fix replaces it by GOOD
//   MEH        breaks meh-word (warning); the suggested fix removes it
//   NOTE / HINT break note-word and hint-word (information, hint), without a fix
//   FAR        breaks far-word (warning), related to the first line of main.py beside the file
//   INCLUDE x  makes the engine ask for the file x beside it
//   THROW      makes a rule fail

function fakeRule(name: string, severity: Severity): Rule {
  return defineRule({
    name,
    since: '0.1.0',
    severity,
    subject: 'file',
    summary: `A file says ${name}.`,
    why: 'Words like this one hurt in production.',
    source: { url: 'https://cloud.google.com/run/docs', checked: '2026-11-23' },
    messages: { said: 'The word {word} is bad. Say something else.' },
    bad: [],
    good: [],
    *check() {},
  });
}

const WORDS: Readonly<Record<string, readonly [rule: string, severity: Severity]>> = {
  BAD: ['bad-word', 'error'],
  MEH: ['meh-word', 'warning'],
  NOTE: ['note-word', 'information'],
  HINT: ['hint-word', 'hint'],
  FAR: ['far-word', 'warning'],
};

/** The rules of the fake engine. */
export const FAKE_RULES: readonly Rule[] = Object.values(WORDS).map(([name, severity]) => fakeRule(name, severity));

/** Creates a fake engine. */
export function createFakeAnalysis({ read = () => undefined }: Pick<AnalysisOptions, 'read'> = {}): Analysis {
  const texts = new Map<Uri, string>();
  let index: readonly Uri[] = [];
  let folders: readonly Uri[] = [];
  const settings = createFolderMap<Settings>();
  const levels = createFolderMap<Readonly<Record<string, RuleLevel>>>();
  const settingsFor = (uri: Uri): Settings =>
    withLevels(settings.nearest(dirname(uri)) ?? DEFAULT_SETTINGS, levels.nearest(dirname(uri)));
  const relevant = (uri: Uri): boolean =>
    /^Dockerfile|\.yaml$|\.py$/.test(basename(uri)) && !basename(uri).startsWith('.cloud-run');
  const unreadable = new Set<Uri>();
  const wanted = (): readonly Uri[] => {
    const asked = [...texts].flatMap(([uri, text]) =>
      [...text.matchAll(/INCLUDE (\S+)/g)].map((m) => `${dirname(uri)}/${m[1] ?? ''}`),
    );
    return [...new Set([...index.filter(relevant), ...asked])]
      .filter((uri) => index.includes(uri) && !texts.has(uri) && !unreadable.has(uri))
      .sort();
  };
  const load = (): void => {
    for (let missing = wanted(); missing.length > 0; missing = wanted()) {
      for (const uri of missing) {
        const text = read(uri);
        if (text === undefined) unreadable.add(uri);
        else texts.set(uri, text);
      }
    }
  };
  const findings = (uri: Uri): readonly Finding[] => {
    const text = texts.get(uri) ?? '';
    return [...text.matchAll(/\b(BAD|MEH|NOTE|HINT|FAR)\b/g)].flatMap((match): readonly Finding[] => {
      const [rule = '', severity = 'hint'] = WORDS[match[0]] ?? [];
      const effective = effectiveSeverity(settingsFor(uri), rule, severity);
      if (effective === undefined) return [];
      const at = { uri, start: match.index, end: match.index + match[0].length };
      const fixes: Finding['fixes'] =
        match[0] === 'BAD'
          ? [{ title: 'Say GOOD', safety: 'safe', edits: [{ at, newText: 'GOOD' }] }]
          : match[0] === 'MEH'
            ? [{ title: 'Say nothing', safety: 'suggestion', edits: [{ at, newText: '' }] }]
            : [];
      const line = text.slice(text.lastIndexOf('\n', match.index) + 1).split('\n')[0] ?? '';
      const message = line.includes('SAYS ')
        ? (line.split('SAYS ')[1] ?? '')
        : `The word ${match[0]} is bad. Say something else.`;
      const other = `${dirname(uri)}/main.py`;
      const related = match[0] === 'FAR' ? [{ message: 'It is read here.', at: { uri: other, start: 0, end: 6 } }] : [];
      return [{ rule, severity: effective, message, at, related, fixes, tags: [] }];
    });
  };
  const deployables = (): readonly Deployable[] => {
    load();
    return [...new Set([...texts.keys()].map(dirname))].sort().map((root) => ({
      id: root,
      kind: 'service',
      audience: 'likely',
      name: unknown('absent'),
      root,
      sources: [...texts.keys()].filter((uri) => dirname(uri) === root).sort(),
      deployedBy: [],
      manifest: undefined,
      containers: [],
      concurrency: known(80),
      timeoutSeconds: known(300),
      billing: known('request'),
      executionEnvironment: unknown('absent'),
      minInstances: known(0),
      maxInstances: known(100),
    }));
  };
  return {
    setFile: (uri, text) => void (text === undefined ? texts.delete(uri) : texts.set(uri, text)),
    dropFile: (uri) => {
      texts.delete(uri);
      unreadable.delete(uri);
    },
    setIndex: (uris) => {
      index = uris;
    },
    setSizes: () => undefined,
    setFolders: (uris) => {
      folders = uris;
    },
    setSettings: (value, folder) => settings.set(folder ?? '', value),
    setConfig: (folder, config) => levels.set(folder, config?.rules),
    firstFindings: () => undefined,
    earlyFindings: () => undefined,
    loading: () => [],
    steps: () => [],
    wanted: () => [],
    findings,
    allFindings: () => {
      load();
      return [...texts.keys()].flatMap(findings).sort(compareFindings);
    },
    survey: () => assert.fail('never a large workspace'),
    settle: () => assert.fail('never a part of one'),
    leftOut: () => 0,
    baselineEntries: () => [],
    touched: () => [],
    hover: () => undefined,
    codeActions: () => [],
    inlayHints: () => [],
    completion: () => [],
    symbols: () => [],
    links: () => [],
    definition: () => undefined,
    renameTarget: () => undefined,
    rename: () => undefined,
    codeLenses: () => [],
    inspectPage: () => undefined,
    explainError: () => ({ errors: [], subjects: [] }),
    inspect: () => ({
      deployables: deployables().map(({ root, kind, sources }) => ({
        name: null,
        kind,
        root,
        sources,
        concurrency: 80,
        timeoutSeconds: 300,
        cpuThrottled: true,
        executionEnvironment: null,
        minInstances: 0,
        maxInstances: 100,
        containers: [],
        idleCost: null,
        deployedBy: [],
      })),
    }),
    deployables,
    rules: FAKE_RULES,
    failures: () =>
      [...texts.values()].some((text) => text.includes('THROW'))
        ? [{ rule: 'bad-word', error: `folders: ${folders.length}` }]
        : [],
    statistics: () => ({ rulesRun: 0, deployablesResolved: 0, pythonRead: 0, filesPublished: 0 }),
  };
}
