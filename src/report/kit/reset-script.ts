import { quoteIdent, quoteLiteral } from '../../postgres/quote.ts';
import { dollarQuoted } from '../script/dollar-quoted.ts';
import { comment } from '../script/sql-text.ts';
import type { KitSubject } from './kit.ts';

/**
 * Option 3 without pgmend: the schema with everything in it steps aside under another name, and an empty one takes its
 * place. Nothing is deleted.
 */
export function resetScript({ script, schema }: KitSubject): string {
  const { plan, run } = script;
  const aside = `before_reset_${run.id.replaceAll('-', '_')}`;
  const [own, kept] = [quoteIdent(schema), quoteIdent(aside)];
  const literal = quoteLiteral(schema);
  const tables = (of: string) =>
    `SELECT c.relname AS "table", (pg_catalog.xpath('/row/n/text()', pg_catalog.query_to_xml(pg_catalog.format('SELECT count(*) AS n FROM %I.%I', n.nspname, c.relname), false, true, '')))[1]::text AS "rows"
  FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  WHERE n.nspname = ${quoteLiteral(of)} AND c.relkind IN ('r', 'p') ORDER BY 1;`;
  const block = `
DECLARE
  _owner pg_catalog.text; _acl pg_catalog.aclitem[]; _remark pg_catalog.text; _one record;
BEGIN
  IF pg_catalog.to_regnamespace(${quoteLiteral(kept)}) IS NOT NULL THEN
    RAISE NOTICE USING MESSAGE = ${quoteLiteral(`pgmend: this was done before: what was in ${schema} is in ${aside}; nothing was changed now.`)};
    RETURN;
  END IF;
  IF pg_catalog.current_setting('pgmend.confirm', true) IS DISTINCT FROM pg_catalog.current_database()::text THEN
    RAISE EXCEPTION USING MESSAGE = 'Nothing was done: the name of this database, ' || pg_catalog.current_database() || ', is not written between the quotes of SET pgmend.confirm.';
  END IF;
  SELECT e.extname INTO _one FROM pg_catalog.pg_extension AS e JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace
    WHERE n.nspname = ${literal} AND NOT e.extrelocatable;
  IF FOUND THEN
    RAISE EXCEPTION USING MESSAGE = 'Nothing was done: extension ' || _one.extname || ' cannot leave schema ' || ${literal} || '.';
  END IF;
  SELECT pg_catalog.pg_get_userbyid(n.nspowner), n.nspacl, pg_catalog.obj_description(n.oid, 'pg_namespace') INTO _owner, _acl, _remark
    FROM pg_catalog.pg_namespace AS n WHERE n.nspname = ${literal};
  ALTER SCHEMA ${own} RENAME TO ${kept};
  EXECUTE pg_catalog.format('CREATE SCHEMA %I AUTHORIZATION %I', ${literal}, _owner);
  FOR _one IN SELECT a.privilege_type, a.is_grantable, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(a.grantee)) END AS who
    FROM pg_catalog.aclexplode(_acl) AS a LOOP
    EXECUTE pg_catalog.format('GRANT %s ON SCHEMA %I TO %s', _one.privilege_type, ${literal}, _one.who || CASE WHEN _one.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END);
  END LOOP;
  IF _remark IS NOT NULL THEN
    EXECUTE pg_catalog.format('COMMENT ON SCHEMA %I IS %L', ${literal}, _remark);
  END IF;
  -- The extensions' types and functions are wanted again.
  FOR _one IN SELECT e.extname FROM pg_catalog.pg_extension AS e JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace
    WHERE n.nspname = ${quoteLiteral(aside)} LOOP
    EXECUTE pg_catalog.format('ALTER EXTENSION %I SET SCHEMA %I', _one.extname, ${literal});
  END LOOP;
  RAISE NOTICE USING MESSAGE = ${quoteLiteral(`pgmend: everything that was in ${schema} is in ${aside} now; ${schema} is empty.`)};
END `;
  const guard = `
BEGIN
  IF pg_catalog.to_regnamespace(${quoteLiteral(kept)}) IS NULL THEN
    RAISE WARNING 'pgmend: it was not done; the reason stands above. The connection is ended on purpose, so that psql does not end as after a success.';
    PERFORM pg_catalog.pg_terminate_backend(pg_catalog.pg_backend_pid());
    PERFORM pg_catalog.pg_sleep(10);
  END IF;
END `;
  return [
    comment(
      `Option 3: begin anew in database ${plan.database}. Everything in schema ${schema} steps aside into schema`,
    ),
    comment(
      `${aside}, and an empty schema takes its place. Nothing is deleted; the application finds`,
    ),
    '-- no rows until they are brought back. Stop the application first.',
    '--',
    '-- Back again:',
    comment(`  ALTER SCHEMA ${own} RENAME TO "given_up"; ALTER SCHEMA ${kept} RENAME TO ${own};`),
    '-- Once nobody needs it any more, and a backup of it is kept elsewhere:',
    comment(`  DROP SCHEMA ${kept} CASCADE;`),
    '',
    '-- Write the name of the database between the quotes:',
    "SET pgmend.confirm = '';",
    '',
    '-- What steps aside:',
    tables(schema),
    '',
    'BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;',
    "SET LOCAL lock_timeout = '5s';",
    `DO ${dollarQuoted(block, 'pgmend')};`,
    'COMMIT;',
    '',
    `DO ${dollarQuoted(guard, 'guard')};`,
    '',
    '-- What has stepped aside:',
    tables(aside),
    '',
  ].join('\n');
}
