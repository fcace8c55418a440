import { displayIdent, type QualifiedName } from '../../postgres/quote.ts';

/**
 * How a fingerprint names objects: `table public.users`, `column public.users."userId"`,
 * `constraint public.users.users_pkey`, `index public.users_email_key`, `function public.f(integer)`.
 * The schema always stands there; names are quoted as people quote them.
 */
export function identity(kind: string, ...path: readonly string[]): string {
  return `${kind} ${path.map(displayIdent).join('.')}`;
}

/** Kind `table` also for a partitioned table. */
export function relationIdentity(
  kind: 'table' | 'view' | 'materialized view' | 'foreign table' | 'sequence' | 'index' | 'type',
  { schema, name }: QualifiedName,
): string {
  return identity(kind, schema, name);
}

/** A column, constraint, trigger, policy or rule of a relation. */
export function partIdentity(
  kind: 'column' | 'constraint' | 'trigger' | 'policy' | 'rule',
  relation: QualifiedName,
  name: string,
): string {
  return identity(kind, relation.schema, relation.name, name);
}
