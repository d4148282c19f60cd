import { type Known, known } from '../../base/known.ts';
import { spanOf } from '../../base/span.ts';
import type { ManifestDocument, ManifestFacts } from '../../facts/manifest/types.ts';
import { manifestNodes, scalarOf } from '../../facts/manifest/walk.ts';
import { isPlaceholder } from '../../facts/placeholder.ts';

/** Words that people use as version aliases. */
const ALIAS =
  /^(?:prod|production|live|stable|staging|stage|dev|development|test|testing|qa|uat|canary|current|previous|next|main|primary|old|new|v\d+)$/i;

/** What names of entries end in, so that one in capitals is no placeholder: `API_KEY`, but not `SECRET_VERSION` or `YOUR_KEY`. */
const ENTRY =
  /^(?!.*(?:YOUR|REPLACE|CHANGE|INSERT|VERSION|PLACEHOLDER|X{3}))[A-Z][A-Z\d]*(?:_[A-Z\d]+)*_(?:KEY|TOKEN|SECRET|PASSWORD|PASS|PWD|URL|URI|DSN|ID|NAME|USER|USERNAME|HOST|PORT|DB|DATABASE|EMAIL|CREDENTIALS?|CERT)$/;

/** Versions of secrets (`secretKeyRef.key` and `items[].key`) that are neither `latest`, nor a number, nor a likely alias. */
export function suspiciousVersions(facts: ManifestFacts, document: ManifestDocument): readonly Known<string>[] {
  return manifestNodes(facts, document).flatMap((node) => {
    const type = node.field?.type;
    const scalar = scalarOf(node);
    if (type?.kind !== 'string' || type.grammar !== 'secret-version' || scalar === undefined) return [];
    const { text } = scalar;
    if (scalar.dynamic || scalar.value === null || text === 'latest' || /^\d+$/.test(text) || ALIAS.test(text))
      return [];
    return isPlaceholder(text) && !ENTRY.test(text)
      ? []
      : [known(text, spanOf(facts.uri, { start: scalar.start, end: scalar.end }))];
  });
}
