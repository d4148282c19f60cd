import { dirname, join, relative, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { isInside } from './paths.ts';
import { readText } from './read.ts';

/** Patterns in .gitignore notation that hold below `base`. */
export interface IgnoreLayer {
  readonly base: string;
  readonly matcher: Ignore;
}

/** Git compares names as the file system does. */
const IGNORE_CASE = process.platform === 'win32' || process.platform === 'darwin';

/** Larger ignore files are generated or hostile; they are not read. */
const MAX_LENGTH = 1_000_000;

/** A layer from patterns; `undefined` where there is none. */
export function ignoreLayer(base: string, patterns: string | readonly string[]): IgnoreLayer | undefined {
  if (patterns.length === 0) return undefined;
  return { base, matcher: ignore({ ignorecase: IGNORE_CASE, allowRelativePaths: true }).add(patterns) };
}

/** The layer of an ignore file; `undefined` where it cannot be read, or is a link that leads out of `base`, which git does not follow either. */
export function readIgnoreFile(path: string, base: string): IgnoreLayer | undefined {
  const content = readText([base], path);
  if (content.kind !== 'text' || content.text.length > MAX_LENGTH) return undefined;
  return ignoreLayer(base, content.text.replace(/^\uFEFF/, ''));
}

/**
 * Whether a path is left out. Layers go from the outermost to the innermost folder; the innermost one that says
 * anything decides, as in git. Folders end with a separator.
 */
export function isIgnored(layers: readonly IgnoreLayer[], path: string, folder: boolean): boolean {
  for (let i = layers.length - 1; i >= 0; i--) {
    const layer = layers[i];
    if (layer === undefined || path === layer.base || !isInside(layer.base, path)) continue;
    const below = relative(layer.base, path);
    const plain = sep === '\\' ? below.replaceAll('\\', '/') : below;
    const verdict = layer.matcher.test(folder ? `${plain}/` : plain);
    if (verdict.ignored) return true;
    if (verdict.unignored) return false;
  }
  return false;
}

/**
 * The layers that count below a folder that is not left out itself: an outer layer that an inner one overruled there
 * would leave out everything in it.
 */
export function layersInside(layers: readonly IgnoreLayer[], folder: string): readonly IgnoreLayer[] {
  if (layers.length < 2) return layers;
  return layers.filter((layer) => !isIgnored([layer], folder, true));
}

/** The .gitignore files above `folder`, up to the repository's root, and the repository's own exclude file. */
export function layersAbove(folder: string, repository: string | undefined): readonly IgnoreLayer[] {
  if (repository === undefined) return [];
  const layers: IgnoreLayer[] = [];
  for (let at = folder; at !== repository && isInside(repository, at); ) {
    at = dirname(at);
    const layer = readIgnoreFile(join(at, '.gitignore'), at);
    if (layer !== undefined) layers.unshift(layer);
  }
  const own = readIgnoreFile(join(repository, '.git', 'info', 'exclude'), repository);
  if (own !== undefined) layers.unshift(own);
  // Who names an ignored folder wants it read all the same.
  return layers.filter((layer) => layer.base === folder || !isIgnored([layer], folder, true));
}
