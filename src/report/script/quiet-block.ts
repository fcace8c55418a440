import { quietSettings } from '../../postgres/quiet-settings.ts';
import { quoteLiteral } from '../../postgres/quote.ts';
import { dollarQuoted } from './dollar-quoted.ts';
import { raise } from './sql-text.ts';

/**
 * A DO block under the settings under which pgmend works, which are afterwards what they were; one at a time in a
 * database. An error in it leaves nothing done.
 *
 * @param variables declarations besides `_found text`.
 * @param body statements; `RETURN` goes by {@link leave}.
 */
export function quietBlock(
  variables: readonly string[],
  body: readonly string[],
  lockTimeout: string,
): string {
  const settings = { ...quietSettings, lock_timeout: lockTimeout };
  const names = array(Object.keys(settings));
  const text = [
    '',
    'DECLARE',
    ...indented([
      `_settings pg_catalog.text[] := ${names};`,
      '_before pg_catalog.text[];',
      '_found pg_catalog.text;',
      ...variables,
    ]),
    'BEGIN',
    ...indented([
      `SELECT pg_catalog.array_agg(coalesce(pg_catalog.current_setting(s.n, true), '') ORDER BY s.o) INTO _before`,
      '  FROM pg_catalog.unnest(_settings) WITH ORDINALITY AS s(n, o);',
      'PERFORM pg_catalog.set_config(s.n, s.v, true) FROM ROWS FROM (pg_catalog.unnest(_settings), pg_catalog.unnest(',
      `  ${array(Object.values(settings))})) AS s(n, v);`,
      '-- What others commit until the tables are locked has to be seen.',
      "IF pg_catalog.current_setting('transaction_isolation') <> 'read committed' THEN",
      `  ${raise(quoteLiteral('This has to run at isolation level READ COMMITTED.'), 'Set default_transaction_isolation for it, or begin its transaction so.')}`,
      'END IF;',
      '-- Two of these at once wait for each other.',
      `PERFORM pg_advisory_xact_lock(hashtextextended('pgmend', 0));`,
      ...body,
      ...restored,
    ]),
    'END ',
  ].join('\n');
  return `DO ${dollarQuoted(text, 'pgmend')};`;
}

const restored = [
  'PERFORM pg_catalog.set_config(s.n, s.v, true) FROM ROWS FROM (pg_catalog.unnest(_settings), pg_catalog.unnest(_before)) AS s(n, v);',
];

/** Ends the block where there is nothing to do. @param message an SQL expression. */
export function leave(message: string): string[] {
  return [`RAISE NOTICE USING MESSAGE = ${message};`, ...restored, 'RETURN;'];
}

function indented(lines: readonly string[]): string[] {
  // Only their beginnings: a statement keeps its own lines.
  return lines.map((line) => (line === '' ? '' : `  ${line}`));
}

function array(values: readonly string[]): string {
  return `ARRAY[${values.map(quoteLiteral).join(', ')}]`;
}
