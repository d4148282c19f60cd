import { valueOf } from '../base/known.ts';
import type { Server } from '../model/launch-types.ts';
import type { Edit, LaunchSubject } from './rule.ts';
import { addFlags, runInShell, unquoted } from './write.ts';

/**
 * Gives Django's `runserver`, which takes one word for address and port, the address that Cloud Run needs: `0.0.0.0:` before a
 * bare port, or the whole word where there is none.
 */
export function djangoAddress({ launch, reader }: LaunchSubject, server: Server): Edit | undefined {
  const written = server.host.value.at ?? server.port.value.at;
  if (written !== undefined) {
    const { uri, start } = unquoted(reader, written);
    return { at: { uri, start, end: start }, newText: '0.0.0.0:' };
  }
  const place = server.port.place ?? server.host.place;
  const word = '0.0.0.0:$PORT';
  if (place?.kind !== 'insert') return undefined;
  if (place.notation === 'shell') return addFlags(place, [word]);
  return place.notation === 'json' && valueOf(launch.server) !== undefined
    ? runInShell(reader, launch, server.at, (text, range) => (range.end === place.at.start ? [text, word] : [text]))
    : undefined;
}
