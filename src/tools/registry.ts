import { drizzle } from './drizzle/drizzle.ts';
import { knex } from './knex/knex.ts';
import { kysely } from './kysely/kysely.ts';
import { mikroOrm } from './mikro-orm/mikro-orm.ts';
import { nodePgMigrate } from './node-pg-migrate/node-pg-migrate.ts';
import { prisma } from './prisma/prisma.ts';
import { sequelize } from './sequelize/sequelize.ts';
import { dbmate } from './sql-folder/dbmate.ts';
import { flyway } from './sql-folder/flyway.ts';
import { golangMigrate } from './sql-folder/golang-migrate.ts';
import { goose } from './sql-folder/goose.ts';
import { toolOfFolder } from './sql-folder/tool-of-folder.ts';
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
  ...[dbmate, goose, golangMigrate, flyway].map(toolOfFolder),
  // Last: it has no configuration by which one could tell, and others may use its query builder.
  kysely,
];
