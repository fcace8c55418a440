import type { Catalog, Relation } from '../catalog/catalog.ts';
import { displayIdent, displayQualified, type QualifiedName } from '../postgres/quote.ts';
import type { DeclaredForeignKey } from '../statement/declaration.ts';
import type { ParsedStatement } from '../statement/parse-statements.ts';
import { type DeclaredSchema, declaredSchema, type SeenTable } from './declared-schema.ts';
import type { ExplainedFault, ExplainedKind } from './fault.ts';

type Words<K extends ExplainedKind> = Pick<
  ExplainedFault<K>,
  'kind' | 'id' | 'headline' | 'refusal' | 'explanation'
> &
  Partial<Omit<ExplainedFault<K>, 'kind'>>;

/** A fault that is only explained, with what most of them have in common. */
export function explained<K extends ExplainedKind>(words: Words<K>): ExplainedFault<K> {
  return {
    constraint: null,
    referencing: null,
    referenced: null,
    declaredBy: 'statement',
    questions: [],
    ...words,
  };
}

/** A declared foreign key with its tables, as far as they are there. */
export interface DeclaredReference {
  readonly declared: DeclaredForeignKey;
  readonly schema: DeclaredSchema;
  readonly referencing: SeenTable | undefined;
  readonly referenced: SeenTable | undefined;
}

/** Every foreign key of a string, seen with what its own statement and those before it make. */
export function declaredReferences(
  catalog: Catalog,
  statements: readonly ParsedStatement[],
): DeclaredReference[] {
  const schema = declaredSchema(catalog);
  const found: DeclaredReference[] = [];
  for (const { declarations } of statements) {
    // PostgreSQL lays the foreign keys of a statement last (the passes of ALTER TABLE; CREATE TABLE likewise).
    for (const one of declarations) if (one.kind !== 'foreign-key') schema.apply(one);
    for (const one of declarations) {
      if (one.kind !== 'foreign-key') continue;
      found.push({
        declared: one,
        schema,
        referencing: schema.find(one.table),
        referenced: schema.find(one.referencedTable),
      });
    }
  }
  return found;
}

/** The tables along the search path that people made, for looking one up by another name. */
export function namedRelations(catalog: Catalog): readonly Relation[] {
  const named = new Set<Relation['kind']>([
    'table',
    'partitioned table',
    'view',
    'materialized view',
    'foreign table',
  ]);
  return catalog.relations.filter((one) => named.has(one.kind) && one.extension === null);
}

/** A name as the statement writes it, the schema only where it does. */
export function writtenName(name: {
  readonly schema: string | null;
  readonly name: string;
}): string {
  return name.schema === null
    ? displayIdent(name.name)
    : `${displayIdent(name.schema)}.${displayIdent(name.name)}`;
}

/** With its schema, as it can be pasted anywhere. */
export function fullName({ schema, name }: QualifiedName): string {
  return `${displayIdent(schema)}.${displayIdent(name)}`;
}

/** `a`, `"B"` and `c`. */
export function listOf(names: readonly string[]): string {
  const shown = names.map((name) => displayIdent(name));
  const last = shown.at(-1) ?? '';
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} and ${last}`;
}

/** `orders (id integer, total numeric, …)`: a table with its first columns. */
export function tableWithColumns(relation: Relation, most = 12): string {
  const columns = relation.columns
    .slice(0, most)
    .map((one) => `${displayIdent(one.name)} ${one.type.sql}`);
  const more = relation.columns.length > most ? ', …' : '';
  return `${displayQualified(relation)} (${columns.join(', ')}${more})`;
}

/** The same letters, whatever their case and underscores. */
export function sameLetters(one: string, other: string): boolean {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[_\s-]/g, '');
  return plain(one) === plain(other);
}
