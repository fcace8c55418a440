import type { Conversion, Plan } from '../../plan/plan.ts';
import { quoteIdent } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';
import { highestNumber } from '../../values/type-family.ts';
import { keyExpression } from '../../values/value-key.ts';
import {
  backKeyType,
  backName,
  isComputedBack,
  mayHaveOthers,
  oldSql,
  othersName,
  typeOf,
} from './back-sql.ts';
import { conversionOf } from './conversion-of.ts';
import { forgetWaiting } from './forget-waiting.ts';
import { isThere } from './is-there.ts';
import type { LiveDesign, LiveTable, LiveValue, PairedValue } from './live-design.ts';
import { newValueSql, work } from './live-sql.ts';
import { isNumbered } from './number-keys.ts';
import { mayHaveTwins } from './twin-keys-back.ts';

/**
 * Writes down what every value was that stood in the tables before, where that is not computed. Done once.
 *
 * @param session inside a transaction.
 */
export async function fillBack(session: Session, design: LiveDesign, plan: Plan): Promise<void> {
  for (const table of design.tables) {
    for (const value of table.values) {
      if (isComputedBack(value)) continue;
      if (await isThere(session, work(design, backName(design, value))))
        await forgetWaiting(session, design, plan, table, value);
      else await fillKnown(session, design, plan, table, value);
      if (mayHaveOthers(table, value)) await fillOthers(session, design, plan, table, value);
    }
  }
}

/** What each value of today was: one value, also where several have become it. */
async function fillKnown(
  session: Session,
  design: LiveDesign,
  plan: Plan,
  table: LiveTable,
  value: LiveValue,
): Promise<void> {
  const back = work(design, backName(design, value));
  const { type } = typeOf(table, value);
  await session.query(
    `CREATE TABLE ${back} (old ${backKeyType(table, value)} NOT NULL, new ${type}, made boolean NOT NULL DEFAULT false)`,
  );
  const known = knownSql(design, plan, table, value, conversionOf(plan, value));
  if (known.length > 0) {
    await session.query(`INSERT INTO ${back} (old, new) ${known.join(' UNION ')}`);
  }
  await indexBack(session, back, mayHaveTwins(table, plan, value));
}

async function indexBack(session: Session, name: string, bothWays: boolean): Promise<void> {
  await session.query(`CREATE INDEX ON ${name} USING hash (old)`);
  if (bothWays) await session.query(`CREATE INDEX ON ${name} (new)`);
  await session.query(`ANALYZE ${name}`);
}

/** The other ones: rows of before still have them in their keys. */
async function fillOthers(
  session: Session,
  design: LiveDesign,
  plan: Plan,
  table: LiveTable,
  value: PairedValue,
): Promise<void> {
  const others = work(design, othersName(design, value));
  if (await isThere(session, others)) return;
  const { type, newType } = typeOf(table, value);
  const key = keyExpression('p.new', newType);
  // Like the table of those that are known, without the collation of the column.
  await session.query(
    `CREATE TABLE ${others} (old ${backKeyType(table, value)} NOT NULL, new ${type})`,
  );
  await session.query(
    `INSERT INTO ${others} SELECT ${key}, p.old::${type} FROM ${work(design, value.pairs)} AS p WHERE p.targets = 1 ` +
      `AND NOT EXISTS (SELECT FROM ${work(design, backName(design, value))} AS h WHERE h.old = ${key} AND h.new::text = p.old::text)`,
  );
  await indexBack(session, others, mayHaveTwins(table, plan, value));
}

/** SELECTs of `old`, the value of today, and `new`, the one of before. */
function knownSql(
  design: LiveDesign,
  plan: Plan,
  table: LiveTable,
  value: LiveValue,
  { mapped, weighed: { mapping } }: Conversion,
): string[] {
  if (isNumbered(value)) {
    // A reference of today may lead to a key that nothing of this column led to before.
    const { type } = typeOf(table, value);
    const own = `SELECT p.new, pg_catalog.min(p.old::text) AS old FROM ${work(design, value.pairs)} AS p WHERE p.targets = 1 GROUP BY 1`;
    return [
      `SELECT n.new::${mapped.newType}, coalesce(p.old, n.value)::${type} FROM ${work(design, value.numbers)} AS n LEFT JOIN (${own}) AS p ON p.new = n.new WHERE n.new BETWEEN -${highestNumber[mapped.newType]} - 1 AND ${highestNumber[mapped.newType]}`,
    ];
  }
  if (value.how === 'pairs') {
    const type = typeOf(table, value).type;
    return [
      `SELECT ${keyExpression('p.new', mapped.newType)}, pg_catalog.min(p.old::text)::${type} FROM ${work(design, value.pairs)} AS p WHERE p.targets = 1 GROUP BY 1`,
    ];
  }
  if (mapping.kind !== 'convert' || mapping.fresh === null) return [];
  // Keys that were made from the old ones are found from the old ones.
  const { sources, seed } = mapping.fresh;
  return sources.flatMap((source) => {
    const own = design.tables.find(
      (one) => one.table.schema === source.table.schema && one.table.name === source.table.name,
    );
    const key = own?.values.find((one) => one.column === source.column);
    if (own === undefined || key === undefined) return [];
    const other = conversionOf(plan, key).weighed.mapping;
    if (other.kind !== 'convert' || other.fresh?.seed !== seed) return [];
    const column = `o.${quoteIdent(source.column)}`;
    return [
      `SELECT ${newValueSql(key, column)}, ${column}::${mapped.type} FROM ${oldSql(design, own)} AS o WHERE ${column} IS NOT NULL`,
    ];
  });
}
