import type { DefElem, Node, TransactionStmt } from 'libpg-query';

/**
 * What a statement is to the relay.
 * - `ddl-key`: may declare or alter a key or what it stands on;
 * - `concurrently`: cannot run inside a transaction block;
 * - `data`: writes rows, also by a SELECT with a data-modifying WITH;
 * - `begin`, `commit`: a transaction block's plain beginning and end (START TRANSACTION, END), without any option;
 * - `transaction`: all other control of transactions;
 * - `copy`, `do`, `call`, `select`: as they are named;
 * - `other`: everything else.
 */
export type StatementKind =
  | 'ddl-key'
  | 'begin'
  | 'commit'
  | 'transaction'
  | 'copy'
  | 'do'
  | 'call'
  | 'concurrently'
  | 'data'
  | 'select'
  | 'other';

const byNode: Readonly<Record<string, StatementKind>> = {
  CreateStmt: 'ddl-key',
  AlterTableStmt: 'ddl-key',
  IndexStmt: 'ddl-key',
  DropStmt: 'ddl-key',
  RenameStmt: 'ddl-key',
  TruncateStmt: 'ddl-key',
  AlterObjectSchemaStmt: 'ddl-key',
  CreateEnumStmt: 'ddl-key',
  AlterEnumStmt: 'ddl-key',
  CompositeTypeStmt: 'ddl-key',
  CreateRangeStmt: 'ddl-key',
  CreateDomainStmt: 'ddl-key',
  AlterDomainStmt: 'ddl-key',
  AlterTypeStmt: 'ddl-key',
  DefineStmt: 'ddl-key',
  CreateSchemaStmt: 'ddl-key',
  CreateSeqStmt: 'ddl-key',
  AlterSeqStmt: 'ddl-key',
  CopyStmt: 'copy',
  DoStmt: 'do',
  CallStmt: 'call',
  InsertStmt: 'data',
  UpdateStmt: 'data',
  DeleteStmt: 'data',
  MergeStmt: 'data',
  SelectStmt: 'select',
  // Source: PreventInTransactionBlock() in the server's tcop/utility.c and commands/.
  CreatedbStmt: 'concurrently',
  DropdbStmt: 'concurrently',
  AlterDatabaseStmt: 'concurrently',
  CreateTableSpaceStmt: 'concurrently',
  DropTableSpaceStmt: 'concurrently',
  AlterSystemStmt: 'concurrently',
  CreateSubscriptionStmt: 'concurrently',
  DropSubscriptionStmt: 'concurrently',
  AlterSubscriptionStmt: 'concurrently',
};

export function statementKind(node: Node): StatementKind {
  if (isConcurrent(node)) return 'concurrently';
  if ('SelectStmt' in node)
    return writesByWith(node.SelectStmt.withClause?.ctes) ? 'data' : 'select';
  if ('TransactionStmt' in node) return transactionKind(node.TransactionStmt);
  if ('DefineStmt' in node && node.DefineStmt.kind !== 'OBJECT_TYPE') return 'other';
  const [name = ''] = Object.keys(node);
  return byNode[name] ?? 'other';
}

function transactionKind({ kind, options, chain }: TransactionStmt): StatementKind {
  switch (kind) {
    case 'TRANS_STMT_BEGIN':
    case 'TRANS_STMT_START':
      return (options ?? []).length === 0 ? 'begin' : 'transaction';
    case 'TRANS_STMT_COMMIT':
      return chain === true ? 'transaction' : 'commit';
    default:
      return 'transaction';
  }
}

function isConcurrent(node: Node): boolean {
  if ('IndexStmt' in node) return node.IndexStmt.concurrent === true;
  if ('DropStmt' in node) return node.DropStmt.concurrent === true;
  if ('VacuumStmt' in node) return node.VacuumStmt.is_vacuumcmd === true;
  if ('ClusterStmt' in node) return node.ClusterStmt.relation === undefined;
  if ('DiscardStmt' in node) return node.DiscardStmt.target === 'DISCARD_ALL';
  if ('ReindexStmt' in node) {
    const { kind, params } = node.ReindexStmt;
    const whole = kind !== 'REINDEX_OBJECT_INDEX' && kind !== 'REINDEX_OBJECT_TABLE';
    return whole || options(params).some((one) => one.defname === 'concurrently');
  }
  if ('AlterTableStmt' in node) {
    return (node.AlterTableStmt.cmds ?? []).some((one) => {
      const definition = 'AlterTableCmd' in one ? one.AlterTableCmd.def : undefined;
      return (
        definition !== undefined &&
        'PartitionCmd' in definition &&
        definition.PartitionCmd.concurrent === true
      );
    });
  }
  return false;
}

function options(nodes: readonly Node[] | undefined): DefElem[] {
  return (nodes ?? []).flatMap((one) => ('DefElem' in one ? [one.DefElem] : []));
}

/** A data-modifying WITH stands only at the top level of a statement. */
function writesByWith(ctes: readonly Node[] | undefined): boolean {
  return (ctes ?? []).some((one) => {
    const query = 'CommonTableExpr' in one ? one.CommonTableExpr.ctequery : undefined;
    return query !== undefined && !('SelectStmt' in query);
  });
}
