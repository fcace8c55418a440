/** How the values of two types stand to each other, as far as the names of the types tell. */
export type Kinship =
  /** Nothing turns one into the other: PostgreSQL has no cast at all. */
  | 'no-cast'
  /** One of them is text: every value can be written as text, and read back where it is well formed. */
  | 'through-text'
  /** The referencing type holds values that the referenced one cannot: works the other way round. */
  | 'one-way'
  /** Both numbers, both texts, both times: a cast exists. */
  | 'cast'
  | 'unknown';

type Family = 'integer' | 'number' | 'text' | 'uuid' | 'time' | 'boolean' | 'json' | 'bytes';

const families: readonly (readonly [RegExp, Family])[] = [
  [/^(?:smallint|integer|bigint|oid|int[248]|serial)$/, 'integer'],
  [/^(?:numeric|real|double precision|float[48]|decimal|money)/, 'number'],
  [/^(?:text|character|varchar|bpchar|citext|name|"char")/, 'text'],
  [/^uuid$/, 'uuid'],
  [/^(?:timestamp|date|time|interval)/, 'time'],
  [/^boolean$/, 'boolean'],
  [/^jsonb?$/, 'json'],
  [/^bytea$/, 'bytes'],
];

export function familyOf(type: string): Family | null {
  return families.find(([pattern]) => pattern.test(type))?.[1] ?? null;
}

/** Source of the pairs: pg_cast and pg_amop of PostgreSQL 13 to 18. */
export function kinship(referencingType: string, referencedType: string): Kinship {
  const referencing = familyOf(referencingType);
  const referenced = familyOf(referencedType);
  if (referencing === null || referenced === null) return 'unknown';
  if (referencing === 'text' || referenced === 'text') return 'through-text';
  if (referencing === 'number' && referenced === 'integer') return 'one-way';
  if (referencing === referenced) return 'cast';
  if (referencing === 'uuid' || referenced === 'uuid') return 'no-cast';
  return 'unknown';
}
