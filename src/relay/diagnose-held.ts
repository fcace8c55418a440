import type { Catalog } from '../catalog/catalog.ts';
import { diagnose } from '../diagnose/diagnose.ts';
import type { Fault } from '../diagnose/fault.ts';
import type { PendingTable } from '../diagnose/put-off-key.ts';
import { readPutOffKeys } from '../execute/journal.ts';
import type { Session } from '../postgres/session.ts';
import type { HeldStatement } from './held-statement.ts';

export interface WhatIsToCome {
  /**
   * Tables that migration files make which are still to run, seen from the held connection. Whoever gives it lays the
   * keys that are put off for them; without it none is.
   */
  readonly pendingTables?: (session: Session) => Promise<readonly PendingTable[]>;
}

/** undefined_table, invalid_schema_name: something that is still to run may make what is missing. */
const missingTable = new Set(['42P01', '3F000']);
/** duplicate_table, duplicate_column: an earlier run may have made it without the foreign keys that it put off. */
const leftover = new Set(['42P07', '42701']);

/** What is wrong with a held statement, in view of what is still to come and of what was put off. */
export async function diagnoseHeld(
  { sql, error }: HeldStatement,
  session: Session,
  catalog: Catalog,
  options: WhatIsToCome & { readonly journalSchema: string },
): Promise<Fault[]> {
  const request = { statement: sql, error, catalog };
  const isMissing = missingTable.has(error.sqlstate);
  if (!isMissing && !leftover.has(error.sqlstate)) return diagnose(request);
  const putOff = await readPutOffKeys(session, options.journalSchema);
  const pendingTables = isMissing ? await options.pendingTables?.(session) : undefined;
  return diagnose({
    ...request,
    putOff,
    ...(pendingTables === undefined ? {} : { pendingTables }),
  });
}
