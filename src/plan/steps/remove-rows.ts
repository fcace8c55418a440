import { displayIdent, displayQualified, quoteIdent, quoteLiteral } from '../../postgres/quote.ts';
import { fromTable } from '../../values/mapping-sql.ts';
import { joinSql, type KeyInSql } from '../../values/orphan-sql.ts';
import { keyExpression } from '../../values/value-key.ts';
import type { Conversion } from '../plan.ts';
import type { Step } from '../step.ts';
import { withTriggersDisabled } from './with-triggers-disabled.ts';
import { currentRepair, mappingTable } from './work-names.ts';

/** Moves whole rows whose value matches nothing into `kept_rows`, or deletes them when the user named that. */
export function removeRows(journalSchema: string, conversion: Conversion): Step {
  const { mapped, weighed, unmatched } = conversion;
  const keep = unmatched === 'set-aside';
  const count = weighed.evidence.unmatched + weighed.evidence.ambiguous;
  const rows = `${count} ${count === 1 ? 'row' : 'rows'} of ${displayQualified(mapped.table)}`;
  const [matches, are] = count === 1 ? ['matches', 'is'] : ['match', 'are'];
  const column = `t.${quoteIdent(mapped.column)}`;
  const rowsOf = `${fromTable(mapped.table, mapped.partitioned)} AS t`;
  const work = `${mappingTable(journalSchema, conversion)} AS m`;
  const unmatchedOnly = `m.old = ${keyExpression(column, mapped.type)} AND m.targets <> 1`;
  const keepSql =
    `INSERT INTO ${quoteIdent(journalSchema)}.kept_rows (repair, conversion, table_schema, table_name, content, record) ` +
    `SELECT ${currentRepair}, ${conversion.number}, ${quoteLiteral(mapped.table.schema)}, ${quoteLiteral(mapped.table.name)}, ` +
    `pg_catalog.to_jsonb(t.*), (t.*)::text FROM ${rowsOf}, ${work} WHERE ${unmatchedOnly}`;
  const deleteSql = `DELETE FROM ${rowsOf} USING ${work} WHERE ${unmatchedOnly}`;
  return {
    kind: keep ? 'set-rows-aside' : 'discard-rows',
    changesValues: true,
    title: keep
      ? `move ${rows} that ${matches} nothing to ${displayIdent(journalSchema)}.kept_rows`
      : `delete ${rows} that ${matches} nothing`,
    sql: [
      ...(keep ? [keepSql] : []),
      ...withTriggersDisabled(journalSchema, mapped.table, [deleteSql]),
    ],
    locks: [{ table: mapped.table, mode: 'ACCESS EXCLUSIVE' }],
    hazards: [
      keep
        ? {
            kind: 'moves-rows',
            message: `${rows} ${are} moved to ${displayIdent(journalSchema)}.kept_rows.`,
          }
        : { kind: 'discards-values', message: `${rows} ${are} deleted and kept nowhere.` },
    ],
    changes: [],
  };
}

/** Ends the plan when a row that is to go is referenced from elsewhere: its removal would reach further. */
export function checkUnreferenced(
  journalSchema: string,
  conversion: Conversion,
  { referencing, columns }: KeyInSql,
): Step {
  const { mapped } = conversion;
  return {
    kind: 'check-unreferenced',
    title: `check that no row of ${displayQualified(referencing.table)} references a row that goes`,
    sql: [
      `SELECT count(*) FROM ${fromTable(referencing.table, referencing.partitioned)} AS c JOIN ${fromTable(mapped.table, mapped.partitioned)} AS t ON ${joinSql(columns, 'c', 't')} ` +
        `JOIN ${mappingTable(journalSchema, conversion)} AS m ON m.old = ${keyExpression(`t.${quoteIdent(mapped.column)}`, mapped.type)} ` +
        `WHERE m.targets <> 1`,
    ],
    locks: [],
    hazards: [],
    changes: [],
    expect: '0',
  };
}
