import { quoteIdent, quoteLiteral, quoteQualified } from '../../postgres/quote.ts';
import { overIndex } from './build-indexes.ts';
import type { LiveDesign, LiveIndex, LiveMember, LiveTable } from './live-design.ts';
import { work } from './live-sql.ts';

/** The constraints that are looked at in the end, on what holds rows by itself. */
function deferrableOf({
  members,
}: LiveTable): { readonly member: LiveMember; readonly index: LiveIndex }[] {
  return members
    .filter((one) => !one.copy.partitioned)
    .flatMap((member) =>
      member.indexes
        .filter((one) => one.copy.constraint?.deferrable === true)
        .map((index) => ({ member, index })),
    );
}

/**
 * Statements that put a plain unique index in the place of each deferrable constraint of the tables that stand aside,
 * as the copies have had it: a row that is out of date is stepped around by ON CONFLICT, which does not take those.
 * https://www.postgresql.org/docs/current/sql-insert.html#SQL-ON-CONFLICT
 */
export function plainUniqueSql(design: LiveDesign): string[] {
  return design.tables.flatMap(deferrableOf).map(({ member, index }) => {
    const table = work(design, member.old);
    const { tablespace, rest } = index.copy;
    const place = tablespace === null ? '' : ` TABLESPACE ${quoteIdent(tablespace)}`;
    return `DO ${quoteLiteral(
      `BEGIN IF EXISTS (SELECT FROM pg_catalog.pg_constraint AS k WHERE k.conrelid = ${quoteLiteral(table)}::regclass AND k.conname = ${quoteLiteral(index.old)}) THEN ` +
        `ALTER TABLE ${table} DROP CONSTRAINT ${quoteIdent(index.old)}; CREATE UNIQUE INDEX ${quoteIdent(index.old)} ON ${table} ${rest}${place}; END IF; END`,
    )}`;
  });
}

/** Statements that lay them over those indexes again, once the table has its own name. */
export function deferrableAgainSql(table: LiveTable): string[] {
  return deferrableOf(table).flatMap(({ member: { copy }, index }) => {
    const { name, schema, comment, constraint, clustered } = index.copy;
    const on = quoteQualified(copy);
    const said = constraint?.comment ?? null;
    return [
      overIndex(on, index, name),
      ...(comment === null
        ? []
        : [`COMMENT ON INDEX ${quoteQualified({ schema, name })} IS ${quoteLiteral(comment)}`]),
      ...(said === null
        ? []
        : [`COMMENT ON CONSTRAINT ${quoteIdent(name)} ON ${on} IS ${quoteLiteral(said)}`]),
      ...(clustered ? [`ALTER TABLE ${on} CLUSTER ON ${quoteIdent(name)}`] : []),
    ];
  });
}
