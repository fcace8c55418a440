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

/** What is wrong with a held statement; where a table is missing, with what is still to come. */
export async function diagnoseHeld(
  { sql, error }: HeldStatement,
  session: Session,
  catalog: Catalog,
  options: WhatIsToCome & { readonly journalSchema: string },
): Promise<Fault[]> {
  const request = { statement: sql, error, catalog };
  const pendingTables = missingTable.has(error.sqlstate)
    ? await options.pendingTables?.(session)
    : undefined;
  if (pendingTables === undefined) return diagnose(request);
  const putOff = await readPutOffKeys(session, options.journalSchema);
  return diagnose({ ...request, pendingTables, putOff });
}
