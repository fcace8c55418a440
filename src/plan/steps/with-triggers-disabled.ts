import {
  type QualifiedName,
  quoteIdent,
  quoteLiteral,
  quoteQualified,
} from '../../postgres/quote.ts';

/**
 * Statements around `sql` that keep the user's own triggers on the tables from firing, and leave each in the state in
 * which it was (enabled, always, replica, disabled): a repair's own writes are not the application's.
 */
export function withTriggersDisabled(
  journalSchema: string,
  tables: QualifiedName | readonly QualifiedName[],
  sql: readonly string[],
): string[] {
  const list = 'name' in tables ? [tables] : tables;
  const work = `${quoteIdent(journalSchema)}.trigger_states`;
  const oids = list.map((table) => `${quoteLiteral(quoteQualified(table))}::regclass`);
  const each = (action: string) =>
    `DO ${quoteLiteral(
      `DECLARE one record; BEGIN FOR one IN SELECT * FROM ${work} LOOP ` +
        `EXECUTE pg_catalog.format('ALTER TABLE %s %s TRIGGER %I', one.tgrelid::regclass, ${action}, one.tgname); END LOOP; END`,
    )}`;
  return [
    `CREATE TABLE ${work} AS SELECT tgrelid, tgname, tgenabled FROM pg_catalog.pg_trigger ` +
      `WHERE tgrelid IN (${oids.join(', ')}) AND NOT tgisinternal AND tgenabled <> 'D'`,
    each(`'DISABLE'`),
    ...sql,
    each(
      `CASE one.tgenabled WHEN 'A' THEN 'ENABLE ALWAYS' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE' END`,
    ),
    `DROP TABLE ${work}`,
  ];
}
