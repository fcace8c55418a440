import { quoteLiteral } from '../../postgres/quote.ts';

/** `COMMENT ON … IS …`, or nothing. */
export function commentStatement(on: string, comment: string | null): string[] {
  return comment === null ? [] : [`COMMENT ON ${on} IS ${quoteLiteral(comment)}`];
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
