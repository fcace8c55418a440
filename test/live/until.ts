import { setTimeout as sleep } from 'node:timers/promises';
import type { OwnSession } from '../servers/start-server.ts';

/** Waits for what an SQL expression says; a table that is not there yet counts as no. */
export async function until(session: OwnSession, condition: string): Promise<void> {
  for (let tries = 0; tries < 3_000; tries += 1) {
    const { rows } = await session
      .query<{ so: boolean }>(`SELECT coalesce((${condition}), false) AS so`)
      .catch(() => ({ rows: [] }));
    if (rows[0]?.so === true) return;
    await sleep(5);
  }
  throw new Error(`it does not come to: ${condition}`);
}
