import { realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Uri } from '../base/span.ts';

// The only place where file system paths and core URIs meet. A core URI is decoded: `file:///srv/app/Docker file`.

/** The core URI of an absolute path in the system's notation. */
export function toUri(path: string): Uri {
  const plain = sep === '\\' ? path.replaceAll('\\', '/') : path;
  if (plain.startsWith('//')) return `file:${plain}`;
  const uri = plain.startsWith('/') ? `file://${plain}` : `file:///${plain}`;
  return uri.length > 8 && uri.endsWith('/') ? uri.slice(0, -1) : uri;
}

/** The absolute path behind a core URI of a file. */
export function toPath(uri: Uri): string {
  const rest = uri.startsWith('file://') ? uri.slice(7) : uri;
  if (sep !== '\\') return rest === '' ? '/' : rest;
  const path = /^\/[A-Za-z]:/.test(rest) ? rest.slice(1) : rest.startsWith('/') ? rest : `//${rest}`;
  return path.replaceAll('/', '\\');
}

/** A path as reports show it: relative to `folder`, with `/`; the folder itself is `.`. */
export function shownPath(folder: string, path: string): string {
  const short = relative(folder, path);
  if (short === '') return '.';
  return plainPath(isAbsolute(short) ? path : short);
}

/** A path with `/` between its parts. */
export function plainPath(path: string): string {
  return sep === '\\' ? path.replaceAll('\\', '/') : path;
}

/** A path whose folder is without links; the file itself need not exist. */
export function withoutLinks(path: string): string {
  try {
    return join(realpathSync(dirname(path)), basename(path));
  } catch {
    return path;
  }
}

/** Whether `path` is `folder` or lies below it. Both absolute, without links. */
export function isInside(folder: string, path: string): boolean {
  if (path === folder) return true;
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/** An argument as an absolute path. */
export function absolute(cwd: string, path: string): string {
  return resolve(cwd, path);
}
