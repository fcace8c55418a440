import type { ReferentialAction } from '../../catalog/catalog.ts';
import { type QualifiedName, quoteIdent, quoteQualified } from '../../postgres/quote.ts';

/** What a foreign key says, beyond its name and table. */
export interface ForeignKeyWords {
  readonly columns: readonly string[];
  readonly referenced: QualifiedName;
  readonly referencedColumns: readonly string[];
  readonly match: 'SIMPLE' | 'FULL' | 'PARTIAL';
  readonly onUpdate: ReferentialAction;
  readonly onDelete: ReferentialAction;
  readonly deferrable: boolean;
  readonly initiallyDeferred: boolean;
  readonly validated: boolean;
}

/** `FOREIGN KEY (…) REFERENCES … (…) …`, as ADD CONSTRAINT takes it. */
export function foreignKeyDefinition(one: ForeignKeyWords): string {
  const list = (columns: readonly string[]) => columns.map(quoteIdent).join(', ');
  return [
    `FOREIGN KEY (${list(one.columns)}) REFERENCES ${quoteQualified(one.referenced)} (${list(one.referencedColumns)})`,
    one.match === 'SIMPLE' ? '' : `MATCH ${one.match}`,
    `ON UPDATE ${one.onUpdate}`,
    `ON DELETE ${one.onDelete}`,
    one.deferrable ? 'DEFERRABLE' : '',
    one.initiallyDeferred ? 'INITIALLY DEFERRED' : '',
    one.validated ? '' : 'NOT VALID',
  ]
    .filter((part) => part !== '')
    .join(' ');
}
