import type { Catalog, Relation } from '../../../catalog/catalog.ts';
import { findRelation } from '../../../catalog/lookup.ts';
import { displayIdent, displayQualified } from '../../../postgres/quote.ts';
import type { Declaration } from '../../../statement/declaration.ts';
import type { DiagnosisInput, FaultDetector } from '../../diagnosis-input.ts';
import { explained, fullName } from '../../explained.ts';
import type { ExplainedFault } from '../../fault.ts';

/**
 * The role may not do what the statement asks for: it does not own the table, has no REFERENCES on the referenced
 * one, or may not set session_replication_role.
 * https://www.postgresql.org/docs/current/ddl-priv.html
 */
export const missingRights: FaultDetector = {
  kind: 'missing-rights',
  sqlstates: ['42501'],
  detect(input) {
    if (input.error === null) return [];
    // Names of parameters are the same in every language.
    if (input.error.message.includes('session_replication_role')) return [replicationRole(input)];
    const declarations = input.statements.flatMap((one) => one.declarations);
    const seen = new Set<number>();
    const owners = declarations.flatMap((one) => {
      const relation = alteredBy(input.catalog, one);
      if (relation === undefined || relation.owned || seen.has(relation.oid)) return [];
      seen.add(relation.oid);
      return [notOwner(input.catalog, relation, one)];
    });
    if (owners.length > 0) return owners;
    return declarations.flatMap((one) => {
      if (one.kind !== 'foreign-key') return [];
      const referenced = findRelation(input.catalog, one.referencedTable);
      if (referenced === undefined || referenced.owned || seen.has(referenced.oid)) return [];
      seen.add(referenced.oid);
      return [noReferences(input.catalog, referenced, displayIdent(one.table.name))];
    });
  },
};

function alteredBy(catalog: Catalog, one: Declaration): Relation | undefined {
  switch (one.kind) {
    case 'create-table':
    case 'create-type':
    case 'alter-enum':
    case 'create-other':
    case 'data':
    case 'set-schema':
    case 'rename':
      return undefined;
    case 'drop':
      return one.objects
        .map((object) => findRelation(catalog, object))
        .find((relation) => relation?.owned === false);
    case 'truncate':
      return one.tables
        .map((table) => findRelation(catalog, table))
        .find((relation) => relation?.owned === false);
    default:
      return findRelation(catalog, one.table);
  }
}

function notOwner(
  catalog: Catalog,
  relation: Relation,
  declaration: Declaration,
): ExplainedFault<'missing-rights'> {
  const table = displayQualified(relation);
  const role = displayIdent(catalog.role.name);
  const owner = displayIdent(relation.owner);
  const what =
    'name' in declaration && typeof declaration.name === 'string' ? declaration.name : null;
  const subject = what === null ? '' : ` (here ${displayIdent(what)})`;
  return explained({
    kind: 'missing-rights',
    id: fullName(relation),
    headline: `role ${role} is not the owner of ${table}`,
    refusal: `Only the owner of ${table}, ${owner}, may run this statement.`,
    explanation: [
      `PostgreSQL lets only the owner of a table (here ${owner}), a member of that role, or a superuser alter or drop it, its columns and its constraints${subject}. There is no privilege for it that could be granted.`,
      `Run the migration as ${owner}; or let ${owner} or a superuser run one of these: GRANT ${owner} TO ${role}; or ALTER TABLE ${fullName(relation)} OWNER TO ${role};`,
    ],
  });
}

function noReferences(
  catalog: Catalog,
  referenced: Relation,
  referencing: string,
): ExplainedFault<'missing-rights'> {
  const table = displayQualified(referenced);
  const role = displayIdent(catalog.role.name);
  const owner = displayIdent(referenced.owner);
  return explained({
    kind: 'missing-rights',
    id: fullName(referenced),
    headline: `role ${role} may not reference ${table}`,
    refusal: `${referencing} can reference ${table} only once ${role} has the privilege REFERENCES on it.`,
    explanation: [
      `A foreign key restricts what may be deleted from the table that it references, so its owner (${owner}) has to allow it: SELECT is not enough, the role needs REFERENCES on ${table}, and USAGE on its schema ${displayIdent(referenced.schema)}.`,
      `${owner} or a superuser would run: GRANT REFERENCES ON TABLE ${fullName(referenced)} TO ${role}; GRANT USAGE ON SCHEMA ${displayIdent(referenced.schema)} TO ${role}; To create a table, the role also needs CREATE on the schema in which it is made.`,
    ],
  });
}

function replicationRole({ catalog }: DiagnosisInput): ExplainedFault<'missing-rights'> {
  // A superuser may: then the command works as another role than the one that asks here.
  const role = catalog.role.superuser ? 'ROLE' : displayIdent(catalog.role.name);
  return explained({
    kind: 'missing-rights',
    id: 'session_replication_role',
    headline: 'the role has no permission to set session_replication_role',
    refusal:
      "Switching foreign keys off for a load is a superuser's right, and leaves rows that nobody has checked.",
    explanation: [
      `session_replication_role = replica switches the triggers behind foreign keys off, so that rows without the row they reference are written and never looked at again. Only a superuser may set it, or from PostgreSQL 15 on a role with that permission. Managed databases give it to nobody.`,
      `A careful person loads the referenced tables first; or lays the foreign keys DEFERRABLE and says SET CONSTRAINTS ALL DEFERRED in the transaction of the load; or drops the foreign keys, loads, and lays them again, which checks every row. If it must be: a superuser would run GRANT SET ON PARAMETER session_replication_role TO ${role}; (15 and later).`,
    ],
  });
}
