import type { Catalog } from '../catalog/catalog.ts';
import type { Plan } from '../plan/plan.ts';
import { inTransaction } from '../postgres/in-transaction.ts';
import type { Session } from '../postgres/session.ts';
import { type Applied, applyPlan, type ExecuteOptions } from './apply-plan.ts';
import { endWithClient } from './end-with-client.ts';

/**
 * Carries out a plan in a transaction of its own.
 *
 * @param session outside any transaction.
 */
export async function executeDirect(
  session: Session,
  plan: Plan,
  catalog: Catalog,
  options: ExecuteOptions,
): Promise<Applied> {
  return inTransaction(session, async () => {
    await endWithClient(session);
    return applyPlan(session, plan, catalog, options);
  });
}
