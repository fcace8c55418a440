import type { Relation } from '../../../catalog/catalog.ts';
import { displayIdent, displayQualified, type QualifiedName } from '../../../postgres/quote.ts';
import type { Declaration } from '../../../statement/declaration.ts';
import { chooseForeignKeyName } from '../../choose-constraint-name.ts';
import { keySideOf } from '../../declared-keys.ts';
import type { FaultDetector } from '../../diagnosis-input.ts';
import { declaredReferences, explained, fullName } from '../../explained.ts';
import { faultId } from '../../fault-id.ts';

type Persistence = Relation['persistence'];

/**
 * A foreign key between permanent, unlogged and temporary tables: a table may reference only what lives at least as
 * long. Source: ATAddForeignKeyConstraint() in commands/tablecmds.c.
 */
export const persistenceMix: FaultDetector = {
  kind: 'persistence-mix',
  sqlstates: ['42P16'],
  detect({ catalog, statements, error }) {
    if (error === null) return [];
    const created = statements.flatMap(({ declarations }) =>
      declarations.flatMap((one) => (one.kind === 'create-table' ? [one] : [])),
    );
    return declaredReferences(catalog, statements).flatMap(
      ({ declared, referencing, referenced }) => {
        if (referencing === undefined || referenced === undefined) return [];
        const own = persistenceOf(referencing.relation, declared.table.name, created);
        const other = persistenceOf(referenced.relation, declared.referencedTable.name, created);
        if (own === null || other === null || isAllowed(own, other)) return [];
        return [
          explained({
            kind: 'persistence-mix',
            id: faultId(referencing.table, declared.columns),
            constraint:
              declared.name ?? chooseForeignKeyName(catalog, referencing.table, declared.columns),
            referencing: keySideOf(referencing, declared.columns),
            referenced: keySideOf(referenced, declared.referencedColumns),
            headline: `${displayQualified(referencing.table)} is ${own} and cannot reference ${displayQualified(referenced.table)}, which is ${other}`,
            refusal: `Whether ${displayQualified(referenced.table)} or ${displayQualified(referencing.table)} is to change its kind is for a person to say.`,
            explanation: [reason(own, other), wayOut(own, other, referencing.table, referenced)],
          }),
        ];
      },
    );
  },
};

type Created = Extract<Declaration, { kind: 'create-table' }>;

function persistenceOf(
  relation: Relation | null,
  name: string,
  created: readonly Created[],
): Persistence | null {
  if (relation !== null) return relation.persistence;
  const declared = created.find((one) => one.table.name === name);
  if (declared === undefined) return null;
  return declared.temporary ? 'temporary' : declared.unlogged ? 'unlogged' : 'permanent';
}

function isAllowed(own: Persistence, other: Persistence): boolean {
  if (own === 'temporary') return other === 'temporary';
  return own === 'permanent' ? other === 'permanent' : other !== 'temporary';
}

function reason(own: Persistence, other: Persistence): string {
  if (own === 'temporary' || other === 'temporary') {
    return 'A temporary table lives in one session and is seen by nobody else, so no other session could check a reference that crosses that border: temporary tables reference temporary tables only, and are referenced by them alone.';
  }
  return 'An unlogged table is emptied when the server recovers from a crash. The rows of a permanent table would then reference nothing, so a permanent table may reference permanent tables only.';
}

function wayOut(
  own: Persistence,
  other: Persistence,
  referencing: QualifiedName,
  referenced: { readonly table: QualifiedName; readonly relation: Relation | null },
): string {
  if (own === 'temporary' || other === 'temporary') {
    return `Create ${displayIdent(own === 'temporary' ? referencing.name : referenced.table.name)} without TEMPORARY, or leave the foreign key out. A table of the same name in the temporary schema also hides the permanent one: write the schema in front of its name.`;
  }
  return `Make the referenced table permanent before: ALTER TABLE ${fullName(referenced.table)} SET LOGGED; it rewrites the table and writes it to the log; what it references has to be permanent first. Or make ${displayQualified(referencing)} UNLOGGED too, if its rows may be lost in a crash.`;
}
