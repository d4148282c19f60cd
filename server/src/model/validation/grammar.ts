import { MAX_JOB_NAME_LENGTH, MAX_LABEL_LENGTH, MAX_NAME_LENGTH } from '../../catalog/limits.ts';
import type { ManifestDocument } from '../../facts/manifest/types.ts';
import type { ManifestNode } from '../../facts/manifest/walk.ts';
import { isPlaceholder } from '../../facts/placeholder.ts';
import type { ValueIssue, ValueIssueBase } from './value-types.ts';

/** A text that does not follow the grammar of its field: names, images, accounts, paths. Placeholders are let through. */
export function grammarIssue(
  document: ManifestDocument,
  node: ManifestNode,
  base: ValueIssueBase,
): ValueIssue | undefined {
  const grammar = node.field?.type.kind === 'string' ? node.field.type.grammar : undefined;
  const { text } = base;
  if (grammar === undefined || text === '' || node.isItem || isPlaceholder(text)) return undefined;
  switch (grammar) {
    case 'resource-name':
      return nameIssue(document, node, base);
    case 'container-name':
      return /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/.test(text) && text.length <= MAX_LABEL_LENGTH
        ? undefined
        : badName(base, 'lower-case letters, digits and hyphens, at most 63 characters');
    case 'service-account':
      if (text.includes('@')) return undefined;
      return {
        ...base,
        problem: 'account',
        severity: 'warning',
        expected: `${text}@PROJECT_ID.iam.gserviceaccount.com`,
      };
    case 'image':
      return imageIssue(base);
    case 'relative-path':
      return text.startsWith('/') || text.split('/').includes('..')
        ? { ...base, problem: 'path', expected: 'a relative path without ".."' }
        : undefined;
    // Judged by rules of their own, or not documented well enough to judge.
    case 'secret-version':
    case 'mount-path':
    case 'env-name':
    case 'http-path':
    case 'revision-name':
    case 'secret-name':
    case 'traffic-tag':
    case 'volume-name':
      return undefined;
  }
}

function nameIssue(document: ManifestDocument, node: ManifestNode, base: ValueIssueBase): ValueIssue | undefined {
  const { text } = base;
  if (node.path.length === 2) {
    if (!/^[a-z](?:[a-z0-9-]*[a-z0-9])?$/.test(text))
      return badName(base, 'lower-case letters, digits and hyphens, a letter first');
    const longest = document.kind === 'Job' ? MAX_JOB_NAME_LENGTH : MAX_NAME_LENGTH;
    return text.length > longest ? { ...base, problem: 'too-long', expected: String(longest) } : undefined;
  }
  if (document.kind === 'Job') return undefined;
  if (
    document.name.kind === 'known' &&
    !isPlaceholder(document.name.value) &&
    !text.startsWith(`${document.name.value}-`)
  ) {
    return { ...base, problem: 'revision-prefix', expected: `${document.name.value}-` };
  }
  return text.length > MAX_LABEL_LENGTH
    ? { ...base, problem: 'too-long', expected: String(MAX_LABEL_LENGTH) }
    : undefined;
}

function badName(base: ValueIssueBase, expected: string): ValueIssue {
  const meant = base.text
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '');
  const replacement = meant === '' ? {} : { replacement: { text: meant, safe: false } };
  return { ...base, problem: 'name', expected, ...replacement };
}

function imageIssue(base: ValueIssueBase): ValueIssue | undefined {
  const scheme = /^(?:https?|docker):\/\//.exec(base.text)?.[0];
  if (scheme !== undefined) {
    return {
      ...base,
      problem: 'image',
      expected: 'no scheme',
      replacement: { text: base.text.slice(scheme.length), safe: true },
    };
  }
  if (/\s/.test(base.text)) return { ...base, problem: 'image', expected: 'no white space' };
  const repository = base.text.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
  return /[A-Z]/.test(repository) ? { ...base, problem: 'image', expected: 'lower case' } : undefined;
}
