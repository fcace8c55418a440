import { drizzle } from './drizzle/drizzle.ts';
import { knex } from './knex/knex.ts';
import { kysely } from './kysely/kysely.ts';
import { mikroOrm } from './mikro-orm/mikro-orm.ts';
import { nodePgMigrate } from './node-pg-migrate/node-pg-migrate.ts';
import { prisma } from './prisma/prisma.ts';
import { sequelize } from './sequelize/sequelize.ts';
import type { Tool } from './tool.ts';
import { typeorm } from './typeorm/typeorm.ts';

/** Every migration tool that pgmend knows. A new one is a folder here and a line in this array. */
export const tools: readonly Tool[] = [
  sequelize,
  knex,
  nodePgMigrate,
  typeorm,
  mikroOrm,
  prisma,
  drizzle,
  // Last: it has no configuration by which one could tell, and others may use its query builder.
  kysely,
];
