import { displayIdent, displayQualified, quoteIdent, quoteLiteral } from '../../postgres/quote.ts';
import { fromTable } from '../../values/mapping-sql.ts';
import type { Step } from '../step.ts';
import type { JournalledTable } from '../undo-part.ts';
import { rowKeySql } from './row-key-sql.ts';
import { withTriggersDisabled } from './with-triggers-disabled.ts';
import { currentRepair } from './work-names.ts';

/** References of one table that become NULL. */
export interface ClearedReferences extends JournalledTable {
  /** As in Conversion.number. */
  readonly number: number;
  /** Column → a condition over `t`. */
  readonly columns: ReadonlyMap<string, string>;
  readonly rowKey: readonly string[];
  /** Values, for people; null where they are not counted: references to rows that go. */
  readonly count: number | null;
  /** The values are kept in the journal. */
  readonly keep: boolean;
}

/** Makes references NULL, in one UPDATE per table; the values are kept first, each with the key of its row. */
export function clearReferences(journalSchema: string, cleared: ClearedReferences): Step {
  const { table, partitioned, number, columns, count, keep } = cleared;
  const from = `${fromTable(table, partitioned)} AS t`;
  const names = [...columns.keys()].map(displayIdent).join(', ');
  const what = `${count === null ? 'the' : count} ${count === 1 ? 'reference' : 'references'} of ${displayQualified(table)} (${names})`;
  const place = `${displayIdent(journalSchema)}.kept_values`;
  const keeping = [...columns].map(
    ([name, condition]) =>
      `INSERT INTO ${quoteIdent(journalSchema)}.kept_values ` +
      `(repair, conversion, table_schema, table_name, column_name, row_key, value, new_value, reason) ` +
      `SELECT ${currentRepair}, ${number}, ${quoteLiteral(table.schema)}, ${quoteLiteral(table.name)}, ${quoteLiteral(name)}, ` +
      `${rowKeySql(cleared, 't.')}, t.${quoteIdent(name)}::text, NULL, 'unmatched' FROM ${from} ` +
      `WHERE t.${quoteIdent(name)} IS NOT NULL AND (${condition})`,
  );
  const sets = [...columns].map(
    ([name, condition]) =>
      `${quoteIdent(name)} = CASE WHEN NOT (${condition}) THEN t.${quoteIdent(name)} END`,
  );
  const update = `UPDATE ${from} SET ${sets.join(', ')} WHERE ${[...new Set(columns.values())].map((one) => `(${one})`).join(' OR ')}`;
  const becomes = count === 1 ? 'becomes' : 'become';
  const kept = count === 1 ? 'the value is' : 'the values are';
  return {
    kind: keep ? 'keep-references' : 'clear-references',
    changesValues: true,
    title: `make ${what} NULL${keep ? `, and keep ${count === 1 ? 'the value' : 'the values'} in ${place}` : ''}`,
    sql: [...(keep ? keeping : []), ...withTriggersDisabled(journalSchema, table, [update])],
    locks: [{ table, mode: 'SHARE ROW EXCLUSIVE' }],
    hazards: [
      keep
        ? {
            kind: 'keeps-values',
            message: `${what} ${becomes} NULL; ${kept} kept in ${place}.`,
          }
        : {
            kind: 'discards-values',
            message: `${what} ${becomes} NULL, and ${count === 1 ? 'is' : 'are'} kept nowhere.`,
          },
    ],
    changes: [],
  };
}
