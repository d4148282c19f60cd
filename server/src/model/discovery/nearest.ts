import { type Known, known, unknown } from '../../base/known.ts';
import type { Uri } from '../../base/span.ts';
import { ancestors, basename, dirname } from '../../base/uri.ts';

// Which of several Dockerfiles is nearest in the tree: steps up plus steps down. A repository may have thousands of one name,
// and as many who ask, so each list is gone through once.

/** The Dockerfiles below a folder that lie least deep: how many, and one of them; the same of plain `Dockerfile`s among them. */
interface Least {
  readonly depth: number;
  readonly count: number;
  readonly one: Uri;
  readonly plainCount: number;
  readonly onePlain: Uri | undefined;
}

/** By folder above any of them. */
type Tree = ReadonlyMap<Uri, Least>;

const PLAIN = /^(?:dockerfile|containerfile)$/i;

function depthOf(folder: Uri): number {
  return folder.split('/').length;
}

function together(a: Least | undefined, b: Least): Least {
  if (a === undefined || b.depth < a.depth) return b;
  if (b.depth > a.depth) return a;
  return {
    depth: a.depth,
    count: a.count + b.count,
    one: a.one,
    plainCount: a.plainCount + b.plainCount,
    onePlain: a.onePlain ?? b.onePlain,
  };
}

function treeOf(uris: readonly Uri[]): Tree {
  const tree = new Map<Uri, Least>();
  for (const uri of uris) {
    const plain = PLAIN.test(basename(uri));
    const folder = dirname(uri);
    const own = {
      depth: depthOf(folder),
      count: 1,
      one: uri,
      plainCount: plain ? 1 : 0,
      onePlain: plain ? uri : undefined,
    };
    for (const at of ancestors(folder)) tree.set(at, together(tree.get(at), own));
  }
  return tree;
}

/** Lists do not change; what was found out about one is kept as long as the list. */
const TREES = new WeakMap<readonly Uri[], Tree>();

/**
 * The nearest of several Dockerfiles; a plain `Dockerfile` beats suffixed ones as near; else it stays open which.
 * `undefined` for an empty list. The list must not change afterwards.
 */
export function nearestDockerfile(home: Uri, uris: readonly Uri[]): Known<Uri> | undefined {
  if (uris.length === 0) return undefined;
  let tree = TREES.get(uris);
  if (tree === undefined) {
    tree = treeOf(uris);
    TREES.set(uris, tree);
  }
  // The way to a file goes up to the first folder that holds both. A folder further up gives a longer way, so it never counts.
  let best: { readonly way: number; readonly found: Least } | undefined;
  const from = depthOf(home);
  for (const at of ancestors(home)) {
    const least = tree.get(at);
    if (least === undefined) continue;
    const up = depthOf(at);
    const way = from - up + (least.depth - up);
    if (best === undefined || way < best.way) best = { way, found: least };
    else if (way === best.way) best = { way, found: together({ ...best.found, depth: 0 }, { ...least, depth: 0 }) };
  }
  if (best === undefined) return unknown('dynamic');
  const { count, one, plainCount, onePlain } = best.found;
  const chosen = count === 1 ? one : plainCount === 1 ? onePlain : undefined;
  return chosen === undefined ? unknown('dynamic') : known(chosen, { uri: chosen, start: 0, end: 0 });
}
