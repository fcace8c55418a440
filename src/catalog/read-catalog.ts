import { pipelined } from '../postgres/pipelined.ts';
import type { Session } from '../postgres/session.ts';
import { addDetails } from './add-details.ts';
import type { Catalog, Index, Relation } from './catalog.ts';
import { readConstraints } from './read-constraints.ts';
import { readIndexes } from './read-indexes.ts';
import { readRelations } from './read-relations.ts';
import { readFurtherTypes, readTypes, type UsedTypes } from './read-types.ts';

export interface ReadCatalogOptions {
  /** The client's effective schemas: what `readSearchPath` said before quiet settings. */
  readonly searchPath: readonly string[];
  /** pgmend's own schema, left out. Default `pgmend`. */
  readonly journalSchema?: string;
}

interface DatabaseRow {
  database: string;
  role: string;
  superuser: boolean;
  bypass: boolean;
  can_create: boolean;
  schemas: string[];
}

const databaseSql = `
SELECT pg_catalog.current_database()::text AS database, r.rolname::text AS role, r.rolsuper AS superuser,
       r.rolsuper OR r.rolbypassrls AS bypass,
       pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE') AS can_create,
       ARRAY(SELECT n.nspname::text FROM pg_catalog.pg_namespace n
              WHERE n.nspname <> 'information_schema' AND n.nspname <> $1::text
                AND (n.nspname !~ '^pg_' OR n.oid = pg_catalog.pg_my_temp_schema())
              ORDER BY 1) AS schemas
  FROM pg_catalog.pg_roles r WHERE r.rolname = current_user`;

/**
 * Reads the schema of the database in nine queries, whatever the number of tables, and two more where a column has a
 * table's row type or one of the server's many collations. Printing an expression that names
 * columns locks their table for reading, so that it waits while somebody alters a table with such a check, index or
 * generated column. The session is inside a transaction under {@link quietSettings}: all definitions come back
 * qualified. Left out: system schemas, other sessions' temporary ones, pgmend's own.
 */
export async function readCatalog(session: Session, options: ReadCatalogOptions): Promise<Catalog> {
  return addDetails(session, await read(session, options, true), options.journalSchema);
}

/**
 * As {@link readCatalog}, in seven queries and without what takes most of the time in a large database: sequences, and
 * what the server has to put into words one by one (defaults, comments and owned sequences of columns, definitions
 * of indexes and constraints). {@link addDetails} brings the words for the tables that matter.
 */
export async function readOutline(session: Session, options: ReadCatalogOptions): Promise<Catalog> {
  return read(session, options, false);
}

async function read(
  session: Session,
  { searchPath, journalSchema = 'pgmend' }: ReadCatalogOptions,
  sequences: boolean,
): Promise<Catalog> {
  // First what takes the longest to work on, while the server reads the rest.
  const [constraints, indexes, relations, known, { rows }] = await pipelined(session, (ahead) =>
    Promise.all([
      readConstraints(ahead, journalSchema),
      readIndexes(ahead, journalSchema),
      readRelations(ahead, journalSchema, sequences),
      readTypes(ahead),
      ahead.query<DatabaseRow>(databaseSql, [journalSchema]),
    ]),
  );
  const database = rows[0];
  const types = await readFurtherTypes(session, known, usedIn(relations, indexes));
  return Object.freeze({
    serverVersion: session.serverVersion,
    database: database?.database ?? '',
    role: {
      name: database?.role ?? '',
      superuser: database?.superuser ?? false,
      bypassRowSecurity: database?.bypass ?? false,
      canCreateSchema: database?.can_create ?? false,
    },
    searchPath: [...searchPath],
    schemas: database?.schemas ?? [],
    relations,
    indexes,
    constraints,
    ...types,
  });
}

/** Types and collations of what is stored. */
function usedIn(relations: readonly Relation[], indexes: readonly Index[]): UsedTypes {
  const [types, collations] = [new Set<number>(), new Set<number>()];
  for (const { columns } of relations) {
    for (const { type, collation } of columns) {
      types.add(type.oid);
      collations.add(collation);
    }
  }
  for (const { columns } of indexes) for (const one of columns) collations.add(one.collation);
  return { types: [...types], collations: [...collations] };
}
