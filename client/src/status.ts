import { type Disposable, LanguageStatusSeverity, languages } from 'vscode';
import type { StatusParams } from '../../server/src/lsp/protocol.ts';

/** What the status item can say besides what the server reports. */
export type ServerState = 'starting' | 'stopped';

/** The language status item. */
export interface Status extends Disposable {
  /** What the server found. */
  report(params: StatusParams): void;
  server(state: ServerState): void;
}

const SEVERITIES = {
  ok: LanguageStatusSeverity.Information,
  problems: LanguageStatusSeverity.Warning,
  error: LanguageStatusSeverity.Error,
};

/** Creates the item, visible where the extension has something to say. */
export function createStatus(): Status {
  const item = languages.createLanguageStatusItem('cloudRunPreflight.status', [
    { language: 'dockerfile' },
    { language: 'yaml' },
    { language: 'python' },
  ]);
  item.name = 'Cloud Run Preflight';
  const show = (text: string, detail: string, severity: LanguageStatusSeverity): void => {
    item.text = text;
    item.detail = detail;
    item.severity = severity;
    item.accessibilityInformation = { label: `Cloud Run Preflight: ${detail}` };
  };
  const output = { command: 'cloudRunPreflight.showOutput', title: 'Show Output' };
  const problems = { command: 'workbench.actions.view.problems', title: 'Show Problems' };
  const restart = { command: 'cloudRunPreflight.restart', title: 'Restart Server' };
  return {
    report: ({ state, message }) => {
      item.busy = false;
      item.command = state === 'problems' ? problems : output;
      show(state === 'ok' ? 'Cloud Run: OK' : 'Cloud Run', message, SEVERITIES[state]);
    },
    server: (state) => {
      item.busy = state === 'starting';
      item.command = state === 'starting' ? output : restart;
      if (state === 'starting') show('Cloud Run', 'Starting', LanguageStatusSeverity.Information);
      else show('Cloud Run', 'The server has stopped', LanguageStatusSeverity.Error);
    },
    dispose: () => item.dispose(),
  };
}
