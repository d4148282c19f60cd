/**
 * A node of a Python file. `type` is the grammar's name (`CallExpression`, `(`, `as` …), `⚠` for a place where the parser
 * recovered. Such places say nothing about the user's code: the grammar also marks some valid Python.
 */
export interface PythonNode {
  readonly type: string;
  readonly from: number;
  readonly to: number;
  readonly children: readonly PythonNode[];
}
