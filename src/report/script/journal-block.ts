import {
  journalTableNames,
  journalTablesSql,
  liveTableNames,
} from '../../execute/journal-tables.ts';
import { displayIdent, quoteIdent, quoteLiteral } from '../../postgres/quote.ts';
import { executeSql, raise } from './sql-text.ts';

/** Statements of a block that make the journal where it is not there yet; what execute/journal-schema.ts does. */
export function journalBlock(schema: string): string[] {
  const name = quoteLiteral(schema);
  const made = `(${journalTableNames.map(quoteLiteral).join(', ')})`;
  const own = `(${[...journalTableNames, ...liveTableNames].map(quoteLiteral).join(', ')})`;
  const relations = `pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE n.nspname = ${name}`;
  const nameAnother = 'Write this script again with --journal-schema and another name.';
  const shown = displayIdent(schema);
  return [
    // A journal that is there also holds the tables that repairs have put away.
    `IF NOT EXISTS (SELECT FROM ${relations} AND c.relname = 'repairs') AND EXISTS (SELECT FROM ${relations} AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relname NOT IN ${own}) THEN`,
    `  ${raise(quoteLiteral(`Schema ${shown} holds other tables, so it cannot be the journal's.`), nameAnother)}`,
    'END IF;',
    `IF EXISTS (SELECT FROM ${relations} AND c.relname IN ${own} AND NOT pg_has_role(c.relowner, 'USAGE')) THEN`,
    `  ${raise(quoteLiteral(`The journal in schema ${shown} belongs to another role, who could read the values that it keeps.`), `Connect as that role. ${nameAnother}`)}`,
    'END IF;',
    `IF (SELECT count(*) FROM ${relations} AND c.relkind = 'r' AND c.relname IN ${made}) <> ${journalTableNames.length} THEN`,
    `  IF to_regnamespace(${quoteLiteral(quoteIdent(schema))}) IS NULL THEN`,
    `    ${executeSql(`CREATE SCHEMA ${quoteIdent(schema)}`)}`,
    '  END IF;',
    ...journalTablesSql(quoteIdent(schema)).map((sql) => `  ${executeSql(sql)}`),
    '  -- For its owner alone, whatever the default privileges are.',
    `  FOR _found IN SELECT format('REVOKE ALL ON TABLE %I.%I FROM %s', ${name}, c.relname, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE format('%I', pg_get_userbyid(a.grantee)) END)`,
    `    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace CROSS JOIN LATERAL aclexplode(c.relacl) AS a`,
    `    WHERE n.nspname = ${name} AND c.relkind = 'r' AND a.grantee <> c.relowner GROUP BY 1 LOOP`,
    '    EXECUTE _found;',
    '  END LOOP;',
    'END IF;',
  ];
}
