import type { Catalog } from '../catalog/catalog.ts';
import { findRelation } from '../catalog/lookup.ts';
import type { ReturningRows } from '../plan/steps/restore-references.ts';
import type { UndoPart } from '../plan/undo-part.ts';
import type { CountedUndo } from '../plan/undo-parts.ts';
import { quoteIdent } from '../postgres/quote.ts';
import type { Session } from '../postgres/session.ts';

/** Looks up in the journal what there is to be put back of a repair's parts. */
export async function countUndo(
  session: Session,
  catalog: Catalog,
  parts: readonly UndoPart[],
  repair: number,
  journalSchema: string,
): Promise<CountedUndo> {
  const journal = quoteIdent(journalSchema);
  const values = new Map<number, number>();
  const rows = new Map<number, readonly ReturningRows[]>();
  for (const part of parts) {
    if (part.kind === 'values') {
      const { rows: found } = await session.query<{ n: string }>(
        `SELECT count(*) AS n FROM ${journal}.kept_values WHERE repair = $1 AND conversion = $2 AND restored IS NULL`,
        [repair, part.number],
      );
      values.set(part.number, Number(found[0]?.n ?? 0));
    }
    if (part.kind === 'rows') {
      const returning: ReturningRows[] = [];
      for (const { table, partitioned } of part.tables) {
        const { rows: found } = await session.query<{ n: string; columns: string[] | null }>(
          `SELECT count(*) AS n, (SELECT array(SELECT jsonb_object_keys((array_agg(k.content))[1]))) AS columns ` +
            `FROM ${journal}.kept_rows AS k WHERE repair = $1 AND conversion = $2 AND table_schema = $3 AND table_name = $4 AND restored IS NULL`,
          [repair, part.number, table.schema, table.name],
        );
        const all = findRelation(catalog, table)?.columns ?? [];
        const had = found[0]?.columns ?? [];
        returning.push({
          table,
          partitioned,
          columns: all
            .filter((one) => one.generated === null && had.includes(one.name))
            .map((one) => one.name),
          exact: had.length === all.length && all.every((one) => had.includes(one.name)),
          count: Number(found[0]?.n ?? 0),
        });
      }
      rows.set(part.number, returning);
    }
  }
  return { repair, parts, values, rows };
}
