import type { CliIo } from './io.ts';

/** A line on the terminal that says how far a long run is. */
export interface Progress {
  readonly show: (text: string, done?: number, total?: number) => void;
  /** Removes the line. */
  readonly clear: () => void;
}

const SILENT: Progress = { show: () => {}, clear: () => {} };

/** Nothing is shown for a run shorter than this, in milliseconds. */
const PATIENCE = 1000;
/** Time between two changes of the line, in milliseconds. */
const PACE = 100;
const BAR = 20;

/** A progress line on standard error; silent where nobody looks at it. */
export function createProgress(io: CliIo, wanted: boolean): Progress {
  if (!wanted) return SILENT;
  let next = io.now() + PATIENCE;
  let shown = false;
  return {
    show: (text, done, total) => {
      const now = io.now();
      if (now < next) return;
      // Short runs do not ask: Node makes the stream for the answer.
      next = io.stderr.tty ? now + PACE : Number.POSITIVE_INFINITY;
      if (!io.stderr.tty) return;
      shown = true;
      const part = total === undefined || total === 0 ? undefined : Math.min(1, (done ?? 0) / total);
      const filled = part === undefined ? 0 : Math.round(part * BAR);
      const bar = part === undefined ? '' : `[${'#'.repeat(filled)}${' '.repeat(BAR - filled)}] `;
      const count = done === undefined ? '' : total === undefined ? ` ${done}` : ` ${done}/${total}`;
      io.stderr.write(`\r\u001b[2K${bar}${text}${count}`);
    },
    clear: () => {
      if (shown) io.stderr.write('\r\u001b[2K');
      shown = false;
    },
  };
}
