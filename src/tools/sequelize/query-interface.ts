import type { Declaration } from '../../statement/declaration.ts';
import type { SyntaxNode } from '../syntax.ts';

/** A method of Sequelize's query interface that sends a statement. */
export interface Method {
  /** Which of its arguments holds the options, a transaction among them. */
  readonly optionsAt: (args: readonly SyntaxNode[]) => number;
  /** What it sends may declare this. */
  readonly sends: (declaration: Declaration) => boolean;
  /** How a call that is given its transaction is written. @param transaction `transaction: t` */
  readonly write: (transaction: string) => string;
}

/** Source: lib/dialects/abstract/query-interface.js of Sequelize 6. */
export const methods: Readonly<Record<string, Method>> = {
  createTable: method('createTable(table, columns, { % })', 2, ['create-table']),
  dropTable: method('dropTable(table, { % })', 1, ['drop']),
  renameTable: method('renameTable(before, after, { % })', 2, ['rename']),
  addColumn: method('addColumn(table, column, { type, … }, { % })', 3, ['add-column']),
  removeColumn: method('removeColumn(table, column, { % })', 2, ['drop-column']),
  changeColumn: method('changeColumn(table, column, { type, … }, { % })', 3, [
    'alter-column-type',
    'set-default',
    'set-not-null',
    'foreign-key',
  ]),
  renameColumn: method('renameColumn(table, before, after, { % })', 3, ['rename-column']),
  addConstraint: method('addConstraint(table, { fields, type, …, % })', 1, [
    'foreign-key',
    'key',
    'other-constraint',
  ]),
  removeConstraint: method('removeConstraint(table, name, { % })', 2, ['drop-constraint']),
  addIndex: {
    ...method('addIndex(table, { fields, …, % })', 1, ['create-index']),
    optionsAt: (args) => (args[1]?.type === 'ArrayExpression' ? 2 : 1),
  },
  bulkInsert: data('bulkInsert(table, rows, { % })', 2, 'insert'),
  bulkUpdate: data('bulkUpdate(table, values, where, { % })', 3, 'update'),
  bulkDelete: data('bulkDelete(table, where, { % })', 2, 'delete'),
  query: method('sequelize.query(sql, { % })', 1, []),
};

function method(form: string, at: number, kinds: readonly Declaration['kind'][]): Method {
  return {
    optionsAt: () => at,
    sends: ({ kind }) => kinds.includes(kind),
    write: (transaction) => form.replace('%', transaction),
  };
}

function data(form: string, at: number, operation: string): Method {
  return {
    ...method(form, at, []),
    sends: (one) => one.kind === 'data' && one.operation === operation,
  };
}
