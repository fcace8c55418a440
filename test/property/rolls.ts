import fc from 'fast-check';

/** What is wrong, and how the values of one side say what they mean. */
export const mismatches = [
  'text to number',
  'number to text',
  'numeric to integer',
  'text to uuid',
  'uuid by alternate key',
  'uuid by bridge',
  'nothing stored',
  'orphans',
  'no unique key',
  'key changes type',
] as const;
export type MismatchKind = (typeof mismatches)[number];

export const keyKinds = [
  'serial',
  'identity',
  'bigint',
  'uuid',
  'text',
  'composite',
  'none',
] as const;
export type KeyKind = (typeof keyKinds)[number];

export const decorKinds = [
  'index',
  'view',
  'view on view',
  'materialized view',
  'policy',
  'trigger',
  'rule',
  'statistics',
  'check',
  'default',
  'generated column',
  'comment',
  'grant',
  'column settings',
  'table settings',
  'replica identity',
  'publication',
  'function',
  'exclusion',
  'unique',
  'inheriting table',
  'row type',
  'owner',
] as const;
export type DecorKind = (typeof decorKinds)[number];

export interface TableRoll {
  readonly schema: number;
  readonly key: KeyKind;
  readonly rows: number;
  readonly partitioned: boolean;
  readonly subpartitioned: boolean;
  /** A column that was dropped stands before the others. */
  readonly hole: boolean;
  readonly references: readonly ReferenceRoll[];
}

export interface ReferenceRoll {
  readonly to: number;
  readonly attributes: number;
}

export interface DecorRoll {
  readonly kind: DecorKind;
  /** On the columns that are mended, or anywhere. */
  readonly hot: boolean;
  readonly table: number;
  readonly column: number;
  readonly variant: number;
}

/** Numbers from which a whole database is made; every one of them can be a smaller one, so that failures shrink. */
export interface DatabaseRolls {
  readonly mismatch: MismatchKind;
  readonly types: number;
  /** The key has a second column, or is that of a partitioned table. */
  readonly key: 'single' | 'composite' | 'partitioned';
  readonly unmatched: number;
  readonly answer: 'none' | 'keep' | 'set-aside';
  readonly notNull: boolean;
  readonly names: number;
  readonly tables: readonly TableRoll[];
  readonly decor: readonly DecorRoll[];
  readonly attributes: number;
  readonly interruption: {
    readonly of: 'mend' | 'undo';
    readonly by: 'error' | 'kill' | 'none';
    readonly at: number;
  };
}

const small = fc.nat({ max: 11 });
const often = fc.integer({ min: 0, max: 3 }).map((n) => n > 0);
const seldom = fc.integer({ min: 0, max: 5 }).map((n) => n === 5);

const tableRoll: fc.Arbitrary<TableRoll> = fc.record({
  schema: fc.nat({ max: 2 }),
  key: fc.constantFrom(...keyKinds),
  rows: fc.nat({ max: 7 }),
  partitioned: seldom,
  subpartitioned: fc.boolean(),
  hole: seldom,
  references: fc.array(fc.record({ to: small, attributes: fc.nat({ max: 255 }) }), {
    maxLength: 2,
  }),
});

const decorRoll: fc.Arbitrary<DecorRoll> = fc.record({
  kind: fc.constantFrom(...decorKinds),
  hot: often,
  table: small,
  column: small,
  variant: fc.nat({ max: 23 }),
});

/** Everything that the property needs of chance. */
export const databaseRolls: fc.Arbitrary<DatabaseRolls> = fc.record({
  mismatch: fc.constantFrom(...mismatches),
  types: small,
  key: fc.constantFrom(
    'single' as const,
    'single' as const,
    'composite' as const,
    'partitioned' as const,
  ),
  unmatched: fc.oneof(fc.constant(0), fc.nat({ max: 2 })),
  answer: fc.constantFrom('none' as const, 'keep' as const, 'set-aside' as const),
  notNull: seldom,
  names: fc.nat({ max: 3 }),
  tables: fc.array(tableRoll, { minLength: 6, maxLength: 8 }),
  decor: fc.array(decorRoll, { minLength: 2, maxLength: 16 }),
  attributes: fc.nat({ max: 255 }),
  interruption: fc.record({
    of: fc.constantFrom('mend' as const, 'undo' as const),
    by: fc.constantFrom(
      'none' as const,
      'none' as const,
      'none' as const,
      'error' as const,
      'kill' as const,
    ),
    at: fc.nat({ max: 30 }),
  }),
});
