/** Tokens of an expression as the server prints it: strings, quoted names, words, single characters. */
const token = /'(?:[^']|'')*'|"(?:[^"]|"")*"|[\p{L}_][\p{L}\p{N}_$]*|\S/gu;

/** Whether a column's name stands in an expression; another name spelled alike counts as the column. */
export function mentions(expression: string, column: string): boolean {
  const spelled = [column, `"${column.replaceAll('"', '""')}"`];
  return (expression.match(token) ?? []).some((one) => spelled.includes(one));
}

/**
 * Whether an expression that the server printed does nothing with a column but IS [NOT] NULL, so that it means
 * the same for every type. Another name spelled alike counts as the column: the answer errs towards no.
 */
export function isOnlyNullTested(expression: string, column: string): boolean {
  const tokens = expression.match(token) ?? [];
  const spelled = new Set([column, `"${column.replaceAll('"', '""')}"`]);
  return tokens.every((one, at) => {
    if (!spelled.has(one)) return true;
    const [is, not, last] = tokens.slice(at + 1, at + 4);
    return is === 'IS' && (not === 'NULL' || (not === 'NOT' && last === 'NULL'));
  });
}
