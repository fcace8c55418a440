import type { Conversion, Plan } from '../../plan/plan.ts';
import type { Session } from '../../postgres/session.ts';
import type { Mapping } from '../../values/mapping.ts';
import { lookupSql, type MappedColumn, pairsSql, valuesSql } from '../../values/mapping-sql.ts';
import { valueFunctionSql } from '../../values/value-function.ts';
import { keyType } from '../../values/value-key.ts';
import { isNumberedReference, standsInKeySql } from './key-columns.ts';
import type { LiveDesign, PairedValue } from './live-design.ts';
import { work } from './live-sql.ts';
import {
  isNumbered,
  numberedPairsSql,
  numberKeys,
  numberRest,
  restIndexSql,
} from './number-keys.ts';

/** The conversions of a design whose values are written down as pairs. */
export function pairedValues(
  design: LiveDesign,
  plan: Plan,
): { readonly value: PairedValue; readonly conversion: Conversion }[] {
  return design.tables.flatMap((table) =>
    table.values.flatMap((value) => {
      const conversion = plan.conversions.find((one) => one.number === value.conversion);
      return value.how === 'pairs' && conversion !== undefined ? [{ value, conversion }] : [];
    }),
  );
}

/** How values `v.old` are looked up where a unique index vouches that none is found twice; null elsewhere. */
export function uniqueLookup(
  value: PairedValue,
  mapped: MappedColumn,
  mapping: Mapping,
): ReturnType<typeof lookupSql> | null {
  return isNumbered(value) || !value.unique || mapping.kind === 'null' || mapping.kind === 'convert'
    ? null
    : lookupSql(mapped, mapping, value.native);
}

/**
 * As `pairsSql`; where a unique index vouches that no value is found twice, nothing has to be counted.
 *
 * @param values as there.
 */
export function livePairsSql(
  design: LiveDesign,
  value: PairedValue,
  mapped: MappedColumn,
  mapping: Mapping,
  values: string = valuesSql(mapped),
): string {
  if (isNumbered(value)) {
    const counts = isNumberedReference(value)
      ? standsInKeySql(design, value, mapped, 'v.old')
      : 'true';
    return numberedPairsSql(design, value.numbers, mapped, values, counts);
  }
  const lookup = uniqueLookup(value, mapped, mapping);
  if (lookup === null) return pairsSql(mapped, mapping, values, value.native);
  return (
    `SELECT v.old, v.n, l.new, CASE WHEN l.new IS NULL THEN 0 ELSE 1 END::bigint AS targets ` +
    `FROM (${values}) AS v LEFT JOIN (${lookup.sql}) AS l ON ${lookup.on}`
  );
}

/**
 * Writes down what every value becomes that the tables hold now. Values that come later are captured.
 *
 * @param session inside a transaction, once everything is captured.
 */
export async function fillPairs(session: Session, design: LiveDesign, plan: Plan): Promise<void> {
  await numberKeys(session, design, plan);
  // References lead to what the keys have got by then.
  const all = [...pairedValues(design, plan)].sort(
    (one, other) =>
      Number(isNumberedReference(one.value)) - Number(isNumberedReference(other.value)),
  );
  for (const { value, conversion } of all) {
    const { mapped, weighed } = conversion;
    const pairs = work(design, value.pairs);
    // What has a number stood in a key a moment ago; that it has gone since is captured.
    const found = isNumberedReference(value)
      ? numberedPairsSql(design, value.numbers, mapped, valuesSql(mapped))
      : livePairsSql(design, value, mapped, weighed.mapping);
    const helper = valueFunctionSql(mapped, weighed.mapping);
    for (const sql of helper.create) await session.query(sql);
    // In the order of the new values, which is as a rule the one in which rows came, so that rows find the pairs of
    // their neighbours close together: a fifth of the time of a copy.
    await session.query(`CREATE TABLE ${pairs} AS SELECT x.* FROM (${found}) AS x ORDER BY x.new`);
    if (!isNumberedReference(value)) await numberRest(session, design, value, conversion);
    for (const sql of helper.drop) await session.query(sql);
    // A hash index takes values of any length, and is slower to build.
    const method = keyType(mapped.type) === 'text' ? 'hash' : 'btree';
    await session.query(`CREATE INDEX ON ${pairs} USING ${method} (old)`);
    if (isNumbered(value)) await session.query(restIndexSql(pairs));
    await session.query(`ANALYZE ${pairs}`);
  }
}
