import type { Uri } from '../../base/span.ts';
import { dirname, joinPath } from '../../base/uri.ts';
import { isCollectedLog } from '../../catalog/environment.ts';
import type { Value } from '../../facts/python/value.ts';
import type { Container } from '../deployable.ts';
import type { Launch } from '../launch-types.ts';
import { followName, type PlacedValue } from './known-values.ts';
import type { PythonProgram } from './program.ts';

/** A path that Python code uses, as far as it is known. */
export interface DiskPath {
  /**
   * Absolute in the container, or a core URI for a place beside the source file; parts that are not constant are `*`.
   * A relative path whose working folder is not known starts with `./`.
   */
  readonly text: string;
  /** The path comes from the default of an environment variable that the files do not set. */
  readonly fallback: boolean;
}

/**
 * The path that a value means when the program of `launch` runs; `uri` is the file that holds the expression. With the program
 * names are followed into other files.
 */
export function diskPath(
  value: Value | undefined,
  uri: Uri,
  launch: Launch,
  program?: PythonProgram,
): DiskPath | undefined {
  const context: Context = { launch, program };
  const text = value === undefined ? undefined : textOf(value, uri, context);
  if (value === undefined || text === undefined || text === '' || /^\*/.test(text)) return undefined;
  return { text: absolute(text, launch), fallback: isFallback(value, uri, context) };
}

/** The text that a value is when the program of `launch` runs; `undefined` where a part of it is not known. */
export function textOfValue(value: Value, uri: Uri, launch: Launch, program: PythonProgram): string | undefined {
  const text = textOf(value, uri, { launch, program });
  return text === undefined || text.includes('*') ? undefined : text;
}

interface Context {
  readonly launch: Launch;
  readonly program: PythonProgram | undefined;
}

function followed(value: Value, uri: Uri, { program }: Context): PlacedValue | undefined {
  return value.kind !== 'name' || program === undefined ? undefined : followName(program, uri, value);
}

/** The path that a text means to the process of `launch`. */
export function pathOfText(text: string, launch: Launch): DiskPath {
  return { text: absolute(text, launch), fallback: false };
}

function variable(name: string, launch: Launch): string | undefined {
  const found = launch.environment.find((v) => v.name === name);
  if (found === undefined) return undefined;
  return found.value.kind === 'known' ? found.value.value : '*';
}

function isFallback(value: Value, uri: Uri, context: Context): boolean {
  if (value.kind === 'env') return variable(value.name, context.launch) === undefined;
  const found = followed(value, uri, context);
  if (found !== undefined) return isFallback(found.value, found.uri, context);
  const first = value.kind === 'template' ? value.parts[0] : undefined;
  return first !== undefined && typeof first !== 'string' && isFallback(first, uri, context);
}

function textOf(value: Value, uri: Uri, context: Context): string | undefined {
  const { launch } = context;
  switch (value.kind) {
    case 'string':
      return value.value;
    case 'template':
      return value.parts
        .map((part) => (typeof part === 'string' ? part : (textOf(part, uri, context) ?? '*')))
        .join('');
    case 'env':
      return (
        variable(value.name, launch) ?? (value.default === undefined ? undefined : textOf(value.default, uri, context))
      );
    case 'argument':
      return value.default === undefined ? undefined : textOf(value.default, uri, context);
    case 'here': {
      let place = uri;
      for (let i = 0; i < value.up; i++) place = dirname(place);
      return place;
    }
    case 'either': {
      const texts = new Set(value.values.map((v) => textOf(v, uri, context)));
      return texts.size === 1 ? [...texts][0] : undefined;
    }
    case 'number':
      return String(value.value);
    case 'name': {
      const found = followed(value, uri, context);
      return found === undefined ? undefined : textOf(found.value, found.uri, context);
    }
    case 'bool':
    case 'none':
    case 'call':
    case 'function':
    case 'list':
    case 'dict':
    case 'binary':
    case 'cpu-count':
    case 'unknown':
      return undefined;
    default:
      return undefined;
  }
}

function absolute(text: string, launch: Launch): string {
  if (text.includes('://')) return joinPath(text, '.');
  if (text.startsWith('/')) return joinPath('', text);
  const folder = launch.workdir.kind === 'known' ? launch.workdir.value : undefined;
  return folder === undefined ? `./${text.replace(/^\.\//, '')}` : joinPath(folder, text);
}

/** Whether the path lies in a folder for temporary files. */
export function isTemporary(path: DiskPath): boolean {
  return /^\/(?:var\/)?tmp(?:\/|$)|^\/dev\/shm(?:\/|$)/.test(path.text);
}

/**
 * Whether the path lies on the container's own disk, which is memory: no volume is mounted there, it is no device, and it is not
 * where Cloud Logging collects files.
 */
export function isOwnDisk(path: DiskPath, container: Container): boolean {
  const { text } = path;
  if (/^\/(?:dev|proc|sys)\//.test(text) && !text.startsWith('/dev/shm')) return false;
  if (isCollectedLog(text)) return false;
  if (!text.startsWith('/')) return container.mounts.length === 0;
  return !container.mounts.some((mount) => text === mount.path || text.startsWith(`${mount.path.replace(/\/$/, '')}/`));
}

/** Whether the second path names the first one, or the folder that holds it. */
export function covers(folderOrFile: DiskPath, file: DiskPath): boolean {
  const outer = folderOrFile.text.replace(/\/$/, '');
  return outer === file.text || file.text.startsWith(`${outer}/`);
}
