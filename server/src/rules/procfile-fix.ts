import { valueOf } from '../base/known.ts';
import type { Launch } from '../model/launch-types.ts';
import type { Edit } from './rule.ts';

/**
 * Writes a Procfile that starts gunicorn as buildpacks do, with further options. Undefined where buildpacks did not choose the command,
 * or chose another one.
 */
export function gunicornProcfile({ procfile, argv, server }: Launch, options: readonly string[]): Edit | undefined {
  const words = valueOf(argv)?.map(({ value }) => value);
  const application = words?.at(-1);
  if (procfile === undefined || application === undefined || valueOf(server)?.kind !== 'gunicorn') return undefined;
  const line = ['gunicorn', '--bind', ':$PORT', ...options, application].join(' ');
  return { at: { uri: procfile, start: 0, end: 0 }, newText: `web: ${line}\n`, creates: true };
}
