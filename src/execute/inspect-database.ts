import { addDetails } from '../catalog/add-details.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { readOutline } from '../catalog/read-catalog.ts';
import { diagnoseCatalog } from '../diagnose/diagnose-catalog.ts';
import type { Fault } from '../diagnose/fault.ts';
import type { Plan } from '../plan/plan.ts';
import type { PlanOptions } from '../plan/plan-options.ts';
import { inTransaction } from '../postgres/in-transaction.ts';
import type { Session } from '../postgres/session.ts';
import { look } from './look.ts';
import { preparePlan } from './prepare-plan.ts';
import { tablesAround } from './tables-around.ts';

export interface InspectRequest {
  readonly plan: PlanOptions;
  /** `--map` arguments. */
  readonly maps: readonly string[];
  /** Only faults of tables in this schema; null for all. */
  readonly schema: string | null;
}

/**
 * Everything that is wrong in the database, with the plan that would mend it. Reads only.
 *
 * @param session outside any transaction.
 * @throws PgmendError `bad-map`.
 */
export async function inspectDatabase(
  session: Session,
  request: InspectRequest,
): Promise<{ readonly catalog: Catalog; readonly plan: Plan }> {
  const { journalSchema } = request.plan;
  const work = async (outline: Catalog) => {
    const faults = diagnoseCatalog(outline).filter((fault) => isIn(fault, request.schema));
    const tables = tablesAround(outline, faults);
    const catalog = await addDetails(session, outline, journalSchema, tables);
    const plan = await preparePlan(session, {
      catalog,
      faults,
      statement: null,
      options: request.plan,
      maps: request.maps,
    });
    return { catalog, plan };
  };
  return inTransaction(session, () => look(session, journalSchema, work, readOutline));
}

function isIn(fault: Fault, schema: string | null): boolean {
  return schema === null || fault.referencing?.table.schema === schema;
}
