/**
 * A table with some tools' rows exchanged: a row that names a tool begins its group, and rows without a name go on with
 * it. What the table does not have yet is left out.
 */
export function mergeRows(old: readonly string[], fresh: readonly string[]): string[] {
  const groups = groupsOf(fresh);
  const written = new Set<string>();
  return groupsInOrder(old).flatMap(({ name, lines }) => {
    const own = name === null ? undefined : groups.get(name);
    if (own === undefined || name === null || written.has(name)) return lines;
    written.add(name);
    return own;
  });
}

interface Group {
  /** null for what is no tool's row: the head, an empty line. */
  readonly name: string | null;
  readonly lines: string[];
}

function groupsOf(lines: readonly string[]): ReadonlyMap<string, readonly string[]> {
  return new Map(
    groupsInOrder(lines).flatMap(({ name, lines: own }) =>
      name === null ? [] : [[name, own] as const],
    ),
  );
}

function groupsInOrder(lines: readonly string[]): Group[] {
  const groups: Group[] = [];
  for (const line of lines) {
    const [, name] = /^\| ([^|]*?) ?\|/.exec(line) ?? [];
    const goesOn = name?.trim() === '' && groups.length > 0;
    if (goesOn) groups.at(-1)?.lines.push(line);
    else {
      const isHead = name === undefined || /^tool\b/.test(name) || name.startsWith('-');
      groups.push({ name: isHead ? null : name, lines: [line] });
    }
  }
  return groups;
}
