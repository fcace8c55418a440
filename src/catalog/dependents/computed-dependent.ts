import {
  displayIdent,
  displayQualified,
  quoteIdent,
  quoteLiteral,
  quoteQualified,
} from '../../postgres/quote.ts';
import type { Catalog, Constraint, Index } from '../catalog.ts';
import type { Dependent } from '../dependent.ts';
import { typeByOid } from '../lookup.ts';
import { castToType } from './cast-to-type.ts';
import type { KnownColumn } from './column-ref.ts';
import { isOnlyNullTested, mentions } from './null-tests.ts';
import { commentStatement } from './remarks.ts';
import { meaningAfter } from './same-meaning.ts';

/** What an index is beyond its definition. */
export interface IndexExtras {
  readonly clustered: boolean;
  /** Nothing but these. */
  readonly plain: boolean;
}

/** An index or CHECK whose expression, as the server prints it, reads the column. */
export type Computed =
  | { readonly kind: 'constraint'; readonly one: Constraint; readonly expression: string }
  | {
      readonly kind: 'index';
      readonly one: Index;
      readonly expression: string;
      readonly extras: IndexExtras;
    };

/**
 * What becomes of an expression when a column that it reads gets another type: the server rebuilds it where it means
 * the same; the literals of an enum are written for the other enum; the rest is refused by name, since only a person
 * can say what it is to mean.
 *
 * @param columns all that change together.
 */
export function computedDependent(
  catalog: Catalog,
  columns: readonly KnownColumn[],
  known: KnownColumn,
  computed: Computed,
): Dependent {
  const { table, column, newType } = known;
  const { kind, one, expression } = computed;
  const object = { schema: table.schema, name: one.name };
  const base = {
    kind,
    object,
    description:
      kind === 'index'
        ? `index ${displayQualified(object)}`
        : `constraint ${displayIdent(one.name)} on table ${displayQualified(table)}`,
    locks: [{ schema: table.schema, name: table.name }],
    drop: [],
    restore: [],
    reason: null,
  } satisfies Omit<Dependent, 'handling'>;
  const meaning = isOnlyNullTested(expression, column.name)
    ? 'same'
    : meaningAfter(catalog, column.type.oid, newType);
  if (meaning === 'same') return { ...base, handling: 'kept by PostgreSQL' };
  const what = kind === 'index' ? 'index' : 'check';
  const on = kind === 'index' ? '' : ` on ${displayQualified(table)}`;
  const refuse = (why: string): Dependent => ({
    ...base,
    handling: 'refused',
    reason: `The ${what} ${displayIdent(one.name)}${on} computes with the column ${column.name}: ${why}. ${dropFirst(known, computed)}`,
  });
  if (meaning === 'other') return refuse('it is written for the old type');
  const from = typeByOid(catalog, column.type.oid);
  const to = typeByOid(catalog, newType ?? 0);
  if (from?.kind !== 'enum' || to?.kind !== 'enum') return refuse('it is written for the old type');
  const left = table.columns.find(
    (other) =>
      other.type.oid === from.oid &&
      mentions(expression, other.name) &&
      !columns.some((all) => all.table.oid === table.oid && all.column.number === other.number),
  );
  if (left !== undefined) return refuse(`and with ${left.name}, which keeps the old type`);
  const { labels } = castToType(one.definition, from, to);
  const unknown = labels.find((label) => !to.enumLabels.includes(label));
  if (unknown !== undefined) {
    return refuse(`${quoteLiteral(unknown)} in it is no label of ${to.sql}`);
  }
  const alter = `ALTER TABLE ${quoteQualified(table)}`;
  const name = quoteIdent(one.name);
  if (computed.kind === 'constraint') {
    // The copies of inheriting tables and partitions come and go with their parent's.
    if (known.throughParent) return { ...base, handling: 'kept by PostgreSQL' };
    const comment = `CONSTRAINT ${name} ON ${quoteQualified(table)}`;
    return {
      ...base,
      handling: 'lifted',
      drop: [`${alter} DROP CONSTRAINT ${name}`],
      restore: [
        `${alter} ADD CONSTRAINT ${name} ${one.definition}`,
        ...commentStatement(comment, computed.one.comment),
      ],
    };
  }
  const { extras } = computed;
  if (computed.one.constraint !== 0) return refuse('and a constraint stands on it');
  if (known.throughParent || table.kind !== 'table')
    return refuse('and it is part of a partitioned index');
  if (!extras.plain) return refuse('and it is more than its definition says');
  return {
    ...base,
    handling: 'lifted',
    drop: [`DROP INDEX ${quoteQualified(object)}`],
    restore: [
      one.definition,
      ...commentStatement(`INDEX ${quoteQualified(object)}`, computed.one.comment),
      ...(extras.clustered ? [`${alter} CLUSTER ON ${name}`] : []),
    ],
  };
}

/** Only a person knows what the expression is to say of the new type. */
function dropFirst({ table, throughParent }: KnownColumn, { kind, one }: Computed): string {
  if (throughParent)
    return 'Drop it first where it comes from, and write it for the new type afterwards.';
  const drop =
    kind === 'index' && one.constraint === 0
      ? `DROP INDEX ${displayQualified({ schema: table.schema, name: one.name })}`
      : `ALTER TABLE ${displayQualified(table)} DROP CONSTRAINT ${displayIdent(one.name)}`;
  return `Drop it first (${drop}), and write it for the new type afterwards.`;
}
