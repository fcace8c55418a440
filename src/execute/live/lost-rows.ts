import type { Plan, Unmatched } from '../../plan/plan.ts';
import { PgmendError } from '../../postgres/pgmend-error.ts';
import { displayIdent, displayQualified, quoteIdent, quoteLiteral } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';
import { lostName } from './back-sql.ts';
import { conversionOf } from './conversion-of.ts';
import type { LiveDesign } from './live-design.ts';
import { work } from './live-sql.ts';

/** @throws PgmendError `undo-undecided` for rows that the types of before have no place for. */
export async function decideLost(
  session: Session,
  design: LiveDesign,
  plan: Plan,
  unmatched: Unmatched | null,
): Promise<void> {
  for (const table of design.tables) {
    const lost = work(design, lostName(table));
    for (const value of table.values) {
      const { rows } = await session.query<{ n: string }>(
        `SELECT count(*) AS n FROM ${lost} WHERE fate = 'ask' AND conversion = ${value.conversion}`,
      );
      const count = Number(rows[0]?.n ?? 0);
      if (count === 0) continue;
      if (unmatched === 'set-aside' || unmatched === 'discard') {
        await session.query(
          `UPDATE ${lost} SET fate = ${quoteLiteral(unmatched)} WHERE fate = 'ask' AND conversion = ${value.conversion}`,
        );
        continue;
      }
      const { mapped } = conversionOf(plan, value);
      throw new PgmendError(
        'undo-undecided',
        `${count} ${count === 1 ? 'row' : 'rows'} of ${displayQualified(mapped.table)} came since, whose ${displayIdent(mapped.column)} has no value of type ${mapped.type}, and the column is NOT NULL.`,
        'Decide with one of: --unmatched set-aside (moves those rows to kept_rows) · --unmatched discard (deletes them)',
        3,
      );
    }
  }
}

/** Values and rows that the types of before have no place for are kept. @returns how many */
export async function keepLost(
  session: Session,
  design: LiveDesign,
  repair: number,
): Promise<number> {
  const journal = quoteIdent(design.journalSchema);
  let kept = 0;
  for (const table of design.tables) {
    const lost = work(design, lostName(table));
    const [schema, name] = [quoteLiteral(table.table.schema), quoteLiteral(table.table.name)];
    for (const value of table.values) {
      const values = await session.query(
        `INSERT INTO ${journal}.kept_values (repair, conversion, table_schema, table_name, column_name, row_key, value, new_value, reason) ` +
          `SELECT ${repair}, conversion, ${schema}, ${name}, ${quoteLiteral(value.column)}, row_key, value, NULL, 'not in the old type' FROM ${lost} WHERE fate = 'keep' AND conversion = ${value.conversion}`,
      );
      kept += values.rowCount ?? 0;
    }
    const whole = await session.query(
      `INSERT INTO ${journal}.kept_rows (repair, conversion, table_schema, table_name, content, record) ` +
        `SELECT DISTINCT ON (record) ${repair}, conversion, ${schema}, ${name}, content, record FROM ${lost} WHERE fate = 'set-aside' ORDER BY record, conversion`,
    );
    kept += whole.rowCount ?? 0;
  }
  return kept;
}
