import type { Plan, Unmatched } from '../../plan/plan.ts';
import { PgmendError } from '../../postgres/pgmend-error.ts';
import { displayIdent, displayQualified, quoteIdent, quoteLiteral } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';
import type { LiveDesign } from './live-design.ts';
import { work } from './live-sql.ts';

/**
 * What came meanwhile and matches nothing goes the way that the plan was approved with, or the one that is said now.
 *
 * @returns whether there is any.
 * @throws PgmendError `live-undecided`, exit code 3
 */
export async function decideLeft(
  session: Session,
  {
    design,
    plan,
    unmatched,
  }: { readonly design: LiveDesign; readonly plan: Plan; readonly unmatched: Unmatched | null },
): Promise<boolean> {
  const all = design.tables.map(
    (one) =>
      `SELECT ${one.number} AS number, conversion, fate, count(*) AS n FROM ${work(design, one.left)} GROUP BY 2, 3`,
  );
  const found = await session.query<{
    number: number;
    conversion: number;
    fate: string;
    n: string;
  }>(`${all.join(' UNION ALL ')} ORDER BY 1, 2, 3`);
  for (const table of design.tables) {
    const left = work(design, table.left);
    const rows = found.rows.filter((one) => one.number === table.number);
    for (const { conversion: number, fate, n } of rows) {
      const conversion = plan.conversions.find((one) => one.number === number);
      const approved =
        (conversion?.weighed.evidence.unmatched ?? 0) +
        (conversion?.weighed.evidence.ambiguous ?? 0);
      const column = `${displayQualified(table.table)}.${displayIdent(conversion?.mapped.column ?? '')}`;
      if (fate === 'ask') {
        if (unmatched === 'set-aside' || unmatched === 'discard') {
          await session.query(
            `UPDATE ${left} SET fate = $2 WHERE fate = 'ask' AND conversion = $1`,
            [number, unmatched],
          );
          continue;
        }
        throw undecided(
          `${n} ${n === '1' ? 'row' : 'rows'} of ${column} came meanwhile and match nothing, and the column is NOT NULL.`,
          ['set-aside', 'discard'],
        );
      }
      if (approved > 0 || (fate !== 'keep' && fate !== 'null')) continue;
      if (unmatched === 'keep' || unmatched === 'null') {
        await session.query(`UPDATE ${left} SET fate = $2 WHERE fate = $3 AND conversion = $1`, [
          number,
          unmatched,
          fate,
        ]);
        continue;
      }
      throw undecided(
        `${n} ${n === '1' ? 'value' : 'values'} of ${column} came meanwhile and match nothing; when you approved the plan there was none.`,
        ['keep', 'null'],
      );
    }
  }
  return found.rows.length > 0;
}

function undecided(question: string, answers: readonly string[]): PgmendError {
  const flags = answers.map((one) => `pgmend cutover --unmatched ${one}`).join(' · ');
  return new PgmendError(
    'live-undecided',
    question,
    `Nothing was changed. Decide with one of: ${flags}`,
    3,
  );
}

/** What matches nothing becomes kept values and rows, as in direct execution. */
export async function keepLeft(
  session: Session,
  design: LiveDesign,
  repair: number,
): Promise<void> {
  const journal = quoteIdent(design.journalSchema);
  for (const table of design.tables) {
    const { schema, name } = table.table;
    const left = work(design, table.left);
    for (const value of table.values) {
      await session.query(
        `INSERT INTO ${journal}.kept_values (repair, conversion, table_schema, table_name, column_name, row_key, value, new_value, reason) ` +
          `SELECT ${repair}, conversion, ${quoteLiteral(schema)}, ${quoteLiteral(name)}, ${quoteLiteral(value.column)}, row_key, value, NULL, 'unmatched' ` +
          `FROM ${left} WHERE fate = 'keep' AND conversion = ${value.conversion}`,
      );
    }
    await session.query(
      `INSERT INTO ${journal}.kept_rows (repair, conversion, table_schema, table_name, content, record) ` +
        `SELECT DISTINCT ON (record) ${repair}, conversion, ${quoteLiteral(schema)}, ${quoteLiteral(name)}, content, record FROM ${left} WHERE fate = 'set-aside' ORDER BY record, conversion`,
    );
  }
}
