import type { Constraint, Index, Relation } from '../../catalog/catalog.ts';
import { partIdentity, relationIdentity } from '../../catalog/fingerprint/identity.ts';
import {
  displayIdent,
  displayQualified,
  quoteIdent,
  quoteLiteral,
  quoteQualified,
} from '../../postgres/quote.ts';
import type { PlannedChange, Step } from '../step.ts';

/** A unique or primary key of a table: an index, most often with its constraint. */
export interface StoredKey {
  readonly table: Relation;
  readonly index: Index;
  readonly constraint: Constraint | null;
  readonly primary: boolean;
}

/** A key that is to be laid. */
export interface NextKey {
  readonly name: string;
  readonly primary: boolean;
  readonly columns: readonly string[];
}

/** Drops a key, and lays another in the same statement where there is one. */
export function replaceKey(key: StoredKey, next: NextKey | null): Step {
  const { table, index } = key;
  const alter = `ALTER TABLE ${quoteQualified(table)}`;
  const add =
    next === null
      ? null
      : `ADD CONSTRAINT ${quoteIdent(next.name)} ${next.primary ? 'PRIMARY KEY' : 'UNIQUE'} (${next.columns.map(quoteIdent).join(', ')})`;
  return step(key, {
    kind: 'replace-key',
    title: `drop ${displayIdent(index.name)} of ${displayQualified(table)}${next === null ? '' : `, and lay ${displayIdent(next.name)}`}`,
    sql: [
      ...dropStatements(key, add === null ? '' : `, ${add}`),
      ...(key.constraint === null && add !== null ? [`${alter} ${add}`] : []),
    ],
    changes: changesOf(key, [index.name, ...(next === null ? [] : [next.name])]),
  });
}

/**
 * Takes a replaced key back: what took its place goes, and it is laid by its own definition.
 *
 * @param instead the key that was laid for it; null where there is none.
 * @param laid names of keys that the migration's statement laid beside it: they go too.
 */
export function layKeyAgain(key: StoredKey, instead: string | null, laid: readonly string[]): Step {
  const { table, index, constraint } = key;
  const alter = `ALTER TABLE ${quoteQualified(table)}`;
  const going = [...new Set([...(instead === null ? [] : [instead]), ...laid])];
  const on = `CONSTRAINT ${quoteIdent(constraint?.name ?? '')} ON ${quoteQualified(table)}`;
  return step(key, {
    kind: 'lay-key',
    title: `lay ${displayIdent(index.name)} of ${displayQualified(table)} again, as it was`,
    sql: [
      ...going.map((name) => `${alter} DROP CONSTRAINT IF EXISTS ${quoteIdent(name)}`),
      constraint === null
        ? index.definition
        : `${alter} ADD CONSTRAINT ${quoteIdent(constraint.name)} ${constraint.definition}`,
      ...(constraint?.comment == null
        ? []
        : [`COMMENT ON ${on} IS ${quoteLiteral(constraint.comment)}`]),
    ],
    changes: changesOf(key, [index.name, ...going]),
  });
}

/** @param laid names of keys that the migration's statement laid meanwhile, and that go before. */
export function renameKey(key: StoredKey, to: string, laid: readonly string[] = []): Step {
  const { table, index, constraint } = key;
  const alter = `ALTER TABLE ${quoteQualified(table)}`;
  const name = quoteIdent(to);
  return step(key, {
    kind: 'rename-key',
    title: `rename ${displayIdent(index.name)} of ${displayQualified(table)} to ${displayIdent(to)}`,
    sql: [
      ...laid.map((one) => `${alter} DROP CONSTRAINT IF EXISTS ${quoteIdent(one)}`),
      constraint === null
        ? `ALTER INDEX ${quoteQualified(index)} RENAME TO ${name}`
        : `${alter} RENAME CONSTRAINT ${quoteIdent(index.name)} TO ${name}`,
    ],
    changes: changesOf(key, [index.name, to, ...laid]),
  });
}

function dropStatements({ table, index, constraint }: StoredKey, and: string): string[] {
  return constraint === null
    ? [`DROP INDEX ${quoteQualified(index)}`]
    : [`ALTER TABLE ${quoteQualified(table)} DROP CONSTRAINT ${quoteIdent(constraint.name)}${and}`];
}

function changesOf({ table, index }: StoredKey, names: readonly string[]): PlannedChange[] {
  return names.flatMap((name) => [
    { identity: partIdentity('constraint', table, name), facts: null },
    { identity: relationIdentity('index', { schema: index.schema, name }), facts: null },
  ]);
}

function step({ table }: StoredKey, own: Pick<Step, 'kind' | 'title' | 'sql' | 'changes'>): Step {
  const name = { schema: table.schema, name: table.name };
  return {
    ...own,
    locks: [{ table: name, mode: 'ACCESS EXCLUSIVE' }],
    hazards: [],
  };
}
