import type { Catalog } from '../../catalog/catalog.ts';
import type { Plan } from '../../plan/plan.ts';
import { inTransaction } from '../../postgres/in-transaction.ts';
import type { Session } from '../../postgres/session.ts';
import { quietSettings, withSettings } from '../../postgres/with-settings.ts';
import { designLive } from './design-live.ts';

/**
 * Looks whether a plan can be carried out in the background, before anybody is asked.
 *
 * @param session outside any transaction.
 * @throws PgmendError `live-impossible` with every reason, by name.
 */
export async function checkLive(session: Session, plan: Plan, catalog: Catalog): Promise<void> {
  await inTransaction(session, () =>
    withSettings(session, { ...quietSettings, lock_timeout: '5s' }, async () => {
      await designLive(session, catalog, plan, 0);
    }),
  );
}
