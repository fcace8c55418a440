import { findRelation, relationByOid } from '../../../catalog/lookup.ts';
import { displayQualified } from '../../../postgres/quote.ts';
import type { FaultDetector } from '../../diagnosis-input.ts';
import type { PendingTriggerEvents } from '../../fault.ts';

/**
 * A table whose rows were changed in the open transaction, with checks put off until its end, is to be altered:
 * CheckTableNotInUse() in commands/tablecmds.c. The same SQLSTATE means a cursor that is still open, which no deferred
 * constraint explains.
 */
export const pendingTriggerEvents: FaultDetector = {
  kind: 'pending-trigger-events',
  sqlstates: ['55006'],
  detect({ error, statements, catalog }): readonly PendingTriggerEvents[] {
    if (error === null) return [];
    const changesData = statements.some((one) =>
      one.declarations.some(({ kind }) => kind === 'data'),
    );
    const named = statements
      .flatMap((one) => one.declarations)
      .flatMap((one) => ('table' in one ? [findRelation(catalog, one.table)] : []));
    const table = named.find((one) => one !== undefined);
    if (table === undefined) return [];
    const deferred = catalog.constraints.flatMap((one) => {
      const on = relationByOid(catalog, one.table);
      if (!one.initiallyDeferred || one.parent !== 0 || on === undefined) return [];
      return [{ schema: on.schema, name: one.name, table: one.table }];
    });
    if (deferred.length === 0) return [];
    return [
      {
        kind: 'pending-trigger-events',
        id: displayQualified(table),
        constraint: null,
        referencing: null,
        referenced: null,
        declaredBy: 'statement',
        table: { schema: table.schema, name: table.name },
        deferred: deferred.map(({ schema, name }) => ({ schema, name })),
        sameString: changesData,
      },
    ];
  },
};
