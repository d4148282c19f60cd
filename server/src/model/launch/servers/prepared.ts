import { type Known, unknown } from '../../../base/known.ts';
import { splitReference } from '../../../catalog/images.ts';
import { PREPARED_IMAGES, type PreparedImage } from '../../../catalog/prepared-images.ts';
import { capacityOf, parallelismOfClass } from '../../capacity.ts';
import type { Server, Setting } from '../../launch-types.ts';
import { allBinds, tcpBind } from '../../listen.ts';
import type { ImageConfig } from '../image.ts';
import type { Process } from '../process.ts';
import { byDefault, fromVariable, unknownSetting, wholeNumber } from '../settings.ts';
import { wordText } from '../words.ts';
import { NO_SETTING, type ServerOutcome } from './outcome.ts';

/** The image whose own start script a process runs. */
export function preparedImage(config: ImageConfig | undefined, process: Process): PreparedImage | undefined {
  const { reference } = config?.base ?? { reference: unknown('absent') };
  if (reference.kind !== 'known') return undefined;
  const { repository } = splitReference(reference.value);
  const programs = process.words.map((word) => wordText(word));
  return PREPARED_IMAGES.find((image) => image.repository.test(repository) && programs.includes(image.program));
}

/** Reads the variables that the image's start script looks at. */
export function preparedServer(image: PreparedImage, process: Process, cpu: Known<number>): ServerOutcome | undefined {
  const at = process.words[0]?.at;
  if (at === undefined) return undefined;
  const { variables } = process.environment;
  const number = (name: string, otherwise: Setting<number>): Setting<number> => {
    const variable = variables.get(name);
    return variable === undefined ? otherwise : fromVariable(variable, wholeNumber);
  };
  const hostVariable = variables.get('HOST');
  const overridden = ['BIND', 'GUNICORN_CONF', 'WORKERS_PER_CORE', 'MAX_WORKERS', 'WORKER_CLASS'].some((name) =>
    variables.has(name),
  );
  const host: Setting<string> =
    hostVariable === undefined || image.server === 'nginx'
      ? byDefault('0.0.0.0')
      : fromVariable(hostVariable, (t) => t);
  const port = number(image.portVariable, byDefault(image.port));
  const cores = cpu.kind === 'known' ? Math.max(1, Math.ceil(cpu.value)) : undefined;
  const workers =
    image.server === 'nginx' || overridden
      ? unknownSetting('default')
      : number(
          'WEB_CONCURRENCY',
          cores === undefined ? unknownSetting('default') : byDefault(Math.max(image.leastWorkers, cores)),
        );
  const workerClass: Setting<string> = image.workerClass === '' ? NO_SETTING : byDefault(image.workerClass);
  const threads = byDefault(1);
  const server: Server = {
    kind: image.server,
    at,
    startedBy: 'command',
    app: unknown('absent'),
    host,
    port,
    workers,
    threads,
    workerClass,
    preload: byDefault(false),
    timeoutSeconds: number('TIMEOUT', byDefault(image.timeoutSeconds)),
    gracefulTimeoutSeconds: number('GRACEFUL_TIMEOUT', byDefault(image.timeoutSeconds)),
    development: [],
    flags: undefined,
    options: [],
  };
  return {
    server,
    binds: variables.has('BIND') ? unknown('dynamic') : allBinds([tcpBind(host, port)]),
    capacity:
      image.workerClass === ''
        ? unknown('dynamic')
        : capacityOf(parallelismOfClass(image.workerClass), workers, threads),
    failures: [],
    sigterm: image.pid1 === 'server' ? 'handled' : 'unknown',
    also: [],
    roots: ['/app'],
  };
}
