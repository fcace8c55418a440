/**
 * The tables of the journal. `runs` are invocations of pgmend, `repairs` what each did in one transaction, with its
 * plan and proof; `steps` how; `value_pairs` and `kept_values` what undo needs and what matched nothing; `kept_rows`
 * rows set aside; `put_off_keys` foreign keys that are laid later; `ledgers` the migration tool's table that a run wrote to.
 *
 * @param schema quoted.
 */
export const journalTablesSql = (schema: string): string[] => [
  `CREATE TABLE IF NOT EXISTS ${schema}.runs (
    id text PRIMARY KEY, started timestamptz NOT NULL DEFAULT now(), command text NOT NULL, version text NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS ${schema}.repairs (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, run text NOT NULL REFERENCES ${schema}.runs (id),
    kind text NOT NULL CHECK (kind IN ('mend', 'undo')),
    state text NOT NULL CHECK (state IN ('applied', 'undone', 'finished')),
    made timestamptz NOT NULL DEFAULT clock_timestamp(), statement text, migration text,
    plan jsonb NOT NULL, proof jsonb)`,
  `CREATE TABLE IF NOT EXISTS ${schema}.steps (
    repair bigint NOT NULL REFERENCES ${schema}.repairs (id), number integer NOT NULL, kind text NOT NULL,
    title text NOT NULL, sql text[] NOT NULL, done timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (repair, number))`,
  `CREATE TABLE IF NOT EXISTS ${schema}.value_pairs (
    repair bigint NOT NULL REFERENCES ${schema}.repairs (id), conversion integer NOT NULL, old text NOT NULL, new text NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS ${schema}.kept_values (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, repair bigint NOT NULL REFERENCES ${schema}.repairs (id),
    conversion integer NOT NULL, table_schema text NOT NULL, table_name text NOT NULL, column_name text NOT NULL,
    row_key jsonb NOT NULL, value text NOT NULL, new_value text,
    reason text NOT NULL CHECK (reason IN ('unmatched', 'collapsed', 'not in the old type')), restored timestamptz)`,
  `CREATE TABLE IF NOT EXISTS ${schema}.kept_rows (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, repair bigint NOT NULL REFERENCES ${schema}.repairs (id),
    conversion integer NOT NULL, table_schema text NOT NULL, table_name text NOT NULL,
    content jsonb NOT NULL, record text NOT NULL, restored timestamptz)`,
  `CREATE TABLE IF NOT EXISTS ${schema}.put_off_keys (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, repair bigint NOT NULL REFERENCES ${schema}.repairs (id),
    table_schema text NOT NULL, table_name text NOT NULL, name text NOT NULL, key jsonb NOT NULL,
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'laid', 'forgotten')))`,
  `CREATE TABLE IF NOT EXISTS ${schema}.ledgers (
    run text PRIMARY KEY REFERENCES ${schema}.runs (id), tool text NOT NULL, told jsonb NOT NULL, configured jsonb)`,
];

/** Their names. */
export const journalTableNames: readonly string[] = [
  'runs',
  'repairs',
  'steps',
  'value_pairs',
  'kept_values',
  'kept_rows',
  'put_off_keys',
  'ledgers',
];

/**
 * The tables of executions in the background: `live` has one row for each, `live_copies` how far it has copied.
 *
 * @param schema quoted.
 */
export const liveTablesSql = (schema: string): string[] => [
  `CREATE TABLE IF NOT EXISTS ${schema}.live (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, run text NOT NULL REFERENCES ${schema}.runs (id),
    repair bigint REFERENCES ${schema}.repairs (id), phase text NOT NULL, cutover text NOT NULL CHECK (cutover IN ('now', 'manual')),
    asked boolean NOT NULL DEFAULT false, plan jsonb NOT NULL, design jsonb, before jsonb, progress jsonb NOT NULL DEFAULT '{}',
    started timestamptz NOT NULL DEFAULT clock_timestamp(), beat timestamptz NOT NULL DEFAULT clock_timestamp())`,
  `CREATE TABLE IF NOT EXISTS ${schema}.live_copies (
    live bigint NOT NULL REFERENCES ${schema}.live (id), number integer NOT NULL, member integer NOT NULL, first bigint NOT NULL,
    pages bigint NOT NULL, relfilenode text NOT NULL, rows bigint, done timestamptz, PRIMARY KEY (live, number, member, first))`,
];

export const liveTableNames: readonly string[] = ['live', 'live_copies'];
