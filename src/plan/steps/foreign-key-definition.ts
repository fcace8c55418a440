import type { Catalog, Constraint, ReferentialAction, Relation } from '../../catalog/catalog.ts';
import { columnByNumber, relationByOid } from '../../catalog/lookup.ts';
import { type QualifiedName, quoteIdent, quoteQualified } from '../../postgres/quote.ts';

/** What a foreign key says, beyond its name and table. */
export interface ForeignKeyWords {
  readonly columns: readonly string[];
  readonly referenced: QualifiedName;
  readonly referencedColumns: readonly string[];
  readonly match: 'SIMPLE' | 'FULL' | 'PARTIAL';
  readonly onUpdate: ReferentialAction;
  readonly onDelete: ReferentialAction;
  /** Columns that ON DELETE SET NULL or SET DEFAULT sets, where it names some; absent: all. */
  readonly deleteSets?: readonly string[] | undefined;
  readonly deferrable: boolean;
  readonly initiallyDeferred: boolean;
  readonly enforced: boolean;
  readonly validated: boolean;
}

/** `FOREIGN KEY (…) REFERENCES … (…) …`, as ADD CONSTRAINT takes it; in the order of pg_get_constraintdef(). */
export function foreignKeyDefinition(one: ForeignKeyWords): string {
  const list = (columns: readonly string[]) => columns.map(quoteIdent).join(', ');
  const sets = one.deleteSets === undefined ? '' : ` (${list(one.deleteSets)})`;
  return [
    `FOREIGN KEY (${list(one.columns)}) REFERENCES ${quoteQualified(one.referenced)} (${list(one.referencedColumns)})`,
    one.match === 'SIMPLE' ? '' : `MATCH ${one.match}`,
    one.onUpdate === 'NO ACTION' ? '' : `ON UPDATE ${one.onUpdate}`,
    one.onDelete === 'NO ACTION' ? '' : `ON DELETE ${one.onDelete}${sets}`,
    one.deferrable ? 'DEFERRABLE' : '',
    one.initiallyDeferred ? 'INITIALLY DEFERRED' : '',
    one.enforced ? '' : 'NOT ENFORCED',
    one.validated || !one.enforced ? '' : 'NOT VALID',
  ]
    .filter((part) => part !== '')
    .join(' ');
}

/** What a foreign key of the catalog says; null of a temporal one, and where a side of it is not there. */
export function storedKeyWords(catalog: Catalog, constraint: Constraint): ForeignKeyWords | null {
  const { foreignKey: part, deferrable, initiallyDeferred, enforced, validated } = constraint;
  const table = relationByOid(catalog, constraint.table);
  const referenced = relationByOid(catalog, part?.referencedTable ?? 0);
  if (part === null || part.period === true || table === undefined || referenced === undefined)
    return null;
  const names = (relation: Relation, numbers: readonly number[]) =>
    numbers.flatMap((number) => columnByNumber(relation, number)?.name ?? []);
  return {
    columns: names(table, constraint.columns),
    referenced: { schema: referenced.schema, name: referenced.name },
    referencedColumns: names(referenced, part.referencedColumns),
    match: part.match,
    onUpdate: part.onUpdate,
    onDelete: part.onDelete,
    ...(part.deleteSets === undefined ? {} : { deleteSets: names(table, part.deleteSets) }),
    deferrable,
    initiallyDeferred,
    enforced,
    validated,
  };
}
