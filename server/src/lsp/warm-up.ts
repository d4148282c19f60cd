import type { Analysis } from '../api.ts';
import type { Uri } from '../base/span.ts';
import type { Finding } from '../engine/finding.ts';
import type { Documents } from './documents.ts';
import type { Files } from './file-feed.ts';
import type { Defer } from './runner.ts';

/** The first check of a workspace: open files at once, all others in slices between which messages are handled. */
export interface WarmUp {
  /** Ends when everything is loaded and worked out, or early where `interrupted` says so; then it goes on where it was. */
  run(interrupted: () => boolean): Promise<void>;
}

/** How long messages may wait for a slice of work, in milliseconds; a single step may take longer. */
const SLICE = 8;

/** What a warm-up works with. */
export interface WarmUpOptions {
  readonly analysis: Analysis;
  readonly documents: Documents;
  readonly files: Files;
  readonly defer: Defer;
  readonly publish: (uri: Uri, findings: readonly Finding[]) => void;
  /** Files that were opened or edited and not published since; those that are published here are taken out. */
  readonly edited: () => Set<Uri>;
  /** Called when the open files have had their turn. */
  readonly onOpenChecked: () => void;
}

/** Creates a warm-up. */
export function createWarmUp({
  analysis,
  documents,
  files,
  defer,
  publish,
  edited,
  onOpenChecked,
}: WarmUpOptions): WarmUp {
  const turn = (): Promise<void> => new Promise((resolve) => defer(resolve));

  /** Publishes one open file, where nothing that is still to come can take its findings back; what may add to them comes later. */
  const first = async (uri: Uri): Promise<void> => {
    let version: number | undefined;
    let all: readonly Finding[] | undefined;
    let some: readonly Finding[] | undefined;
    await files.load(() => {
      version = documents.get(uri)?.version;
      all = version === undefined ? undefined : analysis.firstFindings([uri])?.findings;
      some = version === undefined || all !== undefined ? undefined : analysis.earlyFindings(uri);
      return analysis.loading();
    });
    const found = all ?? some;
    if (found === undefined || documents.get(uri)?.version !== version) return;
    publish(uri, found);
    if (all !== undefined) edited().delete(uri);
  };
  /** The same for all that were touched; what cannot be told yet stays for the end, and is asked again when it changes. */
  const firsts = async (asked: Map<Uri, number>): Promise<void> => {
    for (const uri of [...edited()]) {
      const version = documents.get(uri)?.version;
      if (version === undefined || asked.get(uri) === version) continue;
      asked.set(uri, version);
      await first(uri);
    }
  };

  const slices = async (asked: Map<Uri, number>, interrupted: () => boolean): Promise<readonly Uri[]> => {
    let until = performance.now() + SLICE;
    for (const _ of analysis.steps()) {
      if (performance.now() < until) continue;
      await turn();
      if (interrupted()) return [];
      await firsts(asked);
      until = performance.now() + SLICE;
    }
    return analysis.wanted();
  };

  return {
    run: async (interrupted) => {
      const asked = new Map<Uri, number>();
      await firsts(asked);
      onOpenChecked();
      await files.load(() => slices(asked, interrupted));
    },
  };
}
