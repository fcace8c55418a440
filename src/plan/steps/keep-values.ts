import { displayIdent, displayQualified, quoteIdent, quoteLiteral } from '../../postgres/quote.ts';
import { fromTable } from '../../values/mapping-sql.ts';
import { keyExpression } from '../../values/value-key.ts';
import type { Conversion } from '../plan.ts';
import type { Step } from '../step.ts';
import { rowKeySql } from './row-key-sql.ts';
import { currentRepair, mappingTable } from './work-names.ts';

/** Keeps the values that become NULL, each with the key of its row. */
export function keepValues(journalSchema: string, conversion: Conversion): Step {
  const { mapped, weighed } = conversion;
  const count = weighed.evidence.unmatched + weighed.evidence.ambiguous;
  const where = `${displayQualified(mapped.table)}.${displayIdent(mapped.column)}`;
  return {
    kind: 'keep-values',
    title: `keep ${count} ${count === 1 ? 'value' : 'values'} of ${where} that ${count === 1 ? 'matches' : 'match'} nothing in ${displayIdent(journalSchema)}.kept_values`,
    sql: [keepValuesSql(journalSchema, conversion)],
    locks: [],
    hazards: [
      {
        kind: 'keeps-values',
        message: `${count} ${count === 1 ? 'row' : 'rows'} of ${where} ${count === 1 ? 'becomes NULL; the value is' : 'become NULL; the values are'} kept in ${displayIdent(journalSchema)}.kept_values.`,
      },
    ],
    changes: [],
  };
}

/** The same where nobody has counted yet: in an undo that is written before the mend is made. */
export function keepAnyValues(journalSchema: string, conversion: Conversion): Step {
  const { mapped } = conversion;
  return {
    kind: 'keep-values',
    title: `keep values of ${displayQualified(mapped.table)}.${displayIdent(mapped.column)} that have none of type ${mapped.newType}, if there are any, in ${displayIdent(journalSchema)}.kept_values`,
    sql: [keepValuesSql(journalSchema, conversion)],
    locks: [],
    hazards: [],
    changes: [],
  };
}

function keepValuesSql(journalSchema: string, conversion: Conversion): string {
  const reason = conversion.undoes === undefined ? 'unmatched' : 'not in the old type';
  return rememberSql(journalSchema, conversion, reason, 'm.targets <> 1');
}

/**
 * Writes into the journal what `undo` needs: every pair, and row by row the values of which several became one.
 */
export function rememberValues(journalSchema: string, conversion: Conversion): Step {
  const table = mappingTable(journalSchema, conversion);
  return {
    kind: 'remember-values',
    title: `write into the journal what undo needs of ${displayQualified(conversion.mapped.table)}.${displayIdent(conversion.mapped.column)}`,
    sql: [
      `INSERT INTO ${quoteIdent(journalSchema)}.value_pairs (repair, conversion, old, new) ` +
        `SELECT ${currentRepair}, ${conversion.number}, old::text, new::text FROM ${table} WHERE targets = 1`,
      rememberSql(
        journalSchema,
        conversion,
        'collapsed',
        `m.new::text IN (SELECT new::text FROM ${table} WHERE targets = 1 GROUP BY new::text HAVING count(*) > 1)`,
      ),
    ],
    locks: [],
    hazards: [],
    changes: [],
  };
}

/** Why a value stands in the journal row by row. */
export type KeptReason = 'unmatched' | 'collapsed' | 'not in the old type';

function rememberSql(
  journalSchema: string,
  conversion: Conversion,
  reason: KeptReason,
  condition: string,
): string {
  const { mapped } = conversion;
  const column = `t.${quoteIdent(mapped.column)}`;
  return (
    `INSERT INTO ${quoteIdent(journalSchema)}.kept_values ` +
    `(repair, conversion, table_schema, table_name, column_name, row_key, value, new_value, reason) ` +
    `SELECT ${currentRepair}, ${conversion.number}, ${quoteLiteral(mapped.table.schema)}, ${quoteLiteral(mapped.table.name)}, ` +
    `${quoteLiteral(mapped.column)}, ${rowKeySql(conversion, 't.')}, ${column}::text, m.new::text, '${reason}' ` +
    `FROM ${fromTable(mapped.table, mapped.partitioned)} AS t JOIN ${mappingTable(journalSchema, conversion)} AS m ` +
    `ON m.old = ${keyExpression(column, mapped.type)} WHERE ${condition}`
  );
}
