import { quoteIdent, quoteLiteral } from '../../postgres/quote.ts';

/** `COMMENT ON … IS …`, or nothing. */
export function commentStatement(on: string, comment: string | null): string[] {
  return comment === null ? [] : [`COMMENT ON ${on} IS ${quoteLiteral(comment)}`];
}

/** SQL: the names of the extensions with which an object goes, as `ALTER … DEPENDS ON EXTENSION` says it. */
export function extensionsOf(catalog: string, oid: string): string {
  return `ARRAY(SELECT xe.extname::text FROM pg_catalog.pg_depend xd
         JOIN pg_catalog.pg_extension xe ON xe.oid = xd.refobjid
        WHERE xd.classid = 'pg_catalog.${catalog}'::regclass AND xd.objid = ${oid} AND xd.deptype = 'x'
          AND xd.refclassid = 'pg_catalog.pg_extension'::regclass ORDER BY 1)`;
}

/** @param on such as `INDEX a.b` */
export function extensionStatements(on: string, extensions: readonly string[]): string[] {
  return extensions.map((name) => `ALTER ${on} DEPENDS ON EXTENSION ${quoteIdent(name)}`);
}

/** `tgenabled` or `ev_enabled`; O, enabled as usual, is what a new one has. */
export function enabledStatement(
  tableSql: string,
  kind: 'TRIGGER' | 'RULE',
  nameSql: string,
  enabled: string,
): string[] {
  const words: Readonly<Record<string, string>> = {
    D: 'DISABLE',
    R: 'ENABLE REPLICA',
    A: 'ENABLE ALWAYS',
  };
  const word = words[enabled];
  return word === undefined ? [] : [`ALTER TABLE ${tableSql} ${word} ${kind} ${nameSql}`];
}

/** pg_get_*def() of rules and views ends with a semicolon. */
export function withoutSemicolon(sql: string): string {
  return sql.trim().replace(/;$/, '');
}

/** `name=value` as reloptions hold it. */
export function optionSql(option: string): string {
  const at = option.indexOf('=');
  return `${quoteIdent(option.slice(0, at))} = ${quoteLiteral(option.slice(at + 1))}`;
}
