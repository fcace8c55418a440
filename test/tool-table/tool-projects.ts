import { alembic, alembicAsync } from './projects/alembic.ts';
import { django } from './projects/django.ts';
import { drizzle } from './projects/drizzle.ts';
import { drizzleMigrate1, drizzlePush, drizzlePush1 } from './projects/drizzle-push.ts';
import { flyway } from './projects/flyway.ts';
import { dbmate, golangMigrate, goose } from './projects/go-tools.ts';
import { knex } from './projects/knex.ts';
import { kysely } from './projects/kysely.ts';
import { mikroOrm } from './projects/mikro-orm.ts';
import { nodePgMigrate } from './projects/node-pg-migrate.ts';
import { prisma7, prismaDeploy, prismaPush } from './projects/prisma.ts';
import { rails } from './projects/rails.ts';
import { pgScript, postgresScript, psql } from './projects/scripts.ts';
import { sequelize } from './projects/sequelize.ts';
import { sequelizeSync } from './projects/sequelize-sync.ts';
import { typeorm } from './projects/typeorm.ts';
import type { ToolProject } from './tool-project.ts';

/** The rows of the table, in order. */
export const toolProjects: readonly ToolProject[] = [
  sequelize,
  sequelizeSync,
  knex,
  nodePgMigrate,
  typeorm,
  drizzle,
  drizzlePush,
  drizzleMigrate1,
  drizzlePush1,
  mikroOrm,
  kysely,
  prismaDeploy,
  prismaPush,
  prisma7,
  pgScript,
  postgresScript,
  psql,
  django,
  alembic,
  alembicAsync,
  dbmate,
  goose,
  golangMigrate,
  flyway,
  rails,
];
