/** A call that keeps its thread busy or waiting. */
export interface BlockingCall {
  readonly kind: 'http' | 'sleep' | 'subprocess' | 'database' | 'cloud' | 'file' | 'model' | 'cpu' | 'wait' | 'input';
  /** `high`: tens of milliseconds and more, whatever the input. `low`: depends on the size of the data. */
  readonly weight: 'high' | 'low';
  /** What it does, to follow "…": "waits for an HTTP response". */
  readonly what: string;
  /** An async way to do the same, where there is one. */
  readonly instead?: string;
  /** Rule of ruff that reports the same. */
  readonly ruff?: string;
}

/** Calls of one kind, by a pattern of their dotted names. */
export interface BlockingFamily extends BlockingCall {
  readonly pattern: RegExp;
}
