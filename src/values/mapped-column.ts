import { type QualifiedName, quoteQualified } from '../postgres/quote.ts';

/** The columns between which a mapping works. */
export interface MappedColumn {
  /** The referencing table; ONLY is used unless it is partitioned, as foreign keys do. */
  readonly table: QualifiedName;
  readonly partitioned: boolean;
  readonly column: string;
  readonly type: string;
  readonly typeOid: number;
  readonly referencedTable: QualifiedName;
  readonly referencedPartitioned: boolean;
  readonly referencedColumn: string;
  readonly newType: string;
  readonly newTypeOid: number;
}

/** `ONLY "s"."t"`, or the whole tree of a partitioned table. */
export function fromTable(table: QualifiedName, partitioned: boolean): string {
  return partitioned ? quoteQualified(table) : `ONLY ${quoteQualified(table)}`;
}
