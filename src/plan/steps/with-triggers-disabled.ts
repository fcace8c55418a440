import {
  type QualifiedName,
  quoteIdent,
  quoteLiteral,
  quoteQualified,
} from '../../postgres/quote.ts';
import { withDeferredChecksDone } from './with-deferred-checks-done.ts';

/**
 * Statements around `sql` that keep the user's own triggers and rules on the tables from firing, and leave each in the
 * state in which it was (enabled, always, replica, disabled): a repair's own writes are not the application's. A row's
 * triggers are those of its partition, each with a state of its own; before 15 what a partition has from its table
 * counts as internal. Deferred checks of what they do are made before that. Rules take an ACCESS EXCLUSIVE lock,
 * triggers SHARE ROW EXCLUSIVE. (AlterTableGetLockLevel() in commands/tablecmds.c, CreateTrigger() in
 * commands/trigger.c)
 */
export function withTriggersDisabled(
  journalSchema: string,
  tables: QualifiedName | readonly QualifiedName[],
  sql: readonly string[],
): string[] {
  const list = 'name' in tables ? [tables] : tables;
  const work = `${quoteIdent(journalSchema)}.trigger_states`;
  const oids = list.map((table) => `${quoteLiteral(quoteQualified(table))}::regclass`);
  const trees = oids.map((oid) => `SELECT relid FROM pg_catalog.pg_partition_tree(${oid})`);
  const each = (action: string) =>
    `DO ${quoteLiteral(
      `DECLARE one record; BEGIN FOR one IN SELECT * FROM ${work} LOOP ` +
        `EXECUTE pg_catalog.format('ALTER TABLE %s%s %s %s %I', CASE one.kind WHEN 'TRIGGER' THEN 'ONLY ' END, one.relation::regclass, ${action}, one.kind, one.name); END LOOP; END`,
    )}`;
  return [
    `CREATE TABLE ${work} AS SELECT 'TRIGGER' AS kind, tgrelid AS relation, tgname AS name, tgenabled AS state FROM pg_catalog.pg_trigger ` +
      `WHERE (tgrelid IN (${oids.join(', ')}) OR tgrelid IN (${trees.join(' UNION ALL ')})) ` +
      `AND (NOT tgisinternal OR (tgparentid <> 0 AND tgconstraint = 0)) AND tgenabled <> 'D' ` +
      `UNION ALL SELECT 'RULE', ev_class, rulename, ev_enabled FROM pg_catalog.pg_rewrite ` +
      `WHERE ev_class IN (${oids.join(', ')}) AND ev_enabled <> 'D'`,
    each(`'DISABLE'`),
    ...list.reduce<readonly string[]>((all, table) => withDeferredChecksDone(table, all), sql),
    each(
      `CASE one.state WHEN 'A' THEN 'ENABLE ALWAYS' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE' END`,
    ),
    `DROP TABLE ${work}`,
  ];
}
