import type { Catalog } from '../catalog/catalog.ts';
import { wantedTypeChange } from '../diagnose/wanted-type-change.ts';
import type { Plan } from '../plan/plan.ts';
import type { PlanOptions } from '../plan/plan-options.ts';
import { inTransaction } from '../postgres/in-transaction.ts';
import { PgmendError } from '../postgres/pgmend-error.ts';
import type { Session } from '../postgres/session.ts';
import { loadParser } from '../statement/parse-statements.ts';
import { parseVia } from '../values/parse-via.ts';
import { resolveColumn } from '../values/written-name.ts';
import { look } from './look.ts';
import { preparePlan } from './prepare-plan.ts';

export interface RekeyRequest {
  /** The key's column: `users.id`. */
  readonly column: string;
  /** The new type as in SQL. */
  readonly type: string;
  /** `--via`: how a key becomes a new one. */
  readonly via: string;
  readonly plan: PlanOptions;
  /** `--map` arguments. */
  readonly maps: readonly string[];
}

/**
 * The plan that gives a key another type, with every column that references it and with what fills it. Reads only.
 * Without faults when it is of that type already.
 *
 * @param session outside any transaction.
 * @throws PgmendError `no-such-column`, `bad-type`, `bad-via`, `bad-map`.
 */
export async function planRekey(
  session: Session,
  request: RekeyRequest,
): Promise<{ readonly catalog: Catalog; readonly plan: Plan }> {
  await loadParser();
  return inTransaction(session, () =>
    look(session, request.plan.journalSchema, async (catalog) => {
      const wrong = (why: string) =>
        new PgmendError(
          'no-such-column',
          `${request.column} cannot be given another type: ${why}.`,
          'Name the key as TABLE.COLUMN, as in SQL, with its schema where needed: pgmend rekey users.id --to uuid',
        );
      const key = resolveColumn(catalog, request.column, wrong);
      const { kind, name } = key.relation;
      if (kind !== 'table' && kind !== 'partitioned table') throw wrong(`${name} is a ${kind}`);
      const way = parseVia(catalog, request.via, key);
      const fault = wantedTypeChange(catalog, key, request.type, way);
      const plan = await preparePlan(session, {
        catalog,
        faults: fault.changes.length === 0 ? [] : [fault],
        statement: null,
        options: request.plan,
        maps: request.maps,
      });
      return { catalog, plan };
    }),
  );
}
