import type { Catalog } from '../catalog/catalog.ts';
import { findRelation, indexesOf } from '../catalog/lookup.ts';
import { tablesOf } from '../plan/conversion-steps.ts';
import type { Plan } from '../plan/plan.ts';
import type { Session } from '../postgres/session.ts';
import { quietSettings, withSettings } from '../postgres/with-settings.ts';
import { fromTable } from '../values/mapping-sql.ts';

/** Fewer rows are rewritten before anybody minds. */
const fewRows = 200_000;
/** Rows that are read for the rate. */
const sample = 20_000;
/**
 * A rewrite takes so many times as long as reading the rows as text, and so much more for each index. Measured on two
 * cores with four million rows, four indexes and a mapping (27 s).
 */
const rewrite = 3;
const perIndex = 1.2;

/** Some table of the plan is so large that somebody may mind. */
export function mayTakeLong({ conversions }: Plan): boolean {
  return conversions.some((one) => one.weighed.evidence.rows >= fewRows);
}

/**
 * How long direct execution would keep the tables locked: their rows at the rate at which this server, now, reads some
 * of them.
 *
 * @param session inside a transaction; what it reads stays locked (ACCESS SHARE).
 * @returns milliseconds; 0 where the tables are small.
 */
export async function estimateLock(
  session: Session,
  plan: Plan,
  catalog: Catalog,
): Promise<number> {
  return withSettings(session, { ...quietSettings, lock_timeout: '1s' }, async () => {
    let total = 0;
    for (const table of tablesOf(plan.conversions)) {
      const relation = findRelation(catalog, table);
      const rows = Math.max(
        ...plan.conversions
          .filter(
            (one) =>
              one.mapped.table.schema === table.schema && one.mapped.table.name === table.name,
          )
          .map((one) => one.weighed.evidence.rows),
      );
      if (relation === undefined || rows < fewRows) continue;
      const started = performance.now();
      await session.query(
        `SELECT sum(hashtextextended(t::text, 0)) FROM (SELECT * FROM ${fromTable(table, relation.kind === 'partitioned table')} LIMIT ${sample}) AS t`,
      );
      const each = (performance.now() - started) / sample;
      total += rows * each * (rewrite + perIndex * indexesOf(catalog, relation).length);
    }
    return total;
  });
}
