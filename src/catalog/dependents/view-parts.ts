import { type QualifiedName, quoteIdent, quoteQualified } from '../../postgres/quote.ts';
import { commentStatement, extensionStatements, optionSql } from './remarks.ts';

/** A column of a view, with what is said of it. */
export interface ViewColumn {
  readonly name: string;
  readonly comment: string | null;
  readonly default: string | null;
  readonly statistics: number | null;
  readonly storage: string | null;
  readonly compression: string | null;
  readonly options: readonly string[] | null;
}

/** An index of a materialized view. */
export interface ViewIndex {
  readonly name: string;
  readonly definition: string;
  readonly comment: string | null;
  readonly tablespace: string | null;
  readonly clustered: boolean;
  readonly extensions: readonly string[];
  readonly statistics: readonly { readonly number: number; readonly target: number }[];
}

/** A statistics object on a materialized view. */
export interface ViewStatistics {
  readonly schema: string;
  readonly name: string;
  readonly definition: string;
  readonly comment: string | null;
  readonly owner: string;
  readonly target: number | null;
}

const storages: Readonly<Record<string, string>> = {
  p: 'PLAIN',
  e: 'EXTERNAL',
  m: 'MAIN',
  x: 'EXTENDED',
};

/**
 * What a view says of a column besides its query.
 *
 * @param sql the view, quoted
 * @param word VIEW or MATERIALIZED VIEW
 */
export function columnStatements(column: ViewColumn, sql: string, word: string): string[] {
  const alter = `ALTER ${word} ${sql} ALTER COLUMN ${quoteIdent(column.name)}`;
  const { default: expression, statistics, storage, compression, options } = column;
  const methods: Readonly<Record<string, string>> = { p: 'pglz', l: 'lz4' };
  const method = methods[compression ?? ''];
  return [
    ...(expression === null ? [] : [`${alter} SET DEFAULT ${expression}`]),
    ...(statistics === null ? [] : [`${alter} SET STATISTICS ${statistics}`]),
    ...(storage === null ? [] : [`${alter} SET STORAGE ${storages[storage] ?? 'EXTENDED'}`]),
    ...(method === undefined ? [] : [`${alter} SET COMPRESSION ${method}`]),
    ...(options === null ? [] : [`${alter} SET (${options.map(optionSql).join(', ')})`]),
    ...commentStatement(`COLUMN ${sql}.${quoteIdent(column.name)}`, column.comment),
  ];
}

/** An index is made again, with what its definition does not say. */
export function indexStatements(index: ViewIndex, view: QualifiedName): string[] {
  const sql = quoteQualified({ schema: view.schema, name: index.name });
  return [
    index.definition,
    ...(index.tablespace === null
      ? []
      : [`ALTER INDEX ${sql} SET TABLESPACE ${quoteIdent(index.tablespace)}`]),
    ...index.statistics.map(
      ({ number, target }) => `ALTER INDEX ${sql} ALTER COLUMN ${number} SET STATISTICS ${target}`,
    ),
    ...commentStatement(`INDEX ${sql}`, index.comment),
    ...extensionStatements(`INDEX ${sql}`, index.extensions),
    ...(index.clustered
      ? [`ALTER MATERIALIZED VIEW ${quoteQualified(view)} CLUSTER ON ${quoteIdent(index.name)}`]
      : []),
  ];
}

/** A statistics object is made again, with what its definition does not say. */
export function statisticsStatements(one: ViewStatistics): string[] {
  const sql = quoteQualified(one);
  return [
    one.definition,
    ...commentStatement(`STATISTICS ${sql}`, one.comment),
    ...(one.target === null ? [] : [`ALTER STATISTICS ${sql} SET STATISTICS ${one.target}`]),
    `ALTER STATISTICS ${sql} OWNER TO ${quoteIdent(one.owner)}`,
  ];
}
