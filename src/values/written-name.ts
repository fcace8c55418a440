import type { Catalog, Relation } from '../catalog/catalog.ts';
import { findRelation } from '../catalog/lookup.ts';
import type { PgmendError } from '../postgres/pgmend-error.ts';

/** Makes the error for a name that cannot be used, from the reason. */
export type NameError = (why: string) => PgmendError;

/**
 * A column as people write it: `users.id`, `auth.users.id`, `"Users"."userId"`. Unquoted names are taken as written,
 * then in lower case.
 */
export function resolveColumn(
  catalog: Catalog,
  text: string,
  error: NameError,
): { readonly relation: Relation; readonly column: string } {
  const parts = readName(text, error);
  const column = parts.at(-1);
  const name = parts.at(-2);
  const schema = parts.at(-3) ?? null;
  if (column === undefined || name === undefined || parts.length > 3)
    throw error(`"${text}" is no TABLE.COLUMN`);
  const relation =
    findRelation(catalog, { schema, name }) ??
    findRelation(catalog, { schema: schema?.toLowerCase() ?? null, name: name.toLowerCase() });
  if (relation === undefined) throw error(`there is no table ${name}`);
  return { relation, column: columnOf(relation, column, error) };
}

/** A column's exact name. */
export function columnOf(relation: Relation, name: string, error: NameError): string {
  const names = relation.columns.map((column) => column.name);
  const found =
    names.find((one) => one === name) ?? names.find((one) => one === name.toLowerCase());
  if (found === undefined) throw error(`${relation.name} has no column ${name}`);
  return found;
}

/** The dotted parts of a name; a part in double quotes is taken literally, `""` in it is one quote. */
export function readName(text: string, error: NameError): string[] {
  const parts: string[] = [];
  let rest = text.trim();
  while (rest !== '') {
    const match = /^(?:"((?:[^"]|"")*)"|([^".]+))(?:\.|$)/.exec(rest);
    if (match === null) throw error(`"${text}" is no name`);
    parts.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    rest = rest.slice(match[0].length);
  }
  return parts;
}

/** A text before and behind the first separator outside double quotes. */
export function splitOnce(text: string, separator: string): [string, string?] {
  const at = outsideQuotes(text, separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}

/** Index of `wanted` where it does not stand within double quotes; −1 when nowhere. */
export function outsideQuotes(text: string, wanted: string): number {
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '"') quoted = !quoted;
    else if (!quoted && text.startsWith(wanted, at)) return at;
  }
  return -1;
}
