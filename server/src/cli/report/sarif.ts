import { jsonText } from '../../base/json-text.ts';
import type { Rule } from '../../rules/rule.ts';
import { fingerprints } from '../fingerprint.ts';
import { lineTextOf } from './line-text.ts';
import type { Report, ReportEdit, ReportFinding, ReportRange, ReportSeverity } from './report.ts';
import { reportSeverity } from './report.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
const LEVELS = { error: 'error', warning: 'warning', info: 'note', hint: 'note' } as const satisfies Record<
  ReportSeverity,
  string
>;
/** How GitHub sorts results. */
const PROBLEM = {
  error: 'error',
  warning: 'warning',
  info: 'recommendation',
  hint: 'recommendation',
} as const satisfies Record<ReportSeverity, string>;

/** Message text in which SARIF finds neither a link (`[…](…)`) nor a placeholder (`{0}`). */
function message(text: string): { readonly text: string } {
  return { text: text.replaceAll('](', '\\](').replace(/\{(\d+)\}/g, '{{$1}}') };
}

function region({ start, end }: ReportRange): object {
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}

/** A path as a URI reference: relative to the checkout where it can be. */
function artifactLocation(path: string): object {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  if (path.startsWith('/')) return { uri: `file://${encoded}` };
  if (/^[A-Za-z]:/.test(path)) return { uri: `file:///${encoded}` };
  return path.startsWith('../') ? { uri: encoded } : { uri: encoded, uriBaseId: '%SRCROOT%' };
}

function physicalLocation(path: string, range: ReportRange): object {
  return { artifactLocation: artifactLocation(path), region: region(range) };
}

function reportingDescriptor(rule: Rule, page: string | undefined): object {
  const severity = reportSeverity(rule.severity);
  return {
    id: rule.name,
    name: rule.name,
    shortDescription: { text: rule.summary },
    fullDescription: { text: rule.why },
    helpUri: rule.source.url,
    ...(page === undefined ? {} : { help: { text: page, markdown: page } }),
    defaultConfiguration: { level: LEVELS[severity] },
    properties: { 'problem.severity': PROBLEM[severity], tags: ['cloud-run'] },
  };
}

function fixes({ fix }: ReportFinding): object {
  if (fix === undefined) return {};
  const byPath = new Map<string, ReportEdit[]>();
  for (const edit of fix.edits) byPath.set(edit.path, [...(byPath.get(edit.path) ?? []), edit]);
  const artifactChanges = [...byPath].map(([path, edits]) => ({
    artifactLocation: artifactLocation(path),
    replacements: edits.map((edit) => ({ deletedRegion: region(edit.range), insertedContent: { text: edit.newText } })),
  }));
  return artifactChanges.length === 0 ? {} : { fixes: [{ description: message(fix.title), artifactChanges }] };
}

/** SARIF 2.1.0, for code scanning. `results` is there even when it is empty. */
export function report(input: Report): string {
  const used = new Set(input.findings.map((finding) => finding.rule));
  const rules = input.rules.filter((rule) => used.has(rule.name)).sort((a, b) => (a.name < b.name ? -1 : 1));
  const indexes = new Map(rules.map((rule, index) => [rule.name, index]));
  const prints = fingerprints(input.findings, lineTextOf(input));
  const result = (finding: ReportFinding, index: number): object => {
    const ruleIndex = indexes.get(finding.rule);
    return {
      ruleId: finding.rule,
      ...(ruleIndex === undefined ? {} : { ruleIndex }),
      level: LEVELS[finding.severity],
      message: message(finding.message),
      locations: [{ physicalLocation: physicalLocation(finding.path, finding.range) }],
      ...(finding.related.length === 0
        ? {}
        : {
            relatedLocations: finding.related.map((related, id) => ({
              id,
              physicalLocation: physicalLocation(related.path, related.range),
              message: message(related.message),
            })),
          }),
      partialFingerprints: { 'cloudRunPreflight/v1': prints[index] },
      ...fixes(finding),
    };
  };
  const log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Cloud Run Preflight',
            semanticVersion: input.version,
            rules: rules.map((rule) => reportingDescriptor(rule, input.rulePage(rule.name))),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: input.findings.map(result),
      },
    ],
  };
  return `${jsonText(log, 2)}\n`;
}
