import type { Catalog } from '../catalog/catalog.ts';
import { diagnoseCatalog } from '../diagnose/diagnose-catalog.ts';
import type { Fault } from '../diagnose/fault.ts';
import { putOffKeys } from '../diagnose/faults/put-off-key/put-off-key.ts';
import type { WaitingKey } from '../diagnose/put-off-key.ts';
import type { Plan } from '../plan/plan.ts';
import type { PlanOptions } from '../plan/plan-options.ts';
import { inTransaction } from '../postgres/in-transaction.ts';
import type { Session } from '../postgres/session.ts';
import { loadParser } from '../statement/parse-statements.ts';
import { readPutOffKeys } from './journal.ts';
import { look } from './look.ts';
import { preparePlan } from './prepare-plan.ts';

export interface InspectRequest {
  readonly plan: PlanOptions;
  /** `--map` arguments. */
  readonly maps: readonly string[];
  /** Only faults of tables in this schema; null for all. */
  readonly schema: string | null;
  /** Only what is about this foreign key that is put off. */
  readonly putOff?: WaitingKey;
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
  return inTransaction(session, () =>
    look(session, request.plan.journalSchema, async (catalog) => {
      const { putOff } = request;
      const waiting =
        putOff === undefined ? await readPutOffKeys(session, request.plan.journalSchema) : [putOff];
      if (waiting.length > 0) await loadParser();
      const all = [
        ...(putOff === undefined ? diagnoseCatalog(catalog) : []),
        ...putOffKeys(catalog, waiting),
      ];
      const faults = all.filter((fault) => isIn(fault, request.schema));
      const plan = await preparePlan(session, {
        catalog,
        faults,
        statement: null,
        options: request.plan,
        maps: request.maps,
      });
      return { catalog, plan };
    }),
  );
}

function isIn(fault: Fault, schema: string | null): boolean {
  return schema === null || fault.referencing?.table.schema === schema;
}
