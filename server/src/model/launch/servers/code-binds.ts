import { type Known, known, unknown } from '../../../base/known.ts';
import { type Span, spanOf } from '../../../base/span.ts';
import type { ServerStart } from '../../../facts/python/python.ts';
import type { Value } from '../../../facts/python/value.ts';
import type { Bind, Setting } from '../../launch-types.ts';
import { allBinds } from '../../listen.ts';
import { evaluate, type ValueContext } from '../python-values.ts';
import { wholeNumber } from '../settings.ts';
import { readHypercorn, readWaitress } from './addresses.ts';
import { readAddress } from './gunicorn-bind.ts';

/** Where a call in Python code listens, when it is given whole addresses. */
export interface CodeListen {
  readonly host: Setting<string>;
  readonly port: Setting<number>;
  readonly binds: Known<readonly Bind[]>;
}

const HTTP = { transport: 'tcp', protocol: 'http' } as const;

/** `port`, `:port` or `host:port`, as gevent reads it. */
function readGevent(text: string): readonly Bind[] | undefined {
  const [, host = '', port = ''] = /^(?:(.*):)?(\d+)$/.exec(text) ?? [];
  const number = wholeNumber(port);
  return number === undefined ? undefined : [{ host: host === '' ? '0.0.0.0' : host, port: number, ...HTTP }];
}

/** `host:port` of gRPC, with brackets around an IPv6 address; `[::]` takes IPv4 as well. */
function readGrpc(text: string): readonly Bind[] | undefined {
  const [, six, host = six ?? '', port = ''] = /^(?:\[([^\]]*)\]|([^:/]*)):(\d+)$/.exec(text) ?? [];
  const number = wholeNumber(port);
  return number === undefined ? undefined : [{ host, port: number, transport: 'tcp', protocol: 'unknown' }];
}

function readGunicorn(text: string): readonly Bind[] {
  const { host, port, transport } = readAddress(text);
  return [{ host, port, transport, protocol: 'http' }];
}

/** A text with addresses as the server that is started reads it; undefined where that is not known. */
const READERS: Partial<Readonly<Record<ServerStart['api'], (text: string) => readonly Bind[] | undefined>>> = {
  'hypercorn.serve': (text) => [readHypercorn(text).bind],
  'waitress.serve': (text) =>
    text
      .trim()
      .split(/\s+/)
      .map((part) => readWaitress(part).bind),
  gunicorn: readGunicorn,
  'gevent.WSGIServer': readGevent,
  grpc: readGrpc,
};

/** Reads `bind=["0.0.0.0:8080"]`, `listen="*:8080"` and their like; undefined where the call has no such argument. */
export function codeListen(start: ServerStart, context: ValueContext): CodeListen | undefined {
  const { bind } = start;
  if (bind === undefined) return undefined;
  const items: readonly Value[] = bind.kind === 'list' ? bind.items : [bind];
  const at = spanOf(context.uri, bind.origin);
  const addresses = items.map((item) => evaluate(item, context));
  const binds = addresses.flatMap(({ value, at: place }): readonly Known<Bind>[] => {
    const text = value.kind === 'known' && typeof value.value === 'string' ? value.value : undefined;
    const read = text === undefined ? undefined : READERS[start.api]?.(text);
    return read === undefined ? [unknown('dynamic', place)] : read.map((one) => known(one, place));
  });
  const [first] = binds;
  const origin = addresses[0]?.origin ?? 'code';
  return { ...settingsOf(first, origin, at), binds: binds.length === 0 ? unknown('dynamic', at) : allBinds(binds) };
}

function settingsOf(first: Known<Bind> | undefined, origin: Setting<never>['origin'], at: Span) {
  const bind = first?.kind === 'known' ? first.value : undefined;
  const host: Setting<string> = {
    value: bind?.transport === 'tcp' ? known(bind.host, first?.at) : unknown('dynamic', at),
    origin,
  };
  const port: Setting<number> = {
    value: bind?.port === undefined ? unknown('dynamic', at) : known(bind.port, first?.at),
    origin,
  };
  return { host, port };
}
