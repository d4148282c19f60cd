/** Plain scalars that YAML 1.1 or 1.2 readers take for something else than text. */
const NOT_TEXT =
  /^(?:~|null|true|false|yes|no|on|off|y|n|[-+]?[0-9][0-9_.,:eExXo+-]*|[-+]?\.(?:inf|nan|[0-9]+)|\d{4}-\d.*)$/i;

/** Text as a YAML scalar for block context: plain where every reader takes it as that text, else double-quoted. */
export function yamlScalar(value: string): string {
  const plain =
    value !== '' &&
    !NOT_TEXT.test(value) &&
    /^[A-Za-z0-9_./$(+][^\n\r\t"\\]*$/.test(value) &&
    !/: |:$| #|\s$|[{}[\],&*!|>'%@`]/.test(value);
  return plain ? value : yamlQuoted(value);
}

/** Text in double quotes. */
export function yamlQuoted(value: string): string {
  return JSON.stringify(value);
}

/** Text in single quotes where that is possible, else in double quotes; keeps JSON inside readable. */
export function yamlSingleQuoted(value: string): string {
  return /[\n\r\t]/.test(value) ? yamlQuoted(value) : `'${value.replaceAll("'", "''")}'`;
}
