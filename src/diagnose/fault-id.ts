import type { QualifiedName } from '../postgres/quote.ts';

/** `sessions.userId`, `auth.users.id`, `lines.order,number`: readable, as `--map` and `--choose` take it. */
export function faultId(table: QualifiedName, columns: readonly string[]): string {
  const place = table.schema === 'public' ? table.name : `${table.schema}.${table.name}`;
  return `${place}.${columns.join(',')}`;
}
