import type { Catalog, Column, Relation } from '../catalog/catalog.ts';
import { foreignKeysFrom, primaryKeyIndex } from '../catalog/lookup.ts';
import { chooseSequenceName } from '../diagnose/choose-constraint-name.ts';
import type { QualifiedName } from '../postgres/quote.ts';
import type { OwnedSequence } from './owned-sequence.ts';
import { isInteger } from './type-family.ts';

/** What fills a column by itself, and changes with its type; a default is changed by its own rule. */
export interface GeneratorChange {
  /** A sequence or identity that has no use any more: taken away, and made again by undo. */
  readonly lifted: OwnedSequence | null;
  /** The owned sequence that gets the new type along. An identity's does so by itself. */
  readonly retyped: OwnedSequence | null;
  /** The column becomes an identity column, whose sequence of this name starts behind the highest value. */
  readonly identity: QualifiedName | null;
}

/** What the change of a column's type is part of. */
export interface GeneratorScope {
  readonly catalog: Catalog;
  readonly table: Relation;
  readonly column: Column;
  readonly sequence: OwnedSequence | null;
  readonly newType: string;
  /** Keys are made anew. */
  readonly fresh: boolean;
  /** `pgmend rekey`: the whole key is meant, with all that fills it. */
  readonly whole: boolean;
  /** The statement itself says what fills the column from then on. */
  readonly said: boolean;
}

/** null when nothing but a default fills the column, or when it stays as it is. */
export function generatorChange(scope: GeneratorScope): GeneratorChange | null {
  const { catalog, table, column, sequence, newType, whole } = scope;
  const none = { lifted: null, retyped: null, identity: null };
  if (becomesIdentity(scope)) {
    return { ...none, identity: chooseSequenceName(catalog, table, column.name) };
  }
  if (sequence === null) return null;
  if (isInteger(newType)) {
    const follows = sequence.type === column.type.sql && sequence.type !== newType;
    return follows ? { ...none, retyped: sequence } : null;
  }
  if (!whole) return null;
  if (sequence.identity !== null) return { ...none, lifted: sequence };
  const isSerial = newType === 'uuid' && isFilledBySequence(column) && !sequence.shared;
  return isSerial ? { ...none, lifted: sequence } : null;
}

/** New numbers need something that goes on counting: where a default made keys before, or a whole key is meant. */
export function becomesIdentity(scope: GeneratorScope): boolean {
  const { catalog, table, column, newType, fresh, whole, said } = scope;
  if (!fresh || said || !isInteger(newType) || isInteger(column.type.sql)) return false;
  const isReference = foreignKeysFrom(catalog, table).some((one) =>
    one.columns.includes(column.number),
  );
  if (isReference) return false;
  if (isGenerator(column.default)) return true;
  const [first, ...others] = primaryKeyIndex(catalog, table)?.columns ?? [];
  const isKey = first?.column === column.number && others.length === 0;
  return whole && isKey && column.default === null;
}

/** The default computes a value for each row. */
export function isGenerator(expression: string | null): boolean {
  return expression !== null && /[\w"]\s*\(/.test(expression.replaceAll(/'(?:[^']|'')*'/g, "''"));
}

function isFilledBySequence({ default: expression }: Column): boolean {
  return expression !== null && /\bnextval\s*\(/i.test(expression);
}
