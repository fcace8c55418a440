import {
  displayIdent,
  displayQualified,
  quoteIdent,
  quoteLiteral,
  quoteQualified,
} from '../../postgres/quote.ts';
import { keepsValues, type Mapping } from '../../values/mapping.ts';
import { fromTable, type MappedColumn, valuesSql } from '../../values/mapping-sql.ts';
import { isText } from '../../values/type-family.ts';
import { keyExpression, keyType } from '../../values/value-key.ts';
import type { Conversion, RepairReference } from '../plan.ts';
import type { Step } from '../step.ts';
import { type MadeSince, madeSinceSql } from './made-since.ts';
import { rowKeySql } from './row-key-sql.ts';
import { sameInOldType } from './same-in-old-type.ts';
import { withTriggersDisabled } from './with-triggers-disabled.ts';
import { convertFunction, mappingTable } from './work-names.ts';

/** The conversion that an undo takes back, with what the journal has of it. */
export interface Reversal {
  /** As the undo does it: `type` is the type of today, `newType` the old one. */
  readonly conversion: Conversion;
  readonly undoes: { readonly repair: RepairReference; readonly conversion: number };
  /** Values are in the journal row by row. */
  readonly rowByRow: boolean;
  /** Keys that came since are made anew in the old type; null where they cannot be. */
  readonly made: MadeSince | null;
  /** Rows with such keys. */
  readonly madeRows: number;
}

/** A SELECT of every value of today with what it was: `old`, `n`, `new`, `targets` as in values/mapping-sql.ts. */
export function reversedPairsSql(
  journalSchema: string,
  mapped: MappedColumn,
  mapping: Mapping,
  undoes: Reversal['undoes'],
  made: MadeSince | null,
): string {
  // A reference of today may lead to a key that nothing of this column led to before.
  const own = `p.conversion = ${undoes.conversion}`;
  const all = made === null ? own : `p.conversion IN (${made.together.join(', ')})`;
  const pairs =
    `SELECT p.new AS key, coalesce(min(p.old) FILTER (WHERE ${own}), min(p.old)) AS was FROM ${quoteIdent(journalSchema)}.value_pairs AS p ` +
    `WHERE p.repair = ${undoes.repair} AND ${all} GROUP BY p.new`;
  const since = made === null ? null : madeSinceSql(journalSchema, mapped, undoes.repair, made);
  // A value written after the mend is in no pair; the same one may stand in the old type too. Where values became
  // others, the same number was another reference.
  const mayBeSame = keepsValues(mapping) || isText(mapped.newType);
  const same = mayBeSame ? sameInOldType(mapped, 'v.old::text') : null;
  const was = `coalesce(${['p.was', same, since?.value ?? null].filter((one) => one !== null).join(', ')})`;
  return (
    `SELECT v.old, v.n, ${was}::${mapped.newType} AS new, CASE WHEN ${was} IS NULL THEN 0 ELSE 1 END::bigint AS targets, coalesce(${['p.was', same].filter((one) => one !== null).join(', ')}) IS NULL AS made ` +
    `FROM (${valuesSql(mapped)}) AS v LEFT JOIN (${pairs}) AS p ON p.key = v.old::text${since?.join ?? ''}`
  );
}

/** Writes down what every value was, and makes the function that brings it back. */
export function materialiseReversal(journalSchema: string, reversal: Reversal): Step {
  const { conversion, undoes, rowByRow } = reversal;
  const { mapped } = conversion;
  const table = mappingTable(journalSchema, conversion);
  const work = restoreTable(journalSchema, conversion);
  const journal = quoteIdent(journalSchema);
  const plain = `SELECT new FROM ${table} WHERE old = $1`;
  const body =
    `DECLARE one record; was ${mapped.newType}; BEGIN ` +
    `SELECT r.ctid AS place, r.* INTO one FROM ${work} AS r WHERE r.row_key = $2 AND r.new_value IS NOT DISTINCT FROM $1::text LIMIT 1; ` +
    `IF FOUND THEN DELETE FROM ${work} AS r WHERE r.ctid = one.place; ` +
    `UPDATE ${journal}.kept_values SET restored = pg_catalog.now() WHERE id = one.id; ` +
    `was := one.value; RETURN was; END IF; RETURN (${plain}); END`;
  return {
    kind: 'materialise-reversal',
    title: `write down what each value of ${displayQualified(mapped.table)}.${displayIdent(mapped.column)} was`,
    sql: [
      `CREATE TABLE ${table} AS ${reversedPairsSql(journalSchema, mapped, conversion.weighed.mapping, undoes, reversal.made)}`,
      `CREATE INDEX ON ${table} USING hash (old)`,
      `CREATE TABLE ${work} AS SELECT id, row_key, value, new_value FROM ${journal}.kept_values ` +
        `WHERE repair = ${undoes.repair} AND conversion = ${undoes.conversion} AND restored IS NULL AND reason <> 'not in the old type'`,
      `CREATE INDEX ON ${work} USING hash (row_key)`,
      `ANALYZE ${table}, ${work}`,
      rowByRow
        ? `CREATE FUNCTION ${convertFunction(journalSchema, conversion)}(${keyType(mapped.type)}, jsonb) RETURNS ${mapped.newType} LANGUAGE plpgsql VOLATILE AS ${quoteLiteral(body)}`
        : `CREATE FUNCTION ${convertFunction(journalSchema, conversion)}(${keyType(mapped.type)}) RETURNS ${mapped.newType} LANGUAGE sql STABLE STRICT AS ${quoteLiteral(plain)}`,
    ],
    locks: [],
    hazards: [],
    changes: [],
  };
}

/** The USING of an undo: the value's own row first, where the journal has it, then the pairs. */
export function reversalUsing(journalSchema: string, { conversion, rowByRow }: Reversal): string {
  const { mapped } = conversion;
  const key = keyExpression(quoteIdent(mapped.column), mapped.type);
  const call = convertFunction(journalSchema, conversion);
  return rowByRow ? `${call}(${key}, ${rowKeySql(conversion, '')})` : `${call}(${key})`;
}

export function dropReversal(journalSchema: string, { conversion, rowByRow }: Reversal): Step {
  const key = keyType(conversion.mapped.type);
  return {
    kind: 'drop-mapping',
    title: `remove the work tables in ${displayIdent(journalSchema)}`,
    sql: [
      `DROP FUNCTION ${convertFunction(journalSchema, conversion)}(${rowByRow ? `${key}, jsonb` : key})`,
      `DROP TABLE ${mappingTable(journalSchema, conversion)}, ${restoreTable(journalSchema, conversion)}`,
    ],
    locks: [],
    hazards: [],
    changes: [],
  };
}

/**
 * Puts rows that were set aside back in their table.
 *
 * @param columns of the table today that the rows have, generated ones left out.
 * @param exact the table has the columns that it had: the rows' own text is taken, not their JSON.
 */
export function restoreRows(
  journalSchema: string,
  reversal: Reversal,
  columns: readonly string[],
  exact: boolean,
  count: number,
): Step {
  const { mapped } = reversal.conversion;
  const { repair, conversion } = reversal.undoes;
  const table = quoteQualified(mapped.table);
  const journal = quoteIdent(journalSchema);
  const names = columns.map(quoteIdent);
  const record = exact
    ? `k.record::${table}`
    : `pg_catalog.jsonb_populate_record(NULL::${table}, k.content)`;
  const insert =
    `INSERT INTO ${table} (${names.join(', ')}) OVERRIDING SYSTEM VALUE ` +
    `SELECT ${names.map((name) => `(r.row).${name}`).join(', ')} FROM (SELECT ${record} AS row FROM ${journal}.kept_rows AS k ` +
    `WHERE k.repair = ${repair} AND k.conversion = ${conversion} AND k.restored IS NULL) AS r`;
  return {
    kind: 'restore-rows',
    changesValues: true,
    title: `put ${count} ${count === 1 ? 'row' : 'rows'} back into ${displayQualified(mapped.table)}`,
    sql: [
      ...withTriggersDisabled(journalSchema, mapped.table, [insert]),
      `UPDATE ${journal}.kept_rows SET restored = pg_catalog.now() WHERE repair = ${repair} AND conversion = ${conversion} AND restored IS NULL`,
    ],
    locks: [{ table: mapped.table, mode: 'ACCESS EXCLUSIVE' }],
    hazards: [],
    changes: [],
  };
}

/** One row: how many values an undo can bring back, of how many; see {@link fromTable} for which rows count. */
export function reversalCountSql(
  journalSchema: string,
  mapped: MappedColumn,
  mapping: Mapping,
  undoes: Reversal['undoes'],
  made: MadeSince | null,
): string {
  return (
    `SELECT (SELECT count(*) FROM ${fromTable(mapped.table, mapped.partitioned)}) AS rows, ` +
    `coalesce(sum(n), 0) AS values, coalesce(sum(n) FILTER (WHERE targets = 1), 0) AS known, ` +
    `coalesce(sum(n) FILTER (WHERE targets = 1 AND made), 0) AS made ` +
    `FROM (${reversedPairsSql(journalSchema, mapped, mapping, undoes, made)}) AS p`
  );
}

function restoreTable(journalSchema: string, conversion: Conversion): string {
  return `${quoteIdent(journalSchema)}.restore_${conversion.number}`;
}
