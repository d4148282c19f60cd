import { known, unknown } from '../../../base/known.ts';
import { spanOf } from '../../../base/span.ts';
import { streamlitConfig } from '../../../facts/streamlit-config.ts';
import type { Place } from '../../launch-types.ts';
import { allBinds, tcpBind } from '../../listen.ts';
import { joinDirectory } from '../image-path.ts';
import { unknownSetting, wholeNumber } from '../settings.ts';
import { networkServer } from './network-server.ts';
import type { ServerInput, ServerOutcome } from './outcome.ts';

/** Streamlit: command line, then variables, then `.streamlit/config.toml` beside the working directory. */
export function streamlit(input: ServerInput): ServerOutcome {
  const base = networkServer(input);
  const { context, process } = input;
  if (base.server.host.origin !== 'default' && base.server.port.origin !== 'default') return base;
  const file =
    process.cwd === undefined
      ? undefined
      : context.files.find(joinDirectory(process.cwd, '.streamlit/config.toml') ?? '');
  const text = file?.kind === 'file' ? context.reader.text(file.uri) : undefined;
  if (file === undefined) return base;
  if (file.kind !== 'file' || text === undefined) {
    const setting = unknownSetting('config-file');
    const host = base.server.host.origin === 'default' ? setting : base.server.host;
    const port = base.server.port.origin === 'default' ? setting : base.server.port;
    return { ...base, server: { ...base.server, host, port }, binds: unknown('missing-file') };
  }
  const config = streamlitConfig(text);
  const place = (range: { readonly start: number; readonly end: number }): Place => ({
    kind: 'replace',
    at: spanOf(file.uri, range),
    notation: 'toml',
  });
  let { host, port } = base.server;
  if (host.origin === 'default' && config.address !== undefined)
    host = {
      value: known(config.address.value, spanOf(file.uri, config.address)),
      origin: 'config-file',
      place: place(config.address),
    };
  if (port.origin === 'default' && config.port !== undefined) {
    const at = spanOf(file.uri, config.port);
    const variable = typeof config.port.value === 'string' ? /^env:(\w+)$/.exec(config.port.value)?.[1] : undefined;
    const value = variable === undefined ? config.port.value : process.environment.variables.get(variable)?.value;
    const number =
      typeof value === 'number'
        ? value
        : typeof value === 'string'
          ? wholeNumber(value)
          : value?.kind === 'known'
            ? wholeNumber(value.value)
            : undefined;
    port = {
      value: number === undefined ? unknown('dynamic', at) : known(number, at),
      origin: variable === 'PORT' ? 'platform' : 'config-file',
      place: place(config.port),
    };
  }
  return {
    ...base,
    server: { ...base.server, host, port },
    binds: allBinds([tcpBind(host, port)]),
    also: [...base.also, { uri: file.uri, start: 0, end: 0 }],
  };
}
