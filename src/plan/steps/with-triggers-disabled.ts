import {
  type QualifiedName,
  quoteIdent,
  quoteLiteral,
  quoteQualified,
} from '../../postgres/quote.ts';

/**
 * Statements around `sql` that keep the user's own triggers on `table` from firing, and leave each in the state in
 * which it was (enabled, always, replica, disabled): a repair's own writes are not the application's.
 */
export function withTriggersDisabled(
  journalSchema: string,
  table: QualifiedName,
  sql: readonly string[],
): string[] {
  const work = `${quoteIdent(journalSchema)}.trigger_states`;
  const name = quoteQualified(table);
  const each = (action: string) =>
    `DO ${quoteLiteral(
      `DECLARE one record; BEGIN FOR one IN SELECT * FROM ${work} LOOP ` +
        `EXECUTE pg_catalog.format('ALTER TABLE ${name.replaceAll('%', '%%').replaceAll("'", "''")} %s TRIGGER %I', ${action}, one.tgname); END LOOP; END`,
    )}`;
  return [
    `CREATE TABLE ${work} AS SELECT tgname, tgenabled FROM pg_catalog.pg_trigger ` +
      `WHERE tgrelid = ${quoteLiteral(name)}::regclass AND NOT tgisinternal AND tgenabled <> 'D'`,
    each(`'DISABLE'`),
    ...sql,
    each(
      `CASE one.tgenabled WHEN 'A' THEN 'ENABLE ALWAYS' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE' END`,
    ),
    `DROP TABLE ${work}`,
  ];
}
