import { displayIdent, displayQualified, quoteIdent, quoteLiteral } from '../../postgres/quote.ts';
import type { RemovalFacts } from '../../values/find-orphans.ts';
import { fromTable } from '../../values/mapping-sql.ts';
import { goesSql } from '../../values/removal-sql.ts';
import type { Step } from '../step.ts';
import { withTriggersDisabled } from './with-triggers-disabled.ts';
import { currentRepair } from './work-names.ts';

/** The work table of the rows that go: `rel`, `place`. Gone before the transaction ends. */
export function goingTable(journalSchema: string, number: number): string {
  return `${quoteIdent(journalSchema)}.going_${number}`;
}

/** Writes down which rows go, before anything is changed. */
export function collectGoing(journalSchema: string, number: number, removal: RemovalFacts): Step {
  const work = goingTable(journalSchema, number);
  return {
    kind: 'collect-rows',
    title: `write down which rows go, in ${work.replaceAll('"', '')}`,
    sql: [
      `CREATE TABLE ${work} AS ${removal.going}`,
      `CREATE UNIQUE INDEX ON ${work} (rel, place)`,
      `ANALYZE ${work}`,
    ],
    locks: [],
    hazards: [],
    changes: [],
    early: true,
  };
}

/**
 * Moves the orphans and the rows that reference them into `kept_rows`, or deletes them when the user named that. One
 * statement deletes from all tables, so that every reference is checked when all are gone.
 */
export function removeOrphans(
  journalSchema: string,
  number: number,
  removal: RemovalFacts,
  keep: boolean,
): Step {
  const tables = removal.tables.filter((one) => one.rows > 0);
  const goes = goesSql(goingTable(journalSchema, number));
  const counts = tables
    .map(
      ({ table, rows }) => `${rows} ${rows === 1 ? 'row' : 'rows'} of ${displayQualified(table)}`,
    )
    .join(', ');
  const one = tables.length === 1 && tables[0]?.rows === 1;
  const place = `${displayIdent(journalSchema)}.kept_rows`;
  const keeping = tables.map(
    ({ table, partitioned }) =>
      `INSERT INTO ${quoteIdent(journalSchema)}.kept_rows (repair, conversion, table_schema, table_name, content, record) ` +
      `SELECT ${currentRepair}, ${number}, ${quoteLiteral(table.schema)}, ${quoteLiteral(table.name)}, ` +
      `pg_catalog.to_jsonb(t.*), (t.*)::text FROM ${fromTable(table, partitioned)} AS t WHERE ${goes}`,
  );
  const deletes = tables.map(
    ({ table, partitioned }, at) =>
      `d${at} AS (DELETE FROM ${fromTable(table, partitioned)} AS t WHERE ${goes})`,
  );
  return {
    kind: keep ? 'set-rows-aside' : 'discard-rows',
    changesValues: true,
    title: keep ? `move ${counts} to ${place}` : `delete ${counts}`,
    sql: [
      ...(keep ? keeping : []),
      ...withTriggersDisabled(
        journalSchema,
        tables.map(({ table }) => table),
        [`WITH ${deletes.join(', ')} SELECT`],
      ),
      `DROP TABLE ${goingTable(journalSchema, number)}`,
    ],
    locks: tables.map(({ table }) => ({ table, mode: 'SHARE ROW EXCLUSIVE' })),
    hazards: [
      keep
        ? { kind: 'moves-rows', message: `${counts} ${one ? 'moves' : 'move'} to ${place}.` }
        : {
            kind: 'discards-values',
            message: `${counts} ${one ? 'is' : 'are'} deleted and kept nowhere.`,
          },
    ],
    changes: [],
  };
}
