import type {
  Diagnostic,
  DiagnosticRelatedInformation,
  Range as LspRange,
  Position,
  TextEdit,
} from 'vscode-languageserver';
import { offsetAt, positionAt } from '../base/lines.ts';
import type { Range, Uri } from '../base/span.ts';
import type { Finding } from '../engine/finding.ts';
import type { Edit, Rule, Severity } from '../rules/rule.ts';
import { DiagnosticSeverity, DiagnosticTag } from './protocol-values.ts';

/** What conversions need to know about files: their text's lines, and how the editor spells their URI. */
export interface Places {
  readonly text: (uri: Uri) => string | undefined;
  readonly starts: (uri: Uri) => readonly number[];
  readonly spelling: (uri: Uri) => string;
}

/** The `source` of every diagnostic. */
export const SOURCE = 'cloud-run';

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

function toPosition(starts: readonly number[], offset: number): Position {
  const { line, column } = positionAt(starts, offset);
  return { line, character: column };
}

/** A core range as the editor counts: zero-based lines and UTF-16 columns. */
export function toRange(places: Places, uri: Uri, range: Range): LspRange {
  const starts = places.starts(uri);
  return { start: toPosition(starts, range.start), end: toPosition(starts, range.end) };
}

/** The offset of an editor's position; positions outside the text are clamped, what is no position is the start. */
export function toOffset(places: Places, uri: Uri, position: Position | undefined): number {
  const { line, character } = position ?? { line: 0, character: 0 };
  if (!Number.isInteger(line) || !Number.isInteger(character)) return 0;
  return offsetAt(places.starts(uri), { line, column: character }, places.text(uri)?.length ?? 0);
}

function toRelated(places: Places, finding: Finding): DiagnosticRelatedInformation[] {
  return finding.related
    .filter(({ at }) => places.text(at.uri) !== undefined)
    .map(({ message, at }) => ({
      message,
      location: { uri: places.spelling(at.uri), range: toRange(places, at.uri, at) },
    }));
}

/** A finding as the editor shows it. `version`: of the open document that it was computed from. */
export function toDiagnostic(
  places: Places,
  finding: Finding,
  rule: Rule | undefined,
  version: number | null,
): Diagnostic {
  const related = toRelated(places, finding);
  const tags = finding.tags.map((tag) =>
    tag === 'unnecessary' ? DiagnosticTag.Unnecessary : DiagnosticTag.Deprecated,
  );
  return {
    range: toRange(places, finding.at.uri, finding.at),
    severity: SEVERITIES[finding.severity],
    source: SOURCE,
    code: finding.rule,
    message: finding.message,
    data: { rule: finding.rule, version },
    ...(rule === undefined ? {} : { codeDescription: { href: rule.source.url } }),
    ...(tags.length === 0 ? {} : { tags }),
    ...(related.length === 0 ? {} : { relatedInformation: related }),
  };
}

/** An edit of the core as the editor applies it. */
export function toTextEdit(places: Places, edit: Edit): TextEdit {
  return { range: toRange(places, edit.at.uri, edit.at), newText: edit.newText };
}
