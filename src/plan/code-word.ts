const personal =
  /name|mail|user|login|phone|person|customer|member|patient|owner|author|address|city|street/i;

/**
 * A value that may be told everywhere, also in the log of a pipeline: a short word of lower-case letters, as code
 * writes it, in a column that is not about people. Other values are shown on a terminal alone.
 *
 * @param columns names of the columns that hold it.
 */
export function codeWord(value: string | undefined, columns: readonly string[]): string | null {
  if (value === undefined || !/^[a-z][a-z_]{1,23}$/.test(value)) return null;
  return columns.some((one) => personal.test(one)) ? null : value;
}
