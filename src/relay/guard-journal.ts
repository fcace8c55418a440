import { type JournalHoldings, journalHolds } from '../execute/journal-holds.ts';
import { inTransaction } from '../postgres/in-transaction.ts';
import { displayIdent } from '../postgres/quote.ts';
import { rolledBack } from '../postgres/rolled-back.ts';
import { ServerError } from '../postgres/server-error.ts';
import { quietSettings, withSettings } from '../postgres/with-settings.ts';
import type { Declaration } from '../statement/declaration.ts';
import { parseStatements } from '../statement/parse-statements.ts';
import type { Guarding, Verdict } from './held-statement.ts';

export interface JournalGuardOptions {
  readonly journalSchema: string;
  /** A statement was refused: the sentence that says so. */
  readonly onRefused: (sentence: string) => void;
}

const takesAway = /\b(?:drop|truncate|delete|rename|set\s+schema)\b/i;

/**
 * Keeps a tool from dropping the journal's schema, or what stands in it, while kept values or a way back would go with
 * it: a tool that compares the whole database with its own definitions finds pgmend's schema in none of them.
 */
export function guardJournal({ journalSchema, onRefused }: JournalGuardOptions) {
  return (sql: string): Guarding | null => {
    if (!takesAway.test(sql) || !sql.toLowerCase().includes(journalSchema.toLowerCase()))
      return null;
    const parsed = parseStatements(sql);
    if (!parsed.ok) return null;
    const taken = parsed.statements.some(({ declarations }) =>
      declarations.some((one) => touches(one, journalSchema)),
    );
    if (!taken) return null;
    return async (session, joined): Promise<Verdict> => {
      const look = () =>
        rolledBack(session, () =>
          withSettings(session, { ...quietSettings, lock_timeout: '5s' }, () =>
            journalHolds(session, journalSchema),
          ),
        );
      const seen = await (joined ? look() : inTransaction(session, look));
      if ('error' in seen) throw seen.error;
      const holds = seen.value;
      if (holds === null) return { kind: 'pass' };
      const name = displayIdent(journalSchema);
      const held = inWords(holds);
      onRefused(
        `${sql.trim().slice(0, 200)}: schema ${name} is pgmend's journal and holds ${held}. Tell the tool to leave ${name} alone; pgmend’s page for it says how.`,
      );
      throw new ServerError({
        severity: 'ERROR',
        sqlstate: '55006',
        message: `pgmend: schema ${name} is pgmend's journal and is not taken away here`,
        detail: `It holds ${held}.`,
        hint: `Tell the tool to leave schema ${name} alone. When nothing of it is needed any more: pgmend kept --export FILE, pgmend finish for each run, pgmend kept --purge, then DROP SCHEMA ${name} CASCADE.`,
      });
    };
  };
}

function touches(declaration: Declaration, schema: string): boolean {
  switch (declaration.kind) {
    case 'drop':
      return declaration.objects.some((one) =>
        declaration.objectKind === 'schema' ? one.name === schema : one.schema === schema,
      );
    case 'rename':
      return declaration.objectKind === 'schema'
        ? declaration.object.name === schema
        : declaration.object.schema === schema;
    case 'set-schema':
      return declaration.object.schema === schema;
    case 'truncate':
      return declaration.tables.some((one) => one.schema === schema);
    case 'drop-column':
    case 'drop-constraint':
    case 'rename-column':
    case 'rename-constraint':
      return declaration.table.schema === schema;
    case 'data':
      return declaration.operation === 'delete' && declaration.table.schema === schema;
    default:
      return false;
  }
}

function inWords({ kept, runs, putOff }: JournalHoldings): string {
  const [first] = runs;
  return [
    ...(kept === 0 ? [] : [`${kept} kept ${kept === 1 ? 'value or row' : 'values and rows'}`]),
    ...(first === undefined
      ? []
      : [`the way back of ${runs.length === 1 ? `run ${first}` : `${runs.length} runs`}`]),
    ...(putOff === 0 ? [] : [`${putOff} foreign ${putOff === 1 ? 'key' : 'keys'} put off`]),
  ].join(' and ');
}
