/** The value of one column, as an expression of a type. */
export interface HashedValue {
  readonly sql: string;
  readonly type: string;
  /** To find it out costs more than to read a column, so that it should be done once. */
  readonly computed: boolean;
}

interface SeededHash {
  readonly type: RegExp;
  /** The server's version that has it. */
  readonly since?: number;
  readonly hash: (value: string, seed: string) => string;
  /** Stands in for NULL, which is told apart by the seed. */
  readonly nothing: string;
}

const named = (name: string) => (value: string, seed: string) =>
  `pg_catalog.${name}(${value}, ${seed})`;

/**
 * Types whose values are hashed one by one, each with the hash of the others as its seed: half of what a record costs,
 * which is formed, taken apart again and looked up type by type.
 *
 * @see https://github.com/postgres/postgres/blob/master/src/backend/access/hash/hashfunc.c
 */
const seeded: readonly SeededHash[] = [
  { type: /^smallint$/, hash: named('hashint2extended'), nothing: '0::int2' },
  { type: /^integer$/, hash: named('hashint4extended'), nothing: '0' },
  { type: /^bigint$/, hash: named('hashint8extended'), nothing: '0::int8' },
  {
    type: /^boolean$/,
    hash: (value, seed) => named('hashint4extended')(`(${value})::int4`, seed),
    nothing: 'false',
  },
  {
    type: /^uuid$/,
    hash: named('uuid_hash_extended'),
    nothing: `'00000000-0000-0000-0000-000000000000'::uuid`,
  },
  {
    type: /^(text|character varying(\(\d+\))?)$/,
    hash: (value, seed) => named('hashtextextended')(textSql(value), seed),
    nothing: `''`,
  },
  {
    type: /^timestamp(\(\d\))? without time zone$/,
    hash: named('timestamp_hash_extended'),
    nothing: `'epoch'::timestamp`,
  },
  {
    type: /^timestamp(\(\d\))? with time zone$/,
    since: 180_000,
    hash: named('timestamptz_hash_extended'),
    nothing: `'epoch'::timestamptz`,
  },
];

/** Types whose equal values are the same in every byte, so that a record's hash tells them apart. */
const exact =
  /^(smallint|integer|bigint|uuid|boolean|date|oid|bytea|timestamp(\(\d\))? with(out)? time zone)$/;

/**
 * A 64-bit hash of a row, never NULL.
 *
 * @param values one for each column; two rows are compared by the same types, and by the same ones `computed`.
 * @param serverVersion records can be hashed from 14 on.
 */
export function rowHash(values: readonly HashedValue[], serverVersion: number): string {
  const others: HashedValue[] = [];
  const alone: { readonly sql: string; readonly how: SeededHash }[] = [];
  for (const value of values) {
    const how = value.computed
      ? undefined
      : seeded.find(({ type, since = 0 }) => type.test(value.type) && serverVersion >= since);
    if (how === undefined) others.push(value);
    else alone.push({ sql: value.sql, how });
  }
  return alone.reduce(
    (seed, { sql, how: { hash, nothing } }) =>
      hash(`coalesce(${sql}, ${nothing})`, `(${sql} IS NULL)::int4 # ${seed}`),
    recordHash(others, serverVersion),
  );
}

function recordHash(values: readonly HashedValue[], serverVersion: number): string {
  if (values.length === 0) return '0::int8';
  if (serverVersion >= 140_000) {
    const parts = values.map(({ sql, type }) => (exact.test(type) ? sql : textSql(sql)));
    return `pg_catalog.hash_record_extended(ROW(${parts.join(', ')}), 0)`;
  }
  const texts = values.map(({ sql }) => textSql(sql));
  return `pg_catalog.hashtextextended(pg_catalog.array_to_string(ARRAY[${texts.join(', ')}], pg_catalog.chr(31), pg_catalog.chr(30)), 0)`;
}

/** As text of which each byte counts. */
function textSql(sql: string): string {
  return `(${sql})::text COLLATE pg_catalog."C"`;
}
