import type { Uri } from '../base/span.ts';
import type { VitalsAnswer } from './protocol.ts';
import { VITALS } from './protocol.ts';
import { guarded, type Session } from './session.ts';
import { countFindings } from './status.ts';

/** What is noted of a session for bug reports: how long checks took, and which rules threw. */
export interface Vitals {
  /** A check that took so many milliseconds, after an edit of `file` or another change. */
  checked(milliseconds: number, file: Uri | undefined): void;
  /** The first check of the workspace begins; a later one counts anew. */
  begun(): void;
  /** Everything was checked. */
  ready(): void;
  failed(rule: string): void;
  report(): Pick<VitalsAnswer, 'firstCheck' | 'failures'> & {
    readonly slowest: { readonly milliseconds: number; readonly file: Uri | undefined } | undefined;
  };
}

/** Creates notes about a session that has just begun. `now`: milliseconds of a clock that never goes back. */
export function createVitals(now: () => number): Vitals {
  const failures = new Map<string, number>();
  let began = now();
  let firstCheck: number | null = null;
  let slowest: { readonly milliseconds: number; readonly file: Uri | undefined } | undefined;
  return {
    checked: (milliseconds, file) => {
      if (slowest === undefined || milliseconds > slowest.milliseconds) slowest = { milliseconds, file };
    },
    begun: () => {
      began = now();
      firstCheck = null;
    },
    ready: () => {
      firstCheck ??= now() - began;
    },
    failed: (rule) => void failures.set(rule, (failures.get(rule) ?? 0) + 1),
    report: () => ({
      firstCheck,
      slowest,
      failures: [...failures].map(([rule, count]) => ({ rule, count })),
    }),
  };
}

/** Answers what the session is like now, without waiting for anything and without working anything out. */
export function registerVitals(session: Session, vitals: Vitals, faults: () => readonly string[]): void {
  const { connection, analysis, files, places } = session;
  const answer = (): VitalsAnswer => {
    const { firstCheck, failures, slowest } = vitals.report();
    const known = !session.cold();
    return {
      files: { listed: files.listed(), read: files.count() },
      apps: known ? analysis.deployables().length : null,
      counts: known ? countFindings(analysis) : null,
      leftOut: known ? analysis.leftOut() : null,
      configurations: files.configurations().map(({ file, baseline }) => ({
        file: places.spelling(file),
        baseline: baseline === undefined ? null : places.spelling(baseline),
      })),
      firstCheck,
      slowest:
        slowest === undefined
          ? null
          : {
              milliseconds: slowest.milliseconds,
              file: slowest.file === undefined ? null : places.spelling(slowest.file),
            },
      faults: faults(),
      failures,
    };
  };
  const none = (): null => null;
  connection.onRequest(VITALS, guarded(session, 'vitals', none, answer, 0));
}
