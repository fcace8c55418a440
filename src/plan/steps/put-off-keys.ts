import type { PutOffKey } from '../../diagnose/put-off-key.ts';
import {
  displayIdent,
  displayQualified,
  type QualifiedName,
  quoteIdent,
  quoteLiteral,
} from '../../postgres/quote.ts';
import type { Step } from '../step.ts';
import { currentRepair } from './work-names.ts';

/** A key of the journal is found by its table and by the name under which it was put off. */
export type JournalledKey = Pick<PutOffKey, 'table' | 'name'>;

/** Writes foreign keys into the journal that are laid later; one that waits there already is written once. */
export function putOffKeys(journalSchema: string, keys: readonly PutOffKey[]): Step {
  const journal = quoteIdent(journalSchema);
  return {
    ...ofTheJournal,
    kind: 'put-off-keys',
    title: `write into ${displayIdent(journalSchema)}.put_off_keys: ${keys.map(shown).join(', ')}`,
    sql: keys.map(
      (key) =>
        `INSERT INTO ${journal}.put_off_keys (repair, table_schema, table_name, name, key) ` +
        `SELECT ${currentRepair}, ${placeOf(key).join(', ')}, ${quoteLiteral(JSON.stringify(key))}::jsonb ` +
        `WHERE NOT EXISTS (SELECT FROM ${journal}.put_off_keys WHERE ${isKey(key)} AND state = 'waiting')`,
    ),
  };
}

/** The journal's word on a put-off key: `laid`, `waiting` again, or `forgotten`. */
export function settleKey(
  journalSchema: string,
  key: JournalledKey,
  state: 'laid' | 'waiting' | 'forgotten',
): Step {
  const from = { laid: ['waiting'], waiting: ['laid'], forgotten: ['waiting', 'laid'] }[state];
  const said = {
    laid: 'as laid',
    waiting: 'as put off again',
    forgotten: 'as not to be laid any more',
  }[state];
  return {
    ...ofTheJournal,
    kind: 'settle-key',
    title: `note ${shown(key)} in the journal ${said}`,
    sql: [
      `UPDATE ${quoteIdent(journalSchema)}.put_off_keys SET state = ${quoteLiteral(state)} ` +
        `WHERE ${isKey(key)} AND state IN (${from.map(quoteLiteral).join(', ')})`,
    ],
  };
}

const ofTheJournal = { locks: [], hazards: [], changes: [] } as const;

function placeOf({ table, name }: JournalledKey): string[] {
  return [table.schema, table.name, name].map(quoteLiteral);
}

function isKey(key: JournalledKey): string {
  const [schema, table, name] = placeOf(key);
  return `table_schema = ${schema} AND table_name = ${table} AND name = ${name}`;
}

function shown({ table, name }: { readonly table: QualifiedName; readonly name: string }): string {
  return `${displayIdent(name)} on ${displayQualified(table)}`;
}
