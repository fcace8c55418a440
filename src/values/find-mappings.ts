import { underDomain } from '../catalog/under-domain.ts';
import { attempt } from '../postgres/attempt.ts';
import { displayQualified, type QualifiedName } from '../postgres/quote.ts';
import type { Session } from '../postgres/session.ts';
import {
  type CandidateScope,
  candidateMappings,
  hasUniqueIndex,
  inheritanceTree,
} from './candidate-mappings.ts';
import { countEvidence } from './count-evidence.ts';
import type { WeighedMapping } from './evidence.ts';
import type { Mapping } from './mapping.ts';
import { type MappedColumn, pairsSql } from './mapping-sql.ts';
import { isInteger, isNumber } from './type-family.ts';

/** The mappings of one column, best first, and what could not be looked at. */
export interface FoundMappings {
  readonly mapped: MappedColumn;
  readonly weighed: readonly WeighedMapping[];
  /** One sentence each: tables that may hold the answer, but hide rows from this role or cannot be read. */
  readonly hidden: readonly string[];
}

const firstLook = 200;
const countedExactly = 4;

/**
 * Finds how the values of a referencing column become values of the referenced one: all null, else the candidates
 * of the schema, each looked at with a sample of the values first and the promising ones counted over all rows.
 * The first that explains every value comes first; else the one that explains most.
 *
 * @param session inside a transaction, under quietSettings.
 * @param given the user's own mapping, which alone is then counted.
 */
export async function findMappings(
  session: Session,
  scope: CandidateScope,
  given: Mapping | null = null,
): Promise<FoundMappings> {
  const mapped = mappedColumn(scope);
  if (given !== null) {
    return { mapped, weighed: [await countEvidence(session, mapped, given)], hidden: [] };
  }
  const empty = await countEvidence(session, mapped, { kind: 'null' }, 1);
  if (empty.evidence.rows === empty.evidence.nulls) {
    return { mapped, weighed: [empty], hidden: [] };
  }
  const hidden: string[] = [];
  const promising: { mapping: Mapping; matched: number }[] = [];
  const own = await viewsOver(session, scope);
  for (const mapping of candidateMappings(scope)) {
    if (mapping.kind === 'bridge' && own.has(displayQualified(mapping.table))) continue;
    const look = await attempt(session, () => countEvidence(session, mapped, mapping, firstLook));
    if ('error' in look) {
      if (mapping.kind === 'bridge' && ['42501', '55000'].includes(look.error.sqlstate)) {
        hidden.push(hiddenSentence(mapping.table, look.error.message));
      } else {
        throw look.error;
      }
    } else if (look.value.evidence.matched + look.value.evidence.ambiguous > 0) {
      promising.push({ mapping, matched: look.value.evidence.matched });
    }
  }
  promising.sort((one, other) => other.matched - one.matched);
  const weighed: WeighedMapping[] = [];
  for (const { mapping } of promising.slice(0, countedExactly)) {
    weighed.push(await countEvidence(session, mapped, mapping));
  }
  const doubted: WeighedMapping[] = [];
  for (const one of order(weighed)) {
    doubted.push({ ...one, doubt: await doubtOf(session, scope, mapped, one, weighed) });
  }
  if (doubted.length === 0) doubted.push(await unexplained(session, mapped));
  return { mapped, weighed: doubted, hidden: [...new Set(hidden)] };
}

/**
 * Views over the referencing table, at any depth, by their names: that they hold its values says nothing. A column of
 * the rows themselves tells what they are about, not whom they reference.
 */
async function viewsOver(session: Session, scope: CandidateScope): Promise<ReadonlySet<string>> {
  const { catalog, referencing } = scope;
  if (!catalog.relations.some(({ kind }) => kind === 'view' || kind === 'materialized view')) {
    return new Set();
  }
  const { rows } = await session.query<{ oid: number }>(
    `WITH RECURSIVE over(oid) AS (
       SELECT x.oid FROM pg_catalog.unnest($1::oid[]) AS x(oid)
       UNION
       SELECT r.ev_class FROM over
         JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = over.oid
          AND d.classid = 'pg_catalog.pg_rewrite'::regclass
         JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid AND r.rulename = '_RETURN')
     SELECT oid FROM over`,
    [[...inheritanceTree(catalog, referencing)]],
  );
  const oids = new Set(rows.map((row) => row.oid));
  return new Set(catalog.relations.filter(({ oid }) => oids.has(oid)).map(displayQualified));
}

/** Counts of a column that nothing explains. */
async function unexplained(session: Session, mapped: MappedColumn): Promise<WeighedMapping> {
  return countEvidence(session, mapped, { kind: 'cast' });
}

/** The columns of a scope by name, for SQL. A domain as key gives the type under it: its NOT NULL or CHECK is the key's own. */
export function mappedColumn(scope: CandidateScope): MappedColumn {
  const becomes = underDomain(scope.catalog, scope.key.type);
  return {
    table: { schema: scope.referencing.schema, name: scope.referencing.name },
    partitioned: scope.referencing.kind === 'partitioned table',
    column: scope.column.name,
    type: scope.column.type.sql,
    typeOid: scope.column.type.oid,
    referencedTable: { schema: scope.referenced.schema, name: scope.referenced.name },
    referencedPartitioned: scope.referenced.kind === 'partitioned table',
    referencedColumn: scope.key.name,
    newType: becomes.sql,
    newTypeOid: becomes.oid,
  };
}

function order(weighed: readonly WeighedMapping[]): WeighedMapping[] {
  const rank = { null: 0, cast: 1, convert: 1, 'alternate-key': 2, bridge: 3, given: 4 };
  const whole = ({ evidence }: WeighedMapping) =>
    evidence.unmatched + evidence.ambiguous === 0 ? 1 : 0;
  return [...weighed].sort(
    (one, other) =>
      whole(other) - whole(one) ||
      (whole(one) === 1
        ? rank[one.mapping.kind] - rank[other.mapping.kind]
        : other.evidence.matched - one.evidence.matched) ||
      rank[one.mapping.kind] - rank[other.mapping.kind],
  );
}

/**
 * Small numbers stand in many columns by chance, and two natural keys may name different rows:
 * what fits is then not yet what is meant.
 */
async function doubtOf(
  session: Session,
  scope: CandidateScope,
  mapped: MappedColumn,
  weighed: WeighedMapping,
  all: readonly WeighedMapping[],
): Promise<string | null> {
  const { mapping } = weighed;
  if (mapping.kind !== 'alternate-key' && mapping.kind !== 'bridge') return null;
  if (isInteger(mapped.type) || isNumber(mapped.type)) {
    return 'numbers like these stand in many columns by chance, so that they fit does not say that they are meant';
  }
  if (mapping.kind === 'alternate-key') {
    return hasUniqueIndex(scope.catalog, scope.referenced, mapping.column)
      ? null
      : `${displayQualified(mapped.referencedTable)}.${mapping.column} has no unique index, so it is no key yet`;
  }
  for (const { mapping: other } of all) {
    if (other === mapping || (other.kind !== 'bridge' && other.kind !== 'alternate-key')) continue;
    const contradicting = await countContradictions(session, mapped, mapping, other);
    if (contradicting > 0) {
      const by =
        other.kind === 'bridge'
          ? `${displayQualified(other.table)}.${other.bridgeColumn}`
          : `${displayQualified(mapped.referencedTable)}.${other.column}`;
      return `${contradicting} of the values become other rows by ${by} than by ${displayQualified(mapping.table)}.${mapping.bridgeColumn}`;
    }
  }
  return null;
}

async function countContradictions(
  session: Session,
  mapped: MappedColumn,
  one: Mapping,
  other: Mapping,
): Promise<number> {
  const { rows } = await session.query<{ n: string }>(
    `SELECT count(*) AS n FROM (${pairsSql(mapped, one)}) AS a JOIN (${pairsSql(mapped, other)}) AS b ` +
      `ON a.old = b.old WHERE a.targets = 1 AND b.targets = 1 AND a.new::text <> b.new::text`,
  );
  return Number(rows[0]?.n ?? 0);
}

function hiddenSentence(table: QualifiedName, message: string): string {
  return `${displayQualified(table)} may hold the answer, but cannot be read whole (${message}).`;
}
