import type { Plan } from '../../plan/plan.ts';
import { rowKeySql } from '../../plan/steps/row-key-sql.ts';
import { quoteIdent, quoteLiteral } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';
import { keyExpression } from '../../values/value-key.ts';
import { addBack } from './add-back.ts';
import {
  backColumns,
  backJoins,
  backKey,
  backName,
  backValue,
  isComputedBack,
  keyBackJoins,
  leftOutSql,
  lostName,
  oldSql,
  turnName,
  typeOf,
} from './back-sql.ts';
import type { Round } from './caught-up.ts';
import { collidesBack, collidesInLog } from './collides-back.ts';
import { conversionOf } from './conversion-of.ts';
import { distinctKeys } from './distinct-keys.ts';
import type { LiveDesign, LiveTable, LiveValue } from './live-design.ts';
import { turnLimit } from './live-options.ts';
import { eachRowOnce, keyNames, keysSql, tableSql, work } from './live-sql.ts';
import { takeKeys } from './take-keys.ts';
import { twinKeysBack } from './twin-keys-back.ts';

/**
 * The way back of {@link applyChanges}: takes keys out of what is captured behind the cut-over, and makes the rows in
 * the table that stood aside what they are today, in the types of before.
 *
 * @param session inside a transaction whose statements all see the same moment, or that holds the tables' locks.
 * @returns how many entries of the log were taken, and how many keys are in it again, since a row stands in their way.
 */
export async function applyBack(
  session: Session,
  design: LiveDesign,
  plan: Plan,
  table: LiveTable,
  limit: number,
): Promise<{ readonly taken: number; readonly again: number }> {
  const names = keyNames(table);
  const log = work(design, table.since);
  // Rows that were left out come back as they are, whatever has been written under their keys.
  const leftOut = leftOutSql(design, table);
  const { taken, keys: logged, emptied } = await takeKeys(session, table, log, limit);
  if (emptied) {
    const own = table.key.map(({ name }) => `t.${quoteIdent(name)}`).join(', ');
    await session.query(`DELETE FROM ${oldSql(design, table)} AS o WHERE NOT ${leftOut}`);
    await session.query(`DELETE FROM ${work(design, lostName(table))}`);
    await session.query(`INSERT INTO ${log} SELECT ${own} FROM ${tableSql(table)} AS t`);
  }
  if (logged[0]?.length === 0) return { taken, again: 0 };
  const from = keysSql(
    table,
    table.key.map((one) => one.newType),
  );
  const onKey = table.key
    .map(({ name }, at) => `t.${quoteIdent(name)} = k.k${at + 1}`)
    .join(' AND ');
  const rowsOf = `${from} JOIN ${tableSql(table)} AS t ON ${onKey}`;
  for (const value of table.values) {
    if (isComputedBack(value)) continue;
    const column = `t.${quoteIdent(value.column)}`;
    const { newType } = typeOf(table, value);
    const key = keyExpression(column, newType);
    const unseen =
      `SELECT DISTINCT ${key} AS old FROM ${rowsOf} WHERE ${column} IS NOT NULL ` +
      `AND NOT EXISTS (SELECT FROM ${work(design, backName(design, value))} AS h WHERE h.old = ${key})`;
    await addBack(session, design, plan, value, unseen, logged);
  }
  const twins = await twinKeysBack(session, design, plan, table, logged);
  const keys = distinctKeys(logged.map((own, at) => [...own, ...(twins[at] ?? [])]));
  const turn = work(design, turnName(table));
  const old = oldSql(design, table);
  const keyOf = backKey(table, (_name, at) => `k.k${at + 1}`).map(
    (sql, at) => `${sql} AS n${at + 1}`,
  );
  const keyJoin = keyBackJoins(design, table);
  const isOld = table.key
    .map(({ name }, at) => `o.${quoteIdent(name)} = d.n${at + 1}`)
    .join(' AND ');
  const backKeys = `(SELECT DISTINCT ${[...names.map((one) => `k.${one}`), ...keyOf].join(', ')} FROM ${from}${keyJoin}) AS d`;
  const had = [
    ...names.map((one) => `d.${one}`),
    ...table.values.map((one) => `o.${quoteIdent(one.column)}`),
  ];
  await session.query(`DELETE FROM ${turn}`);
  await session.query(
    `INSERT INTO ${turn} SELECT ${had.join(', ')} FROM ${old} AS o JOIN ${backKeys} ON ${isOld} WHERE NOT ${leftOut}`,
    keys,
  );
  await session.query(
    `DELETE FROM ${old} AS o USING ${backKeys} WHERE ${isOld} AND NOT ${leftOut}`,
    keys,
  );
  await session.query(
    `DELETE FROM ${work(design, lostName(table))} AS l USING ${from} WHERE ${names.map((one) => `l.${one} = k.${one}`).join(' AND ')}`,
    keys,
  );
  const joins = backJoins(design, table, (name) => `t.${quoteIdent(name)}`);
  const isSame = table.key.map(({ name }, at) => `w.${names[at]} = t.${quoteIdent(name)}`);
  const source = `${rowsOf}${joins} LEFT JOIN ${turn} AS w ON ${isSame.join(' AND ')}`;
  const columns = backColumns(
    design,
    table,
    (value) => `w.c${value.conversion}`,
    'w.k1 IS NOT NULL',
  );
  const rowKeys = table.key.map(
    ({ name }) => columns[table.columns.findIndex((one) => one.name === name)] ?? 'NULL',
  );
  const fits = fitsSql(design, table, plan);
  const inserted = await session.query(
    `INSERT INTO ${old.replace(/^ONLY /, '')} (${table.columns.map(({ name }) => quoteIdent(name)).join(', ')}) OVERRIDING SYSTEM VALUE ` +
      `SELECT ${columns.join(', ')} FROM ${source} WHERE ${fits} ON CONFLICT DO NOTHING`,
    keys,
  );
  const { rows: due } = await session.query<{ n: string }>(
    `SELECT count(*) AS n FROM (${eachRowOnce()} 1 FROM ${source} WHERE ${fits}) AS r`,
    keys,
  );
  let again = 0;
  if (Number(due[0]?.n ?? 0) > (inserted.rowCount ?? 0)) {
    const same = table.key
      .map(({ name }, at) => `o.${quoteIdent(name)} = ${rowKeys[at]}`)
      .join(' AND ');
    const put = await session.query(
      `INSERT INTO ${log} ${eachRowOnce()} ${names.map((one) => `k.${one}`).join(', ')} FROM ${source} WHERE ${fits} AND NOT EXISTS (SELECT FROM ${old} AS o WHERE ${same})`,
      keys,
    );
    again = put.rowCount ?? 0;
    if (Number(due[0]?.n ?? 0) - (inserted.rowCount ?? 0) > again) {
      const isTaken = `EXISTS (SELECT FROM ${old} AS o WHERE ${same} AND ${leftOut})`;
      const key = `ARRAY[${names.map((one) => `k.${one}::text`).join(', ')}]`;
      const found = await session.query<{ count: number; key: string[] }>(
        `SELECT (count(*) OVER ())::int4 AS count, r.key FROM (SELECT ${key} AS key, row_number() OVER (PARTITION BY ${rowKeys.join(', ')} ORDER BY ${key}) AS place, ${isTaken} AS taken FROM ${source} WHERE ${fits}) AS r WHERE r.place > 1 OR r.taken LIMIT 1`,
        keys,
      );
      throw collidesBack(table, found.rows[0]?.count ?? 0, found.rows[0]?.key ?? []);
    }
  }
  for (const value of table.values) {
    const column = `t.${quoteIdent(value.column)}`;
    const fate = mayBeNull(table, plan, value) ? 'keep' : 'ask';
    const was = backValue(design, table, value, `w.c${value.conversion}`, 'w.k1 IS NOT NULL');
    await session.query(
      `INSERT INTO ${work(design, lostName(table))} (${names.join(', ')}, conversion, fate, row_key, value, content, record) ` +
        `${eachRowOnce()} ${names.map((one) => `k.${one}`).join(', ')}, ${value.conversion}, ${quoteLiteral(fate)}, ${rowKeySql({ rowKey: table.rowKey }, 't.')}, ${column}::text, pg_catalog.to_jsonb(t.*), (t.*)::text ` +
        `FROM ${source} WHERE ${column} IS NOT NULL AND (${was}) IS NULL`,
      keys,
    );
  }
  return { taken, again };
}

/**
 * {@link applyBack} again and again, until a round is the last one.
 *
 * @param isLast told of each round.
 * @param inTurn runs one turn, in a transaction of its own where there is none.
 * @returns the table of which rows stand in each other's way for good; null where there is none.
 */
export async function applyAllBack(
  session: Session,
  design: LiveDesign,
  plan: Plan,
  isLast: (round: Round) => boolean,
  inTurn: <T>(turn: () => Promise<T>) => Promise<T>,
): Promise<LiveTable | null> {
  for (let idle = 0; ; ) {
    let moved = 0;
    const started = performance.now();
    let blocked: LiveTable | null = null;
    for (const table of design.tables) {
      const turn = await inTurn(() => applyBack(session, design, plan, table, turnLimit));
      moved = Math.max(moved, turn.taken - turn.again);
      if (turn.again > 0) blocked = table;
    }
    const round = { moved, took: performance.now() - started };
    const last = isLast(round);
    if (blocked === null && last) return null;
    // A row that is out of date gives way with its own turn, when all of the log has had one; one of today never does.
    idle = last ? idle + 1 : 0;
    if (blocked !== null && idle > 1 + (await longestLog(session, design)) / turnLimit)
      return blocked;
  }
}

/** {@link applyAllBack} to the end: nobody writes any more. @throws PgmendError `undo-collides` */
export async function drainBack(session: Session, design: LiveDesign, plan: Plan): Promise<void> {
  const blocked = await applyAllBack(
    session,
    design,
    plan,
    ({ moved }) => moved === 0,
    (turn) => turn(),
  );
  if (blocked !== null) throw await collidesInLog(session, design, blocked);
}

async function longestLog(session: Session, design: LiveDesign): Promise<number> {
  const logs = design.tables.map(({ since }) => `(SELECT count(*) FROM ${work(design, since)})`);
  const { rows } = await session.query<{ n: string }>(`SELECT greatest(${logs.join(', ')}) AS n`);
  return Number(rows[0]?.n ?? 0);
}

/** A value that the old type cannot express leaves NULL in its place; where there may be none the row stays out. */
function fitsSql(design: LiveDesign, table: LiveTable, plan: Plan): string {
  const conditions = table.values.flatMap((value) =>
    mayBeNull(table, plan, value)
      ? []
      : [
          `(${backValue(design, table, value, `w.c${value.conversion}`, 'w.k1 IS NOT NULL')}) IS NOT NULL`,
        ],
  );
  return conditions.length === 0 ? 'true' : conditions.join(' AND ');
}

function mayBeNull(table: LiveTable, plan: Plan, value: LiveValue): boolean {
  return !conversionOf(plan, value).notNull && !table.key.some((one) => one.name === value.column);
}
