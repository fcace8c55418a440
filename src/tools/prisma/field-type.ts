/** A type in a Prisma schema: the scalar, and the native type where it needs one. */
export interface PrismaType {
  readonly scalar: string;
  /** `@db.Uuid`, or empty. */
  readonly native: string;
}

/** PostgreSQL's types in Prisma's words. https://www.prisma.io/docs/orm/reference/prisma-schema-reference#model-field-scalar-types */
const types: Readonly<Record<string, PrismaType>> = {
  uuid: { scalar: 'String', native: '@db.Uuid' },
  text: { scalar: 'String', native: '' },
  integer: { scalar: 'Int', native: '' },
  bigint: { scalar: 'BigInt', native: '' },
  smallint: { scalar: 'Int', native: '@db.SmallInt' },
};

/** @param type as format_type names it; null where Prisma has no words for it that pgmend knows */
export function prismaType(type: string): PrismaType | null {
  const [, length] = /^character varying\((\d+)\)$/.exec(type) ?? [];
  if (length !== undefined) return { scalar: 'String', native: `@db.VarChar(${length})` };
  return types[type] ?? null;
}

/** The PostgreSQL type of a field, as format_type names it; null where that is not known. */
export function typeOfField(scalar: string, native: string): string | null {
  const [, length] = /^@db\.VarChar\((\d+)\)$/.exec(native) ?? [];
  if (length !== undefined) return `character varying(${length})`;
  const found = Object.entries(types).find(
    ([, one]) =>
      one.scalar === scalar && one.native === native.replace(/^@db\.(Text|Integer|BigInt)$/, ''),
  );
  return found?.[0] ?? null;
}
