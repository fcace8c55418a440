import type { Catalog, Column } from '../catalog/catalog.ts';
import { attempt } from '../postgres/attempt.ts';
import type { Session } from '../postgres/session.ts';
import type { ConvertedDefault } from './convert-default.ts';
import type { MappedColumn } from './mapped-column.ts';
import { isText } from './type-family.ts';

/**
 * What becomes of the default of a column that gets another type by itself. An expression that PostgreSQL assigns to
 * the new type stays as it is; another is computed once to see whether its text is a value of the new type; numbers of
 * a sequence can be written as text, and are none of any other type; computing them would take one.
 *
 * @param how `fresh`: keys are made anew, so uuids are made where a sequence made numbers.
 * @param session inside a transaction, under quietSettings.
 * @returns null for a column without a default.
 */
export async function convertOwnDefault(
  session: Session,
  catalog: Catalog,
  column: Column,
  mapped: MappedColumn,
  how: { readonly fresh: boolean },
): Promise<ConvertedDefault | null> {
  const before = column.default;
  if (before === null || column.identity !== null || column.generated !== null) return null;
  if (isAssignable(catalog, mapped.typeOid, mapped.newTypeOid)) {
    return { before, after: before, lost: false };
  }
  if (/\bnextval\s*\(/i.test(before)) {
    if (isText(mapped.newType)) {
      return { before, after: `((${before})::text)::${mapped.newType}`, lost: false };
    }
    return how.fresh && mapped.newType === 'uuid'
      ? { before, after: 'pg_catalog.gen_random_uuid()', lost: false }
      : { before, after: null, lost: true };
  }
  // `gen_random_uuid()::text` was a cast away from the type that the column gets.
  const inner = /^\(?(.+?)\)?::(?:text|character varying(?:\(\d+\))?)$/.exec(before)?.[1];
  const candidates = [...(inner === undefined ? [] : [inner]), `((${before})::text)`].map(
    (expression) => `${expression}::${mapped.newType}`,
  );
  for (const after of candidates) {
    const tried = await attempt(session, () =>
      session.query<{ value: string | null }>(`SELECT (${after})::text AS value`),
    );
    if ('value' in tried) {
      const value = tried.value.rows[0]?.value ?? null;
      return { before, after: value === null ? null : after, lost: false };
    }
  }
  return { before, after: null, lost: true };
}

function isAssignable(catalog: Catalog, from: number, to: number): boolean {
  return (
    from === to ||
    catalog.casts.some(
      (one) => one.source === from && one.target === to && one.context !== 'explicit',
    )
  );
}
