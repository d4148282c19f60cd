import type { Connection, Diagnostic } from 'vscode-languageserver';
import type { Analysis } from '../api.ts';
import type { Uri } from '../base/span.ts';
import type { ConfigProblem } from '../engine/config-file.ts';
import type { Finding } from '../engine/finding.ts';
import { sizeLimit } from '../engine/size-limit.ts';
import type { Rule } from '../rules/rule.ts';
import { type Places, SOURCE, toDiagnostic, toRange } from './convert.ts';
import type { Documents } from './documents.ts';
import type { Log } from './log.ts';
import { DiagnosticSeverity } from './protocol-values.ts';

/** Sends diagnostics, and takes back what it sent. */
export interface Publisher {
  /** Publishes a file's findings, by default as they are now; only the missing of something that was never published is not sent. */
  publish(uri: Uri, findings?: readonly Finding[]): void;
}

const START = { line: 0, character: 0 };

/** Stands in for the findings of a file that is not checked. */
function tooLarge(uri: Uri): Diagnostic {
  return {
    range: { start: START, end: START },
    severity: DiagnosticSeverity.Information,
    source: SOURCE,
    code: 'file-too-large',
    message: `Not checked by Cloud Run Preflight: the file is larger than ${sizeLimit(uri).shown}.`,
  };
}

/** Faults of a configuration file end the command line with status 2, so they are errors here. */
function toConfigurationDiagnostic(places: Places, uri: Uri, { message, at }: ConfigProblem): Diagnostic {
  const range = toRange(places, uri, at);
  return { range, severity: DiagnosticSeverity.Error, source: SOURCE, code: 'configuration', message };
}

/** What a publisher works with. */
export interface PublisherOptions {
  readonly connection: Connection;
  readonly analysis: Analysis;
  readonly documents: Documents;
  readonly places: Places;
  readonly log: Log;
  /** Whether the file's buffer is too large to be checked. */
  readonly refused: (uri: Uri) => boolean;
  /** What is wrong in a configuration file. */
  readonly problems: (uri: Uri) => readonly ConfigProblem[];
}

/** Creates a publisher that has sent nothing yet. */
export function createPublisher(options: PublisherOptions): Publisher {
  const { connection, analysis, documents, places, log } = options;
  const rules: ReadonlyMap<string, Rule> = new Map(analysis.rules.map((rule) => [rule.name, rule]));
  /** The spelling under which the editor has diagnostics of a file. */
  const shown = new Map<Uri, string>();
  const send = (uri: string, diagnostics: Diagnostic[], version: number | undefined): void => {
    const params = version === undefined ? { uri, diagnostics } : { uri, version, diagnostics };
    connection.sendDiagnostics(params).catch((error: unknown) => log.exception('Diagnostics were not sent', error));
  };
  return {
    publish: (uri, findings = analysis.findings(uri)) => {
      const version = documents.get(uri)?.version;
      const diagnostics = options.refused(uri)
        ? [tooLarge(uri)]
        : [
            ...options.problems(uri).map((problem) => toConfigurationDiagnostic(places, uri, problem)),
            ...findings.map((f) => toDiagnostic(places, f, rules.get(f.rule), version ?? null)),
          ];
      const spelling = documents.spelling(uri);
      const before = shown.get(uri);
      // The editor opened the file under another spelling than the one that we chose for it.
      if (before !== undefined && before !== spelling) send(before, [], undefined);
      if (diagnostics.length === 0 && before === undefined) return;
      if (diagnostics.length === 0) shown.delete(uri);
      else shown.set(uri, spelling);
      send(spelling, diagnostics, version);
    },
  };
}
