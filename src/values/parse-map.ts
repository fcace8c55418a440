import type { Catalog, Relation } from '../catalog/catalog.ts';
import { findRelation } from '../catalog/lookup.ts';
import { PgmendError } from '../postgres/pgmend-error.ts';
import type { Comparison, Mapping } from './mapping.ts';

/** A `--map` argument, resolved: whose values it explains, and how. */
export interface GivenMap {
  readonly table: Relation;
  readonly column: string;
  readonly mapping: Extract<Mapping, { kind: 'given' }>;
  /** The table whose natural key the bridge shares; absent without a bridge. */
  readonly referenced?: Relation;
}

const forms =
  "Write --map 'TABLE.COLUMN=REFERENCED.COLUMN' or --map 'TABLE.COLUMN=BRIDGE.VALUE:KEY=REFERENCED.KEY' " +
  '(~= instead of the second = compares without regard to case); names as in SQL, with a schema where needed.';

/**
 * Reads a `--map` argument: `sessions.userId=users_backup.id:username=users.username` or
 * `languages.language=language_codes.code`. Unquoted names are taken as written, then in lower case.
 *
 * @throws PgmendError `bad-map` when it cannot be read or names something that is not there.
 */
export function parseMap(catalog: Catalog, text: string): GivenMap {
  const equals = outsideQuotes(text, '=');
  const head = equals === -1 ? '' : text.slice(0, equals);
  const [valueText = '', joinText] = splitOnce(text.slice(equals + 1), ':');
  const target = resolveColumn(catalog, head, text);
  const value = resolveColumn(catalog, valueText, text);
  const table = { schema: value.relation.schema, name: value.relation.name };
  if (joinText === undefined) {
    const mapping: GivenMap['mapping'] = {
      kind: 'given',
      table,
      valueColumn: value.column,
      bridgeColumn: null,
      referencedColumn: null,
      compare: 'exact',
    };
    return { table: target.relation, column: target.column, mapping };
  }
  const ignoringCase = outsideQuotes(joinText, '~') !== -1;
  const [bridgeText = '', referencedText = ''] = splitOnce(joinText, ignoringCase ? '~=' : '=');
  const compare: Comparison = ignoringCase ? 'case-insensitive' : 'exact';
  const bridgeColumn = columnOf(value.relation, readName(bridgeText, text)[0] ?? '', text);
  const referenced = resolveColumn(catalog, referencedText, text);
  const mapping: GivenMap['mapping'] = {
    kind: 'given',
    table,
    valueColumn: value.column,
    bridgeColumn,
    referencedColumn: referenced.column,
    compare,
  };
  return {
    table: target.relation,
    column: target.column,
    mapping,
    referenced: referenced.relation,
  };
}

function resolveColumn(
  catalog: Catalog,
  text: string,
  whole: string,
): { readonly relation: Relation; readonly column: string } {
  const parts = readName(text, whole);
  const column = parts.at(-1);
  const name = parts.at(-2);
  const schema = parts.at(-3) ?? null;
  if (column === undefined || name === undefined || parts.length > 3)
    throw badMap(whole, `"${text}" is no TABLE.COLUMN`);
  const relation =
    findRelation(catalog, { schema, name }) ??
    findRelation(catalog, { schema: schema?.toLowerCase() ?? null, name: name.toLowerCase() });
  if (relation === undefined) throw badMap(whole, `there is no table ${name}`);
  return { relation, column: columnOf(relation, column, whole) };
}

function columnOf(relation: Relation, name: string, whole: string): string {
  const names = relation.columns.map((column) => column.name);
  const found =
    names.find((one) => one === name) ?? names.find((one) => one === name.toLowerCase());
  if (found === undefined) throw badMap(whole, `${relation.name} has no column ${name}`);
  return found;
}

/** The dotted parts of a name; a part in double quotes is taken literally, `""` in it is one quote. */
function readName(text: string, whole: string): string[] {
  const parts: string[] = [];
  let rest = text.trim();
  while (rest !== '') {
    const match = /^(?:"((?:[^"]|"")*)"|([^".]+))(?:\.|$)/.exec(rest);
    if (match === null) throw badMap(whole, `"${text}" is no name`);
    parts.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    rest = rest.slice(match[0].length);
  }
  return parts;
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = outsideQuotes(text, separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}

/** Index of `wanted` where it does not stand within double quotes; −1 when nowhere. */
function outsideQuotes(text: string, wanted: string): number {
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '"') quoted = !quoted;
    else if (!quoted && text.startsWith(wanted, at)) return at;
  }
  return -1;
}

function badMap(text: string, why: string): PgmendError {
  return new PgmendError('bad-map', `--map '${text}' cannot be used: ${why}.`, forms);
}
