import {
  displayIdent,
  displayQualified,
  quoteIdent,
  quoteLiteral,
  quoteQualified,
} from '../../postgres/quote.ts';
import { fromTable } from '../../values/mapping-sql.ts';
import type { Step } from '../step.ts';
import type { JournalledTable, UndoPart } from '../undo-part.ts';
import { rowKeySql } from './row-key-sql.ts';
import { withTriggersDisabled } from './with-triggers-disabled.ts';

/**
 * Puts kept references back where the row is still there and still references nothing. Rows that are equal in all
 * their key columns are interchangeable: each takes one value.
 */
export function restoreReferences(
  journalSchema: string,
  repair: number,
  part: Extract<UndoPart, { kind: 'values' }>,
  count: number,
): Step {
  const { table, partitioned, columns, number } = part;
  const journal = quoteIdent(journalSchema);
  const rowKey = rowKeySql(part, 't.');
  const each = columns.flatMap(({ name, type }) => {
    const column = quoteIdent(name);
    const kept =
      `repair = ${repair} AND conversion = ${number} AND restored IS NULL ` +
      `AND column_name = ${quoteLiteral(name)} AND table_schema = ${quoteLiteral(table.schema)} AND table_name = ${quoteLiteral(table.name)}`;
    const work = `${journal}.restored_${number}`;
    return [
      `CREATE TABLE ${work} AS SELECT k.id, k.value, r.rel, r.place FROM ` +
        `(SELECT id, row_key, value, row_number() OVER (PARTITION BY row_key ORDER BY id) AS nth FROM ${journal}.kept_values WHERE ${kept}) AS k ` +
        `JOIN (SELECT ${rowKey} AS row_key, t.tableoid AS rel, t.ctid AS place, row_number() OVER (PARTITION BY ${rowKey} ORDER BY t.ctid) AS nth ` +
        `FROM ${fromTable(table, partitioned)} AS t WHERE t.${column} IS NULL) AS r ON r.row_key = k.row_key AND r.nth = k.nth`,
      `UPDATE ${fromTable(table, partitioned)} AS t SET ${column} = w.value::${type} FROM ${work} AS w WHERE w.rel = t.tableoid AND w.place = t.ctid`,
      `UPDATE ${journal}.kept_values AS k SET restored = pg_catalog.now() FROM ${work} AS w WHERE w.id = k.id`,
      `DROP TABLE ${work}`,
    ];
  });
  return {
    kind: 'restore-references',
    changesValues: true,
    title: `put ${count} ${count === 1 ? 'value' : 'values'} back into ${displayQualified(table)} (${columns.map((one) => displayIdent(one.name)).join(', ')})`,
    sql: withTriggersDisabled(journalSchema, table, each),
    locks: [{ table, mode: 'SHARE ROW EXCLUSIVE' }],
    hazards: [],
    changes: [],
  };
}

/** Rows of one table that come back. */
export interface ReturningRows extends JournalledTable {
  /** Columns of the table today, generated ones left out. */
  readonly columns: readonly string[];
  /** The table has the columns that it had: the rows' own text is taken, not their JSON. */
  readonly exact: boolean;
  readonly count: number;
}

/** Puts whole rows back, into all tables in one statement, so that every reference is checked when all are there. */
export function returnRows(
  journalSchema: string,
  repair: number,
  number: number,
  tables: readonly ReturningRows[],
): Step {
  const journal = quoteIdent(journalSchema);
  const kept = `repair = ${repair} AND conversion = ${number} AND restored IS NULL`;
  const inserts = tables.map(({ table, columns, exact }, at) => {
    const name = quoteQualified(table);
    const names = columns.map(quoteIdent);
    const record = exact
      ? `k.record::${name}`
      : `pg_catalog.jsonb_populate_record(NULL::${name}, k.content)`;
    return (
      `i${at} AS (INSERT INTO ${name} (${names.join(', ')}) OVERRIDING SYSTEM VALUE ` +
      `SELECT ${names.map((one) => `(r.row).${one}`).join(', ')} FROM (SELECT ${record} AS row FROM ${journal}.kept_rows AS k ` +
      `WHERE ${kept} AND k.table_schema = ${quoteLiteral(table.schema)} AND k.table_name = ${quoteLiteral(table.name)} ORDER BY k.id) AS r)`
    );
  });
  const names = tables.map((one) => one.table);
  return {
    kind: 'restore-rows',
    changesValues: true,
    title: `put back ${tables.map(({ table, count }) => `${count} ${count === 1 ? 'row' : 'rows'} into ${displayQualified(table)}`).join(', ')}`,
    sql: [
      ...withTriggersDisabled(journalSchema, names, [`WITH ${inserts.join(', ')} SELECT`]),
      `UPDATE ${journal}.kept_rows SET restored = pg_catalog.now() WHERE ${kept}`,
    ],
    locks: names.map((table) => ({ table, mode: 'SHARE ROW EXCLUSIVE' })),
    hazards: [],
    changes: [],
  };
}
