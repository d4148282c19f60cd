import type { Uri } from '../base/span.ts';

// Editors spell URIs percent-encoded, the core decoded. This is the only place that knows both spellings.

const PARTS = /^([a-z][a-z0-9+.-]*):(?:\/\/([^/?#]*))?([^?#]*)(\?[^#]*)?(#.*)?$/i;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Decodes what can be decoded; a stray `%` (editors that do not encode it) stays as it is. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
      try {
        return decodeURIComponent(run);
      } catch {
        return run;
      }
    });
  }
}

/** Encodes as VS Code does: everything but letters, digits, `-._~` and what `keep` matches. */
function encode(text: string, keep: RegExp): string {
  const whole = text.replace(LONE_SURROGATE, '\ufffd');
  return encodeURIComponent(whole)
    .replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%[0-9A-F]{2}/g, (code) => (keep.test(decode(code)) ? decode(code) : code));
}

/** The drive letter in lower case: editors disagree about it, and it is the same file. */
function lowerDrive(path: string): string {
  return path.replace(/^\/[A-Z]:/, (drive) => drive.toLowerCase());
}

/**
 * The core's URI for an editor's one. `undefined` for what is no file of its own: text that is no URI, and URIs with a
 * query or a fragment (the old side of a diff, a notebook cell).
 */
export function toCoreUri(uri: string): Uri | undefined {
  const parts = PARTS.exec(uri);
  if (parts === null) return undefined;
  const [, scheme = '', authority, path = '', query = '', fragment = ''] = parts;
  if (query.length > 1 || fragment.length > 1) return undefined;
  const decoded = lowerDrive(decode(path));
  // `untitled:Untitled-1` has neither authority nor a path from the root.
  if (authority === undefined && !decoded.startsWith('/')) return `${scheme}:${decoded}`;
  // The core writes folders without the last slash, the root included.
  return `${scheme}://${decode(authority ?? '')}${decoded.replace(/\/$/, '')}`;
}

/** The editor's URI for a core one, spelled as VS Code spells it. */
export function toEditorUri(uri: Uri): string {
  const cut = uri.indexOf('://');
  if (cut < 0) {
    const colon = uri.indexOf(':');
    return colon < 0 ? encode(uri, /\//) : `${uri.slice(0, colon)}:${encode(uri.slice(colon + 1), /\//)}`;
  }
  const scheme = uri.slice(0, cut);
  const slash = uri.indexOf('/', cut + 3);
  const authority = slash < 0 ? uri.slice(cut + 3) : uri.slice(cut + 3, slash);
  const path = slash < 0 ? '/' : encode(uri.slice(slash), /\//);
  if (authority === '' && scheme !== 'file') return `${scheme}:${path}`;
  return `${scheme}://${encode(authority, /[:@[\]]/)}${path}`;
}
