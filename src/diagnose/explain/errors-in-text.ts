import { keyColumnsInAnyLanguage } from './any-language.ts';
import { type FoundMessage, findMessages } from './find-messages.ts';
import { type MessageId, serverMessages } from './server-messages.ts';
import { sqlstatesIn } from './sqlstate-in-text.ts';
import { type StatementInText, statementsIn } from './statement-in-text.ts';

/** One error of PostgreSQL in a text, with all that the text tells of it. */
export interface ErrorInText {
  /** null: only the SQLSTATE is told, or the message is in none of the languages that are known. */
  readonly message: MessageId | null;
  readonly sqlstate: string;
  /** What the message's placeholders hold, in the order of the English text. */
  readonly values: readonly string[];
  readonly details: readonly Pick<FoundMessage, 'id' | 'values'>[];
  /** The SQL that a tool prints with the error. */
  readonly statement: StatementInText | null;
  /** Offset in the text. */
  readonly at: number;
  /** The part of the text that belongs to the error. */
  readonly text: string;
}

/** The message that a DETAIL belongs to, for texts in which that alone is left or understood. */
const impliedBy: Partial<Record<MessageId, MessageId>> = {
  'key-columns': 'not-implemented',
  'key-not-present': 'reference-to-nothing',
  'key-still-referenced': 'still-referencing',
  'key-duplicated': 'index-not-unique',
  'key-there': 'value-there',
  'generated-uses': 'used-by-generated',
  'table-references': 'truncate-referenced',
};

/** Every error of a text without colours, in order, each once. */
export function errorsIn(text: string): ErrorInText[] {
  const found = findMessages(text);
  const whole = found.filter(({ id }) => serverMessages[id].sqlstate !== null);
  const heads = whole.length > 0 ? whole : headsOf(found);
  const statements = statementsIn(text).filter(
    ({ at }) => !found.some((one) => one.at <= at && at < one.end),
  );
  const errors = heads.map((head, index): ErrorInText => {
    // A DETAIL stands behind its message; in JSON it may stand before it.
    const from = heads[index - 1]?.end ?? 0;
    const until = heads[index + 1]?.at ?? text.length;
    const details = found.filter(
      (one) =>
        serverMessages[one.id].sqlstate === null &&
        one.at < until &&
        one.at >= (index === 0 ? 0 : head.at),
    );
    return {
      message: head.id,
      sqlstate: serverMessages[head.id].sqlstate ?? '',
      values: head.values,
      details,
      statement: nearest(statements, from, head.at, until),
      at: head.at,
      text: text.slice(head.at, until),
    };
  });
  if (errors.length > 0) return mergedErrors(errors.map(withKeyColumns));
  const unread = keyColumnsInAnyLanguage(text);
  return unread.length > 0 ? mergedErrors(unread) : bySqlstate(text, statements);
}

function headsOf(details: readonly FoundMessage[]): FoundMessage[] {
  return details.flatMap((one) => {
    const id = impliedBy[one.id];
    return id === undefined ? [] : [{ id, values: [], at: one.at, end: one.end }];
  });
}

/** Tools print the SQL before its error (Knex) or behind it (SQLAlchemy, Node); before it says more surely what failed. */
function nearest(
  statements: readonly StatementInText[],
  from: number,
  at: number,
  until: number,
): StatementInText | null {
  const before = statements.filter((one) => one.at >= from && one.at < at);
  const behind = statements.filter((one) => one.at > at && one.at < until);
  const close = before.at(-1);
  if (close !== undefined && (behind.length === 0 || at - close.at < 2_000)) return close;
  return behind[0] ?? close ?? null;
}

/** The DETAIL of another version is not among the translations. */
function withKeyColumns(error: ErrorInText): ErrorInText {
  if (error.message !== 'not-implemented' || error.details.length > 0) return error;
  const [read] = keyColumnsInAnyLanguage(error.text);
  return read === undefined ? error : { ...error, details: read.details };
}

/** The same error, printed several times: with its DETAIL and without, with its SQL and without. */
function mergedErrors(errors: readonly ErrorInText[]): ErrorInText[] {
  const merged: ErrorInText[] = [];
  for (const one of errors) {
    const at = merged.findIndex((other) => isSame(one, other));
    const other = merged[at];
    if (other === undefined) merged.push(one);
    else {
      const details = other.details.length > 0 ? other.details : one.details;
      merged[at] = { ...other, details, statement: other.statement ?? one.statement };
    }
  }
  return merged;
}

function isSame(one: ErrorInText, other: ErrorInText): boolean {
  const told = ({ details }: ErrorInText) => JSON.stringify(details.map(({ values }) => values));
  return (
    one.message === other.message &&
    JSON.stringify(one.values) === JSON.stringify(other.values) &&
    (one.details.length === 0 || other.details.length === 0 || told(one) === told(other))
  );
}

function bySqlstate(text: string, statements: readonly StatementInText[]): ErrorInText[] {
  const known = new Set<string>();
  return sqlstatesIn(text).flatMap(({ sqlstate, at }) => {
    if (known.has(sqlstate)) return [];
    known.add(sqlstate);
    return [
      {
        message: null,
        sqlstate,
        values: [],
        details: [],
        statement: nearest(statements, 0, at, text.length),
        at,
        text,
      },
    ];
  });
}
