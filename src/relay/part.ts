import { serialize } from 'pg-protocol';
import { parseStatements } from '../statement/parse-statements.ts';
import type { Outgoing } from './attempt.ts';
import { message } from './messages.ts';
import { partsOfParse, type, type Unit } from './unit.ts';

/** What is sent in one try: a whole unit, or one statement of a string. */
export interface Part {
  /** Characters of the whole string before it. */
  readonly offset: number;
  /** The text that failed at a message of the unit. */
  sql(failed: number): string;
  outgoing(): Outgoing[];
  /** For another try: named statements are closed before they are parsed again. */
  again(): Part;
  /** Other words for the statement that failed; null: for the only one. */
  reworded(sql: string, failed: number | null): Part;
  /** The Execute that failed is not sent but answered. */
  answeredAt(failed: number, answer: Buffer): Part;
  several(): boolean;
  /** One part for each statement of a string. */
  split(): Part[];
  /** A string up to this place (UTF-16), and from there on. */
  cut(at: number): [Part, Part];
}

export function simplePart(
  text: string,
  frame: Buffer,
  encoding: BufferEncoding,
  offset = 0,
): Part {
  const statements = () => {
    const parsed = parseStatements(text);
    return parsed.ok ? parsed.statements : [];
  };
  const piece = (start: number, end: number) => {
    const sql = text.slice(start, end);
    const before = [...text.slice(0, start)].length;
    return simplePart(sql, queryOf(sql, encoding), encoding, offset + before);
  };
  const part: Part = {
    offset,
    sql: () => text,
    outgoing: () => [{ type: type.query, frame, drop: false, origin: 0 }],
    again: () => part,
    reworded: (sql) => simplePart(sql, queryOf(sql, encoding), encoding, offset),
    answeredAt: () => part,
    several: () => statements().length > 1,
    split: () => statements().map(({ start, end }) => piece(start, end)),
    cut: (at) => [piece(0, at), piece(at, text.length)],
  };
  return part;
}

/** What is tried, and the COMMIT at its end that waits until then; null without one. */
export function cutAt(sent: Part, commit: number | null): [Part, Part | null] {
  return commit === null ? [sent, null] : sent.cut(commit);
}

function queryOf(sql: string, encoding: BufferEncoding): Buffer {
  return message('Q', Buffer.concat([Buffer.from(sql, encoding), Buffer.from([0])]));
}

/** @param statements for each message the Parse of its statement; shared, so that it grows with the unit. */
export function extendedPart(
  unit: Unit,
  statements: readonly (Buffer | null)[],
  encoding: BufferEncoding,
): Part {
  const make = (list: () => Outgoing[], repeated: boolean): Part => ({
    offset: 0,
    sql: (failed) => {
      const statement = statements[failed] ?? statements.findLast((one) => one !== null) ?? null;
      return statement === null ? '' : partsOfParse(statement, encoding).sql;
    },
    outgoing: () => (repeated ? list().flatMap(closedBefore) : list()),
    again: () => make(list, true),
    reworded: (sql, failed) =>
      make(() => reworded(list(), { sql, failed, statements, encoding }), failed !== null),
    answeredAt: (failed, answer) =>
      make(
        () =>
          list().map((one) =>
            one.origin >= failed &&
            one.type === type.execute &&
            statements[one.origin] === statements[failed]
              ? { ...one, instead: answer }
              : one,
          ),
        true,
      ),
    several: () => false,
    split: () => [],
    cut: () => {
      throw new TypeError('a unit of the extended protocol has no text to be cut');
    },
  });
  const sent = new Map<number, Outgoing>();
  return make(
    () =>
      unit.messages.map((one, origin) => {
        // The same object each time, as it remembers whether its answer has been given.
        const outgoing = sent.get(origin) ?? { ...one, drop: false, origin };
        sent.set(origin, outgoing);
        return outgoing;
      }),
    false,
  );
}

/** A statement that the failed try has left would make its Parse fail with 42P05. */
function closedBefore(one: Outgoing): Outgoing[] {
  if (one.type !== type.parse || one.frame[5] === 0) return [one];
  const name = one.frame.toString('latin1', 5, one.frame.indexOf(0, 5));
  return [closing(name), one];
}

function closing(name: string): Outgoing {
  const frame = serialize.close({ type: 'S', name });
  return { type: type.close, frame, drop: true, origin: -1 };
}

function reworded(
  list: readonly Outgoing[],
  change: {
    readonly sql: string;
    readonly failed: number | null;
    readonly statements: readonly (Buffer | null)[];
    readonly encoding: BufferEncoding;
  },
): Outgoing[] {
  const { sql, failed, statements, encoding } = change;
  const target =
    (failed === null ? null : statements[failed]) ?? statements.findLast((one) => one !== null);
  if (target === null || target === undefined) return [...list];
  const { name, parameters } = partsOfParse(target, encoding);
  const frame = message(
    'P',
    Buffer.concat([
      Buffer.from(`${name}\0`, 'latin1'),
      Buffer.from(`${sql}\0`, encoding),
      parameters,
    ]),
  );
  if (list.some((one) => one.frame === target)) {
    return list.map((one) => (one.frame === target ? { ...one, frame } : one));
  }
  // Prepared in an earlier unit: parsed again in front of this one.
  const parse: Outgoing = { type: type.parse, frame, drop: true, origin: -1 };
  return [...(name === '' ? [] : [closing(name)]), parse, ...list];
}
