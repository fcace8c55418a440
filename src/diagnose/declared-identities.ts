import type { Catalog } from '../catalog/catalog.ts';
import { columnByName, findRelation } from '../catalog/lookup.ts';
import { displayIdent, displayQualified } from '../postgres/quote.ts';
import type { DiagnosisInput } from './diagnosis-input.ts';
import type { TypeChange, TypeChangeFails } from './fault.ts';
import { faultId } from './fault-id.ts';
import { keyGraph } from './key-graph.ts';

const integers = new Set(['smallint', 'integer', 'bigint']);

/**
 * Stored columns of another type that the string makes identity columns: as numbers they could be. bigint, which does
 * not run out.
 *
 * @returns null when it makes none.
 */
export function declaredIdentities(input: DiagnosisInput): Omit<TypeChangeFails, 'kind'> | null {
  const { catalog, statements, error } = input;
  const bigint = catalog.types.find((one) => one.schema === 'pg_catalog' && one.name === 'int8');
  if (bigint === undefined) return null;
  const asked: TypeChange[] = [];
  const conflicts: string[] = [];
  for (const one of statements.flatMap(({ declarations }) => declarations)) {
    if (one.kind !== 'add-identity') continue;
    const relation = findRelation(catalog, one.table);
    const column = relation === undefined ? undefined : columnByName(relation, one.column);
    if (relation === undefined || column === undefined) continue;
    if (integers.has(baseName(catalog, column.type.oid))) continue;
    if (asked.some((other) => other.oid === relation.oid && other.column === column.name)) continue;
    const table = { schema: relation.schema, name: relation.name };
    const name = `${displayQualified(table)}.${displayIdent(column.name)}`;
    if (!column.notNull) {
      conflicts.push(`${name} is not NOT NULL, which an identity column has to be.`);
    }
    if (one.descending) {
      conflicts.push(`The sequence of ${name} is to count downwards: new numbers are counted up.`);
    }
    if (input.fromContext) {
      conflicts.push(
        'The statement stands in a function or DO block, so that it cannot be told where its sequence has to start.',
      );
    }
    asked.push({
      table,
      oid: relation.oid,
      column: column.name,
      type: column.type.sql,
      newType: 'bigint',
      newTypeOid: bigint.oid,
      defaultGiven: false,
      identityGiven: true,
      asked: true,
      using: null,
    });
  }
  const [first] = asked;
  if (first === undefined) return null;
  const graph = keyGraph(catalog, asked);
  return {
    id: faultId(first.table, [first.column]),
    constraint: null,
    referencing: null,
    referenced: null,
    declaredBy: 'statement',
    changes: graph.changes,
    conflicts: [...conflicts, ...graph.conflicts],
    sqlstate: error?.sqlstate ?? '',
    rest: null,
    asksIdentity: true,
  };
}

/** A domain over integer is no integer either: PostgreSQL asks for the type itself. */
function baseName(catalog: Catalog, oid: number): string {
  return catalog.types.find((one) => one.oid === oid)?.sql ?? '';
}
