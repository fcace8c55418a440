import { quoteIdent } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';
import type { LiveDesign } from './live-design.ts';
import { keyNames, tableSql, work } from './live-sql.ts';

/**
 * Behind a way back: values that matched nothing are restored where their row has them again. A row that is gone, or
 * that has got another key or value since, does not; what it had stays kept.
 *
 * @param repair that has kept them.
 * @returns how many stay kept.
 */
export async function markRestored(
  session: Session,
  design: LiveDesign,
  repair: number,
): Promise<number> {
  const kept = `${quoteIdent(design.journalSchema)}.kept_values`;
  for (const table of design.tables) {
    const names = keyNames(table);
    const onKey = table.key.map(({ name }, at) => `t.${quoteIdent(name)} = l.${names[at]}`);
    for (const { column, conversion } of table.values) {
      const isBack = `t.${quoteIdent(column)}::text COLLATE pg_catalog."C" = l.value`;
      await session.query(
        `UPDATE ${kept} AS v SET restored = pg_catalog.now() FROM ${work(design, table.left)} AS l JOIN ${tableSql(table)} AS t ON ${onKey.join(' AND ')} AND ${isBack} ` +
          `WHERE l.fate = 'keep' AND l.conversion = ${conversion} AND v.repair = $1 AND v.restored IS NULL AND v.conversion = l.conversion AND v.row_key = l.row_key AND v.value = l.value`,
        [repair],
      );
    }
  }
  const { rows } = await session.query<{ n: string }>(
    `SELECT count(*) AS n FROM ${kept} AS v WHERE v.repair = $1 AND v.restored IS NULL`,
    [repair],
  );
  return Number(rows[0]?.n ?? 0);
}
