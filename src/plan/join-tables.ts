import type { PlannedTable } from './planned-part.ts';

/** What several parts say of one table holds together. */
export function joinTables(tables: readonly PlannedTable[]): PlannedTable[] {
  const joined = new Map<string, PlannedTable>();
  for (const one of tables) {
    const key = JSON.stringify([one.table.schema, one.table.name]);
    const other = joined.get(key);
    joined.set(key, other === undefined ? one : bothOf(other, one));
  }
  return [...joined.values()];
}

function bothOf(one: PlannedTable, other: PlannedTable): PlannedTable {
  const nulled: Record<string, string> = { ...one.nulled };
  for (const [column, condition] of Object.entries(other.nulled ?? {})) {
    const known = nulled[column];
    nulled[column] = known === undefined ? condition : `(${known}) OR (${condition})`;
  }
  const goes = [one.goes, other.goes].filter((condition) => condition !== null);
  return {
    table: one.table,
    becomes: { ...one.becomes, ...other.becomes },
    unsaid: [...one.unsaid, ...other.unsaid],
    goes: goes.length === 0 ? null : goes.map((condition) => `(${condition})`).join(' OR '),
    nulled,
  };
}
