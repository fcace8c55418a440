import { expect, test, vi } from 'vitest';
import { runCli } from '../cli/run-cli.ts';
import { replayedProjects, toolFolder } from './tool-project.ts';

vi.setConfig({ testTimeout: 180_000 });

/** What the schema of each tool says besides its migrations, and the lines that a patch puts in the place of others. */
const schemas: readonly {
  readonly tool: string;
  readonly files: Readonly<Record<string, string>>;
  readonly edited: readonly string[];
}[] = [
  {
    tool: 'prisma',
    files: {
      'prisma/schema.prisma': `datasource db {
  provider = "postgresql"
  url      = env("SHOP_URL")
}

model User {
  id    Int     @id
  email String?
}

// user_id is of the old kind
model Booking {
  id     Int     @id
  userId String? @map("user_id")   @db.Uuid // who
  other  String? @db.Uuid

  @@map("bookings")
}
`,
    },
    edited: [
      '-CREATE TABLE bookings (id integer PRIMARY KEY, user_id uuid);',
      '+CREATE TABLE bookings (id integer PRIMARY KEY, user_id integer);',
      '-  userId String? @map("user_id")   @db.Uuid // who',
      '+  userId Int? @map("user_id") // who',
    ],
  },
  {
    tool: 'drizzle',
    files: {
      'schema.ts': `import { integer, pgTable, uuid, varchar } from 'drizzle-orm/pg-core';

export const users = pgTable('users', { id: integer().primaryKey() });
export const other = pgTable('other', { userId: uuid('user_id') });
export const bookings = pgTable('bookings', {
  id: integer().primaryKey(),
  userId: uuid('user_id').references(() => users.id), // who
});
`,
    },
    edited: [
      '-CREATE TABLE bookings (id integer PRIMARY KEY, user_id uuid);',
      '+CREATE TABLE bookings (id integer PRIMARY KEY, user_id integer);',
      "-  userId: uuid('user_id').references(() => users.id), // who",
      "+  userId: integer('user_id').references(() => users.id), // who",
    ],
  },
  {
    tool: 'typeorm',
    files: {
      'src/booking.ts': `import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';

@Entity({ name: 'bookings' })
export class Booking {
  @PrimaryColumn('integer') id!: number;
  @Column({ type: "uuid", name: 'user_id', nullable: true }) userId!: string;
  @ManyToOne('User') @JoinColumn({ name: 'user_id' }) user!: object;
}

@Entity()
export class Other {
  @Column('uuid', { name: 'user_id' }) userId!: string;
}
`,
    },
    edited: [
      "-    await runner.query('CREATE TABLE bookings (id integer PRIMARY KEY, user_id uuid)');",
      "+    await runner.query('CREATE TABLE bookings (id integer PRIMARY KEY, user_id integer)');",
      `-  @Column({ type: "uuid", name: 'user_id', nullable: true }) userId!: string;`,
      `+  @Column({ type: "integer", name: 'user_id', nullable: true }) userId!: string;`,
    ],
  },
  {
    tool: 'mikro-orm',
    files: {
      'src/entities.ts': `import { Entity, EntitySchema, ManyToOne, PrimaryKey, Property } from '@mikro-orm/core';

@Entity({ tableName: 'bookings' })
export class Booking {
  @PrimaryKey() id!: number;
  @Property({ type: 'uuid', nullable: true }) userId?: string;
}

export const BookingSchema = new EntitySchema({
  name: 'BookingView', tableName: 'bookings',
  properties: { id: { type: 'number', primary: true }, user: { kind: 'm:1', entity: 'User' },
    owner: { type: 'uuid', fieldName: 'user_id' } },
});
`,
    },
    edited: [
      "-    this.addSql('CREATE TABLE bookings (id integer PRIMARY KEY, user_id uuid);');",
      "+    this.addSql('CREATE TABLE bookings (id integer PRIMARY KEY, user_id integer);');",
      "-  @Property({ type: 'uuid', nullable: true }) userId?: string;",
      "+  @Property({ type: 'integer', nullable: true }) userId?: string;",
      "-    owner: { type: 'uuid', fieldName: 'user_id' } },",
      "+    owner: { type: 'integer', fieldName: 'user_id' } },",
    ],
  },
];

test.each(schemas)(
  'a patch of $tool edits the type and nothing else',
  async ({ tool, files, edited }) => {
    const one = replayedProjects.find((project) => project.tool === tool);
    if (one === undefined) throw new TypeError(tool);
    const folder = toolFolder(one, { ...one.files, ...files });
    const { code, stdout, stderr } = await runCli(['patch', '--no-database'], { cwd: folder });
    const changed = stdout.split('\n').filter((line) => /^[-+](?![-+])/.test(line));
    expect(changed, stderr).toEqual(edited);
    expect(code, stderr).toBe(0);
    const written = await runCli(['patch', '--no-database', '--write'], { cwd: folder });
    expect(written.code, written.stderr).toBe(0);
    const again = await runCli(['check', '--no-database'], { cwd: folder });
    expect(again.code, again.stdout).toBe(0);
  },
);
