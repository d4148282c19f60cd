/**
 * A function of two immutable values whose answer is made once for each second one, as long as that lives. For answers that
 * several rules ask for about the same facts. `compute` must be pure.
 */
export function oncePer<A, B extends object, R>(compute: (first: A, second: B) => R): (first: A, second: B) => R {
  const known = new WeakMap<B, { readonly first: A; readonly answer: R }>();
  return (first, second) => {
    const found = known.get(second);
    if (found !== undefined && found.first === first) return found.answer;
    const answer = compute(first, second);
    known.set(second, { first, answer });
    return answer;
  };
}
