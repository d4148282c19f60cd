import { jsonText } from '../../base/json-text.ts';
import { jsonFinding } from './json.ts';
import type { Report } from './report.ts';

/** One JSON document per finding and line, in report order. */
export function report({ findings }: Report): string {
  return findings.map((finding) => `${jsonText(jsonFinding(finding))}\n`).join('');
}
