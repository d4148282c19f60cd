/** Our sentence for each of the parser's error codes; the parser's own text where it says more. */
const MESSAGES: Readonly<Record<string, string>> = {
  ALIAS_PROPS: 'An alias cannot have an anchor or a tag.',
  BAD_ALIAS: 'This is not a valid anchor or alias name.',
  BAD_DIRECTIVE: 'This is not a YAML directive.',
  BAD_DQ_ESCAPE: 'This escape is not allowed in a double-quoted string.',
  BAD_INDENT: 'The indentation does not match the lines above.',
  BAD_PROP_ORDER: 'Anchors and tags belong behind the indicator.',
  BAD_SCALAR_START: 'A plain value cannot start with this character: quote the value.',
  BLOCK_AS_IMPLICIT_KEY: 'A second `: ` stands on this line: quote the value, or start a new line.',
  BLOCK_IN_FLOW: 'Indented blocks are not allowed inside brackets.',
  DUPLICATE_KEY: 'This key stands here twice.',
  IMPOSSIBLE: 'This is not YAML.',
  KEY_OVER_1024_CHARS: 'This key is too long.',
  MULTILINE_IMPLICIT_KEY: 'A colon is missing: this line is neither a key nor a list item.',
  MULTIPLE_ANCHORS: 'A value can have one anchor only.',
  MULTIPLE_DOCS: 'Separate documents with `---`.',
  MULTIPLE_TAGS: 'A value can have one tag only.',
  NON_STRING_KEY: 'Keys must be strings.',
  TAB_AS_INDENT: 'YAML does not allow tabs for indentation.',
  TAG_RESOLVE_FAILED: 'This tag is not known.',
  UNEXPECTED_TOKEN: 'This does not belong here.',
  BAD_COLLECTION_TYPE: 'This tag does not fit the value.',
};

/** One plain sentence for a parser error with the rest of its line, and whether it is better shown where the quote or bracket was opened. */
export function yamlMessage(
  code: string,
  original: string,
  rest: string,
): { readonly message: string; readonly atOpening: boolean } {
  if (code === 'BLOCK_AS_IMPLICIT_KEY' && !/:(?:\s|$)/.test(rest))
    return { message: 'The next line is indented as if it belonged to this value.', atOpening: false };
  if (code === 'MISSING_CHAR' && original.includes('quote'))
    return { message: 'This quote is not closed.', atOpening: true };
  if (/^Flow (map|sequence)/.test(original)) return { message: 'This bracket is not closed.', atOpening: true };
  if (code === 'MISSING_CHAR') return { message: 'A colon or a comma is missing here.', atOpening: false };
  return { message: MESSAGES[code] ?? 'This is not YAML.', atOpening: false };
}

/** Names a leading tab. */
export const TAB_MESSAGE = 'YAML does not allow tabs for indentation: use spaces.';
