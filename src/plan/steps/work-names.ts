import { quoteIdent } from '../../postgres/quote.ts';
import type { Conversion } from '../plan.ts';

/** The work table of a conversion: `old`, `n`, `new`, `targets`. Gone before the transaction ends. */
export function mappingTable(
  journalSchema: string,
  conversion: Pick<Conversion, 'number'>,
): string {
  return `${quoteIdent(journalSchema)}.mapping_${conversion.number}`;
}

/** The function that a conversion's ALTER COLUMN … USING calls. */
export function convertFunction(
  journalSchema: string,
  conversion: Pick<Conversion, 'number'>,
): string {
  return `${quoteIdent(journalSchema)}.convert_${conversion.number}`;
}

/** The repair that is being executed; the executor sets it for the transaction. */
export const currentRepair = `pg_catalog.current_setting('pgmend.repair')::bigint`;

/** The repair that a script takes back: whoever writes the script cannot know its number. */
export const undoneRepair = `pg_catalog.current_setting('pgmend.undoes')::bigint`;
