/** Takes back mocha's `Error.stackTraceLimit = Infinity`: a parser that notes thousands of errors deep in a recursion would be judged by it. */
export function usualStackTraces(): void {
  const given = Error.stackTraceLimit;
  before(() => {
    Error.stackTraceLimit = 10;
  });
  after(() => {
    Error.stackTraceLimit = given;
  });
}
