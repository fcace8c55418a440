import { displayIdent, displayQualified } from '../../postgres/quote.ts';
import { keyName, type OrphanFacts, type OrphansFacts } from '../../values/find-orphans.ts';

/** What the user has to know about orphans besides the counts: chains, rules that cannot work, defaults that return. */
export function explainOrphans(facts: OrphansFacts): string[] {
  const [first] = facts.keys;
  if (first === undefined) return [];
  const chain = (facts.removal?.tables ?? []).filter(
    (table) =>
      table.rows > 0 &&
      !facts.keys.some(
        ({ sql }) =>
          sql.referencing.table.schema === table.table.schema &&
          sql.referencing.table.name === table.table.name,
      ),
  );
  return [
    ...facts.keys.map(counts),
    ...(chain.length === 0
      ? []
      : [
          `Other rows hang on these: ${chain.map((one) => `${one.rows} of ${displayQualified(one.table)}`).join(', ')} ${chain.length === 1 && chain[0]?.rows === 1 ? 'references' : 'reference'} an orphan. Whoever removes the orphans removes or keeps those with them.`,
        ]),
    ...facts.keys.flatMap(setNullOnNotNull),
    ...facts.keys.flatMap(defaults),
  ];
}

/** `3 of 120 rows reference nothing; 2 of them hold 0, which stands for none.` */
export function countedOrphans({ rows, orphans, sentinels }: OrphanFacts): string {
  const none = sentinels.map(
    ({ value, rows: n }) =>
      `${n} of them ${n === 1 ? 'holds' : 'hold'} ${value === '' ? 'an empty text' : value}`,
  );
  const meaning =
    none.length === 0
      ? ''
      : `; ${none.join(', ')}, which stands for "none" in many applications: let it be NULL`;
  return `${orphans} of ${rows} ${rows === 1 ? 'row references' : 'rows reference'} nothing${meaning}.`;
}

function counts({ key, rows, nulls, orphans, distinct, notNull }: OrphanFacts): string {
  const from = keyName(key.referencing);
  const values = distinct === 1 ? 'one value' : `${distinct} different values`;
  const bound =
    notNull.length === 0
      ? ''
      : ` ${notNull.map(displayIdent).join(', ')} ${notNull.length === 1 ? 'is' : 'are'} NOT NULL.`;
  return `${orphans} of ${rows} rows of ${displayQualified(key.referencing.table)} reference no row of ${displayQualified(key.referenced.table)} (${values} of ${from} that ${keyName(key.referenced)} does not hold; ${nulls} NULL).${bound}`;
}

function setNullOnNotNull({ key, notNull }: OrphanFacts): string[] {
  if (key.onDelete !== 'SET NULL' || notNull.length === 0) return [];
  return [
    `${displayIdent(key.constraint)} says ON DELETE SET NULL, but ${notNull.map(displayIdent).join(', ')} of ${displayQualified(key.referencing.table)} is NOT NULL: deleting a referenced row will fail. Either allow NULL or choose another rule.`,
  ];
}

function defaults({ key, defaults: found }: OrphanFacts): string[] {
  return found.map(
    ({ column, value }) =>
      `The default of ${displayQualified(key.referencing.table)}.${displayIdent(column)}, ${value}, is in no row of ${displayQualified(key.referenced.table)}: the next row written without a value will be refused. Take it away: ALTER TABLE ${displayQualified(key.referencing.table)} ALTER COLUMN ${displayIdent(column)} DROP DEFAULT;`,
  );
}
