import { type QualifiedName, quoteLiteral, quoteQualified } from '../../postgres/quote.ts';

/**
 * Statements around `sql` so that what it does to a table is held against the table's initially deferred constraints, and
 * against deferred foreign keys to it, at once: ALTER TABLE refuses a table with pending trigger events
 * (CheckTableNotInUse() in commands/tablecmds.c). Which there are is looked up when it runs: a plan may drop some before.
 */
export function withDeferredChecksDone(table: QualifiedName, sql: readonly string[]): string[] {
  const oid = `${quoteLiteral(quoteQualified(table))}::regclass`;
  const each = (mode: 'IMMEDIATE' | 'DEFERRED') =>
    `DO ${quoteLiteral(
      `DECLARE one record; BEGIN FOR one IN SELECT n.nspname, k.conname FROM pg_catalog.pg_constraint AS k ` +
        `JOIN pg_catalog.pg_namespace AS n ON n.oid = k.connamespace ` +
        `WHERE k.condeferred AND k.conparentid = 0 AND (k.conrelid = ${oid} OR k.confrelid = ${oid}) LOOP ` +
        `EXECUTE pg_catalog.format('SET CONSTRAINTS %I.%I ${mode}', one.nspname, one.conname); END LOOP; END`,
    )}`;
  return [each('IMMEDIATE'), ...sql, each('DEFERRED')];
}
