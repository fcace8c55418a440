import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const folder = new URL('./faults/', import.meta.url);
const kinds = readdirSync(folder);
const sections = [
  'What it means',
  'Why PostgreSQL does it',
  'How to see it',
  'What pgmend does',
  'So that it does not come back',
];
const tools =
  'Sequelize Knex TypeORM Prisma Drizzle node-pg-migrate MikroORM Kysely Django Alembic Rails Flyway'.split(
    ' ',
  );

describe.each(kinds)('the page of %s', (kind) => {
  const page = readFileSync(new URL(`${kind}/${kind}.md`, folder), 'utf8');

  test('has the sections that every page has', () => {
    expect(page).toMatch(new RegExp(`^# ${kind}: `));
    expect([...page.matchAll(/^## (.+)$/gm)].map((match) => match[1])).toEqual(sections);
  });

  test('names every migration tool', () => {
    expect(tools.filter((tool) => !page.includes(tool))).toEqual([]);
    expect(page).toMatch(/raw SQL/i);
  });
});
