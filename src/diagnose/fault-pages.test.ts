import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseStatements } from '../statement/parse-statements.ts';
import { loadParser } from '../statement/parser.ts';
import { explainText } from './explain/explain-text.ts';

const folder = new URL('./faults/', import.meta.url);
const kinds = readdirSync(folder);
/** As CONTRIBUTING.md, "A new kind of fault", has them. */
const sections = [
  'What it means',
  'Why PostgreSQL does it',
  'How to see it',
  'What pgmend does',
  'So that it does not come back',
];
const tools =
  'Sequelize,Knex,TypeORM,Prisma,Drizzle,node-pg-migrate,MikroORM,Kysely,Django,Alembic,Rails,Flyway,raw SQL'.split(
    ',',
  );

beforeAll(loadParser);

describe.each(kinds)('the page of %s', (kind) => {
  const page = readFileSync(new URL(`${kind}/${kind}.md`, folder), 'utf8');
  const section = (title: string): string =>
    page.split(/^## /m).find((part) => part.startsWith(`${title}\n`)) ?? '';

  test('begins with the kind in a few words, and has the sections that every page has', () => {
    const [title = ''] = page.split('\n');
    expect(title).toMatch(new RegExp(`^# ${kind}: \\S.{5,60}$`));
    expect([...page.matchAll(/^## (.+)$/gm)].map((match) => match[1])).toEqual(sections);
    for (const one of sections) expect(section(one).split('\n').length).toBeGreaterThan(1);
  });

  test('names the SQLSTATE, or says that there is no error', () => {
    expect(section('What it means')).toMatch(/SQLSTATE|no error/);
  });

  test('shows an error that `pgmend explain` takes for this kind, or names it among the others', () => {
    if (/no error/.test(section('What it means'))) return;
    const [shown = ''] = /(?:^ {4}.*\n)+/m.exec(page.split('\n## ')[0] ?? '') ?? [];
    const errors = shown.split(/^(?= {4}ERROR:)/m).filter((one) => one.trim() !== '');
    const kinds = errors.map((one) => {
      const explanation = explainText(one.replaceAll(/^ {4}/gm, ''));
      return [explanation?.kind, ...(explanation?.others ?? []).map((other) => other.kind)];
    });
    expect(kinds.length).toBeGreaterThan(0);
    for (const found of kinds) expect(found, shown).toContain(kind);
  });

  test('has queries to paste, which PostgreSQL can read', () => {
    const code = [...section('How to see it').matchAll(/(?:^ {4}.*\n)+/gm)].map(([block]) => block);
    expect(code.join('')).toMatch(/\bSELECT\b/);
    for (const block of code)
      expect({ block, ok: parseStatements(block).ok }).toMatchObject({ ok: true });
  });

  test('says what `pgmend` does', () => {
    expect(section('What pgmend does')).toMatch(/`pgmend (?:run|doctor|fix)/);
  });

  test('has a table of every migration tool, each with a snippet', () => {
    const rows = [...section('So that it does not come back').matchAll(/^\| (.+?) \| (.+) \|$/gm)];
    const named = rows.flatMap(([, names = '']) => names.split(', '));
    expect(tools.filter((tool) => !named.includes(tool))).toEqual([]);
    const without = rows.filter(([, names, how = '']) => names !== 'tool' && !how.includes('`'));
    expect(without.map(([row]) => row)).toEqual([]);
  });
});
