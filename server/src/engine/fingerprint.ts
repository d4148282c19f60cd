import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

// The only importer of the hash library (docs/decisions/0008-fingerprints.md).

/** What the identity of a finding is made of. */
export interface FingerprintParts {
  readonly rule: string;
  /** The path of the file, as the reader of the fingerprint counts it. */
  readonly path: string;
  /** The text of the finding's first line, and that of its last line where it is another one. */
  readonly lines: readonly string[];
}

/**
 * An identity of each finding that survives changes elsewhere in the file: rule, path, the text of its lines without outer space, and
 * which of several equal ones it is. 32 hexadecimal digits. The findings of one file come in report order.
 */
export function fingerprints(findings: readonly FingerprintParts[]): readonly string[] {
  const seen = new Map<string, number>();
  return findings.map(({ rule, path, lines }) => {
    const key = [rule, path, ...lines.map((line) => line.trim())].join('\0');
    const count = seen.get(key) ?? 0;
    seen.set(key, count + 1);
    return bytesToHex(sha256(utf8ToBytes(`${key}\0${count}`)).subarray(0, 16));
  });
}
