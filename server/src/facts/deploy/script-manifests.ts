import { mayBeManifest } from '../manifest/manifest.ts';

// Manifests that a shell script holds in here-documents and hands to Cloud Run: `cat <<EOF > service.yaml`,
// `gcloud run services replace - <<EOF`.

const REPLACES = /\brun\s+(?:services|jobs|worker-pools)\s+replace\b/;
const ELSEWHERE = /\bkubectl\s+(?:apply|create|replace)\b|\bkn\s+service\b|--platform[= ]["']?(?:gke|kubernetes)\b/;
/** `<<EOF`, `<<'EOF'`, `<< "EOF"`; neither `<<-`, whose tabs YAML would not allow, nor `<<<`. */
const OPENS = /(?<!<)<<\s*(?:'(\w+)'|"(\w+)"|\\?(\w+))/;

/** The file that a line writes: `cat <<EOF > service.yaml`. */
const TARGET = /(?<!>)>\s*(["']?)([^\s"'|;&<>]+)\1/;
/** A command that writes whole lines of the manifest, or lines of its own between others. */
const WRITES_LINES = /^[ \t]*(?:\$\(|`)|\$\([^)\n]{0,1000}$/m;

interface HereDocument {
  /** The line with the operator, and the first one of the text. */
  readonly opener: number;
  readonly start: number;
  readonly end: number;
}

function hereDocuments(text: string): readonly HereDocument[] {
  const found: HereDocument[] = [];
  const last = lastLines(text);
  let at = 0;
  while (at < text.length) {
    const next = text.indexOf('\n', at) + 1;
    if (next === 0) break;
    const line = text.slice(at, next);
    const match = /^\s*#/.test(line) ? null : OPENS.exec(line);
    const word = match?.[1] ?? match?.[2] ?? match?.[3];
    const end = word === undefined || (last.get(word) ?? -1) < next ? -1 : closes(text, next, word);
    if (end < 0) at = next;
    else {
      found.push({ opener: at, start: next, end });
      at = text.indexOf('\n', end) + 1 || text.length;
    }
  }
  return found;
}

/** Where a line of that text starts for the last time: what nothing closes is not looked for. */
function lastLines(text: string): ReadonlyMap<string, number> {
  return new Map([...text.matchAll(/^(\w+)\r?$/gm)].map(({ index, 1: word = '' }) => [word, index]));
}

/** Where the line that holds nothing but the word starts; -1 where none does. */
function closes(text: string, from: number, word: string): number {
  for (let at = from; at < text.length; ) {
    const end = text.indexOf('\n', at);
    const line = text.slice(at, end < 0 ? text.length : end);
    if (line.replace(/\r$/, '') === word) return at;
    if (end < 0) return -1;
    at = end + 1;
  }
  return -1;
}

/**
 * The manifests of a script as one YAML file at the same offsets: blanks stand for everything else, and `---` before each. Empty where
 * the script hands none to Cloud Run, or something to a cluster as well.
 */
export function scriptManifests(text: string): string {
  if (!text.includes('<<') || !mayBeManifest(text) || !REPLACES.test(text) || ELSEWHERE.test(text)) return '';
  const manifests = hereDocuments(text).filter((document) => isManifest(text, document));
  if (manifests.length === 0) return '';
  let result = '';
  for (const { opener, start, end } of manifests) {
    const line = blank(text.slice(opener, start));
    result += blank(text.slice(result.length, opener)) + (/^ {3}/.test(line) ? `---${line.slice(3)}` : line);
    result += text.slice(start, end);
  }
  return result + blank(text.slice(result.length));
}

/** Whether a here-document is a manifest as a whole: nothing is added to its file later, no command writes lines of it. */
function isManifest(text: string, { opener, start, end }: HereDocument): boolean {
  const body = text.slice(start, end);
  if (!mayBeManifest(body) || WRITES_LINES.test(body)) return false;
  const target = TARGET.exec(text.slice(opener, start))?.[2];
  return target === undefined || !appends(text, target);
}

function appends(text: string, target: string): boolean {
  for (const match of text.matchAll(/>>\s*["']?/g))
    if (text.startsWith(target, match.index + match[0].length)) return true;
  return /\btee\s+(?:-a|--append)\b/.test(text);
}

function blank(text: string): string {
  return text.replace(/[^\r\n]/g, ' ');
}
