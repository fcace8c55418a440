import type { ExplainedFault, ExplainedKind } from '../diagnose/fault.ts';
import { attempt } from '../postgres/attempt.ts';
import { type QualifiedName, quoteIdent, quoteQualified } from '../postgres/quote.ts';
import type { Session } from '../postgres/session.ts';

/** How many rows a table has that belongs to an explanation. */
export interface CountedTable {
  readonly table: QualifiedName;
  /** null: this role may not read them. */
  readonly rows: number | null;
  /** There are more; counting stopped there. */
  readonly atLeast: boolean;
  /** The columns asked about, with the number of values that occur more than once; null where nothing was asked. */
  readonly duplicates: { readonly columns: readonly string[]; readonly values: number } | null;
  /** Rows of another table that are not in this one; null where nothing was asked, or it could not be read. */
  readonly missing: { readonly from: QualifiedName; readonly rows: number } | null;
}

/** An explanation needs to know "none", "few" or "many": counting a large table is not worth its time. */
const most = 100_000;

/** @param session inside a transaction, under quietSettings; nothing is changed. */
export async function countTables(
  session: Session,
  { questions }: ExplainedFault<ExplainedKind>,
): Promise<CountedTable[]> {
  const counted: CountedTable[] = [];
  for (const { table, duplicatesOf, only, missingFrom } of questions) {
    const from = `${only === true ? 'ONLY ' : ''}${quoteQualified(table)}`;
    const rows = await countOf(
      session,
      `SELECT count(*) AS n FROM (SELECT FROM ${from} LIMIT ${most}) AS t`,
    );
    const names = duplicatesOf?.map(quoteIdent) ?? [];
    const values =
      rows === null || rows === most || duplicatesOf === null
        ? null
        : await countOf(
            session,
            `SELECT count(*) AS n FROM (SELECT FROM ${from} WHERE (${names.map((name) => `${name} IS NOT NULL`).join(' AND ')}) ` +
              `GROUP BY ${names.join(', ')} HAVING count(*) > 1) AS t`,
          );
    const columns = missingFrom?.columns.map(quoteIdent).join(', ') ?? '';
    const missing =
      missingFrom === undefined
        ? null
        : await countOf(
            session,
            `SELECT count(*) AS n FROM (SELECT ${columns} FROM ${quoteQualified(missingFrom.table)} ` +
              `EXCEPT ALL SELECT ${columns} FROM ${from}) AS t`,
          );
    counted.push({
      table: { schema: table.schema, name: table.name },
      rows,
      atLeast: rows === most,
      duplicates:
        values === null || duplicatesOf === null ? null : { columns: duplicatesOf, values },
      missing:
        missing === null || missingFrom === undefined
          ? null
          : { from: missingFrom.table, rows: missing },
    });
  }
  return counted;
}

async function countOf(session: Session, sql: string): Promise<number | null> {
  const answer = await attempt(session, () => session.query<{ n: string }>(sql));
  return 'error' in answer ? null : Number(answer.value.rows[0]?.n);
}
