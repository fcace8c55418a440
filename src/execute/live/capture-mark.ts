/**
 * An expression for a mark of what capture stands on: the columns of a table, as the catalog has written them down, and
 * the trigger of its rows. `ALTER TABLE … TYPE … USING` writes every row anew, a column may be dropped and come again, and
 * a partition may be detached, written to and attached: no trigger fires, and the definition is the same behind it. Each
 * of them leaves another mark; TRUNCATE, VACUUM FULL and ANALYZE do not.
 *
 * @param table an expression for the table's oid.
 * @param trigger an expression for the name of the trigger that fires for its rows.
 * @see https://www.postgresql.org/docs/current/ddl-system-columns.html on `xmin`, which every change of a row renews
 */
export function captureMarkSql(table: string, trigger: string): string {
  return (
    `(SELECT pg_catalog.md5(pg_catalog.concat_ws(' ', (SELECT m.oid FROM pg_catalog.pg_trigger AS m WHERE m.tgrelid = ${table} AND m.tgname = ${trigger}), ` +
    `pg_catalog.string_agg(pg_catalog.concat_ws(' ', a.attnum, a.xmin), ' ' ORDER BY a.attnum))) FROM pg_catalog.pg_attribute AS a WHERE a.attrelid = ${table} AND a.attnum > 0)`
  );
}

/** The same as it stands among the arguments of a trigger. https://www.postgresql.org/docs/current/catalog-pg-trigger.html */
export function markArgumentSql(table: string, trigger: string): string {
  return `pg_catalog.convert_to(${captureMarkSql(table, trigger)}, 'UTF8') OPERATOR(pg_catalog.||) '\\x00'::bytea`;
}
