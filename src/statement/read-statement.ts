import type { Node } from 'libpg-query';
import type { Declaration } from './declaration.ts';
import { readAlterTable } from './read-alter-table.ts';
import { readCreateTable } from './read-create-table.ts';
import { readIndex } from './read-index.ts';
import { bareName, nameOfParts, readRelation, relationName, stringsOf } from './read-name.ts';
import { readDrop, readRename, readSetSchema } from './read-rename.ts';
import type { Source } from './source.ts';

/** What a statement declares; empty for a statement that is not read further. */
export function readStatement(source: Source, node: Node): Declaration[] {
  const { range } = source;
  if ('CreateStmt' in node) return readCreateTable(source, node.CreateStmt);
  if ('AlterTableStmt' in node) {
    return node.AlterTableStmt.objtype === 'OBJECT_TABLE'
      ? readAlterTable(source, node.AlterTableStmt)
      : [];
  }
  if ('IndexStmt' in node) return [readIndex(source, node.IndexStmt)];
  if ('RenameStmt' in node) return [readRename(source, node.RenameStmt)];
  if ('DropStmt' in node) return [readDrop(source, node.DropStmt)];
  if ('AlterObjectSchemaStmt' in node) return [readSetSchema(source, node.AlterObjectSchemaStmt)];
  if ('TruncateStmt' in node) {
    const { relations = [], behavior } = node.TruncateStmt;
    const tables = relations.flatMap((one) =>
      'RangeVar' in one ? [readRelation(source, one.RangeVar)] : [],
    );
    return [{ kind: 'truncate', range, tables, cascade: behavior === 'DROP_CASCADE' }];
  }
  return [...readTypes(source, node), ...readOthers(source, node), ...readData(source, node)];
}

function readTypes({ range }: Source, node: Node): Declaration[] {
  if ('CreateEnumStmt' in node) {
    const { typeName, vals } = node.CreateEnumStmt;
    const type = nameOfParts(stringsOf(typeName));
    return [{ kind: 'create-type', range, type, enumLabels: stringsOf(vals) }];
  }
  if ('CompositeTypeStmt' in node) {
    const type = relationName(node.CompositeTypeStmt.typevar);
    return [{ kind: 'create-type', range, type, enumLabels: null }];
  }
  if ('CreateRangeStmt' in node) {
    const type = nameOfParts(stringsOf(node.CreateRangeStmt.typeName));
    return [{ kind: 'create-type', range, type, enumLabels: null }];
  }
  if ('AlterEnumStmt' in node) {
    const { typeName, oldVal, newVal, skipIfNewValExists } = node.AlterEnumStmt;
    const type = nameOfParts(stringsOf(typeName));
    const labels = { oldLabel: oldVal ?? null, newLabel: newVal ?? '' };
    return [
      { kind: 'alter-enum', range, type, ...labels, ifNotExists: skipIfNewValExists === true },
    ];
  }
  return [];
}

function readOthers(source: Source, node: Node): Declaration[] {
  const create = {
    kind: 'create-other',
    range: source.range,
    orReplace: false,
    plain: false,
  } as const;
  if ('CreateSchemaStmt' in node) {
    const { schemaname, if_not_exists, schemaElts = [] } = node.CreateSchemaStmt;
    const object = bareName(null, schemaname ?? '');
    const ifNotExists = if_not_exists === true;
    const inside = schemaElts.flatMap((one) => readStatement(source, one));
    const plain = schemaElts.length === 0;
    return [{ ...create, objectKind: 'schema', object, ifNotExists, plain }, ...inside];
  }
  if ('CreateSeqStmt' in node) {
    const object = readRelation(source, node.CreateSeqStmt.sequence);
    const ifNotExists = node.CreateSeqStmt.if_not_exists === true;
    const plain = (node.CreateSeqStmt.options?.length ?? 0) === 0;
    return [{ ...create, objectKind: 'sequence', object, ifNotExists, plain }];
  }
  if ('ViewStmt' in node) {
    const object = readRelation(source, node.ViewStmt.view);
    const orReplace = node.ViewStmt.replace === true;
    return [{ ...create, objectKind: 'view', object, ifNotExists: false, orReplace }];
  }
  if ('CreateDomainStmt' in node) {
    const object = nameOfParts(stringsOf(node.CreateDomainStmt.domainname));
    return [{ ...create, objectKind: 'domain', object, ifNotExists: false }];
  }
  if ('CreateTableAsStmt' in node) {
    const { into, objtype, if_not_exists } = node.CreateTableAsStmt;
    const object = readRelation(source, into?.rel);
    const ifNotExists = if_not_exists === true;
    if (objtype === 'OBJECT_MATVIEW') {
      return [{ ...create, objectKind: 'materialized view', object, ifNotExists }];
    }
    const persistence = into?.rel?.relpersistence;
    return [
      {
        kind: 'create-table',
        range: source.range,
        table: object,
        ifNotExists,
        temporary: persistence === 't',
        unlogged: persistence === 'u',
        columns: [],
        open: true,
        partitioned: false,
      },
    ];
  }
  return [];
}

function readData({ range }: Source, node: Node): Declaration[] {
  const data = { kind: 'data', range } as const;
  if ('InsertStmt' in node) {
    const { relation, cols = [] } = node.InsertStmt;
    const columns = cols.flatMap((one) => ('ResTarget' in one ? [one.ResTarget.name ?? ''] : []));
    return [{ ...data, operation: 'insert', table: relationName(relation), columns }];
  }
  if ('UpdateStmt' in node) {
    const columns = (node.UpdateStmt.targetList ?? []).flatMap((one) =>
      'ResTarget' in one ? [one.ResTarget.name ?? ''] : [],
    );
    const table = relationName(node.UpdateStmt.relation);
    return [{ ...data, operation: 'update', table, columns }];
  }
  if ('DeleteStmt' in node) {
    return [
      { ...data, operation: 'delete', table: relationName(node.DeleteStmt.relation), columns: [] },
    ];
  }
  if ('MergeStmt' in node) {
    return [
      { ...data, operation: 'merge', table: relationName(node.MergeStmt.relation), columns: [] },
    ];
  }
  if ('CopyStmt' in node && node.CopyStmt.is_from === true) {
    const { relation, attlist } = node.CopyStmt;
    return [
      { ...data, operation: 'copy', table: relationName(relation), columns: stringsOf(attlist) },
    ];
  }
  return [];
}
