import type { Catalog, Relation } from '../catalog/catalog.ts';
import { PgmendError } from '../postgres/pgmend-error.ts';
import type { Comparison, Mapping } from './mapping.ts';
import { columnOf, outsideQuotes, readName, resolveColumn, splitOnce } from './written-name.ts';

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
  const wrong = (why: string) => badMap(text, why);
  const target = resolveColumn(catalog, head, wrong);
  const value = resolveColumn(catalog, valueText, wrong);
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
  const bridgeColumn = columnOf(value.relation, readName(bridgeText, wrong)[0] ?? '', wrong);
  const referenced = resolveColumn(catalog, referencedText, wrong);
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

function badMap(text: string, why: string): PgmendError {
  return new PgmendError('bad-map', `--map '${text}' cannot be used: ${why}.`, forms);
}
