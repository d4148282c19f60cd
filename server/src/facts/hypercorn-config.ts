import type { Located, Range } from '../base/span.ts';
import { parseToml, type TomlValue, tomlAt } from '../syntax/toml.ts';

/** The settings of a Hypercorn configuration in TOML that decide how it runs. */
export interface HypercornToml {
  /** Addresses; one text stands for a list of one. */
  readonly bind?: Located<readonly string[]>;
  readonly workers?: Located<number>;
  readonly gracefulTimeout?: Located<number>;
  readonly certfile?: Located<string>;
  /** The file does not parse, or `bind` is no text: nothing is known. */
  readonly broken: boolean;
}

/** Reads a Hypercorn configuration file; its settings stand at the top (hypercorn 0.18 `Config.from_toml`). */
export function hypercornToml(text: string): HypercornToml {
  const document = parseToml(text);
  const at = (name: string): Located<TomlValue> | undefined => {
    const value = tomlAt(document, [name]);
    const key = document.keys.find((k) => !k.table && k.path.length === 1 && k.path[0] === name);
    const range: Range = key?.value ?? { start: key?.start ?? 0, end: key?.end ?? 0 };
    return value === undefined ? undefined : { value, start: range.start, end: range.end };
  };
  const [bind, workers, graceful, certfile] = ['bind', 'workers', 'graceful_timeout', 'certfile'].map(at);
  const list = typeof bind?.value === 'string' ? [bind.value] : bind?.value;
  const addresses = Array.isArray(list) ? list.filter((item): item is string => typeof item === 'string') : undefined;
  return {
    ...(bind === undefined || addresses === undefined ? {} : { bind: { ...bind, value: addresses } }),
    ...(typeof workers?.value === 'number' ? { workers: { ...workers, value: workers.value } } : {}),
    ...(typeof graceful?.value === 'number' ? { gracefulTimeout: { ...graceful, value: graceful.value } } : {}),
    ...(typeof certfile?.value === 'string' ? { certfile: { ...certfile, value: certfile.value } } : {}),
    broken: document.value === undefined || (bind !== undefined && addresses === undefined),
  };
}
