import type { Catalog } from '../catalog/catalog.ts';
import type { QualifiedName } from '../postgres/quote.ts';

const limit = 63;
const encoder = new TextEncoder();

/**
 * The name that PostgreSQL gives to a foreign key without one: `table_column_fkey`, cut at 63 bytes from the
 * longer part, numbered when taken. Source: ChooseConstraintName() in catalog/pg_constraint.c, makeObjectName()
 * in commands/indexcmds.c, ChooseForeignKeyConstraintNameAddition() in commands/tablecmds.c.
 *
 * @param alsoTaken names of the same schema that are not in the catalog yet.
 */
export function chooseForeignKeyName(
  catalog: Catalog,
  table: QualifiedName,
  columns: readonly string[],
  alsoTaken: ReadonlySet<string> = new Set(),
): string {
  const inSchema = new Set(
    catalog.relations.filter((one) => one.schema === table.schema).map((one) => one.oid),
  );
  const taken = new Set(
    catalog.constraints.filter((one) => inSchema.has(one.table)).map((one) => one.name),
  );
  for (let pass = 0; ; pass += 1) {
    const name = makeObjectName(table.name, columns.join('_'), pass === 0 ? 'fkey' : `fkey${pass}`);
    if (!taken.has(name) && !alsoTaken.has(name)) return name;
  }
}

/**
 * The name of a unique constraint without one (`table_column_key`), or of a primary key (`table_pkey`, columns null).
 * `ending`: for names that PostgreSQL itself does not give. It is the name of an index too, so no relation of the schema may have it. Source: ChooseIndexName() in
 * commands/indexcmds.c.
 */
export function chooseKeyName(
  catalog: Catalog,
  table: QualifiedName,
  columns: readonly string[] | null,
  ending: 'key' | 'kept' | 'idx' = 'key',
): string {
  const relations = catalog.relations.filter((one) => one.schema === table.schema);
  const inSchema = new Set(relations.map((one) => one.oid));
  const taken = new Set([
    ...relations.map((one) => one.name),
    ...catalog.indexes.filter((one) => one.schema === table.schema).map((one) => one.name),
    ...catalog.constraints.filter((one) => inSchema.has(one.table)).map((one) => one.name),
  ]);
  const label = columns === null ? 'pkey' : ending;
  for (let pass = 0; ; pass += 1) {
    const numbered = pass === 0 ? label : `${label}${pass}`;
    const name = makeObjectName(
      table.name,
      columns === null ? null : clip(columns.join('_'), limit),
      numbered,
    );
    if (!taken.has(name)) return name;
  }
}

/**
 * The name of a new sequence for a column (`table_column_seq`). Source: generateSerialExtraStmts() in
 * parser/parse_utilcmd.c, ChooseRelationName() in commands/indexcmds.c.
 */
export function chooseSequenceName(
  catalog: Catalog,
  table: QualifiedName,
  column: string,
): QualifiedName {
  const { schema } = table;
  const taken = new Set(
    [...catalog.relations, ...catalog.indexes]
      .filter((one) => one.schema === schema)
      .map((one) => one.name),
  );
  for (let pass = 0; ; pass += 1) {
    const name = makeObjectName(table.name, column, pass === 0 ? 'seq' : `seq${pass}`);
    if (!taken.has(name)) return { schema, name };
  }
}

/** The name of a foreign key without one, if no constraint of the schema had it. */
export function foreignKeyName(table: QualifiedName, columns: readonly string[]): string {
  return makeObjectName(table.name, columns.join('_'), 'fkey');
}

function makeObjectName(first: string, second: string | null, label: string): string {
  if (second === null) return `${clip(first, limit - label.length - 1)}_${label}`;
  const room = limit - label.length - 2;
  let firstBytes = encoder.encode(first).length;
  let secondBytes = encoder.encode(second).length;
  while (firstBytes + secondBytes > room) {
    if (firstBytes > secondBytes) firstBytes -= 1;
    else secondBytes -= 1;
  }
  return `${clip(first, firstBytes)}_${clip(second, secondBytes)}_${label}`;
}

/** The longest beginning of at most so many bytes, whole characters only. */
function clip(text: string, bytes: number): string {
  let used = 0;
  let kept = '';
  for (const character of text) {
    used += encoder.encode(character).length;
    if (used > bytes) break;
    kept += character;
  }
  return kept;
}
