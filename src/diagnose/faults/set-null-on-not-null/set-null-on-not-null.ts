import type { Catalog, Column, ReferentialAction } from '../../../catalog/catalog.ts';
import { columnByNumber } from '../../../catalog/lookup.ts';
import { displayIdent, displayQualified } from '../../../postgres/quote.ts';
import { listOf } from '../../explained.ts';
import { faultId } from '../../fault-id.ts';
import { type OwnForeignKey, ownForeignKeys } from '../../own-foreign-keys.ts';
import type { SetNullOnNotNull } from '../../standing-fault.ts';
import { sideText, storedKey } from '../../stored-key.ts';

/**
 * Foreign keys whose own action cannot be carried out: ON DELETE or ON UPDATE SET NULL over a NOT NULL column, SET
 * DEFAULT without a default, or with one that may be no key (the caller looks it up). PostgreSQL takes them when they
 * are declared, and fails when the action is due.
 * https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK
 */
export function setNullOnNotNull(catalog: Catalog): SetNullOnNotNull[] {
  return ownForeignKeys(catalog).flatMap((own) => faultOf(catalog, own) ?? []);
}

function faultOf(catalog: Catalog, own: OwnForeignKey): SetNullOnNotNull | null {
  const { constraint, table, foreignKey } = own;
  if (!isSetting(foreignKey.onDelete) && !isSetting(foreignKey.onUpdate)) return null;
  const events = eventsOf(own);
  if (events.length === 0) return null;
  const key = storedKey(catalog, constraint, 'validated');
  if (key === null) return null;
  const on = events.map(({ event, action }) => ({ event, action }));
  const notNull = unique(events.flatMap((one) => one.notNull));
  const rules = on.map(({ event, action }) => `ON ${event} ${action}`).join(' and ');
  const which = notNull.length === 0 ? unique(events.flatMap((one) => one.defaulted)) : notNull;
  const why =
    notNull.length === 0
      ? 'sets a default that is no key'
      : `cannot be carried out: ${listOf(notNull)} ${notNull.length === 1 ? 'is' : 'are'} NOT NULL`;
  return {
    kind: 'set-null-on-not-null',
    id: faultId(table, [constraint.name]),
    constraint: constraint.name,
    constraintOid: constraint.oid,
    referencing: key.referencing,
    referenced: key.referenced,
    declaredBy: 'catalog',
    schema: table.schema,
    headline: `${rules} of ${displayIdent(constraint.name)} (${sideText(key.referencing)} → ${sideText(key.referenced)}) ${why}`,
    cause: `As long as a row references it, ${on.some((one) => one.event === 'DELETE') ? 'deleting a' : 'changing the key of a'} row of ${displayQualified(key.referenced.table)} fails, with an error about ${listOf(which)}.`,
    on,
    notNull,
    defaults: notNull.length > 0 ? [] : events.flatMap((one) => one.constants),
    key,
  };
}

function isSetting(action: ReferentialAction): boolean {
  return action === 'SET NULL' || action === 'SET DEFAULT';
}

interface Event {
  readonly event: 'DELETE' | 'UPDATE';
  readonly action: 'SET NULL' | 'SET DEFAULT';
  readonly notNull: readonly string[];
  readonly defaulted: readonly string[];
  readonly constants: readonly { readonly column: string; readonly value: string }[];
}

/** The events of a key whose action cannot be carried out, or may not be. */
function eventsOf({ constraint, foreignKey, table }: OwnForeignKey): Event[] {
  const columns = (numbers: readonly number[]) =>
    numbers.flatMap((number) => columnByNumber(table, number) ?? []);
  const deleteSets = foreignKey.deleteSets ?? [];
  const all = columns(constraint.columns);
  const deleted = deleteSets.length === 0 ? all : columns(deleteSets);
  return [
    ...eventOf('DELETE', foreignKey.onDelete, deleted, all),
    ...eventOf('UPDATE', foreignKey.onUpdate, all, all),
  ];
}

function eventOf(
  event: Event['event'],
  action: string,
  set: readonly Column[],
  all: readonly Column[],
): Event[] {
  if (action === 'SET NULL') {
    const notNull = set.filter((one) => one.notNull).map((one) => one.name);
    return notNull.length === 0 ? [] : [{ event, action, notNull, defaulted: [], constants: [] }];
  }
  if (action !== 'SET DEFAULT') return [];
  const notNull = set
    .filter((one) => one.notNull && (one.default === null || /^NULL\b/i.test(one.default)))
    .map((one) => one.name);
  if (notNull.length > 0) return [{ event, action, notNull, defaulted: [], constants: [] }];
  const [only] = set;
  const value = only?.default ?? null;
  // Of a composite key the columns that stay take part in the reference: only a row could tell.
  if (only === undefined || value === null || all.length > 1 || !isConstant(value)) return [];
  return [
    {
      event,
      action,
      notNull: [],
      defaulted: [only.name],
      constants: [{ column: only.name, value }],
    },
  ];
}

/** `0`, `'none'::text`, `'-1'::integer`: an expression that is the same for every row, and not NULL. */
function isConstant(expression: string): boolean {
  return /^\(?(?:-?\d+(?:\.\d+)?|'(?:[^']|'')*')\)?(?:::[\w ."()]+)?$/.test(expression);
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}
