import { outputSettings } from '../../postgres/quiet-settings.ts';
import {
  type QualifiedName,
  quoteIdent,
  quoteLiteral,
  quoteQualified,
} from '../../postgres/quote.ts';
import { keyType } from '../../values/value-key.ts';
import { captureMarkSql } from './capture-mark.ts';
import type { LiveDesign, LiveKey, LiveLookup, LiveTable } from './live-design.ts';
import type { LivePhase } from './live-journal.ts';
import { keyText, work } from './live-sql.ts';

/** Names of the triggers that write down what changes; the journal's schema has the functions. */
export const captureTrigger = (name: string, what: 'rows' | 'truncate' | 'snapshot') =>
  `pgmend_${name}_${what}`;

/** A trigger of ours. */
export function isCapture(name: string): boolean {
  return /^pgmend_live_\d+_/.test(name);
}

/**
 * For functions in which every table, type, function and operator is named with its schema, so that no role can lead
 * them astray by its own search_path. Setting one costs each write of the application as much as the entry itself.
 *
 * @see https://www.postgresql.org/docs/current/sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY
 */
const qualified = 'LANGUAGE plpgsql SECURITY DEFINER';
/** For functions with casts that look for names themselves. */
const withOwnPath = `${qualified} SET search_path = pg_catalog, pg_temp`;

/**
 * For functions that turn values of any type into text: a cast may be a function of somebody's, and what comes out of it
 * has to be what pgmend reads, and to tell values apart, whatever the writer has set.
 */
const withOwnSettings = `${withOwnPath}${Object.entries(outputSettings)
  .map(([name, value]) => ` SET ${quoteIdent(name)} = ${quoteLiteral(value)}`)
  .join('')}`;

/** Types that the server itself compares and turns into text, under any settings. */
const ofServer = /^(smallint|integer|bigint|uuid|text|character varying(\(\d+\))?)$/;

function languageFor(types: readonly string[]): string {
  return types.every((type) => ofServer.test(type)) ? qualified : withOwnSettings;
}

/**
 * The function that writes down the keys of changed rows, before the cut-over those of the old table, behind it those
 * of the new one. All columns NULL: the table was truncated.
 */
export function captureFunctionSql(design: LiveDesign, table: LiveTable, since: boolean): string {
  const log = work(design, since ? table.since : table.log);
  const row = (record: 'OLD' | 'NEW') =>
    table.key.map(({ name }) => `${record}.${quoteIdent(name)}`).join(', ');
  const same = table.key.map(({ name, type, newType }) => sameSql(name, since ? newType : type));
  const keys = since ? [] : (table.keys ?? []).filter((one) => one.indexed);
  const types = [
    ...table.key.map((one) => (since ? one.newType : one.type)),
    ...keys.map((one) => one.type),
  ];
  const body =
    `BEGIN IF ${isOp('TRUNCATE')} THEN INSERT INTO ${log} VALUES (${table.key.map(() => 'NULL').join(', ')}); RETURN NULL; END IF; ` +
    `${keys.map((one) => captureKeySql(design, one)).join('')}` +
    `IF ${isOp('INSERT')} THEN INSERT INTO ${log} VALUES (${row('NEW')}); RETURN NULL; END IF; ` +
    `INSERT INTO ${log} VALUES (${row('OLD')}); ` +
    `IF ${isOp('UPDATE')} THEN IF NOT (${same.join(' AND ')}) THEN INSERT INTO ${log} VALUES (${row('NEW')}); END IF; END IF; RETURN NULL; END`;
  return `CREATE OR REPLACE FUNCTION ${functionSql(design, table, since)}() RETURNS trigger ${languageFor(types)} AS ${quoteLiteral(body)}`;
}

const asText = '::pg_catalog.text';

function isOp(operation: 'INSERT' | 'UPDATE' | 'DELETE' | 'TRUNCATE'): string {
  return `TG_OP OPERATOR(pg_catalog.=) '${operation}'`;
}

/**
 * Whether a column is in NEW what it was in OLD, in every byte, as `IS NOT DISTINCT FROM` would say it, which looks for
 * its operator on the search path.
 */
function sameSql(column: string, type: string): string {
  const old = `OLD.${quoteIdent(column)}`;
  const now = `NEW.${quoteIdent(column)}`;
  return `COALESCE(${exactSql(old, type)} OPERATOR(pg_catalog.=) ${exactSql(now, type)}, ${old} IS NULL AND ${now} IS NULL)`;
}

/** A value that is equal to no other one. */
function exactSql(value: string, type: string): string {
  if (keyType(type) !== 'text') return value;
  const text = ofServer.test(type) ? `${value}${asText}` : keyText(value);
  return `${text} COLLATE pg_catalog."C"`;
}

/** Writes down a key that comes, goes or becomes another one. All columns NULL would mean every value. */
function captureKeySql(design: LiveDesign, { column, type, changed }: LiveKey): string {
  const text = (record: 'OLD' | 'NEW') => `${record}.${quoteIdent(column)}${asText}`;
  const write = (record: 'OLD' | 'NEW') =>
    `IF ${text(record)} IS NOT NULL THEN INSERT INTO ${work(design, changed)} (value) VALUES (${text(record)}); END IF;`;
  return (
    `IF ${isOp('INSERT')} THEN ${write('NEW')} ELSIF ${isOp('DELETE')} THEN ${write('OLD')} ` +
    `ELSIF NOT ${sameSql(column, type)} THEN ${write('OLD')} ${write('NEW')} END IF; `
  );
}

/**
 * The function that turns writers away whose transaction sees the moment before the swap: in the table that has come
 * into place they would miss rows, and change nothing where there is something to change. What they get, they know from
 * every other conflict of two transactions, and try again.
 * https://www.postgresql.org/docs/current/transaction-iso.html#XACT-REPEATABLE-READ
 */
export function snapshotFunctionSql(design: LiveDesign): string {
  const seen = `EXISTS (SELECT FROM ${work(design, 'live')} AS l WHERE l.id = ${design.id} AND l.phase = ANY (TG_ARGV::text[]))`;
  const body =
    `BEGIN IF NOT ${seen} THEN RAISE serialization_failure USING MESSAGE = pg_catalog.format('could not serialize access: %s has got another type since this transaction began', TG_RELID::regclass), ` +
    `HINT = 'The transaction might succeed if retried.'; END IF; RETURN NULL; END`;
  return `CREATE OR REPLACE FUNCTION ${snapshotSql(design)}() RETURNS trigger ${withOwnPath} AS ${quoteLiteral(body)}`;
}

function snapshotSql(design: LiveDesign): string {
  return work(design, `live_${design.id}_snapshot`);
}

/**
 * The triggers that call it, on tables under their own names; others than such transactions pay next to nothing.
 *
 * @param phases what the journal says from the swap on
 */
export function snapshotTriggersSql(
  design: LiveDesign,
  table: LiveTable,
  phases: readonly LivePhase[],
): string[] {
  return table.members.map(
    ({ copy }) =>
      `CREATE TRIGGER ${quoteIdent(captureTrigger(table.capture, 'snapshot'))} BEFORE INSERT OR UPDATE OR DELETE ON ${quoteQualified(copy)} FOR EACH STATEMENT ` +
      `WHEN (pg_catalog.current_setting('transaction_isolation') IN ('repeatable read', 'serializable')) EXECUTE FUNCTION ${snapshotSql(design)}(${phases.map(quoteLiteral).join(', ')})`,
  );
}

export function dropSnapshotSql(table: LiveTable, on: readonly QualifiedName[]): string[] {
  return on.map(
    (one) =>
      `DROP TRIGGER IF EXISTS ${quoteIdent(captureTrigger(table.capture, 'snapshot'))} ON ${quoteQualified(one)}`,
  );
}

function functionSql(design: LiveDesign, table: LiveTable, since: boolean): string {
  return work(design, since ? `${table.capture}_since` : table.capture);
}

/** The triggers of a table; ENABLE ALWAYS fires them under session_replication_role = replica too. */
export function captureTriggersSql(design: LiveDesign, table: LiveTable, since = false): string[] {
  const name = since ? `${table.capture}_since` : table.capture;
  const call = functionSql(design, table, since);
  return [
    ...triggerSql(
      captureTrigger(name, 'rows'),
      'AFTER INSERT OR UPDATE OR DELETE',
      table.table,
      call,
    ),
    ...table.members.flatMap(({ copy }) => truncateTriggerSql(name, copy, call)),
  ];
}

function triggerSql(name: string, when: string, table: QualifiedName, call: string): string[] {
  const on = quoteQualified(table);
  return [
    `CREATE TRIGGER ${quoteIdent(name)} ${when} ON ${on} FOR EACH ROW EXECUTE FUNCTION ${call}()`,
    `ALTER TABLE ${on} ENABLE ALWAYS TRIGGER ${quoteIdent(name)}`,
  ];
}

/** It has the mark of what was captured when it was laid, behind the trigger of rows, as its argument. */
function truncateTriggerSql(capture: string, table: QualifiedName, call: string): string[] {
  const on = quoteQualified(table);
  const name = quoteIdent(captureTrigger(capture, 'truncate'));
  const mark = captureMarkSql(
    `${quoteLiteral(on)}::regclass`,
    quoteLiteral(captureTrigger(capture, 'rows')),
  );
  const create = `CREATE TRIGGER ${name} BEFORE TRUNCATE ON ${on} FOR EACH STATEMENT EXECUTE FUNCTION ${call}(`;
  return [
    `DO ${quoteLiteral(`BEGIN EXECUTE ${quoteLiteral(create)} || pg_catalog.quote_literal(${mark}) || ')'; END`)}`,
    `ALTER TABLE ${on} ENABLE ALWAYS TRIGGER ${name}`,
  ];
}

/** @param on the tables as they are named now: members of the table, the first one the table itself. */
export function dropCaptureSql(
  table: LiveTable,
  on: readonly QualifiedName[],
  since = false,
): string[] {
  const name = since ? `${table.capture}_since` : table.capture;
  return on.flatMap((one, at) => [
    ...(at === 0
      ? [
          `DROP TRIGGER IF EXISTS ${quoteIdent(captureTrigger(name, 'rows'))} ON ${quoteQualified(one)}`,
        ]
      : []),
    `DROP TRIGGER IF EXISTS ${quoteIdent(captureTrigger(name, 'truncate'))} ON ${quoteQualified(one)}`,
  ]);
}

/** The function that writes down the values whose pair a change of a row may change. */
export function lookupFunctionSql(design: LiveDesign, lookup: LiveLookup): string {
  const log = work(design, lookup.changed);
  const write = (record: 'OLD' | 'NEW') =>
    `INSERT INTO ${log} (${lookup.natural ? 'natural_key' : 'value'}) VALUES (${record}.${quoteIdent(lookup.column)}${asText});`;
  const same = lookup.relevant.map(({ name, type }) => sameSql(name, type)).join(' AND ');
  const types = lookup.relevant.map(({ type }) => type);
  const body =
    `BEGIN IF ${isOp('TRUNCATE')} THEN INSERT INTO ${log} VALUES (NULL, NULL); RETURN NULL; END IF; ` +
    `IF ${isOp('UPDATE')} THEN IF ${same} THEN RETURN NULL; END IF; END IF; ` +
    `IF NOT ${isOp('INSERT')} THEN ${write('OLD')} END IF; IF NOT ${isOp('DELETE')} THEN ${write('NEW')} END IF; RETURN NULL; END`;
  return `CREATE OR REPLACE FUNCTION ${work(design, lookup.capture)}() RETURNS trigger ${languageFor(types)} AS ${quoteLiteral(body)}`;
}

export function lookupTriggersSql(design: LiveDesign, lookup: LiveLookup): string[] {
  const call = work(design, lookup.capture);
  return [
    ...triggerSql(
      captureTrigger(lookup.capture, 'rows'),
      'AFTER INSERT OR UPDATE OR DELETE',
      lookup.table,
      call,
    ),
    ...truncateTriggerSql(lookup.capture, lookup.table, call),
  ];
}

export function dropLookupSql(lookup: LiveLookup, on: QualifiedName = lookup.table): string[] {
  return (['rows', 'truncate'] as const).map(
    (what) =>
      `DROP TRIGGER IF EXISTS ${quoteIdent(captureTrigger(lookup.capture, what))} ON ${quoteQualified(on)}`,
  );
}
