/** Lines `[aStart, aEnd)` of the old text became lines `[bStart, bEnd)` of the new one. Zero-based. */
export interface Change {
  readonly aStart: number;
  readonly aEnd: number;
  readonly bStart: number;
  readonly bEnd: number;
}

/** More differing lines than this are shown as one change; finding the shortest script takes the square of it. */
const MOST = 600;

/** The lines of a text, each with its end. */
export function splitLines(text: string): readonly string[] {
  return text === '' ? [] : (text.match(/[^\n]*(?:\n|$)/g) ?? []).filter((line) => line !== '');
}

/** The shortest list of changes between two lists of lines (Myers), in order; coarser where they differ a lot. */
export function diffLines(a: readonly string[], b: readonly string[]): readonly Change[] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const aEnd = a.length - tail;
  const bEnd = b.length - tail;
  if (head === aEnd && head === bEnd) return [];
  const pairs = head === aEnd || head === bEnd ? [] : commonLines(a.slice(head, aEnd), b.slice(head, bEnd));
  const changes: Change[] = [];
  let x = head;
  let y = head;
  for (const [i, j] of [...pairs.map(([i, j]) => [i + head, j + head] as const), [aEnd, bEnd] as const]) {
    if (i > x || j > y) changes.push({ aStart: x, aEnd: i, bStart: y, bEnd: j });
    x = i + 1;
    y = j + 1;
  }
  return changes;
}

/** Index pairs of a longest common subsequence; none where the lists differ too much. */
function commonLines(a: readonly string[], b: readonly string[]): readonly (readonly [number, number])[] {
  const limit = Math.min(MOST, a.length + b.length);
  const reach = new Map<number, number>([[1, 0]]);
  const trace: ReadonlyMap<number, number>[] = [];
  for (let d = 0; d <= limit; d++) {
    trace.push(new Map(reach));
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && (reach.get(k - 1) ?? -1) < (reach.get(k + 1) ?? -1));
      let x = down ? (reach.get(k + 1) ?? 0) : (reach.get(k - 1) ?? 0) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      reach.set(k, x);
      if (x >= a.length && x - k >= b.length) return backtrack(trace, a.length, b.length);
    }
  }
  return [];
}

function backtrack(
  trace: readonly ReadonlyMap<number, number>[],
  aLength: number,
  bLength: number,
): readonly (readonly [number, number])[] {
  const pairs: (readonly [number, number])[] = [];
  let x = aLength;
  let y = bLength;
  for (let d = trace.length - 1; d >= 0; d--) {
    const reach = trace[d] ?? new Map<number, number>();
    const k = x - y;
    const down = k === -d || (k !== d && (reach.get(k - 1) ?? -1) < (reach.get(k + 1) ?? -1));
    const fromX = d === 0 ? 0 : down ? (reach.get(k + 1) ?? 0) : (reach.get(k - 1) ?? 0);
    const fromY = d === 0 ? 0 : fromX - (down ? k + 1 : k - 1);
    while (x > fromX && y > fromY) {
      x--;
      y--;
      pairs.push([x, y]);
    }
    x = fromX;
    y = fromY;
  }
  return pairs.reverse();
}
