import type { Span } from '../../base/span.ts';
import type { ImageShell } from '../../catalog/images.ts';
import type { Environment } from '../environment.ts';
import type { FactsReader } from '../facts-reader.ts';
import type { ImageFiles } from '../image-files.ts';
import type { FrontProcess, StartFailure } from '../launch-types.ts';
import type { LaunchWord } from './words.ts';

// The vocabulary of process resolution: what is executed, and what stands between PID 1 and it.

/** A process as the kernel is asked to start it. */
export interface Process {
  readonly words: readonly LaunchWord[];
  readonly environment: Environment;
  /** The working directory in the image; undefined where it is not known. */
  readonly cwd: string | undefined;
}

/** A process that stays between PID 1 and the main process. */
export interface Layer {
  /** `maybe-shell`: a shell that may replace itself or not, since the image does not say which one it is. */
  readonly role: 'shell' | 'maybe-shell' | 'init' | 'forwards' | 'swallows' | 'unknown';
  readonly program: FrontProcess['program'];
  readonly at: Span;
  /** Where `exec` may be written so that this layer disappears. */
  readonly execAt: Span | undefined;
  /** A shell that has a trap: whether it passes the signal on is its own business. */
  readonly trapped: boolean;
  /** An init that signals the whole process group, so that a shell behind it does no harm. */
  readonly signalsGroup: boolean;
}

/** A process start followed to its end. */
export interface Resolution {
  /** What runs in the end; undefined where it is not known. */
  readonly process: Process | undefined;
  /** Outermost first; the first one is PID 1. */
  readonly layers: readonly Layer[];
  /** Further processes beside the main one. */
  readonly companions: readonly Process[];
  /** Scripts and instructions that took part. */
  readonly also: readonly Span[];
  readonly failures: readonly StartFailure[];
  /** The last command of the script is one that ends at once. */
  readonly ends: boolean;
}

/** A program of a process manager. */
export interface ManagedProgram {
  readonly process: Process;
  readonly at: Span;
}

/** What a process turns out to be; `port` where it is a server whose port is known. */
export interface Classification {
  readonly kind: 'server' | 'stays' | 'ends' | 'unknown';
  readonly port: number | undefined;
}

/** What resolution needs from its surroundings. */
export interface LaunchContext {
  readonly reader: FactsReader;
  readonly files: ImageFiles;
  /** What `/bin/sh` is in the image. */
  readonly shell: ImageShell;
  readonly port: number | undefined;
  readonly classify: (process: Process) => Classification;
  /** Commands that may still be looked at, and how deep scripts may still call each other; circles run out of both. */
  readonly budget: { left: number; depth: number; nesting: number };
}

export const UNKNOWN_RESOLUTION: Resolution = {
  process: undefined,
  layers: [],
  companions: [],
  also: [],
  failures: [],
  ends: false,
};

/** The resolution of a process that is looked at no further. */
export function finalProcess(process: Process): Resolution {
  return { ...UNKNOWN_RESOLUTION, process };
}

/** The resolution with a process in front of it. */
export function behind(layer: Layer, inner: Resolution): Resolution {
  return { ...inner, layers: [layer, ...inner.layers] };
}

/** The resolution with a further place that took part. */
export function decidedBy(inner: Resolution, at: Span): Resolution {
  return { ...inner, also: [at, ...inner.also] };
}

/** The last segment of a program's path. */
export function programName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
