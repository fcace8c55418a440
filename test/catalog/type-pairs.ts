import type { Catalog } from '../../src/catalog/catalog.ts';
import { comparability } from '../../src/catalog/comparability.ts';
import { findRelation, uniqueIndexFor } from '../../src/catalog/lookup.ts';
import { readCatalog } from '../../src/catalog/read-catalog.ts';
import type { Session } from '../../src/postgres/session.ts';
import { quietSettings, withSettings } from '../../src/postgres/with-settings.ts';

/** What the rule said and what the server did, over all ordered pairs. */
export interface PairReport {
  readonly pairs: number;
  readonly accepted: number;
  readonly disagreements: readonly string[];
}

/** A column to be put on either side: its table is `check_types."referenced 7"` or `"referencing 7"`. */
interface Specimen {
  readonly number: number;
  readonly label: string;
  readonly column: string;
  /** Non-default operator class of the unique index: referenced side only. */
  readonly operatorClass: string | null;
}

const madeTypes = [
  `CREATE TYPE check_types.mood AS ENUM ('low', 'high')`,
  `CREATE TYPE check_types.mood_old AS ENUM ('low', 'high')`,
  'CREATE TYPE check_types.pair AS (a integer, b text)',
  'CREATE TYPE check_types.other_pair AS (a uuid)',
  'CREATE TYPE check_types.float_range AS RANGE (subtype = float8)',
  'CREATE DOMAIN check_types.id AS integer',
  'CREATE DOMAIN check_types.id_of_id AS check_types.id',
  'CREATE DOMAIN check_types.code AS varchar(10)',
  'CREATE DOMAIN check_types.guid AS uuid',
  'CREATE DOMAIN check_types.mood_domain AS check_types.mood',
  'CREATE DOMAIN check_types.ids AS integer[]',
  'CREATE DOMAIN check_types.days AS daterange',
  'CREATE DOMAIN check_types.pair_domain AS check_types.pair',
];

/** Neither the contrib modules nor ICU are in every build. */
const optionalTypes = [
  'CREATE EXTENSION citext SCHEMA check_types',
  'CREATE EXTENSION ltree SCHEMA check_types',
  'CREATE EXTENSION isn SCHEMA check_types',
  `CREATE COLLATION check_types.ignore_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false)`,
];

// One attempt per referencing table, each rolled back; NOT VALID asks the same question without reading rows.
const attemptFunction = `
CREATE FUNCTION check_types.accepted(referenced integer, referencing integer[]) RETURNS integer[]
LANGUAGE plpgsql AS $$
DECLARE one integer; found integer[] := '{}';
BEGIN
  FOREACH one IN ARRAY referencing LOOP
    BEGIN
      EXECUTE format('ALTER TABLE check_types.%I ADD FOREIGN KEY (c) REFERENCES check_types.%I (c) NOT VALID',
                     'referencing ' || one, 'referenced ' || referenced);
      RAISE EXCEPTION USING ERRCODE = 'PGM00';
    EXCEPTION
      WHEN SQLSTATE 'PGM00' THEN found := found || one;
      WHEN datatype_mismatch OR collation_mismatch OR internal_error OR invalid_foreign_key THEN NULL;
    END;
  END LOOP;
  RETURN found;
END $$`;

/**
 * Tries ADD FOREIGN KEY on every ordered pair of the database's types and compares with the rule.
 * Pseudo-types and row types of system tables can be no column and are left out.
 *
 * @param only a condition on pg_type `t` that picks fewer types; without it all.
 */
export async function compareTypePairs(session: Session, only = 'true'): Promise<PairReport> {
  await session.query('CREATE SCHEMA check_types');
  for (const sql of madeTypes) await session.query(sql);
  for (const sql of optionalTypes) await session.query(sql).catch(() => {});
  await session.query(attemptFunction);
  const specimens: Specimen[] = [];
  const unindexable = new Set<number>();
  for (const specimen of await readSpecimens(session, only)) {
    const laid = await lay(session, specimen);
    if (laid !== 'no such column') specimens.push(specimen);
    if (laid === 'no unique index') unindexable.add(specimen.number);
  }
  await session.query('BEGIN');
  const catalog = await withSettings(session, quietSettings, () =>
    readCatalog(session, { searchPath: ['check_types'] }),
  );
  await session.query('COMMIT');
  const referencing = specimens.filter((one) => one.operatorClass === null);
  const numbers = referencing.map((one) => one.number);
  const report = { pairs: 0, accepted: 0, disagreements: [] as string[] };
  for (const referenced of specimens) {
    const really = unindexable.has(referenced.number)
      ? new Set<number>()
      : await acceptedBy(session, referenced.number, numbers);
    for (const one of referencing) {
      const said = ruleSays(catalog, referenced, one);
      report.pairs += 1;
      if (really.has(one.number)) report.accepted += 1;
      if ((said === 'comparable') === really.has(one.number)) continue;
      report.disagreements.push(`${one.label} → ${referenced.label}: the rule says ${said}`);
    }
  }
  return report;
}

async function readSpecimens(session: Session, only: string): Promise<Specimen[]> {
  const { rows } = await session.query<{ sql: string; classes: string[] | null }>(
    `SELECT format_type(t.oid, NULL) AS sql,
            (SELECT array_agg(format('%I.%I', n.nspname, o.opcname) ORDER BY o.oid) FROM pg_opclass o
               JOIN pg_namespace n ON n.oid = o.opcnamespace
              WHERE o.opcintype = t.oid AND o.opcmethod = 403 AND NOT o.opcdefault) AS classes
       FROM pg_type t LEFT JOIN pg_class c ON c.oid = t.typrelid
      WHERE t.typtype <> 'p' AND (t.typtype <> 'c' OR c.relkind = 'c')
        AND NOT EXISTS (SELECT FROM pg_type e JOIN pg_class ec ON ec.oid = e.typrelid
                         WHERE e.typarray = t.oid AND ec.relkind <> 'c')
        AND (${only}) ORDER BY t.oid`,
  );
  const specimens: Specimen[] = [];
  const add = (column: string, operatorClass: string | null = null) =>
    specimens.push({
      number: specimens.length + 1,
      label: operatorClass === null ? column : `${column} (${operatorClass})`,
      column,
      operatorClass,
    });
  for (const row of rows) {
    add(row.sql);
    for (const operatorClass of row.classes ?? []) add(row.sql, operatorClass);
  }
  add('check_types.pair', 'record_image_ops');
  for (const collation of ['"C"', '"POSIX"', 'check_types.ignore_case'])
    add(`text COLLATE ${collation}`);
  return specimens;
}

async function lay(
  session: Session,
  { number, column, operatorClass }: Specimen,
): Promise<'laid' | 'no such column' | 'no unique index'> {
  const succeeds = (sql: string) =>
    session.query(sql).then(
      () => true,
      () => false,
    );
  const table = (name: string) =>
    succeeds(`CREATE TABLE check_types."${name} ${number}" (c ${column})`);
  if (!(await table('referencing')) || !(await table('referenced'))) return 'no such column';
  const index = `CREATE UNIQUE INDEX ON check_types."referenced ${number}" (c ${operatorClass ?? ''})`;
  return (await succeeds(index)) ? 'laid' : 'no unique index';
}

async function acceptedBy(
  session: Session,
  referenced: number,
  referencing: readonly number[],
): Promise<Set<number>> {
  const { rows } = await session.query<{ accepted: number[] }>(
    'SELECT check_types.accepted($1, $2::integer[])',
    [referenced, referencing],
  );
  return new Set(rows[0]?.accepted);
}

function ruleSays(catalog: Catalog, referencedSide: Specimen, referencingSide: Specimen): string {
  const referenced = findRelation(catalog, { name: `referenced ${referencedSide.number}` });
  const referencing = findRelation(catalog, { name: `referencing ${referencingSide.number}` });
  const [to, from] = [referenced?.columns[0], referencing?.columns[0]];
  if (referenced === undefined || to === undefined || from === undefined) return 'no such column';
  const key = uniqueIndexFor(catalog, referenced, [1]);
  const operatorClass = key.found === 'usable' ? key.operatorClasses[0] : undefined;
  const types = {
    referencedType: to.type.oid,
    referencingType: from.type.oid,
    collations: { referenced: to.collation, referencing: from.collation },
  };
  const byDefault = comparability(catalog, types);
  if (referencedSide.operatorClass === null || operatorClass === undefined) return byDefault;
  return comparability(catalog, { ...types, indexOperatorClass: operatorClass });
}
