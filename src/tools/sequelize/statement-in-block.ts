const around = ["DO 'BEGIN ", " EXCEPTION WHEN duplicate_object THEN null; END'"] as const;

/**
 * Sequelize makes an enum in a block that hides the error of one that is there already: the statement in it. Any other
 * text comes back as it is. Source: pgEnum() in lib/dialects/postgres/query-generator.js of Sequelize 6.
 */
export function statementInBlock(sql: string): string {
  const text = sql.trim().replace(/;$/, '');
  const [start, end] = around;
  if (!text.startsWith(start) || !text.endsWith(end)) return sql;
  return text.slice(start.length, -end.length).replaceAll("''", "'");
}
