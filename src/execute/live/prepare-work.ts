import { readTableCopies } from '../../catalog/copy/read-table-copies.ts';
import type { Plan } from '../../plan/plan.ts';
import { quoteIdent } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';
import { highestNumber } from '../../values/type-family.ts';
import { captureFunctionSql, lookupFunctionSql, snapshotFunctionSql } from './capture-sql.ts';
import { createWorkSql, type NewTableGrants, otherGrantors } from './create-work.ts';
import type { LiveDesign, LiveIndex, LiveMember } from './live-design.ts';
import { work } from './live-sql.ts';

/**
 * Makes every work table, the functions that capture changes, and an empty copy of each table in its new types.
 *
 * @param session inside a transaction, under quietSettings.
 * @returns the design, with the indexes' definitions as the server writes them for the new types.
 */
export async function prepareWork(
  session: Session,
  design: LiveDesign,
  plan: Plan,
): Promise<LiveDesign> {
  const defaults = await readDefaults(session, design);
  for (const sql of createWorkSql(design, plan, defaults)) await session.query(sql);
  for (const table of design.tables) {
    for (const { column, sequence, shadow, stays } of table.sequences) {
      const [root] = table.members;
      if (sequence.identity === null || !stays || root === undefined) continue;
      const generated = sequence.identity === 'always' ? 'ALWAYS' : 'BY DEFAULT';
      const { start, increment, minimum, maximum, cache, cycle } = sequence;
      // Limits that were the old type's follow the new one by themselves.
      const limits = isTypesOwn(sequence.type, minimum, maximum)
        ? ''
        : ` MINVALUE ${minimum} MAXVALUE ${maximum}`;
      await session.query(
        `ALTER TABLE ${work(design, root.shadow)} ALTER COLUMN ${quoteIdent(column)} ADD GENERATED ${generated} AS IDENTITY ` +
          `(SEQUENCE NAME ${work(design, shadow)} START WITH ${start} INCREMENT BY ${increment}${limits} CACHE ${cache} ${cycle ? 'CYCLE' : 'NO CYCLE'})`,
      );
    }
    await session.query(captureFunctionSql(design, table, false));
    await session.query(captureFunctionSql(design, table, true));
  }
  await session.query(snapshotFunctionSql(design));
  for (const lookup of design.lookups) await session.query(lookupFunctionSql(design, lookup));
  const finished = await withNewDefinitions(session, design);
  for (const { members } of finished.tables) {
    for (const { shadow, indexes } of members) {
      for (const index of indexes) await session.query(dropSql(design, shadow, index));
    }
  }
  return finished;
}

function isTypesOwn(type: string, minimum: string, maximum: string): boolean {
  return minimum === '1' && maximum === highestNumber[type];
}

function dropSql(design: LiveDesign, shadow: string, index: LiveIndex): string {
  return index.copy.constraint?.kind === 'exclusion'
    ? `ALTER TABLE ONLY ${work(design, shadow)} DROP CONSTRAINT ${quoteIdent(index.shadow)}`
    : `DROP INDEX ${work(design, index.shadow)}`;
}

async function readDefaults(session: Session, design: LiveDesign): Promise<NewTableGrants> {
  const { rows } = await session.query<NewTableGrants>(
    `SELECT ARRAY(SELECT DISTINCT CASE WHEN e.grantee <> 0 THEN pg_catalog.pg_get_userbyid(e.grantee)::text END ` +
      `FROM pg_catalog.pg_default_acl p CROSS JOIN LATERAL pg_catalog.aclexplode(p.defaclacl) AS e ` +
      `WHERE p.defaclobjtype = 'r' AND p.defaclnamespace IN (0, (SELECT n.oid FROM pg_catalog.pg_namespace n WHERE n.nspname = $1)) ` +
      `AND p.defaclrole = (SELECT u.oid FROM pg_catalog.pg_roles u WHERE u.rolname = current_user)) AS grantees, pg_catalog.current_setting('role') AS role, ` +
      `ARRAY(SELECT r.rolname::text FROM pg_catalog.pg_roles r WHERE r.rolname = ANY ($2::text[]) AND NOT pg_catalog.has_schema_privilege(r.oid, $1, 'USAGE')) AS outside`,
    [design.journalSchema, otherGrantors(design)],
  );
  return rows[0] ?? { grantees: [], role: 'none', outside: [] };
}

async function withNewDefinitions(session: Session, design: LiveDesign): Promise<LiveDesign> {
  const roots = design.tables.flatMap(({ members: [root] }) =>
    root === undefined ? [] : [root.shadow],
  );
  const { rows } = await session.query<{ oid: number }>(
    `SELECT c.oid FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = ANY ($2::text[])`,
    [design.journalSchema, roots],
  );
  const copies = await readTableCopies(
    session,
    rows.map((one) => one.oid),
  );
  const redefined = (member: LiveMember): LiveMember => {
    const own = copies.find((one) => one.name === member.shadow);
    return {
      ...member,
      indexes: member.indexes.map((index) => {
        const made = own?.indexes.find((one) => one.name === index.shadow);
        return made === undefined
          ? index
          : {
              ...index,
              rest: made.rest,
              constraint:
                index.copy.constraint?.kind === 'exclusion'
                  ? (made.constraint?.definition ?? index.constraint)
                  : index.constraint,
            };
      }),
    };
  };
  return {
    ...design,
    tables: design.tables.map((table) => ({ ...table, members: table.members.map(redefined) })),
  };
}
