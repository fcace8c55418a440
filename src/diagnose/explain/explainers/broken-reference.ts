import type { ErrorInText } from '../errors-in-text.ts';
import {
  byHand,
  detailOf,
  type Explainer,
  explanationOf,
  nameOr,
  sidesOf,
  underPgmend,
} from '../explainer.ts';
import type { ExplainedSide, Explanation, OtherKind } from '../explanation.ts';

const inherited: OtherKind = {
  kind: 'inheritance-parent',
  when: 'the rows that are not found are in tables that INHERIT from the referenced one',
};

/**
 * A reference without its row: of rows that are stored (a constraint is laid or validated), of a row that is being
 * written, or of one whose row is to go.
 */
export const brokenReference: Explainer = {
  messages: ['reference-to-nothing', 'still-referencing', 'restrict-setting'],
  sqlstates: ['23503', '23001'],
  explain(error) {
    const isBehind =
      error.message === 'still-referencing' ||
      error.message === 'restrict-setting' ||
      error.sqlstate === '23001' ||
      (error.message === null && error.statement?.does === 'remove');
    return isBehind ? stillReferenced(error) : toNothing(error);
  },
};

function toNothing(error: ErrorInText): Explanation {
  const [table = error.statement?.table, constraint = null] = error.values;
  const [columns, values, referenced = error.statement?.referencedTable] =
    detailOf(error, 'key-not-present') ?? [];
  const isWritten = error.statement?.does === 'write';
  const own = nameOr(table, 'THE_TABLE');
  const other = nameOr(referenced, 'THE_REFERENCED_TABLE');
  const column = columns ?? 'THE_COLUMN';
  const key = error.statement?.referencedColumns.map((one) => nameOr(one, '')).join(', ') || 'id';
  const which = columns === undefined ? '' : `: (${columns}) = (${values}) is not in ${other}`;
  const isOne = !column.includes(',');
  const condition = isOne
    ? `r.${key} = t.${column}`
    : `(${prefixed('r', key === 'id' ? column : key)}) = (${prefixed('t', column)})`;
  const others = isOne
    ? `t.${column} IS NOT NULL AND`
    : `(${prefixed('t', column)}) IS NOT NULL AND`;
  return explanationOf(error, {
    kind: isWritten ? 'data-step' : 'orphans',
    constraint,
    sides: columns === undefined ? sidesOf(error) : sidesInDetail(own, columns, other),
    headline: isWritten
      ? `A row of ${subject(table, 'the table')} would reference nothing${which}.`
      : `Rows of ${subject(table, 'the table')} reference nothing${which}.`,
    why: isWritten
      ? 'The statement writes rows, and each of their references has to lead to a row, or be NULL, when the statement ends. The DETAIL names the first that does not; there may be more. Either the referenced row is written later, in the wrong order, or it is gone or was never there.'
      : 'All rows are checked when a foreign key is laid or validated, and some of them have a reference without its row: from times without the constraint, from an import in another order, or from a default such as 0 for "none". PostgreSQL names the first of them; there may be more, also for other keys.',
    others: [
      isWritten
        ? { kind: 'orphans', when: 'the statement lays or validates a foreign key' }
        : {
            kind: 'data-step',
            when: 'the statement is an INSERT, UPDATE or COPY: then the key is right and the row is not',
          },
      inherited,
    ],
    waysOut: [
      underPgmend(
        isWritten
          ? 'it says which constraint it is, with both sides and their rows. What the rows are to hold stays the migration’s business.'
          : 'it counts the orphans of all keys at once. Unless you say otherwise the references become NULL, each value is kept, and the migration goes on; pgmend undo brings them back.',
      ),
      byHand(
        'Or look at them first.',
        `SELECT t.* FROM ${own} AS t WHERE ${others} NOT EXISTS (SELECT FROM ${other} AS r WHERE ${condition});`,
      ),
      isWritten
        ? byHand(
            `Or by hand: write the rows of ${other} first, and leave out what it does not have; where the constraint is DEFERRABLE it can wait for the end of the transaction.`,
            `SET CONSTRAINTS ${nameOr(constraint, 'ALL')} DEFERRED;`,
          )
        : byHand(
            'Or lay the key without looking at the rows that are there, put them right, and validate it then.',
            `ALTER TABLE ${own} ADD CONSTRAINT ${nameOr(constraint, 'NAME')} FOREIGN KEY (${column}) REFERENCES ${other} (${key}) NOT VALID;`,
            `ALTER TABLE ${own} VALIDATE CONSTRAINT ${nameOr(constraint, 'NAME')};`,
          ),
    ],
  });
}

function sidesInDetail(table: string, columns: string, referenced: string): ExplainedSide[] {
  return [
    { role: 'referencing', table, column: columns, type: null },
    { role: 'referenced', table: referenced, column: null, type: null },
  ];
}

function stillReferenced(error: ErrorInText): Explanation {
  const [referenced = error.statement?.table, constraint = null, named] = error.values;
  const [key, value, detailed] = detailOf(error, 'key-still-referenced') ?? [];
  const table = named ?? detailed;
  const which = key === undefined ? '' : `: (${key}) = (${value})`;
  return explanationOf(error, {
    kind: 'data-step',
    constraint,
    headline: `Rows of ${subject(referenced, 'the table')} are still referenced from ${subject(table, 'another table')}${which}.`,
    why: 'The statement deletes rows, or changes their key, and others still point to them; ON DELETE or ON UPDATE of the foreign key forbids it or does not cover it. The DETAIL names the first; there may be more.',
    waysOut: [
      underPgmend(
        'it says which constraint leads here, with the rows of both sides and what ON DELETE says. It deletes nothing.',
      ),
      byHand(
        'Or see what leads here, and give those rows another reference, set it to NULL, or delete them before.',
        `SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f' AND confrelid = '${nameOr(referenced, 'THE_TABLE')}'::regclass;`,
        `SELECT * FROM ${nameOr(table, 'THE_REFERENCING_TABLE')} LIMIT 20;`,
      ),
      byHand(
        'ON DELETE CASCADE, laid to get past this, deletes the rows of the other table without a question.',
      ),
    ],
  });
}

function subject(name: string | null | undefined, otherwise: string): string {
  return name === null || name === undefined ? otherwise : nameOr(name, otherwise);
}

function prefixed(alias: string, columns: string): string {
  return columns
    .split(/,\s*/)
    .map((column) => `${alias}.${column}`)
    .join(', ');
}
