import type { Catalog, Constraint, Relation } from '../../../catalog/catalog.ts';
import { columnByNumber, findRelation, relationByOid } from '../../../catalog/lookup.ts';
import type { Declaration } from '../../../statement/declaration.ts';
import type { DiagnosisInput, FaultDetector } from '../../diagnosis-input.ts';
import type { NarrowReference } from '../../fault.ts';
import { narrowReferences } from './narrow-references.ts';

type Data = Extract<Declaration, { kind: 'data' }>;

/**
 * A value that is greater (22003) or longer (22001) than a column holds, where the statement writes a column that is
 * narrower than its key. PostgreSQL does not name the column: all of these are meant, but those that the error's text
 * excludes in any language.
 */
export const narrowReference: FaultDetector = {
  kind: 'narrow-reference',
  sqlstates: ['22003', '22001'],
  detect(input) {
    const { error, catalog } = input;
    if (error === null) return [];
    const written = input.statements.flatMap(({ declarations }) =>
      declarations.flatMap((one) =>
        one.kind === 'data' && one.operation !== 'delete' ? [one] : [],
      ),
    );
    if (written.length === 0) return [];
    return narrowReferences(catalog, 'statement', (constraint) =>
      written.some((one) => writes(catalog, one, constraint)),
    ).filter((fault) => mayBeMeant(input, fault));
  },
};

/** The statement writes a column of the foreign key, or a key that is carried over to it. */
function writes(catalog: Catalog, { table, columns, operation }: Data, key: Constraint): boolean {
  const relation = findRelation(catalog, table);
  if (relation === undefined || key.foreignKey === null) return false;
  const names = (oid: number, numbers: readonly number[]) => {
    const side = relationByOid(catalog, oid);
    return numbers.map((one) => (side === undefined ? '' : columnByNumber(side, one)?.name));
  };
  const some = (of: readonly (string | undefined)[]) =>
    columns.length === 0 || of.some((one) => one !== undefined && columns.includes(one));
  if (isOrIsPartOf(catalog, relation, key.table)) return some(names(key.table, key.columns));
  const { referencedTable, referencedColumns, onUpdate } = key.foreignKey;
  return (
    onUpdate === 'CASCADE' &&
    operation !== 'copy' &&
    isOrIsPartOf(catalog, relation, referencedTable) &&
    some(names(referencedTable, referencedColumns))
  );
}

function isOrIsPartOf(catalog: Catalog, relation: Relation, oid: number): boolean {
  if (relation.oid === oid) return true;
  if (!relation.isPartition) return false;
  return relation.parents.some((parent) => {
    const above = relationByOid(catalog, parent);
    return above !== undefined && isOrIsPartOf(catalog, above, oid);
  });
}

const integerNames = ['smallint', 'integer', 'bigint'];

/**
 * PostgreSQL's text names the integer type, or the length in brackets, where its translation keeps them; a text that
 * names others is about another column.
 */
function mayBeMeant({ error }: DiagnosisInput, { limits, referencing }: NarrowReference): boolean {
  const message = error?.fields.message ?? '';
  const words = integerNames.filter((one) => new RegExp(`\\b${one}\\b`).test(message));
  const [, length] = /\((\d+)\)/.exec(message) ?? [];
  return limits.some(({ pair, of, most }) => {
    if (of === 'text') {
      return error?.sqlstate === '22001' && (length === undefined || length === most);
    }
    const type = referencing.columns[pair]?.type ?? '';
    const other = integerNames.includes(type) ? !words.includes(type) : type.startsWith('numeric');
    return error?.sqlstate === '22003' && !(words.length > 0 && other);
  });
}
