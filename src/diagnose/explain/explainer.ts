import { displayIdent, quoteLiteral } from '../../postgres/quote.ts';
import type { ErrorInText } from './errors-in-text.ts';
import type { ExplainedSide, Explanation, WayOut } from './explanation.ts';
import type { MessageId } from './server-messages.ts';

/** Explains the errors of some messages. */
export interface Explainer {
  readonly messages: readonly MessageId[];
  /** Explained by their SQLSTATE too, where the message is not understood: then all names are missing. */
  readonly sqlstates: readonly string[];
  explain(error: ErrorInText): Explanation;
}

type Words = Pick<Explanation, 'kind' | 'headline' | 'why' | 'waysOut'> & Partial<Explanation>;

/** An explanation, with what most of them leave empty. */
export function explanationOf(error: ErrorInText, words: Words): Explanation {
  return { sqlstate: error.sqlstate, constraint: null, sides: [], others: [], ...words };
}

/** The first way out of nearly everything. `does` goes on from "Run the migration under pgmend:". */
export function underPgmend(does: string): WayOut {
  return {
    title: `Run the migration under pgmend: ${does}`,
    code: 'npx pgmend run -- YOUR MIGRATION COMMAND',
  };
}

/** A way out with SQL to paste, or with words alone. */
export function byHand(title: string, ...code: readonly string[]): WayOut {
  return { title, code: code.length === 0 ? null : code.join('\n') };
}

/** A name as SQL needs it, or the placeholder that stands for it. */
export function nameOr(name: string | null | undefined, placeholder: string): string {
  return name === null || name === undefined || name === '' ? placeholder : displayIdent(name);
}

/** A name as a `regclass` is written: `'"Users"'::regclass`. */
export function regclass(name: string | null | undefined, placeholder: string): string {
  return `${quoteLiteral(nameOr(name, placeholder))}::regclass`;
}

/** Both sides of the foreign key that the SQL beside the error lays, without types. */
export function sidesOf({ statement }: ErrorInText): ExplainedSide[] {
  if (statement?.does !== 'lay-foreign-key') return [];
  const columns = (names: readonly string[]) =>
    names.length === 0 ? null : names.map(displayIdent).join(', ');
  return [
    {
      role: 'referencing',
      table: nameOr(statement.table, 'THE_TABLE'),
      column: columns(statement.columns),
      type: null,
    },
    {
      role: 'referenced',
      table: nameOr(statement.referencedTable, 'THE_REFERENCED_TABLE'),
      column: columns(statement.referencedColumns),
      type: null,
    },
  ];
}

/** The values of a DETAIL; null where the text has none. */
export function detailOf({ details }: ErrorInText, id: MessageId): readonly string[] | null {
  return details.find((one) => one.id === id)?.values ?? null;
}
