/** Types that are compared as themselves; values of every other type are keyed by their exact text. */
const keyedAsThemselves: ReadonlySet<string> = new Set(['uuid', 'smallint', 'integer', 'bigint']);

/** The type by which pgmend keys values of `type` in a mapping: the type itself or `text`. */
export function keyType(type: string): string {
  return keyedAsThemselves.has(type) ? type : 'text';
}

/**
 * `expression` as the key of a mapping. Text, because user-defined equality (citext, numeric scale)
 * would call values equal that are not the same, and such an operator may not be on the search path.
 */
export function keyExpression(expression: string, type: string): string {
  return keyedAsThemselves.has(type) ? expression : `(${expression})::text`;
}
