import type { Located, Range } from '../base/span.ts';
import { parseToml, type TomlDocument, type TomlValue, tomlAt } from '../syntax/toml.ts';

/** The settings of `.streamlit/config.toml` that decide where Streamlit listens. */
export interface StreamlitConfig {
  readonly address?: Located<string>;
  /** A number, or `env:NAME` as Streamlit reads it. */
  readonly port?: Located<number | string>;
  readonly headless?: Located<boolean>;
  readonly baseUrlPath?: Located<string>;
  readonly enableCors?: Located<boolean>;
  /** Where a further setting of `[server]` goes: behind the table's line, or at the end of the file. */
  readonly insertAt: { readonly offset: number; readonly needsTable: boolean };
  /** The file does not parse; nothing is known. */
  readonly broken: boolean;
}

function placeOf(document: TomlDocument, name: string): Range {
  const key = document.keys.find(
    (k) => !k.table && k.path.length === 2 && k.path[0] === 'server' && k.path[1] === name,
  );
  return key?.value ?? { start: key?.start ?? 0, end: key?.end ?? 0 };
}

/** Reads `.streamlit/config.toml`. */
export function streamlitConfig(text: string): StreamlitConfig {
  const document = parseToml(text);
  const at = (name: string): Located<TomlValue> | undefined => {
    const value = tomlAt(document, ['server', name]);
    return value === undefined ? undefined : { value, ...placeOf(document, name) };
  };
  const [address, port, headless, base, cors] = ['address', 'port', 'headless', 'baseUrlPath', 'enableCORS'].map(at);
  const table = document.keys.find((key) => key.table && key.path.length === 1 && key.path[0] === 'server');
  const lineEnd = table === undefined ? -1 : text.indexOf('\n', table.end);
  const offset = table === undefined || lineEnd < 0 ? text.length : lineEnd + 1;
  return {
    ...(typeof address?.value === 'string' ? { address: { ...address, value: address.value } } : {}),
    ...(typeof port?.value === 'number' || typeof port?.value === 'string'
      ? { port: { ...port, value: port.value } }
      : {}),
    ...(typeof headless?.value === 'boolean' ? { headless: { ...headless, value: headless.value } } : {}),
    ...(typeof base?.value === 'string' ? { baseUrlPath: { ...base, value: base.value } } : {}),
    ...(typeof cors?.value === 'boolean' ? { enableCors: { ...cors, value: cors.value } } : {}),
    insertAt: { offset, needsTable: table === undefined },
    broken: document.value === undefined,
  };
}
