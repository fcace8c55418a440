import type { CreateStmt } from 'libpg-query';
import type { Declaration, DeclaredColumn } from './declaration.ts';
import { readColumn } from './read-column.ts';
import { readConstraint } from './read-constraint.ts';
import { readRelation } from './read-name.ts';
import type { Source } from './source.ts';
import { endOfElement } from './tokens.ts';

/** CREATE TABLE: the table first, then its constraints in the order of the text. */
export function readCreateTable(source: Source, node: CreateStmt): Declaration[] {
  const { list, indexAt } = source.tokens();
  const table = readRelation(source, node.relation);
  const origin = 'create-table';
  const columns: DeclaredColumn[] = [];
  const constraints: Declaration[] = [];
  let open =
    (node.inhRelations?.length ?? 0) > 0 ||
    node.partbound !== undefined ||
    node.ofTypename !== undefined;
  for (const element of node.tableElts ?? []) {
    if ('ColumnDef' in element) {
      const read = readColumn(source, element.ColumnDef, { table, origin });
      if (read === null) open = true;
      else {
        columns.push(read.column);
        constraints.push(...read.constraints);
      }
    } else if ('Constraint' in element) {
      const from = indexAt(source.offsets.fromBytes(element.Constraint.location ?? 0));
      const until = endOfElement(list, from);
      const place = { table, origin, until, column: null, attributes: [] } as const;
      const declared = readConstraint(source, element.Constraint, place);
      if (declared !== null) constraints.push(declared);
    } else open = true;
  }
  const keyed = new Set(
    constraints.flatMap((one) =>
      one.kind === 'key' && one.constraint === 'primary key' ? one.columns : [],
    ),
  );
  const created: Declaration = {
    kind: 'create-table',
    range: source.range,
    table,
    ifNotExists: node.if_not_exists === true,
    temporary: node.relation?.relpersistence === 't',
    unlogged: node.relation?.relpersistence === 'u',
    columns: columns.map((one) => (keyed.has(one.name) ? { ...one, notNull: true } : one)),
    open,
    partitioned: node.partspec !== undefined,
  };
  return [created, ...constraints];
}
