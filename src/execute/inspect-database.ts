import type { Catalog } from '../catalog/catalog.ts';
import { readStanding } from '../catalog/read-standing.ts';
import { diagnoseCatalog } from '../diagnose/diagnose-catalog.ts';
import type { Fault } from '../diagnose/fault.ts';
import type { Plan } from '../plan/plan.ts';
import type { PlanOptions } from '../plan/plan-options.ts';
import { inTransaction } from '../postgres/in-transaction.ts';
import { PgmendError } from '../postgres/pgmend-error.ts';
import type { Session } from '../postgres/session.ts';
import { onlySuspect } from '../values/only-suspect.ts';
import { look } from './look.ts';
import type { Patience } from './look-within.ts';
import { preparePlan } from './prepare-plan.ts';

export interface InspectRequest {
  readonly plan: PlanOptions;
  /** `--map` arguments. */
  readonly maps: readonly string[];
  /** Only faults of tables in this schema; null for all. */
  readonly schema: string | null;
  /** Only these faults, by id, kind, or `kind:id`; absent or empty: all. */
  readonly only?: readonly string[];
  /** How long to look; absent: as long as it takes. */
  readonly patience?: Patience | null;
}

/**
 * Everything that is wrong in the database, with the plan that would mend it. Reads only.
 *
 * @param session outside any transaction.
 * @throws PgmendError `bad-map`, `no-such-fault`.
 */
export async function inspectDatabase(
  session: Session,
  request: InspectRequest,
): Promise<{ readonly catalog: Catalog; readonly plan: Plan }> {
  const only = request.only ?? [];
  return inTransaction(session, () =>
    look(session, request.plan.journalSchema, async (catalog) => {
      const standing = await readStanding(session, request.plan.journalSchema);
      const faults = diagnoseCatalog(catalog, standing).filter(
        (fault) => isIn(fault, request.schema) && (only.length === 0 || isNamed(fault, only)),
      );
      const plan = await preparePlan(session, {
        catalog,
        faults: await onlySuspect(session, catalog, faults),
        statement: null,
        options: request.plan,
        maps: request.maps,
        patience: request.patience ?? null,
        wanted: only.length > 0,
      });
      if (only.length > 0 && plan.faults.length === 0) throw noSuchFault(only);
      return { catalog, plan };
    }),
  );
}

function isIn(fault: Fault, schema: string | null): boolean {
  if (schema === null) return true;
  const own = 'schema' in fault ? fault.schema : fault.referencing?.table.schema;
  return own === schema;
}

function isNamed({ id, kind }: Fault, only: readonly string[]): boolean {
  return [id, kind, `${kind}:${id}`].some((name) => only.includes(name));
}

function noSuchFault(only: readonly string[]): PgmendError {
  return new PgmendError(
    'no-such-fault',
    `Nothing is wrong under the name ${only.join(', ')}.`,
    'See what is: pgmend doctor',
    2,
  );
}
