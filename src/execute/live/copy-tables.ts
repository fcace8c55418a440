import { setTimeout as sleep } from 'node:timers/promises';
import type { Plan } from '../../plan/plan.ts';
import { quoteIdent, quoteLiteral, quoteQualified } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';
import {
  firstAtOnce,
  howMany,
  longEnough,
  type Range,
  shareOf,
  takeRanges,
} from './copy-ranges.ts';
import { awaitTurn, type Room } from './give-way.ts';
import { keepLeftSql } from './left-rows.ts';
import type { LiveDesign, LiveMember, LiveTable } from './live-design.ts';
import { readLock } from './live-locks.ts';
import { inSnapshot } from './live-session.ts';
import { belongsSql, convertedColumns, pairJoins, work } from './live-sql.ts';

/** Pages of one range, 16 MB: what a statement copies at least. */
const pagesAtOnce = 2048;

/**
 * Writes down which ranges of pages there are to copy. Rows in later pages are written after that, and captured.
 *
 * @param session inside a transaction, once everything is captured.
 */
export async function writeRanges(session: Session, design: LiveDesign): Promise<void> {
  for (const table of design.tables) {
    for (const [at, member] of table.members.entries())
      await writeRangesOf(session, design, table, at, member);
  }
}

async function writeRangesOf(
  session: Session,
  design: LiveDesign,
  table: LiveTable,
  at: number,
  { copy }: LiveMember,
): Promise<void> {
  if (copy.partitioned) return;
  // From 14 on a range of pages is read by itself; before, one statement reads the table.
  const step = session.serverVersion >= 140_000 ? pagesAtOnce : 4_294_967_295;
  await session.query(
    `INSERT INTO ${copies(design)} (live, number, member, first, pages, relfilenode) ` +
      `SELECT $1, $2, $3, g.first, least($4::int8, greatest(s.pages - g.first, 1)), pg_catalog.pg_relation_filenode(s.oid)::text ` +
      `FROM (SELECT $5::regclass AS oid, pg_catalog.pg_relation_size($5::regclass) / pg_catalog.current_setting('block_size')::int8 AS pages) AS s ` +
      `CROSS JOIN LATERAL pg_catalog.generate_series(0::int8, greatest(s.pages - 1, 0), $4::int8) AS g(first)`,
    [design.id, table.number, at, step, quoteQualified(copy)],
  );
}

/** How many rows there are to copy, by the planner's count; 0 where nothing was ever counted. */
export async function estimateRows(session: Session, { tables }: LiveDesign): Promise<number> {
  const names = tables.flatMap(({ members }) => members.map(({ copy }) => quoteQualified(copy)));
  return countedRows(session, names);
}

async function countedRows(session: Session, names: readonly string[]): Promise<number> {
  const { rows } = await session.query<{ n: number }>(
    `SELECT coalesce(pg_catalog.sum(greatest(c.reltuples, 0)) FILTER (WHERE c.relkind = 'r'), 0)::float8 AS n FROM pg_catalog.pg_class AS c WHERE c.oid = ANY ($1::text[]::regclass[])`,
    [[...names]],
  );
  return Math.round(rows[0]?.n ?? 0);
}

/** What is copied, and how many rows. */
export interface CopyOptions {
  readonly design: LiveDesign;
  readonly plan: Plan;
  readonly room: Room;
  /** Rows a second of all connections together; null for as many as there can be. */
  readonly maxRate: number | null;
  readonly onCopied: (rows: number) => void;
}

/**
 * Copies every range that is not copied yet, each in a transaction of its own together with its row in the journal.
 *
 * @param sessions as many as are to work at once.
 */
export async function copyTables(
  sessions: readonly Session[],
  options: CopyOptions,
): Promise<void> {
  const [first] = sessions;
  if (first === undefined) return;
  const { design } = options;
  const left = await unmatchedValues(first, design);
  const times = await statementTimes(first, design);
  for (;;) {
    const { rows: ranges } = await first.query<Range>(
      `SELECT number, member, first, pages, relfilenode FROM ${copies(design)} WHERE live = $1 AND done IS NULL ORDER BY number, member, first`,
      [design.id],
    );
    if (ranges.length === 0) return;
    const waiting = [...ranges];
    const rewritten = new Set<number>();
    let failed: unknown = null;
    const isLeft = () => waiting.length > 0 && failed === null;
    const worker = async (session: Session, at: number): Promise<void> => {
      // The first one is short where others are at work: it shows whether it holds them up.
      let many = options.maxRate === null && !options.room.isBusy() ? firstAtOnce : 1;
      let rowsPerSecond = 100_000;
      try {
        while (await awaitTurn(options.room, at, isLeft)) {
          const share = shareOf(waiting.length, atWorkOf(sessions, options.room));
          const current = takeRanges(waiting, Math.min(many, share));
          if (current === null || rewritten.has(current.number)) continue;
          const started = performance.now();
          let took = 0;
          const rest = options.room.pace.resting(rowsPerSecond);
          const copied = await options.room.pace.piece(session, async () => {
            const rows = await inSnapshot(session, () =>
              copyRange(session, options, current, left, rest),
            );
            took = performance.now() - started;
            return rows;
          });
          if (copied === null) rewritten.add(current.number);
          else {
            options.onCopied(copied);
            if (rest === null) rowsPerSecond = Math.max((1_000 * copied) / took, 1);
            const fitting = times.get(current.number) ?? took;
            if (options.maxRate === null) many = howMany(many, took, fitting);
            await restAfter(copied, started, sessions.length, options);
          }
        }
      } catch (error) {
        failed ??= error;
      }
    };
    await Promise.all(sessions.map(worker));
    if (failed !== null) throw failed;
    for (const number of rewritten) await beginAnew(first, design, number);
  }
}

function atWorkOf({ length }: readonly Session[], room: Room): number {
  return room.isBusy() ? Math.min(room.whileBusy, length) : length;
}

/** Milliseconds that a statement should take, by the numbers of the tables. */
async function statementTimes(session: Session, design: LiveDesign): Promise<Map<number, number>> {
  const times = new Map<number, number>();
  for (const table of design.tables) {
    const pairs = table.values.flatMap((one) =>
      one.how === 'pairs' ? [work(design, one.pairs)] : [],
    );
    times.set(table.number, longEnough(await countedRows(session, pairs)));
  }
  return times;
}

/** Waits until so many rows were due. */
async function restAfter(
  rows: number,
  started: number,
  workers: number,
  { maxRate, room }: CopyOptions,
): Promise<void> {
  if (maxRate === null) return;
  const due = started + (1000 * rows * workers) / maxRate;
  while (performance.now() < due) {
    await sleep(Math.min(500, due - performance.now()));
    await room.mayGoOn();
  }
}

/** @returns null when the table has been rewritten or emptied meanwhile, so that its pages are others. */
async function copyRange(
  session: Session,
  { design, plan }: CopyOptions,
  range: Range,
  left: ReadonlySet<number>,
  rest: string | null,
): Promise<number | null> {
  const table = design.tables.find((one) => one.number === range.number);
  const member = table?.members[range.member];
  if (table === undefined || member === undefined) throw new TypeError('a range of no table');
  const from = quoteQualified(member.copy);
  // The lock keeps the file what it is until the range is copied.
  await session.query(`LOCK TABLE ONLY ${from} IN ${readLock} MODE`);
  const { rows } = await session.query<{ node: string }>(
    `SELECT pg_catalog.pg_relation_filenode($1::regclass)::text AS node`,
    [from],
  );
  if (rows[0]?.node !== range.relfilenode) return null;
  const where = await pagesSql(session, range);
  const columns = table.columns.map(({ name }) => quoteIdent(name)).join(', ');
  const joins = pairJoins(design, table, (name) => `t.${quoteIdent(name)}`);
  const { rowCount } = await session.query(
    `INSERT INTO ${work(design, member.shadow)} (${columns}) OVERRIDING SYSTEM VALUE ` +
      `SELECT ${convertedColumns(table).join(', ')} FROM ONLY ${from} AS t${joins} WHERE ${where} AND ${belongsSql(table)}${rest === null ? '' : ` AND ${rest}`}`,
  );
  for (const sql of keepLeftSql(design, table, plan, `ONLY ${from} AS t`, where, left))
    await session.query(sql);
  await session.query(
    `UPDATE ${copies(design)} SET done = pg_catalog.clock_timestamp(), rows = CASE WHEN first = $4 THEN $6::int8 ELSE 0 END ` +
      `WHERE live = $1 AND number = $2 AND member = $3 AND first >= $4::int8 AND first < $4::int8 + $5::int8`,
    [design.id, range.number, range.member, range.first, range.pages, rowCount ?? 0],
  );
  return rowCount ?? 0;
}

async function pagesSql({ serverVersion }: Session, { first, pages }: Range): Promise<string> {
  if (serverVersion < 140_000) return 'true';
  return `t.ctid >= ${quoteLiteral(`(${first},0)`)}::tid AND t.ctid < ${quoteLiteral(`(${BigInt(first) + BigInt(pages)},0)`)}::tid`;
}

/** The copy is emptied, and its ranges are written down again. What was written meanwhile is captured all the same. */
async function beginAnew(session: Session, design: LiveDesign, number: number): Promise<void> {
  const table = design.tables.find((one) => one.number === number);
  if (table === undefined) return;
  await session.query('BEGIN');
  try {
    await session.query(
      `TRUNCATE ${work(design, table.members[0]?.shadow ?? '')}, ${work(design, table.left)}`,
    );
    await session.query(`DELETE FROM ${copies(design)} WHERE live = $1 AND number = $2`, [
      design.id,
      number,
    ]);
    for (const [at, member] of table.members.entries()) {
      await writeRangesOf(session, design, table, at, member);
    }
    await session.query('COMMIT');
  } catch (error) {
    await session.query('ROLLBACK').catch(() => {});
    throw error;
  }
}

/** The conversions of which a value matches nothing. */
async function unmatchedValues(session: Session, design: LiveDesign): Promise<Set<number>> {
  const found = new Set<number>();
  for (const value of design.tables.flatMap((one) => one.values)) {
    if (value.how !== 'pairs') continue;
    const { rows } = await session.query<{ some: boolean }>(
      `SELECT EXISTS (SELECT FROM ${work(design, value.pairs)} WHERE targets <> 1) AS some`,
    );
    if (rows[0]?.some === true) found.add(value.conversion);
  }
  return found;
}

function copies({ journalSchema }: LiveDesign): string {
  return `${quoteIdent(journalSchema)}.live_copies`;
}
