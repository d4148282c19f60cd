/** Gives the value of a variable's name, or undefined where it is not a known whole number. */
export type NumberOf = (name: string) => number | undefined;

const TOKEN = /\s*(?:(\d+)|\$?\{?([A-Za-z_]\w*)\}?|([-+*/%()]))/y;

/**
 * The value of `$((…))`: whole numbers, names, `+ - * / %` and brackets, as POSIX shells reckon. Undefined for anything else, such as
 * `$(nproc)` inside.
 */
export function shellArithmetic(text: string, numberOf: NumberOf): number | undefined {
  const tokens = tokensOf(text, numberOf);
  if (tokens === undefined) return undefined;
  let at = 0;
  const next = (): string | number | undefined => tokens[at];
  const unary = (): number | undefined => {
    const token = next();
    at++;
    if (typeof token === 'number') return token;
    if (token === '-' || token === '+') {
      const value = unary();
      return value === undefined || token === '+' ? value : -value;
    }
    if (token !== '(') return undefined;
    const value = sum();
    return tokens[at++] === ')' ? value : undefined;
  };
  const chain = (operators: string, operand: () => number | undefined): number | undefined => {
    let left = operand();
    for (let op = next(); typeof op === 'string' && operators.includes(op); op = next()) {
      at++;
      left = reckon(op, left, operand());
    }
    return left;
  };
  const product = (): number | undefined => chain('*/%', unary);
  function sum(): number | undefined {
    return chain('+-', product);
  }
  const value = sum();
  return at === tokens.length ? value : undefined;
}

function tokensOf(text: string, numberOf: NumberOf): readonly (string | number)[] | undefined {
  const out: (string | number)[] = [];
  TOKEN.lastIndex = 0;
  const body = text.trim();
  // Longer than any that a person writes: brackets inside brackets would cost stack.
  if (body.length > 200) return undefined;
  while (TOKEN.lastIndex < body.length) {
    const match = TOKEN.exec(body);
    if (match === null) return undefined;
    const [, digits, name, operator] = match;
    const value = digits === undefined ? (name === undefined ? operator : numberOf(name)) : Number(digits);
    if (value === undefined) return undefined;
    out.push(value);
  }
  return out;
}

function reckon(op: string, left: number | undefined, right: number | undefined): number | undefined {
  if (left === undefined || right === undefined) return undefined;
  if (op === '+') return left + right;
  if (op === '-') return left - right;
  if (op === '*') return left * right;
  if (right === 0) return undefined;
  return op === '/' ? Math.trunc(left / right) : left % right;
}
