import type { Span } from '../base/span.ts';
import { basename, dirname } from '../base/uri.ts';
import { errorPage, type PlaceLink } from '../features/error-page.ts';
import { errorsInLine } from '../features/explain-error.ts';
import { toRange } from './convert.ts';
import {
  ERROR_PAGE,
  ERRORS_IN_LINE,
  type ErrorInLine,
  type ErrorPageAnswer,
  type ErrorPageParams,
  type ErrorsInLineParams,
} from './protocol.ts';
import { guarded, type Session } from './session.ts';

/** The path that leads from one spelled URI to another of the same scheme and authority: `/api/Dockerfile`, `/../other/Dockerfile`. */
function pathBetween(folder: string, uri: string): string | undefined {
  const from = folder.replace(/\/$/, '').split('/');
  const to = uri.split('/');
  const roots = from.slice(0, 3).join('/');
  if (roots !== to.slice(0, 3).join('/')) return undefined;
  let shared = 3;
  while (shared < from.length && from[shared] === to[shared]) shared++;
  return `/${[...from.slice(shared).map(() => '..'), ...to.slice(shared)].join('/')}`;
}

/** `api/Dockerfile:9`, leading to the line. */
function linkTo({ places }: Session, base: string | undefined, at: Span): PlaceLink {
  const line = toRange(places, at.uri, at).start.line + 1;
  const uri = places.spelling(at.uri);
  return {
    label: `${basename(dirname(at.uri))}/${basename(at.uri)}:${line}`,
    href: `${(base === undefined ? undefined : pathBetween(base, uri)) ?? uri}#L${line}`,
  };
}

/** Registers the page that explains an error message, and the places of messages in terminals. */
export function registerErrorPage(session: Session): void {
  session.connection.onRequest(
    ERRORS_IN_LINE,
    guarded(
      session,
      'errorsInLine',
      (): readonly ErrorInLine[] => [],
      ({ line }: ErrorsInLineParams) => (typeof line === 'string' ? errorsInLine(line) : []),
    ),
  );
  session.connection.onRequest(
    ERROR_PAGE,
    guarded(
      session,
      'errorPage',
      (): ErrorPageAnswer | null => null,
      ({ text, base }: ErrorPageParams) => {
        if (typeof text !== 'string') return null;
        const from = typeof base === 'string' ? base : undefined;
        const explanation = session.analysis.explainError(text);
        return {
          known: explanation.errors.length > 0,
          page: errorPage(explanation, (at) => linkTo(session, from, at)),
        };
      },
    ),
  );
}
