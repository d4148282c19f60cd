import type { Uri } from './span.ts';

// Pure path arithmetic on core URIs (decoded, `/`-separated). Nothing here touches a file system.

function splitRoot(uri: Uri): readonly [root: string, path: string] {
  const scheme = uri.indexOf('://');
  if (scheme < 0) return ['', uri];
  const slash = uri.indexOf('/', scheme + 3);
  return slash < 0 ? [uri, '/'] : [uri.slice(0, slash), uri.slice(slash)];
}

/** An empty segment, or one of dots, or a slash at the end. */
const NOT_PLAIN = /\/(?:\.{0,2}(?:\/|$))/;

function normalise(path: string): string {
  if (path.startsWith('/') && !NOT_PLAIN.test(path)) return path;
  const out: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') out.pop();
    else out.push(part);
  }
  return `/${out.join('/')}`;
}

/** The last segment of the path. */
export function basename(uri: Uri): string {
  return uri.slice(uri.lastIndexOf('/') + 1);
}

/** The folder that holds the file, without a trailing slash (the root keeps its `/`-less form). */
export function dirname(uri: Uri): Uri {
  const [root, path] = splitRoot(uri);
  const cut = path.lastIndexOf('/');
  return cut <= 0 ? root : root + path.slice(0, cut);
}

/** Resolves a relative or absolute path against a folder; `..` never climbs above the root of the scheme. */
export function joinPath(folder: Uri, path: string): Uri {
  const [root, base] = splitRoot(folder);
  const joined = normalise(path.startsWith('/') ? path : `${base}/${path}`);
  return joined === '/' ? root : root + joined;
}

/** The path of `uri` below `folder`, or `undefined` when it does not lie there. The folder itself gives the empty string. */
export function relativePath(folder: Uri, uri: Uri): string | undefined {
  if (uri === folder) return '';
  const prefix = folder.endsWith('/') ? folder : `${folder}/`;
  return uri.startsWith(prefix) ? uri.slice(prefix.length) : undefined;
}

/** The path that leads from a folder to a file of the same root, with `..` where it lies elsewhere; of another root the whole URI. */
export function pathFrom(folder: Uri, uri: Uri): string {
  const [root, path] = splitRoot(uri);
  const [home, base] = splitRoot(folder);
  if (root !== home) return uri;
  const from = base.split('/').filter((part) => part !== '');
  const to = path.split('/').filter((part) => part !== '');
  let shared = 0;
  while (shared < from.length && shared < to.length && from[shared] === to[shared]) shared++;
  return [...from.slice(shared).map(() => '..'), ...to.slice(shared)].join('/');
}

/** The file's extension with its dot, lower case; empty where there is none. */
export function extension(uri: Uri): string {
  const name = basename(uri);
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? '' : name.slice(dot).toLowerCase();
}

/** The folder and all folders above it, nearest first. */
export function ancestors(folder: Uri): readonly Uri[] {
  const out: Uri[] = [folder];
  for (let current = folder; ; ) {
    const parent = dirname(current);
    if (parent === current || parent.length >= current.length) return out;
    out.push(parent);
    current = parent;
  }
}
