/**
 * Values print in one exact form under these, whatever a client has set.
 *
 * @see https://www.postgresql.org/docs/current/runtime-config-client.html#RUNTIME-CONFIG-CLIENT-FORMAT
 */
export const outputSettings: Readonly<Record<string, string>> = {
  DateStyle: 'ISO, MDY',
  IntervalStyle: 'postgres',
  TimeZone: 'UTC',
  bytea_output: 'hex',
  extra_float_digits: '1',
};

/**
 * The settings under which pgmend reads and writes: names resolve in pg_catalog alone, so that definitions
 * come back qualified; values print in one exact form whatever the client has set; a row security policy
 * raises an error instead of hiding rows.
 */
export const quietSettings: Readonly<Record<string, string>> = {
  // Named last, or temporary tables and types would come before those of pg_catalog.
  search_path: 'pg_catalog, pg_temp',
  row_security: 'off',
  ...outputSettings,
  xmloption: 'content',
  array_nulls: 'on',
  quote_all_identifiers: 'off',
  standard_conforming_strings: 'on',
  transform_null_equals: 'off',
  statement_timeout: '0',
  idle_in_transaction_session_timeout: '0',
};
