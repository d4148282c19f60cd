import type { Format } from '../options.ts';
import type { Reporter } from './report.ts';

/** Loads the writer of one format; the others cost nothing. */
export async function loadReporter(format: Format): Promise<Reporter> {
  switch (format) {
    case 'text':
      return (await import('./text.ts')).report;
    case 'json':
      return (await import('./json.ts')).report;
    case 'jsonl':
      return (await import('./jsonl.ts')).report;
    case 'sarif':
      return (await import('./sarif.ts')).report;
    case 'github':
      return (await import('./github.ts')).report;
    case 'gitlab':
      return (await import('./gitlab.ts')).report;
    case 'checkstyle':
      return (await import('./checkstyle.ts')).report;
    case 'junit':
      return (await import('./junit.ts')).report;
    case 'rdjson':
      return (await import('./rdjson.ts')).report;
  }
}
