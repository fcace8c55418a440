import type { Conversion, Plan } from '../../plan/plan.ts';
import { quoteIdent, quoteQualified } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';
import { compareSql, type LookedUp, lookupCondition } from '../../values/mapping-sql.ts';
import { valueFunctionSql } from '../../values/value-function.ts';
import { keyExpression, keyType } from '../../values/value-key.ts';
import { livePairsSql, pairedValues } from './fill-pairs.ts';
import { isNumberedReference, referencesSql, standsInKeySql } from './key-columns.ts';
import type { LiveDesign, LiveTable, PairedValue } from './live-design.ts';
import { shadowSql, tableSql, work } from './live-sql.ts';
import { numberValues } from './number-keys.ts';

/**
 * Takes the values out of the log whose pair may be another one now, and lets every row with such a value come in
 * again. To be done before a turn of the rows, in the same transaction.
 *
 * @returns how many values became something else.
 */
export async function applyLookups(
  session: Session,
  design: LiveDesign,
  plan: Plan,
): Promise<number> {
  let changed = 0;
  const read = new Map<string, readonly ChangedValue[]>();
  for (const { value, conversion } of pairedValues(design, plan)) {
    const table = design.tables.find((one) => one.values.includes(value));
    if (value.changed === null || table === undefined) continue;
    const rows = read.get(value.changed) ?? (await takeChanged(session, design, value.changed));
    read.set(value.changed, rows);
    if (rows.length === 0) continue;
    const affected = await affectedValues(session, design, value, conversion, rows);
    if (affected.length > 0)
      changed += await revise(session, design, table, value, conversion, affected);
  }
  return changed;
}

interface ChangedValue {
  readonly value: string | null;
  readonly natural: string | null;
}

async function takeChanged(
  session: Session,
  design: LiveDesign,
  changed: string,
): Promise<readonly ChangedValue[]> {
  const { rows } = await session.query<{ value: string | null; natural: string | null }>(
    `WITH gone AS (DELETE FROM ${work(design, changed)} RETURNING value, natural_key) SELECT DISTINCT value, natural_key AS natural FROM gone`,
  );
  return rows;
}

/** Of the values that stand in pairs, as texts, those that these places lead to. */
async function affectedValues(
  session: Session,
  design: LiveDesign,
  value: PairedValue,
  { mapped, weighed: { mapping } }: Conversion,
  rows: readonly ChangedValue[],
): Promise<string[]> {
  const pairs = `${work(design, value.pairs)} AS v`;
  if (rows.some((one) => one.value === null && one.natural === null)) {
    const all = await session.query<{ old: string }>(`SELECT v.old::text AS old FROM ${pairs}`);
    return all.rows.map((one) => one.old);
  }
  if (isNumberedReference(value)) {
    const keys = rows.flatMap((one) => one.value ?? []);
    const led = await session.query<{ old: string }>(referencesSql(design, value, mapped), [keys]);
    return led.rows.map((one) => one.old);
  }
  const condition = lookupCondition(mapped, mapping as LookedUp, value.native);
  const cast = value.native ? `::${mapped.type}` : '';
  const values = rows.flatMap((one) => one.value ?? []);
  const naturals = rows.flatMap((one) => one.natural ?? []);
  const found = new Set<string>();
  const direct = await session.query<{ old: string }>(
    `SELECT v.old::text AS old FROM (SELECT DISTINCT u.value${cast} AS key FROM pg_catalog.unnest($1::text[]) AS u(value)) AS l JOIN ${pairs} ON ${condition}`,
    [values],
  );
  for (const { old } of direct.rows) found.add(old);
  if (
    naturals.length > 0 &&
    (mapping.kind === 'bridge' || mapping.kind === 'given') &&
    mapping.bridgeColumn !== null
  ) {
    const through = await session.query<{ old: string }>(
      `SELECT v.old::text AS old FROM (SELECT DISTINCT b.${quoteIdent(mapping.valueColumn)} AS key FROM pg_catalog.unnest($1::text[]) AS u(value) ` +
        `JOIN ${quoteQualified(mapping.table)} AS b ON ${compareSql(`b.${quoteIdent(mapping.bridgeColumn)}`, 'u.value', mapping.compare)}) AS l JOIN ${pairs} ON ${condition}`,
      [naturals],
    );
    for (const { old } of through.rows) found.add(old);
  }
  return [...found];
}

/** Looks the values up again. Rows of those that became something else leave the copy and come in with the log. */
async function revise(
  session: Session,
  design: LiveDesign,
  table: LiveTable,
  value: PairedValue,
  conversion: Conversion,
  affected: readonly string[],
): Promise<number> {
  const {
    mapped,
    weighed: { mapping },
  } = conversion;
  const pairs = work(design, value.pairs);
  const type = keyType(mapped.type);
  if (isNumberedReference(value)) {
    const helper = valueFunctionSql(mapped, mapping);
    const which = `p.old = ANY ($1::text[]::${type}[]) AND ${standsInKeySql(design, value, mapped, 'p.old')}`;
    for (const sql of helper.create) await session.query(sql);
    await numberValues(session, design, value, conversion, which, [affected]);
    for (const sql of helper.drop) await session.query(sql);
  }
  const values = `SELECT v.old, v.n FROM ${pairs} AS v WHERE v.old = ANY ($1::text[]::${type}[])`;
  const { rows } = await session.query<{ old: string; was: string | null }>(
    `SELECT x.old::text AS old, p.new::text AS was FROM (${livePairsSql(design, value, mapped, mapping, values)}) AS x JOIN ${pairs} AS p ON p.old = x.old ` +
      `WHERE p.targets <> x.targets OR p.new::text IS DISTINCT FROM x.new::text`,
    [affected],
  );
  if (rows.length === 0) return 0;
  const isKey = table.key.some((one) => one.name === value.column);
  const column = quoteIdent(value.column);
  const were = rows.flatMap((one) => one.was ?? []);
  let again = rows.map((one) => one.old);
  if (isKey && were.length > 0) {
    // The rows cannot be found by their key once the pair is another.
    await session.query(
      `DELETE FROM ${shadowSql(design, table)} AS s WHERE s.${column} = ANY ($1::text[]::${mapped.newType}[])`,
      [were],
    );
    const others = await session.query<{ old: string }>(
      `SELECT p.old::text AS old FROM ${pairs} AS p WHERE p.new::text = ANY ($1::text[])`,
      [were],
    );
    again = [...new Set([...again, ...others.rows.map((one) => one.old)])];
  }
  const seen = `SELECT v.old, v.n FROM ${pairs} AS v WHERE v.old = ANY ($1::text[]::${type}[])`;
  await session.query(
    `UPDATE ${pairs} AS p SET new = x.new, targets = x.targets FROM (${livePairsSql(design, value, mapped, mapping, seen)}) AS x WHERE p.old = x.old`,
    [rows.map((one) => one.old)],
  );
  const keys = table.key.map(({ name }) => `t.${quoteIdent(name)}`).join(', ');
  await session.query(
    `INSERT INTO ${work(design, table.log)} SELECT ${keys} FROM ${tableSql(table)} AS t WHERE ${keyExpression(`t.${column}`, mapped.type)} = ANY ($1::text[]::${type}[])`,
    [again],
  );
  return rows.length;
}
