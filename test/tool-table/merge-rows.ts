/**
 * A table with some tools' rows exchanged: a row that names a tool begins its group, and rows without a name go on with it.
 *
 * @param names of all tools, in the order of the table; others go.
 */
export function mergeRows(
  old: readonly string[],
  fresh: readonly string[],
  names: readonly string[],
): string[] {
  const [before, now] = [groupsOf(old), groupsOf(fresh)];
  return [null, ...names].flatMap(
    (name) => (name === null ? undefined : now.get(name)) ?? before.get(name) ?? [],
  );
}

/** Tool → its rows; null → what is no tool's row: the head, an empty line. */
function groupsOf(lines: readonly string[]): ReadonlyMap<string | null, readonly string[]> {
  const groups = new Map<string | null, string[]>();
  let name: string | null = null;
  for (const line of lines) {
    const [, cell] = /^\| ([^|]*?) ?\|/.exec(line) ?? [];
    if (cell === undefined || /^tool\b/.test(cell)) name = null;
    else if (cell !== '') name = cell;
    groups.set(name, [...(groups.get(name) ?? []), line]);
  }
  return groups;
}
