import type { Catalog } from '../../catalog/catalog.ts';
import type { Plan } from '../../plan/plan.ts';
import { inTransaction } from '../../postgres/in-transaction.ts';
import type { Session } from '../../postgres/session.ts';
import { quietSettings, withSettings } from '../../postgres/with-settings.ts';
import { designLive } from './design-live.ts';
import type { LiveDesign } from './live-design.ts';
import { refuseTwice } from './refuse-twice.ts';

/**
 * Looks whether a plan can be carried out in the background, before anybody is asked.
 *
 * @param session outside any transaction.
 * @param id of the one that is gone on with; 0 where it is to begin.
 * @returns what it would be made of.
 * @throws PgmendError `live-impossible` with every reason, by name; `live-already`.
 */
export async function checkLive(
  session: Session,
  plan: Plan,
  catalog: Catalog,
  id = 0,
): Promise<LiveDesign> {
  return inTransaction(session, () =>
    withSettings(session, { ...quietSettings, lock_timeout: '5s' }, async () => {
      const design = await designLive(session, catalog, plan, id);
      await refuseTwice(session, design);
      return design;
    }),
  );
}
