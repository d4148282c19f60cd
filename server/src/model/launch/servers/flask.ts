import { type Known, known, unknown } from '../../../base/known.ts';
import { joinDirectory } from '../image-path.ts';
import { allGiven, lastGiven, mayBeOverridden, readOptions } from '../options.ts';
import { wordText } from '../words.ts';
import { networkServer } from './network-server.ts';
import { developmentOf, lineOf, type ServerInput, type ServerOutcome, variableOf } from './outcome.ts';

/**
 * `flask run`: the application is named by `--app` (before the subcommand too), FLASK_APP, or the files `wsgi.py` and `app.py`.
 * With the reloader, which debugging brings, parent and server handle SIGTERM; without it nobody does (seen with 2.2.2).
 */
export function flaskRun(input: ServerInput): ServerOutcome {
  const base = networkServer(input);
  const line = lineOf(input);
  const group = readOptions(input.entry, input.leading, input.start);
  const debug = [...allGiven(group, 'debug'), ...allGiven(line, 'debug')].at(-1);
  const variable = variableOf(input, 'debug')?.value;
  const debugging =
    debug !== undefined
      ? !debug.name.startsWith('--no-')
      : variable === undefined
        ? false
        : variable.kind === 'known'
          ? !/^(?:|0|false|no)$/i.test(variable.value)
          : undefined;
  const open = mayBeOverridden(line, undefined) || mayBeOverridden(group, undefined);
  const reloads =
    lastGiven(line, 'no-reload') !== undefined
      ? false
      : lastGiven(line, 'reload') !== undefined || (open && debugging !== true ? undefined : debugging);
  return {
    ...base,
    server: {
      ...base.server,
      app: appOf(input),
      development: [...base.server.development, ...developmentOf(group, 'debug', 'debug')],
    },
    sigterm: reloads === undefined ? 'unknown' : reloads ? 'handled' : 'default',
  };
}

/** The application as `module`, `module:name` or the path of a file. */
function appOf(input: ServerInput): Known<string> {
  const { context, process, entry, leading, start } = input;
  const given = lastGiven(lineOf(input), 'app') ?? lastGiven(readOptions(entry, leading, start), 'app');
  const variable = variableOf(input, 'app')?.value;
  const at = given?.value?.at ?? variable?.at;
  const text = given !== undefined ? wordText(given.value) : variable?.kind === 'known' ? variable.value : undefined;
  if (text !== undefined) return known(/^.*\.py(?=:|$)/.exec(text)?.[0] ?? text, at);
  if (given !== undefined || variable !== undefined) return unknown('dynamic', at);
  const file = ['wsgi.py', 'app.py'].find(
    (name) => context.files.find(joinDirectory(process.cwd, name) ?? '') !== undefined,
  );
  return file === undefined ? unknown('absent') : known(file);
}
