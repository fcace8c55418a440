import type { Conversion, Plan } from '../../plan/plan.ts';
import { sameInOldType } from '../../plan/steps/same-in-old-type.ts';
import { quoteIdent, quoteLiteral } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';
import { madeUuid, sameText } from '../../values/fresh-keys.ts';
import { keepsValues } from '../../values/mapping.ts';
import { lookupSql } from '../../values/mapping-sql.ts';
import { isInteger, isText } from '../../values/type-family.ts';
import { keyExpression } from '../../values/value-key.ts';
import { backName, isComputedBack, oldSql } from './back-sql.ts';
import { conversionOf } from './conversion-of.ts';
import { isThere } from './is-there.ts';
import type { LiveDesign, LiveValue } from './live-design.ts';
import { tableSql, work } from './live-sql.ts';
import { numberedKeys } from './number-keys.ts';

/**
 * Finds out what values of today were, or would have been, that came behind the cut-over: the same value in the old
 * type, what the mapping's tables say, or a new key of the old type for a key that was made anew.
 *
 * @param values a SELECT of `old`, distinct, that stands in no pair yet; params are bound to it.
 */
export async function addBack(
  session: Session,
  design: LiveDesign,
  plan: Plan,
  value: LiveValue,
  values: string,
  params: readonly (readonly string[])[],
): Promise<void> {
  const back = work(design, backName(design, value));
  const conversion = conversionOf(plan, value);
  const {
    mapped,
    weighed: { mapping },
  } = conversion;
  const bound = params.map((one) => [...one]);
  const insert = async (sql: string) =>
    session.query(`INSERT INTO ${back} (old, new, made) ${sql}`, bound);
  if (mapping.kind === 'convert' && mapping.fresh !== null) {
    const computed = madeFromNumber(conversion);
    if (computed !== null) {
      await insert(
        `SELECT v.old, (${computed})::${mapped.type}, true FROM (${values}) AS v WHERE (${computed}) IS NOT NULL`,
      );
      return;
    }
    const made = await madeKeySql(session, design, conversion);
    if (made === null) return;
    // The key itself, and every reference to it, get the same new one of the old type.
    await insert(
      `SELECT v.old, ${made.next}, true FROM (${values}) AS v WHERE ${made.isKey('v.old')}`,
    );
    for (const other of design.tables.flatMap((one) => one.values)) {
      const theirs = conversionOf(plan, other).weighed.mapping;
      if (
        other === value ||
        isComputedBack(other) ||
        theirs.kind !== 'convert' ||
        theirs.fresh?.seed !== mapping.fresh.seed
      )
        continue;
      const name = work(design, backName(design, other));
      await session.query(
        `INSERT INTO ${name} (old, new, made) SELECT b.old, b.new, b.made FROM ${back} AS b WHERE b.made AND NOT EXISTS (SELECT FROM ${name} AS h WHERE h.old = b.old)`,
      );
    }
    return;
  }
  const reverse = { type: mapped.newType, newType: mapped.type };
  const mayBeSame = keepsValues(mapping) || isText(mapped.type);
  const same = mayBeSame ? sameInOldType(reverse, 'v.old::text') : null;
  if (mapping.kind === 'null' || mapping.kind === 'convert') {
    if (same === null) return;
    await insert(
      `SELECT v.old, (${same})::${mapped.type}, false FROM (${values}) AS v WHERE (${same}) IS NOT NULL`,
    );
    return;
  }
  const keys = convertedKeys(design, plan, value);
  if (keys.length > 0) {
    for (const key of keys) {
      if (key === value) continue;
      await insert(
        `SELECT v.old, h.new::${mapped.type}, false FROM (${values}) AS v JOIN ${work(design, backName(design, key))} AS h ON h.old = v.old WHERE h.new IS NOT NULL`,
      );
    }
    return;
  }
  const lookup = lookupSql(mapped, mapping, value.how === 'pairs' && value.native);
  await insert(
    `SELECT v.old, pg_catalog.min(l.key::text)::${mapped.type}, false FROM (${values}) AS v JOIN (${lookup.sql}) AS l ON ${keyExpression('l.new', mapped.newType)} = v.old ` +
      `WHERE l.key IS NOT NULL GROUP BY v.old HAVING pg_catalog.count(DISTINCT l.key::text) = 1`,
  );
}

/**
 * The values of the columns that values are looked up in, where those have got another type by the same look-up: there
 * stand values of today, and what each was is written down for them.
 */
function convertedKeys(design: LiveDesign, plan: Plan, value: LiveValue): LiveValue[] {
  const looked = design.lookups.filter(
    (one) => one.conversion === value.conversion && !one.natural,
  );
  const by = lookedUpBy(plan, value);
  return design.tables.flatMap(({ table, values }) =>
    values.filter(
      (key) =>
        !isComputedBack(key) &&
        lookedUpBy(plan, key) === by &&
        looked.some(
          (one) =>
            one.column === key.column &&
            one.table.schema === table.schema &&
            one.table.name === table.name,
        ),
    ),
  );
}

/** What tells two look-ups apart; null for what is not looked up. */
function lookedUpBy(plan: Plan, value: LiveValue): string | null {
  const {
    mapped,
    weighed: { mapping },
  } = conversionOf(plan, value);
  if (mapping.kind === 'null' || mapping.kind === 'cast' || mapping.kind === 'convert') return null;
  return lookupSql(mapped, mapping, false).sql;
}

/** A key that came as a number, in a type whose keys are made of the value, as an undo in one transaction makes it. */
function madeFromNumber(conversion: Conversion): string | null {
  const fresh = numberedKeys(conversion);
  const { type, newType } = conversion.mapped;
  if (fresh === null) return null;
  if (type === 'uuid') return madeUuid(fresh.seed, sameText('v.old', newType));
  return isText(type) ? sameInOldType({ type: newType, newType: type }, 'v.old::text') : null;
}

interface MadeKeys {
  /** An expression for the next key of the old type. */
  readonly next: string;
  /** A condition: the value stands in a table that holds the keys. */
  readonly isKey: (value: string) => string;
}

/** How keys of the old type are made; null where they cannot be. Numbers go on where the old sequence was. */
async function madeKeySql(
  session: Session,
  design: LiveDesign,
  { mapped, weighed: { mapping } }: Conversion,
): Promise<MadeKeys | null> {
  if (mapping.kind !== 'convert' || mapping.fresh === null || !isInteger(mapped.type)) return null;
  const sources = mapping.fresh.sources.flatMap((source) => {
    const own = design.tables.find(
      (one) => one.table.schema === source.table.schema && one.table.name === source.table.name,
    );
    return own === undefined ? [] : [{ own, column: source.column }];
  });
  const [first] = sources;
  if (first === undefined) return null;
  const numbers = `live_${design.id}_numbers`;
  const sequence = work(design, numbers);
  if (!(await isThere(session, sequence))) {
    const highest = await session.query<{ n: string }>(
      `SELECT coalesce(pg_catalog.max(n), 0)::text AS n FROM (${sources
        .map(
          ({ own, column }) =>
            `SELECT pg_catalog.max(o.${quoteIdent(column)})::numeric AS n FROM ${oldSql(design, own)} AS o`,
        )
        .join(' UNION ALL ')}) AS m`,
    );
    const last = design.tables
      .flatMap((one) => one.sequences)
      .filter((one) => !one.stays)
      .map((one) => BigInt(one.sequence.lastValue));
    const start = [BigInt(highest.rows[0]?.n ?? '0'), ...last].reduce(
      (one, other) => (other > one ? other : one),
      0n,
    );
    await session.query(`CREATE SEQUENCE ${sequence} START WITH ${start + 1n} MINVALUE 0`);
  }
  return {
    next: `pg_catalog.nextval(${quoteLiteral(sequence)})::${mapped.type}`,
    isKey: (one) =>
      `(${sources
        .map(
          ({ own, column }) =>
            `EXISTS (SELECT FROM ${tableSql(own)} AS k WHERE ${sameText(`k.${quoteIdent(column)}`, mapped.newType)} = ${sameText(one, mapped.newType)})`,
        )
        .join(' OR ')})`,
  };
}
