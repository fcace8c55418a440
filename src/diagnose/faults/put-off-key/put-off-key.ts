import type { Catalog, Relation } from '../../../catalog/catalog.ts';
import { columnByName, constraintsOf, findRelation } from '../../../catalog/lookup.ts';
import { parseStatements } from '../../../statement/parse-statements.ts';
import { chooseForeignKeyName } from '../../choose-constraint-name.ts';
import { diagnose } from '../../diagnose.ts';
import type { Fault, PutOff } from '../../fault.ts';
import { faultId } from '../../fault-id.ts';
import { expectedTable, layingStatement, type WaitingKey } from '../../put-off-key.ts';
import { findExistingTwin } from '../already-exists/same-foreign-key.ts';

/**
 * What there is to say of the foreign keys that the journal has as put off: each a fault of its own, behind the faults
 * that laying it would meet (types, no unique key, rows without their reference).
 */
export function putOffKeys(catalog: Catalog, waiting: readonly WaitingKey[]): Fault[] {
  return waiting.flatMap((key) => {
    const fault = putOffKey(catalog, key);
    const inTheWay =
      fault.state === 'ready' ? diagnose({ statement: fault.statement, error: null, catalog }) : [];
    return [...inTheWay, fault];
  });
}

function putOffKey(catalog: Catalog, key: WaitingKey): PutOff {
  const relation = findRelation(catalog, key.table);
  const referenced = referencedBy(catalog, key);
  const name = freeName(catalog, relation, key);
  const columns = key.columns.map((column) =>
    relation === undefined ? undefined : columnByName(relation, column),
  );
  const target =
    referenced === undefined
      ? expectedTable(key)
      : { schema: referenced.schema, name: referenced.name };
  const statement = layingStatement(key, target, name);
  const base = {
    kind: 'put-off-key',
    id: faultId(key.table, key.columns),
    constraint: name,
    referencing: {
      table: key.table,
      oid: relation?.oid ?? 0,
      columns: columns.flatMap((one) =>
        one === undefined ? [] : [{ name: one.name, type: one.type.sql, notNull: one.notNull }],
      ),
    },
    referenced: null,
    declaredBy: 'catalog',
    key,
    target,
    statement,
  } as const;
  if (columns.includes(undefined)) return { ...base, state: 'lost' };
  if (referenced === undefined) return { ...base, state: 'waiting' };
  const twin = twinOf(catalog, statement);
  return twin === null
    ? { ...base, state: 'ready' }
    : { ...base, constraint: twin, state: 'there' };
}

function referencedBy(catalog: Catalog, key: WaitingKey): Relation | undefined {
  const { schema, name } = key.referencedTable;
  const places = schema === null ? key.searchPath : [schema];
  for (const place of places) {
    const found = findRelation(catalog, { schema: place, name });
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A name that the statement gave stays; one that PostgreSQL would have chosen gives way to what has it meanwhile. */
function freeName(catalog: Catalog, relation: Relation | undefined, key: WaitingKey): string {
  if (key.named || relation === undefined) return key.name;
  const taken = constraintsOf(catalog, relation).some((one) => one.name === key.name);
  return taken ? chooseForeignKeyName(catalog, key.table, key.columns) : key.name;
}

/** The name of a foreign key that is there and says the same. */
function twinOf(catalog: Catalog, statement: string): string | null {
  const parsed = parseStatements(statement);
  const declared = parsed.ok ? parsed.statements.flatMap((one) => one.declarations) : [];
  for (const one of declared) {
    if (one.kind !== 'foreign-key') continue;
    const twin = findExistingTwin({ ...one, name: null }, catalog);
    if (twin !== undefined) return twin.name;
  }
  return null;
}
