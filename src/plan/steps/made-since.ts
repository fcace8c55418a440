import { displayIdent, displayQualified, quoteIdent } from '../../postgres/quote.ts';
import { type FreshKeys, keysSql, madeUuid, sameText } from '../../values/fresh-keys.ts';
import type { MappedColumn } from '../../values/mapped-column.ts';
import { isInteger } from '../../values/type-family.ts';
import type { Conversion, RepairReference } from '../plan.ts';
import type { Step } from '../step.ts';
import type { Reversal } from './restore-values.ts';
import { sameInOldType } from './same-in-old-type.ts';
import { currentRepair, mappingTable } from './work-names.ts';

/** How an undo makes keys of the old type for rows that came after the keys had been made anew. */
export interface MadeSince {
  readonly fresh: FreshKeys;
  /** The conversions whose keys belong together. */
  readonly together: readonly number[];
  /** A number that has been given already by the sequence that the key had. */
  readonly floor: string;
}

/** @returns null where the keys of a conversion were not made anew */
export function madeSince(
  conversions: readonly Conversion[],
  { fresh, mapped }: Conversion,
): MadeSince | null {
  if (fresh === undefined || fresh === null) return null;
  const group = conversions.filter((one) => one.fresh?.seed === fresh.seed);
  const floors = group.flatMap(({ generator }) => generator?.lifted?.lastValue ?? []);
  return {
    fresh: {
      seed: fresh.seed,
      sources: fresh.sources.map((one) => ({ ...one, type: mapped.newType })),
    },
    together: group.map((one) => one.number),
    floor: floors.reduce((one, other) => (BigInt(other) > BigInt(one) ? other : one), '0'),
  };
}

/**
 * What a value `v.old` without a pair becomes, and what has to be joined for it; null where the old type is none that
 * can be made.
 */
export function madeSinceSql(
  journalSchema: string,
  mapped: MappedColumn,
  repair: RepairReference,
  { fresh, together, floor }: MadeSince,
): { readonly value: string; readonly join: string } | null {
  const own = sameText('v.old', mapped.type);
  if (mapped.newType === 'uuid') return { value: `${madeUuid(fresh.seed, own)}::text`, join: '' };
  if (!isInteger(mapped.newType)) return null;
  const pairs = `${quoteIdent(journalSchema)}.value_pairs AS p WHERE p.repair = ${repair} AND p.conversion IN (${together.join(', ')})`;
  // Numbers that stay what they are must not be given a second time.
  const same = sameInOldType(mapped, 'k.value') ?? 'NULL';
  const numbers =
    `WITH k AS MATERIALIZED (SELECT k.value, k.place, ${same} AS same FROM (${keysSql(fresh)}) AS k WHERE k.value NOT IN (SELECT p.new FROM ${pairs})) ` +
    `SELECT k.value, greatest((SELECT pg_catalog.max(p.old::numeric) FROM ${pairs}), (SELECT pg_catalog.max(h.same::numeric) FROM k AS h), ${floor}, 0) + ` +
    `pg_catalog.row_number() OVER (ORDER BY k.place, k.value COLLATE "C") AS was FROM k WHERE k.same IS NULL`;
  return { value: 'm.was::text', join: ` LEFT JOIN (${numbers}) AS m ON m.value = ${own}` };
}

/** Writes into the journal which keys were made for rows that came since. */
export function rememberMade(journalSchema: string, reversal: Reversal): Step {
  const { conversion, madeRows } = reversal;
  const { mapped } = conversion;
  const name = `${displayQualified(mapped.table)}.${displayIdent(mapped.column)}`;
  return {
    kind: 'remember-values',
    title: `write into the journal which keys are made for ${madeRows} ${madeRows === 1 ? 'row' : 'rows'} of ${name}`,
    sql: [
      `INSERT INTO ${quoteIdent(journalSchema)}.value_pairs (repair, conversion, old, new) ` +
        `SELECT ${currentRepair}, ${conversion.number}, old::text, new::text FROM ${mappingTable(journalSchema, conversion)} WHERE targets = 1 AND made`,
    ],
    locks: [],
    hazards: [
      {
        kind: 'keeps-values',
        message: `${madeRows} ${madeRows === 1 ? 'row' : 'rows'} of ${name} came since: ${madeRows === 1 ? 'it gets' : 'they get'} new keys of type ${mapped.newType}; which, stands in the journal.`,
      },
    ],
    changes: [],
  };
}
