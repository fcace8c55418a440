import type { Constraint, Index, Type } from '../../catalog/catalog.ts';
import { partIdentity, relationIdentity } from '../../catalog/fingerprint/identity.ts';
import {
  displayIdent,
  displayQualified,
  type QualifiedName,
  quoteIdent,
  quoteLiteral,
  quoteQualified,
} from '../../postgres/quote.ts';
import type { PlannedChange, Step } from '../step.ts';

type IfThere = 'if there' | '';

const ifExists = (there: IfThere) => (there === '' ? '' : 'IF EXISTS ');

export function dropConstraint(table: QualifiedName, one: Constraint, there: IfThere = ''): Step {
  return onTable(
    table,
    'drop-constraint',
    `drop ${displayIdent(one.name)} of ${displayQualified(table)}`,
    {
      sql: [`${alter(table)} DROP CONSTRAINT ${ifExists(there)}${quoteIdent(one.name)}`],
      changes: constraintChanges(table, one.name),
    },
  );
}

export function layConstraint(table: QualifiedName, one: Constraint): Step {
  const name = quoteIdent(one.name);
  const comment =
    one.comment === null
      ? []
      : [
          `COMMENT ON CONSTRAINT ${name} ON ${quoteQualified(table)} IS ${quoteLiteral(one.comment)}`,
        ];
  return onTable(
    table,
    'lay-constraint',
    `lay ${displayIdent(one.name)} on ${displayQualified(table)} again, as it was`,
    {
      sql: [`${alter(table)} ADD CONSTRAINT ${name} ${one.definition}`, ...comment],
      changes: constraintChanges(table, one.name),
    },
  );
}

export function renameConstraint(table: QualifiedName, one: Constraint, to: string): Step {
  return onTable(
    table,
    'rename-constraint',
    `rename ${displayIdent(one.name)} of ${displayQualified(table)} to ${displayIdent(to)}`,
    {
      sql: [`${alter(table)} RENAME CONSTRAINT ${quoteIdent(one.name)} TO ${quoteIdent(to)}`],
      changes: [one.name, to].flatMap((name) => constraintChanges(table, name)),
    },
  );
}

export function dropIndex(table: QualifiedName, one: Index, there: IfThere = ''): Step {
  return onTable(table, 'drop-index', `drop the index ${displayIdent(one.name)}`, {
    sql: [`DROP INDEX ${ifExists(there)}${quoteQualified(one)}`],
    changes: indexChanges(one, one.name),
  });
}

export function layIndex(table: QualifiedName, one: Index): Step {
  return onTable(table, 'lay-index', `make the index ${displayIdent(one.name)} again, as it was`, {
    sql: [
      one.definition,
      ...(one.comment === null
        ? []
        : [`COMMENT ON INDEX ${quoteQualified(one)} IS ${quoteLiteral(one.comment)}`]),
    ],
    changes: indexChanges(one, one.name),
  });
}

export function renameIndex(table: QualifiedName, one: Index, to: string): Step {
  return onTable(
    table,
    'rename-index',
    `rename the index ${displayIdent(one.name)} to ${displayIdent(to)}`,
    {
      sql: [`ALTER INDEX ${quoteQualified(one)} RENAME TO ${quoteIdent(to)}`],
      changes: [one.name, to].flatMap((name) => indexChanges(one, name)),
    },
  );
}

/** Puts a type away as it is, with its comment and grants: a type that no column has takes no room. */
export function keepType(type: Type, kept: QualifiedName): Step {
  return ofType(
    type,
    'keep-type',
    `keep the type ${displayQualified(type)} as ${displayQualified(kept)}`,
    [
      `ALTER TYPE ${quoteQualified(type)} RENAME TO ${quoteIdent(kept.name)}`,
      `ALTER TYPE ${quoteQualified({ schema: type.schema, name: kept.name })} SET SCHEMA ${quoteIdent(kept.schema)}`,
    ],
  );
}

/** Brings it back; the one that the statement made meanwhile goes. */
export function returnType(type: Type, kept: QualifiedName): Step {
  return ofType(type, 'return-type', `bring the type ${displayQualified(type)} back`, [
    `DROP TYPE IF EXISTS ${quoteQualified(type)}`,
    `ALTER TYPE ${quoteQualified(kept)} SET SCHEMA ${quoteIdent(type.schema)}`,
    `ALTER TYPE ${quoteQualified({ schema: type.schema, name: kept.name })} RENAME TO ${quoteIdent(type.name)}`,
  ]);
}

function alter(table: QualifiedName): string {
  return `ALTER TABLE ${quoteQualified(table)}`;
}

function constraintChanges(table: QualifiedName, name: string): PlannedChange[] {
  return [
    { identity: partIdentity('constraint', table, name), facts: null },
    { identity: relationIdentity('index', { schema: table.schema, name }), facts: null },
  ];
}

function indexChanges({ schema }: QualifiedName, name: string): PlannedChange[] {
  return [{ identity: relationIdentity('index', { schema, name }), facts: null }];
}

function onTable(
  { schema, name }: QualifiedName,
  kind: string,
  title: string,
  own: Pick<Step, 'sql' | 'changes'>,
): Step {
  return {
    kind,
    title,
    ...own,
    locks: [{ table: { schema, name }, mode: 'ACCESS EXCLUSIVE' }],
    hazards: [],
  };
}

function ofType(type: Type, kind: string, title: string, sql: readonly string[]): Step {
  const changes = [{ identity: relationIdentity('type', type), facts: null }];
  return { kind, title, sql, locks: [], hazards: [], changes };
}
