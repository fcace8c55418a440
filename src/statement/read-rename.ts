import type { AlterObjectSchemaStmt, DropStmt, Node, ObjectType, RenameStmt } from 'libpg-query';
import type { Declaration, DeclaredName, ObjectKind } from './declaration.ts';
import { bareName, nameOfParts, readRelation, stringOf, stringsOf } from './read-name.ts';
import type { Source } from './source.ts';

function objectKindOf(type: ObjectType | undefined): ObjectKind {
  switch (type) {
    case 'OBJECT_TABLE':
      return 'table';
    case 'OBJECT_VIEW':
      return 'view';
    case 'OBJECT_MATVIEW':
      return 'materialized view';
    case 'OBJECT_FOREIGN_TABLE':
      return 'foreign table';
    case 'OBJECT_SEQUENCE':
      return 'sequence';
    case 'OBJECT_INDEX':
      return 'index';
    case 'OBJECT_TYPE':
      return 'type';
    case 'OBJECT_DOMAIN':
      return 'domain';
    case 'OBJECT_SCHEMA':
      return 'schema';
    default:
      return 'other';
  }
}

/** ALTER … RENAME. */
export function readRename(source: Source, node: RenameStmt): Declaration {
  const { range } = source;
  const newName = node.newname ?? '';
  const name = node.subname ?? '';
  if (node.renameType === 'OBJECT_COLUMN') {
    const table = readRelation(source, node.relation);
    return { kind: 'rename-column', range, table, column: name, columnRange: null, newName };
  }
  if (node.renameType === 'OBJECT_TABCONSTRAINT') {
    return {
      kind: 'rename-constraint',
      range,
      table: readRelation(source, node.relation),
      name,
      newName,
    };
  }
  const objectKind = objectKindOf(node.renameType);
  const object =
    node.relation === undefined
      ? node.object === undefined
        ? bareName(null, name)
        : objectName(node.object)
      : readRelation(source, node.relation);
  return { kind: 'rename', range, objectKind, object, newName, ifExists: node.missing_ok === true };
}

/** DROP of anything. */
export function readDrop(source: Source, node: DropStmt): Declaration {
  return {
    kind: 'drop',
    range: source.range,
    objectKind: objectKindOf(node.removeType),
    objects: (node.objects ?? []).map(objectName),
    ifExists: node.missing_ok === true,
    cascade: node.behavior === 'DROP_CASCADE',
  };
}

/** ALTER … SET SCHEMA. */
export function readSetSchema(source: Source, node: AlterObjectSchemaStmt): Declaration {
  const object =
    node.relation === undefined ? objectName(node.object) : readRelation(source, node.relation);
  const objectKind = objectKindOf(node.objectType);
  return {
    kind: 'set-schema',
    range: source.range,
    objectKind,
    object,
    newSchema: node.newschema ?? '',
  };
}

function objectName(node: Node | undefined): DeclaredName {
  if (node === undefined) return bareName(null, '');
  if ('List' in node) return nameOfParts(stringsOf(node.List.items));
  if ('TypeName' in node) return nameOfParts(stringsOf(node.TypeName.names));
  return bareName(null, stringOf(node));
}
