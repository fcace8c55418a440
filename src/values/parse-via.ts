import type { Catalog, Relation } from '../catalog/catalog.ts';
import type { RekeyWay } from '../diagnose/fault.ts';
import { PgmendError } from '../postgres/pgmend-error.ts';
import { columnOf, readName, resolveColumn, splitOnce } from './written-name.ts';

/**
 * Reads a `--via` argument: `new` (what the new type does not take gets a new key), `cast` (it matches nothing),
 * `users.public_id` (the new keys stand in another column of the key's table), `users_map.old_id=new_id` (a table
 * holds old and new keys).
 *
 * @throws PgmendError `bad-via` when it cannot be read or names something that is not there.
 */
export function parseVia(
  catalog: Catalog,
  text: string,
  key: { readonly relation: Relation; readonly column: string },
): RekeyWay {
  if (text === 'new' || text === 'cast') return { kind: text };
  const wrong = (why: string) =>
    new PgmendError(
      'bad-via',
      `--via '${text}' cannot be used: ${why}.`,
      "Write --via new, --via cast, --via 'TABLE.NEW' for a column beside the key, or --via 'TABLE.OLD=NEW' for a table that holds both.",
    );
  const [placeText, newText] = splitOnce(text, '=');
  const { relation, column } = resolveColumn(catalog, placeText, wrong);
  const table = { schema: relation.schema, name: relation.name };
  if (newText !== undefined) {
    const newColumn = columnOf(relation, readName(newText, wrong)[0] ?? '', wrong);
    return { kind: 'lookup', table, oldColumn: column, newColumn };
  }
  if (relation !== key.relation) {
    throw wrong(
      `${relation.name} is not the key's table, so it has to be said which column of it holds the old keys`,
    );
  }
  return { kind: 'lookup', table, oldColumn: key.column, newColumn: column };
}
