import { inTransaction } from '../../postgres/in-transaction.ts';
import { displayIdent, quoteIdent, quoteLiteral } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';
import { awaitTurn, giveWay, type Room } from './give-way.ts';
import { isEmptied } from './is-emptied.ts';
import type { LiveDesign, LiveIndex, LiveMember, LiveTable } from './live-design.ts';
import { keyJoins, newKeySql, shadowSql, work } from './live-sql.ts';

/**
 * Takes every row out of the copies whose key stands in the log: it may be there twice, or in a state of before. It
 * comes back with its turn in the log; all of them do where the table was truncated, or was not captured for a while.
 *
 * @param session inside a transaction with one snapshot, after the last range was copied.
 */
export async function removeChanged(session: Session, design: LiveDesign): Promise<void> {
  for (const table of design.tables) {
    const log = work(design, table.log);
    const { rows } = await session.query<{ some: boolean }>(
      `SELECT EXISTS (SELECT FROM ${log}) AS some`,
    );
    if (rows[0]?.some !== true) continue;
    if (await isEmptied(session, log)) {
      await session.query(
        `TRUNCATE ${work(design, table.members[0]?.shadow ?? '')}, ${work(design, table.left)}`,
      );
      continue;
    }
    const keys = newKeySql(table).map((sql, at) => `${sql} AS n${at + 1}`);
    const same = table.key.map(({ name }, at) => `s.${quoteIdent(name)} = d.n${at + 1}`);
    await session.query(
      `DELETE FROM ${shadowSql(design, table)} AS s USING (SELECT DISTINCT ${keys.join(', ')} FROM ${log} AS k${keyJoins(design, table)}) AS d WHERE ${same.join(' AND ')}`,
    );
  }
}

interface Work {
  readonly name: string;
  readonly sql: readonly string[];
  /** How long it takes beside the others, to begin with the longest. */
  readonly weight: number;
}

/**
 * Builds every index and constraint on the copies, on as many connections as there are; then those of partitioned
 * tables, which take in the ones of their partitions. What is there already stays.
 */
export async function buildIndexes(
  sessions: readonly Session[],
  design: LiveDesign,
  room: Room,
): Promise<void> {
  const [first] = sessions;
  if (first === undefined) return;
  const there = await existing(first, design);
  const leaves = design.tables.flatMap((table) =>
    table.members
      .filter((one) => !one.copy.partitioned)
      .flatMap((member) =>
        member.indexes
          .filter((index) => !comesWithParent(first, index))
          .flatMap((index) => leafWork(design, table, member, index)),
      ),
  );
  const waiting = leaves
    .filter((one) => !there.has(one.name))
    .sort((one, other) => other.weight - one.weight);
  let failed: unknown = null;
  const isLeft = () => waiting.length > 0 && failed === null;
  await Promise.all(
    sessions.map(async (session, at) => {
      try {
        while (await awaitTurn(room, at, isLeft)) {
          const one = waiting.shift();
          if (one !== undefined)
            await room.pace.piece(session, () => inOne(session, one.sql, room), false);
        }
      } catch (error) {
        failed ??= error;
      }
    }),
  );
  if (failed !== null) throw failed;
  // A constraint locks its table against the index that another connection builds on it.
  for (const { members } of design.tables) {
    for (const member of members.filter((one) => !one.copy.partitioned)) {
      for (const index of member.indexes) {
        if (comesWithParent(first, index)) continue;
        const constraint = constraintWork(design, member, index);
        if (constraint !== null && !there.has(`${index.shadow} constraint`))
          await inOne(first, constraint, room);
      }
    }
  }
  for (const table of design.tables) {
    for (const member of [...table.members].reverse()) {
      for (const index of member.copy.partitioned ? member.indexes : []) {
        if (there.has(index.shadow) || comesWithParent(first, index)) continue;
        await inOne(
          first,
          index.copy.primary && first.serverVersion >= 180_000
            ? primaryOfTree(design, table, member, index)
            : rootWork(design, table, member, index),
          room,
        );
      }
    }
    for (const member of table.members) {
      for (const sql of settings(design, member)) await first.query(sql);
    }
    await first.query(`ANALYZE ${shadowSql(design, table).replace(/^ONLY /, '')}`);
  }
}

function inOne(session: Session, statements: readonly string[], room: Room): Promise<void> {
  return inTransaction(session, async () => {
    await giveWay(session, room);
    for (const sql of statements) await session.query(sql);
  });
}

/** An index by itself, on as many connections as there are: building one only keeps writers away. */
function leafWork(
  design: LiveDesign,
  table: LiveTable,
  { copy, shadow }: LiveMember,
  index: LiveIndex,
): Work[] {
  const { constraint, unique } = index.copy;
  if (constraint?.kind === 'exclusion') return [];
  const create = `CREATE ${unique ? 'UNIQUE ' : ''}INDEX ${quoteIdent(index.shadow)} ON ${work(design, shadow)} ${index.rest}`;
  const weight = copy.pages * weightOf(table, index);
  return [{ name: index.shadow, sql: [...placeSql(index), create], weight }];
}

const collated = /^(text|character|name|citext)/;

/** Sorting by a collation takes several times as long as by numbers, and so does what is no btree. */
function weightOf({ columns }: LiveTable, { rest }: LiveIndex): number {
  const words = new Set(rest.split(/[\s(),]+/));
  const texts = columns.filter(
    ({ name, newType }) => collated.test(newType) && words.has(displayIdent(name)),
  );
  return rest.startsWith('USING btree') ? 1 + 4 * texts.length : 5;
}

/** The constraint over an index, or with its own; a deferrable one is laid over its index at the cut-over. */
function constraintWork(
  design: LiveDesign,
  { shadow }: LiveMember,
  index: LiveIndex,
): string[] | null {
  const table = work(design, shadow);
  const { constraint } = index.copy;
  if (constraint === null) return null;
  if (constraint.kind === 'exclusion') {
    return [
      ...placeSql(index),
      `ALTER TABLE ${table} ADD CONSTRAINT ${quoteIdent(index.shadow)} ${index.constraint}`,
    ];
  }
  return constraint.deferrable ? null : [overIndex(table, index)];
}

function placeSql({ copy: { tablespace } }: LiveIndex): string[] {
  return tablespace === null ? [] : [`SET LOCAL default_tablespace = ${quoteLiteral(tablespace)}`];
}

/** A constraint over an index that is there. */
export function overIndex(table: string, index: LiveIndex, named: string = index.shadow): string {
  const { constraint } = index.copy;
  const kind = constraint?.kind === 'primary key' ? 'PRIMARY KEY' : 'UNIQUE';
  const later =
    constraint?.deferrable === true
      ? ` DEFERRABLE${constraint.initiallyDeferred ? ' INITIALLY DEFERRED' : ''}`
      : '';
  return `ALTER TABLE ${table} ADD CONSTRAINT ${quoteIdent(named)} ${kind} USING INDEX ${quoteIdent(named)}${later}`;
}

function rootWork(
  design: LiveDesign,
  table: LiveTable,
  { copy, shadow }: LiveMember,
  index: LiveIndex,
): string[] {
  const on = work(design, shadow);
  const { constraint, unique } = index.copy;
  const create =
    constraint === null
      ? `CREATE ${unique ? 'UNIQUE ' : ''}INDEX ${quoteIdent(index.shadow)} ON ONLY ${on} ${index.rest}`
      : `ALTER TABLE ONLY ${on} ADD CONSTRAINT ${quoteIdent(index.shadow)} ${index.constraint}`;
  const parts = table.members
    .filter((one) => one.copy.parent === copy.oid)
    .flatMap((one) => one.indexes)
    .filter(
      ({ copy: { parent } }) =>
        parent?.schema === index.copy.schema && parent.name === index.copy.name,
    );
  return [
    create,
    ...parts.map(
      (one) =>
        `ALTER INDEX ${work(design, index.shadow)} ATTACH PARTITION ${work(design, one.shadow)}`,
    ),
  ];
}

/**
 * From 18 on a primary key that is added to a partition by itself leaves NOT NULL constraints of its own there: it has
 * to come with that of the partitioned table.
 */
function comesWithParent({ serverVersion }: Session, { copy }: LiveIndex): boolean {
  return serverVersion >= 180_000 && copy.primary && copy.parent !== null;
}

/** The primary key of a partitioned table and, with it, of its partitions, which then get their names. */
function primaryOfTree(
  design: LiveDesign,
  table: LiveTable,
  { shadow }: LiveMember,
  index: LiveIndex,
): string[] {
  const parts = table.members.flatMap((member) =>
    member.indexes
      .filter((one) => one.copy.primary && one.copy.parent !== null)
      .map((one) => ({ table: work(design, member.shadow), name: one.shadow })),
  );
  return [
    `ALTER TABLE ${work(design, shadow)} ADD CONSTRAINT ${quoteIdent(index.shadow)} ${index.constraint}`,
    ...parts.map(
      ({ table: part, name }) =>
        `DO ${quoteLiteral(
          `BEGIN EXECUTE pg_catalog.format('ALTER INDEX %s RENAME TO %I', (SELECT i.indexrelid::regclass FROM pg_catalog.pg_index i WHERE i.indrelid = ${quoteLiteral(part)}::regclass AND i.indisprimary), ${quoteLiteral(name)}); END`,
        )}`,
    ),
  ];
}

/** Comments, statistics targets, and what the table says of its indexes; each may be said again. */
function settings(design: LiveDesign, { copy, shadow, indexes }: LiveMember): string[] {
  const table = work(design, shadow);
  return [
    ...indexes.flatMap((index) => {
      const name = work(design, index.shadow);
      const { comment, constraint, statistics, clustered } = index.copy;
      return [
        ...(comment === null ? [] : [`COMMENT ON INDEX ${name} IS ${quoteLiteral(comment)}`]),
        ...(constraint === null || constraint.comment === null || constraint.deferrable
          ? []
          : [
              `COMMENT ON CONSTRAINT ${quoteIdent(index.shadow)} ON ${table} IS ${quoteLiteral(constraint.comment)}`,
            ]),
        ...statistics.map(
          ({ number, target }) =>
            `ALTER INDEX ${name} ALTER COLUMN ${number} SET STATISTICS ${target}`,
        ),
        ...(clustered ? [`ALTER TABLE ${table} CLUSTER ON ${quoteIdent(index.shadow)}`] : []),
      ];
    }),
    ...replicaIdentity(table, copy.replicaIdentity, indexes),
  ];
}

function replicaIdentity(table: string, kind: string, indexes: readonly LiveIndex[]): string[] {
  const alter = `ALTER TABLE ${table} REPLICA IDENTITY`;
  if (kind === 'f') return [`${alter} FULL`];
  if (kind === 'n') return [`${alter} NOTHING`];
  const index = indexes.find((one) => one.copy.replicaIdentity);
  return kind === 'i' && index !== undefined
    ? [`${alter} USING INDEX ${quoteIdent(index.shadow)}`]
    : [];
}

/** Names of the indexes that are there; followed by `constraint`, of those over which there is one. */
async function existing(session: Session, { journalSchema, id }: LiveDesign): Promise<Set<string>> {
  const { rows } = await session.query<{ name: string }>(
    `SELECT c.relname::text AS name FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace ` +
      `WHERE n.nspname = $1 AND c.relkind IN ('i', 'I') AND c.relname LIKE $2 ` +
      `UNION ALL SELECT k.conname || ' constraint' FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_namespace n ON n.oid = k.connamespace ` +
      `WHERE n.nspname = $1 AND k.conname LIKE $2`,
    [journalSchema, `live\\_${id}\\_%`],
  );
  return new Set(rows.map((one) => one.name));
}
