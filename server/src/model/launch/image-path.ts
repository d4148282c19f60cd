// Paths of the image: absolute, with `/`.

/** Joins a working directory with a new one, as WORKDIR does. */
export function joinDirectory(base: string | undefined, path: string): string | undefined {
  if (!path.startsWith('/') && base === undefined) return undefined;
  const out: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${base}/${path}`).split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') out.pop();
    else out.push(part);
  }
  return `/${out.join('/')}`;
}
