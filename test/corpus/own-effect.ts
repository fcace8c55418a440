import { type ParsedStatement, parseStatements } from '../../src/statement/parse-statements.ts';

/** What a statement does by itself, for telling it from what pgmend does. */
export interface OwnEffect {
  /** Names of what it makes, drops, renames or changes; not of foreign keys, which undo takes back. */
  readonly names: ReadonlySet<string>;
  readonly droppedTables: ReadonlySet<string>;
  readonly droppedColumns: ReadonlySet<string>;
  /** It writes rows. */
  readonly writes: boolean;
}

/** Needs `loadParser()` to have been awaited. */
export function ownEffect(sql: string): OwnEffect {
  const parsed = parseStatements(sql);
  const statements: readonly ParsedStatement[] = parsed.ok ? parsed.statements : [];
  const names = new Set<string>();
  const droppedTables = new Set<string>();
  const droppedColumns = new Set<string>();
  let writes = false;
  for (const one of statements.flatMap(({ declarations }) => declarations)) {
    switch (one.kind) {
      case 'create-table':
        names.add(one.table.name);
        for (const { name } of one.columns) names.add(`${one.table.name}_${name}_seq`);
        break;
      case 'add-column':
        names.add(one.column.name);
        break;
      case 'key':
      case 'create-index':
      case 'other-constraint':
        if (one.name !== null) names.add(one.name);
        if (one.kind === 'key') names.add(`${one.table.name}_pkey`);
        break;
      case 'alter-column-type':
      case 'set-default':
      case 'set-not-null':
        names.add(one.column);
        break;
      case 'drop-column':
        names.add(one.column);
        // The foreign key goes with its column.
        names.add(`${one.table.name}_${one.column}_fkey`);
        droppedColumns.add(one.column);
        break;
      case 'drop-constraint':
        names.add(one.name);
        break;
      case 'rename-column':
      case 'rename-constraint':
      case 'rename':
        names.add(one.newName);
        break;
      case 'drop':
        for (const { name } of one.objects) {
          names.add(name);
          if (one.objectKind === 'table') droppedTables.add(name);
        }
        break;
      case 'data':
        writes = true;
        break;
    }
  }
  return { names, droppedTables, droppedColumns, writes };
}

/** An identity of the fingerprint belongs to what the statement does by itself. */
export function isOwn({ names }: OwnEffect, identity: string): boolean {
  const path = identity.replace(/^[a-z ]+? (?=["\w]+[."])/, '').replaceAll('"', '');
  return path
    .split('.')
    .some((part) => names.has(part) || [...names].some((n) => part === `${n}_pkey`));
}
