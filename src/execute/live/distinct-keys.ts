/** Keys of rows, as texts, column by column: each key once. */
export function distinctKeys(keys: readonly (readonly string[])[]): string[][] {
  const rows = (keys[0] ?? []).map((_, row) => keys.map((column) => column[row] ?? ''));
  const seen = new Map(rows.map((row) => [JSON.stringify(row), row]));
  return keys.map((_, at) => [...seen.values()].map((row) => row[at] ?? ''));
}
