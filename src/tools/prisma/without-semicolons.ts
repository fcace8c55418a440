import type { RepairMigration } from '../tool.ts';

/**
 * A repair without a semicolon in it: Prisma's adapters cut a migration at every one, also within strings, comments and
 * the body of a DO. There the body is a string with escapes. Source: executeScript() of `@prisma/adapter-pg`.
 */
export function withoutSemicolons(repair: RepairMigration): RepairMigration {
  const [, , body] = /^\s*DO (\$\w*\$)([\s\S]*)\1;?\s*$/.exec(repair.up) ?? [];
  const up =
    body === undefined
      ? repair.up
      : `DO E'${body.replaceAll('\\', '\\\\').replaceAll("'", "''").replaceAll(';', '\\x3B')}'`;
  const note =
    'The engine of this project cuts a migration at every semicolon: in the text below each is written \\x3B.';
  return {
    ...repair,
    up,
    about: [...repair.about.map((line) => line.replaceAll(';', ',')), note],
  };
}
