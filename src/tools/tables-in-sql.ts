import { loadParser, parseStatements } from '../statement/parse-statements.ts';

/** A table that a text of SQL makes: by CREATE TABLE, or by giving another one its name. */
export interface TableInSql {
  /** null: where the search path leads. */
  readonly schema: string | null;
  readonly name: string;
  /** UTF-16 units, into the text. */
  readonly offset: number;
}

/** Every table that these statements make, temporary ones left out; empty when PostgreSQL would not parse them. */
export async function tablesInSql(sql: string): Promise<readonly TableInSql[]> {
  if (!/\b(create|rename|set\s+schema)\b/i.test(sql)) return [];
  await loadParser();
  const parsed = parseStatements(sql);
  if (!parsed.ok) return [];
  return parsed.statements.flatMap(({ start, declarations }) => {
    const offset = start + (/\S/.exec(sql.slice(start))?.index ?? 0);
    return declarations.flatMap((one): TableInSql[] => {
      switch (one.kind) {
        case 'create-table':
          return one.temporary ? [] : [{ schema: one.table.schema, name: one.table.name, offset }];
        case 'rename':
          return one.objectKind === 'table'
            ? [{ schema: one.object.schema, name: one.newName, offset }]
            : [];
        case 'set-schema':
          return one.objectKind === 'table'
            ? [{ schema: one.newSchema, name: one.object.name, offset }]
            : [];
        default:
          return [];
      }
    });
  });
}
