import type { Plan } from '../../plan/plan.ts';
import { quoteIdent } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';
import { valueFunctionSql } from '../../values/value-function.ts';
import { keyExpression, keyType } from '../../values/value-key.ts';
import { distinctKeys } from './distinct-keys.ts';
import { livePairsSql, pairedValues } from './fill-pairs.ts';
import { isNumberedReference, standsInKeySql } from './key-columns.ts';
import { keepLeftSql } from './left-rows.ts';
import type { LiveDesign, LiveTable } from './live-design.ts';
import {
  belongsSql,
  convertedColumns,
  eachRowOnce,
  keyJoins,
  keyNames,
  keysSql,
  newKeySql,
  pairJoins,
  shadowSql,
  tableSql,
  work,
} from './live-sql.ts';
import { numberRest } from './number-keys.ts';
import { takeKeys } from './take-keys.ts';
import { twinKeys } from './twin-keys.ts';

/** The keys of one turn, as texts, column by column. */
export type KeyArrays = readonly (readonly string[])[];

/** What one turn has done. */
export interface Turn {
  /** Entries that were taken from the log: one for each time that a row was written. */
  readonly taken: number;
  readonly keys: KeyArrays;
  /** Keys that could not come in yet, since a row that is out of date stands in their way, and are in the log again. */
  readonly again: number;
}

/**
 * Takes keys out of a table's log and makes their rows in the copy what they are in the table: the old ones are
 * deleted, the ones of now inserted.
 *
 * @param session inside a transaction whose statements all see the same moment, or that holds the tables' locks.
 * @param limit entries of the log that one turn takes.
 */
export async function applyChanges(
  session: Session,
  design: LiveDesign,
  plan: Plan,
  table: LiveTable,
  limit: number,
): Promise<Turn> {
  const log = work(design, table.log);
  const names = keyNames(table);
  const { taken, keys: logged, emptied } = await takeKeys(session, table, log, limit);
  if (emptied) await readAnew(session, design, table);
  if (logged[0]?.length === 0) return { taken, keys: logged, again: 0 };
  await addPairs(session, design, plan, table, logged);
  const twins = await twinKeys(session, design, table, logged);
  const keys = distinctKeys(logged.map((own, at) => [...own, ...(twins[at] ?? [])]));
  const from = keysSql(table);
  const newKeys = newKeySql(table).map((sql, at) => `${sql} AS n${at + 1}`);
  const shadow = shadowSql(design, table);
  const isSame = table.key
    .map(({ name }, at) => `s.${quoteIdent(name)} = d.n${at + 1}`)
    .join(' AND ');
  await session.query(
    `DELETE FROM ${shadow} AS s USING (SELECT ${newKeys.join(', ')} FROM ${from}${keyJoins(design, table)}) AS d WHERE ${isSame}`,
    [...keys],
  );
  await session.query(
    `DELETE FROM ${work(design, table.left)} AS l USING ${from} WHERE ${names.map((one) => `l.${one} = k.${one}`).join(' AND ')}`,
    [...keys],
  );
  const rowsOf = `${from} JOIN ${tableSql(table)} AS t ON ${onKey(table)}`;
  const joins = pairJoins(design, table, (name) => `t.${quoteIdent(name)}`);
  const columns = table.columns.map(({ name }) => quoteIdent(name)).join(', ');
  const { rows: left } = await session.query<{ again: string }>(
    `WITH due AS (SELECT r.*, count(*) OVER (PARTITION BY ${table.key.map((_, at) => `r.n${at + 1}`).join(', ')}) AS same ` +
      `FROM (${eachRowOnce()} ${names.map((one) => `k.${one}`).join(', ')}, ${keysOfRows(table).join(', ')} FROM ${rowsOf}${joins} WHERE ${belongsSql(table)}) AS r), ` +
      `came AS (INSERT INTO ${shadow.replace(/^ONLY /, '')} AS s (${columns}) OVERRIDING SYSTEM VALUE SELECT ${convertedColumns(table).join(', ')} ` +
      `FROM ${rowsOf}${joins} WHERE ${belongsSql(table)} ON CONFLICT DO NOTHING RETURNING ${table.key.map(({ name }, at) => `s.${quoteIdent(name)} AS n${at + 1}`).join(', ')}), ` +
      // Of two rows that get one key either may have come in: both are tried again.
      `waits AS (SELECT d.* FROM due AS d LEFT JOIN came AS c ON ${table.key.map((_, at) => `c.n${at + 1} = d.n${at + 1}`).join(' AND ')} WHERE c.n1 IS NULL OR d.same > 1), ` +
      `logged AS (INSERT INTO ${log} SELECT ${names.map((one) => `w.${one}`).join(', ')} FROM waits AS w) ` +
      `SELECT count(*) AS again FROM waits`,
    [...keys],
  );
  const again = Number(left[0]?.again ?? 0);
  for (const sql of keepLeftSql(design, table, plan, rowsOf, 'true'))
    await session.query(sql, [...keys]);
  return { taken, keys, again };
}

/** What the key of a row `t` of the table becomes, as n1, n2, … */
function keysOfRows(table: LiveTable): string[] {
  const converted = convertedColumns(table);
  return table.key.map(({ name }, at) => {
    const place = table.columns.findIndex((one) => one.name === name);
    return `${converted[place]} AS n${at + 1}`;
  });
}

/** The table was truncated: what is in it now comes in by the log. */
async function readAnew(session: Session, design: LiveDesign, table: LiveTable): Promise<void> {
  const keys = table.key.map(({ name }) => `t.${quoteIdent(name)}`).join(', ');
  await session.query(`DELETE FROM ${shadowSql(design, table)}`);
  await session.query(`DELETE FROM ${work(design, table.left)}`);
  await session.query(
    `INSERT INTO ${work(design, table.log)} SELECT ${keys} FROM ${tableSql(table)} AS t`,
  );
  for (const changed of new Set((table.keys ?? []).map((one) => one.changed)))
    await session.query(`INSERT INTO ${work(design, changed)} VALUES (NULL, NULL)`);
}

function onKey(table: LiveTable): string {
  return table.key.map(({ name }, at) => `t.${quoteIdent(name)} = k.k${at + 1}`).join(' AND ');
}

/** Writes down what values become that nobody has seen yet. */
async function addPairs(
  session: Session,
  design: LiveDesign,
  plan: Plan,
  table: LiveTable,
  keys: KeyArrays,
): Promise<void> {
  for (const { value, conversion } of pairedValues(design, plan)) {
    if (!table.values.includes(value)) continue;
    const { mapped, weighed } = conversion;
    const pairs = work(design, value.pairs);
    const key = keyExpression(`t.${quoteIdent(value.column)}`, mapped.type);
    const unseen =
      `SELECT ${key} AS old, pg_catalog.count(*) AS n FROM ${keysSql(table)} JOIN ${tableSql(table)} AS t ON ${onKey(table)} ` +
      `WHERE t.${quoteIdent(value.column)} IS NOT NULL AND NOT EXISTS (SELECT FROM ${pairs} AS p WHERE p.old = ${key}) GROUP BY 1`;
    const helper = valueFunctionSql(mapped, weighed.mapping);
    if (helper.create.length > 0) {
      const { rows } = await session.query<{ some: boolean }>(`SELECT EXISTS (${unseen}) AS some`, [
        ...keys,
      ]);
      if (rows[0]?.some !== true) continue;
    }
    for (const sql of helper.create) await session.query(sql);
    const { rows: added } = await session.query<{ old: string; rest: boolean }>(
      `INSERT INTO ${pairs} (old, n, new, targets) SELECT x.old, x.n, x.new, x.targets FROM (${livePairsSql(design, value, mapped, weighed.mapping, unseen)}) AS x ` +
        `RETURNING old::text AS old, targets = 0 AS rest`,
      [...keys],
    );
    if (isNumberedReference(value)) {
      const rest = added.filter((one) => one.rest).map((one) => one.old);
      const which = `p.old = ANY ($1::text[]::${keyType(mapped.type)}[]) AND ${standsInKeySql(design, value, mapped, 'p.old')}`;
      if (rest.length > 0) await numberRest(session, design, value, conversion, which, [rest]);
    } else {
      await numberRest(session, design, value, conversion);
    }
    await tellReferences(session, design, table, value.column, added);
    for (const sql of helper.drop) await session.query(sql);
  }
}

/** What comes into a column that no index finds it in is a key from now on, for references that it was none for. */
async function tellReferences(
  session: Session,
  design: LiveDesign,
  { keys = [] }: LiveTable,
  column: string,
  added: readonly { readonly old: string }[],
): Promise<void> {
  if (added.length === 0) return;
  for (const key of keys) {
    if (key.indexed || key.column !== column) continue;
    await session.query(
      `INSERT INTO ${work(design, key.changed)} (value) SELECT u.value FROM pg_catalog.unnest($1::text[]) AS u(value)`,
      [added.map((one) => one.old)],
    );
  }
}
