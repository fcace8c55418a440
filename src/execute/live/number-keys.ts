import type { Conversion, Plan } from '../../plan/plan.ts';
import { quoteIdent, quoteLiteral, quoteQualified } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';
import { type FreshKeys, numbersSql, sameText } from '../../values/fresh-keys.ts';
import type { MappedColumn } from '../../values/mapped-column.ts';
import { ownNumber } from '../../values/mapping-sql.ts';
import { highestNumber, isInteger } from '../../values/type-family.ts';
import { valueFunctionSql } from '../../values/value-function.ts';
import type { LiveDesign, LiveTable, LiveValue, PairedValue } from './live-design.ts';
import { work } from './live-sql.ts';

/** The keys that a conversion numbers; null where it does not. */
export function numberedKeys({
  mapped,
  weighed: { mapping },
}: Pick<Conversion, 'mapped' | 'weighed'>): FreshKeys | null {
  return mapping.kind === 'convert' && isInteger(mapped.newType) ? mapping.fresh : null;
}

/** The work table of the numbers: one for all columns whose keys belong together. */
export function numbersName(id: number, conversion: Conversion): string | null {
  const fresh = numberedKeys(conversion);
  return fresh === null ? null : `live_${id}_keys_${fresh.seed.slice(0, 8)}`;
}

/**
 * Numbers the keys that stand in the tables now, once for all columns that they belong to: `value` as of
 * {@link sameText}, `new`. Those that come later are numbered behind them, see {@link numberRest}.
 *
 * @param session inside a transaction, once everything is captured.
 */
export async function numberKeys(session: Session, design: LiveDesign, plan: Plan): Promise<void> {
  const done = new Set<string>();
  for (const conversion of plan.conversions) {
    const { mapped, weighed } = conversion;
    const fresh = numberedKeys(conversion);
    const name = numbersName(design.id, conversion);
    if (fresh === null || name === null || done.has(name)) continue;
    done.add(name);
    const helper = valueFunctionSql(mapped, weighed.mapping);
    for (const sql of helper.create) await session.query(sql);
    const own = ownNumber(mapped, weighed.mapping, 'k.value');
    await session.query(`CREATE TABLE ${work(design, name)} AS ${numbersSql(fresh, own)}`);
    for (const sql of helper.drop) await session.query(sql);
    await session.query(`CREATE INDEX ON ${work(design, name)} USING hash (value)`);
    await session.query(`CREATE UNIQUE INDEX ON ${work(design, name)} (new)`);
    await session.query(`ANALYZE ${work(design, name)}`);
  }
}

/**
 * As `pairsSql`, of values that are numbered; one that has no number yet, or none of the type, has no target.
 *
 * @param counts a condition on `v.old` without which a value has none either.
 */
export function numberedPairsSql(
  design: LiveDesign,
  numbers: string,
  mapped: MappedColumn,
  values: string,
  counts = 'true',
): string {
  return (
    `SELECT v.old, v.n, a.new, CASE WHEN a.new IS NULL THEN 0 ELSE 1 END::bigint AS targets FROM (${values}) AS v ` +
    `LEFT JOIN (${withinSql(design, numbers, mapped)}) AS a ON a.value = ${sameText('v.old', mapped.type)} AND ${counts}`
  );
}

/** Each number as one of the new type, NULL where that has no room for it. */
function withinSql(design: LiveDesign, numbers: string, { newType }: MappedColumn): string {
  const most = highestNumber[newType];
  return `SELECT w.value, CASE WHEN w.new BETWEEN -${most} - 1 AND ${most} THEN w.new::${newType} END AS new FROM ${work(design, numbers)} AS w`;
}

/** Its keys get numbers. */
export function isNumbered(value: LiveValue): value is PairedValue & { readonly numbers: string } {
  return value.how === 'pairs' && value.numbers !== undefined && value.numbers !== null;
}

/** The few pairs without a number are found at once. */
export function restIndexSql(pairs: string): string {
  return `CREATE INDEX ON ${pairs} (targets) WHERE targets = 0`;
}

/**
 * Numbers the values of pairs that have none yet, for all columns that they belong to, as `numbersSql` does with those
 * that were there: a number stays what it is, where nobody has it; all else counts on.
 *
 * @param session inside a transaction, where the function of `valueFunctionSql` is.
 * @param which a condition on pairs `p`.
 * @param params bound to it.
 */
export async function numberValues(
  session: Session,
  design: LiveDesign,
  value: PairedValue,
  { mapped, weighed }: Conversion,
  which: string,
  params: readonly (readonly string[])[],
): Promise<void> {
  if (!isNumbered(value)) return;
  const [pairs, numbers] = [work(design, value.pairs), work(design, value.numbers)];
  const text = sameText('p.old', mapped.type);
  await session.query(
    `WITH v AS MATERIALIZED (SELECT DISTINCT ${text} AS value FROM ${pairs} AS p WHERE ${which} AND NOT EXISTS (SELECT FROM ${numbers} AS a WHERE a.value = ${text})), ` +
      `o AS MATERIALIZED (SELECT v.value, ${ownNumber(mapped, weighed.mapping, 'v.value')}::numeric AS own FROM v), ` +
      `d AS MATERIALIZED (SELECT o.value, CASE WHEN pg_catalog.row_number() OVER (PARTITION BY o.own ORDER BY o.value COLLATE "C") = 1 AND NOT EXISTS (SELECT FROM ${numbers} AS h WHERE h.new = o.own) THEN o.own END AS own FROM o) ` +
      `INSERT INTO ${numbers} (value, new) SELECT d.value, coalesce(d.own, greatest((SELECT pg_catalog.max(h.new) FROM ${numbers} AS h), (SELECT pg_catalog.max(e.own) FROM d AS e), 0) + ` +
      `pg_catalog.row_number() OVER (PARTITION BY d.own IS NULL ORDER BY d.value COLLATE "C")) FROM d`,
    params.map((one) => [...one]),
  );
}

/** {@link numberValues} of pairs that lead nowhere yet, which then do. */
export async function numberRest(
  session: Session,
  design: LiveDesign,
  value: PairedValue,
  conversion: Conversion,
  which = 'true',
  params: readonly (readonly string[])[] = [],
): Promise<void> {
  if (!isNumbered(value)) return;
  const { mapped } = conversion;
  const rest = `p.targets = 0 AND ${which}`;
  await numberValues(session, design, value, conversion, rest, params);
  await session.query(
    `UPDATE ${work(design, value.pairs)} AS p SET new = a.new, targets = 1 FROM (${withinSql(design, value.numbers, mapped)}) AS a WHERE ${rest} AND a.value = ${sameText('p.old', mapped.type)} AND a.new IS NOT NULL`,
    params.map((one) => [...one]),
  );
}

/** Statements by which columns of a table go on counting behind the numbers that were given, in its place already. */
export function identitiesComeSql(design: LiveDesign, table: LiveTable): string[] {
  return (table.identities ?? []).flatMap(({ column, sequence }) => {
    const name = quoteQualified(sequence);
    const type = table.columns.find((one) => one.name === column)?.newType ?? 'bigint';
    const value = table.values.find((one) => one.column === column);
    // Where every key was a number already, none was given.
    const last =
      value !== undefined && isNumbered(value)
        ? `(SELECT pg_catalog.max(w.new) FROM ${work(design, value.numbers)} AS w WHERE w.new <= ${highestNumber[type]})`
        : `(SELECT pg_catalog.max(t.${quoteIdent(column)}) FROM ${quoteQualified(table.table)} AS t)`;
    return [
      `ALTER TABLE ${quoteQualified(table.table)} ALTER COLUMN ${quoteIdent(column)} ADD GENERATED BY DEFAULT AS IDENTITY (SEQUENCE NAME ${name})`,
      `SELECT pg_catalog.setval(${quoteLiteral(name)}, greatest(${last}, 0)::bigint + 1, false)`,
    ];
  });
}

/** The way back: the sequence goes aside with the table, and its name is free. */
export function identitiesGoSql({ identities = [] }: LiveTable): string[] {
  return identities.map(
    ({ sequence, shadow }) =>
      `ALTER SEQUENCE IF EXISTS ${quoteQualified(sequence)} RENAME TO ${quoteIdent(shadow)}`,
  );
}
