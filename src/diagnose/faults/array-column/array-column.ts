import { typeByOid } from '../../../catalog/lookup.ts';
import { displayIdent, displayQualified } from '../../../postgres/quote.ts';
import type { FaultDetector } from '../../diagnosis-input.ts';
import { declaredReferences, explained, fullName } from '../../explained.ts';
import { faultId } from '../../fault-id.ts';

/** A column that holds an array of references: PostgreSQL has no foreign keys for the elements of an array. */
export const arrayColumn: FaultDetector = {
  kind: 'array-column',
  sqlstates: ['42804'],
  detect({ catalog, statements, error }) {
    if (error === null) return [];
    return declaredReferences(catalog, statements).flatMap(
      ({ declared, referencing, referenced }) => {
        if (referencing === undefined || referenced === undefined) return [];
        const key =
          declared.referencedColumns.length > 0
            ? declared.referencedColumns
            : referenced.primaryKey();
        return declared.columns.flatMap((name, at) => {
          const own = referencing.column(name);
          const other = referenced.column(key?.[at] ?? '');
          if (own === undefined || other === undefined) return [];
          const isArray = (oid: number) =>
            (typeByOid(catalog, oid)?.elementType ?? 0) !== 0 &&
            typeByOid(catalog, oid)?.category === 'A';
          if (!isArray(own.typeOid) || isArray(other.typeOid)) return [];
          const table = displayQualified(referencing.table);
          const target = displayQualified(referenced.table);
          const row = displayIdent(referencing.primaryKey()?.[0] ?? 'id');
          const link = displayIdent(`${referencing.table.name}_${referenced.table.name}`);
          return [
            explained({
              kind: 'array-column',
              id: faultId(referencing.table, declared.columns),
              constraint: declared.name,
              headline: `${table}.${displayIdent(name)} is an array (${own.typeSql}): its elements cannot reference ${target}.${displayIdent(other.name)} (${other.typeSql})`,
              refusal: `A list of references belongs into a table of its own, and the program that reads ${table}.${displayIdent(name)} has to change with it.`,
              explanation: [
                `A foreign key compares the value of a column as a whole: here a list of ${other.typeSql} with one ${other.typeSql}. PostgreSQL has no foreign keys for the elements of an array; turning the array into a single value would throw the others away.`,
                `A careful person makes a table for the pairs, with a foreign key to each side, fills it from the array, and drops the column once nothing reads it: CREATE TABLE ${link} AS SELECT t.${row}, e.element FROM ${fullName(referencing.table)} AS t, unnest(t.${displayIdent(name)}) WITH ORDINALITY AS e (element, position); then ADD FOREIGN KEY (element) REFERENCES ${fullName(referenced.table)} (${displayIdent(other.name)}). Many-to-many relations of every ORM are made of such a table.`,
              ],
            }),
          ];
        });
      },
    );
  },
};
