import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { dbmate } from '../../src/tools/sql-folder/dbmate.ts';
import { flyway } from '../../src/tools/sql-folder/flyway.ts';
import { golangMigrate } from '../../src/tools/sql-folder/golang-migrate.ts';
import { goose } from '../../src/tools/sql-folder/goose.ts';
import type { SqlFolder } from '../../src/tools/sql-folder/sql-folder.ts';
import { toolOfFolder } from '../../src/tools/sql-folder/tool-of-folder.ts';
import { projectFolder } from './project-folder.ts';

const sql = '-- migrate:up\n-- +goose Up\nSELECT 1;\n';

/** The files that a repair becomes among files of these names, in the folder `migrations`; the first is the ledger's. */
async function written(
  own: SqlFolder,
  names: readonly string[],
  before: string | null,
  repair: { readonly up?: string; readonly down?: string | null } = {},
) {
  const folder = own === dbmate ? 'db/migrations' : 'migrations';
  const directory = projectFolder(
    Object.fromEntries(names.map((name) => [`${folder}/${name}`, sql])),
  );
  const tool = toolOfFolder(own);
  const project = await tool.detect(directory, {});
  if (project === null) throw new Error(`${own.name} was not detected`);
  const migration = await tool.writeMigration?.(project, {
    up: 'DO $x$BEGIN NULL; END$x$',
    down: 'DO $y$BEGIN NULL; END$y$',
    why: "values that nobody's script can put back",
    about: ['It repairs;\nand more.'],
    slug: 'repair-bookings',
    before,
    run: '20260101-000000-abcd',
    ...repair,
  });
  if (migration === undefined) throw new Error('nothing written');
  return [migration, ...(migration.besides ?? [])].map((one) => ({
    name: path.relative(path.join(directory, folder), one.path),
    text: one.text,
  }));
}

describe('the version of a repair', () => {
  it.each([
    [
      dbmate,
      ['20260101000000_a.sql', '20260102000000_b.sql'],
      1,
      ['20260101235959_repair_bookings.sql'],
    ],
    [goose, ['00001_a.sql', '00005_b.sql'], 1, ['00004_repair_bookings.sql']],
    [goose, ['00001_a.sql', '00005_b.sql'], null, ['00006_repair_bookings.sql']],
    [
      golangMigrate,
      ['000001_a.up.sql', '000002_b.up.sql'],
      0,
      ['000000_repair_bookings.up.sql', '000000_repair_bookings.down.sql'],
    ],
    [flyway, ['V1__a.sql', 'V2__b.sql', 'R__seen.sql'], 1, ['V1_1__repair_bookings.sql']],
    [flyway, ['V1__a.sql', 'V1_1__b.sql'], 1, ['V1_0_1__repair_bookings.sql']],
    [flyway, ['V1__a.sql', 'R__seen.sql'], null, ['V2__repair_bookings.sql']],
  ] as const)('%o', async (own, names, before, expected) => {
    const files = await written(own, names, before === null ? null : (names[before] ?? ''));
    expect(files.map((one) => one.name)).toEqual(expected);
  });

  it.each([
    [goose, ['00001_a.sql', '00002_b.sql'], '00002_b.sql', 'no-room-for-migration'],
    [goose, ['00001_a.sql', '00002_b.sql'], '00001_a.sql', 'no-room-for-migration'],
    [dbmate, ['20260101000000_a.sql'], 'other.sql', 'no-such-migration'],
  ] as const)('%o, where there is none', async (own, names, before, code) => {
    await expect(written(own, names, before)).rejects.toMatchObject({ code });
  });
});

describe('its text', () => {
  const goAhead = ['20260101000000_a.sql'];

  it('has up and down as the tool cuts them', async () => {
    const [own] = await written(goose, goAhead, null);
    expect(own?.text).toContain('-- It repairs; and more.');
    expect(await goose.script(own?.text ?? '', '', {})).toEqual({
      statements: ['DO $x$BEGIN NULL; END$x$;'],
      transaction: true,
    });
    const [file] = await written(dbmate, goAhead, null);
    const { statements } = await dbmate.script(file?.text ?? '', '', {});
    expect(statements).toEqual(['DO $x$BEGIN NULL; END$x$;']);
    expect(file?.text).toMatch(/-- migrate:down\nDO \$y\$BEGIN NULL; END\$y\$;\n$/);
  });

  it('says on the way down what takes it back, where only pgmend can', async () => {
    const [, down] = await written(golangMigrate, ['1_a.up.sql'], null, { down: null });
    expect(down?.text).toContain(
      `USING MESSAGE = 'values that nobody''s script can put back. Take it back with: pgmend undo 20260101-000000-abcd'`,
    );
    const [up] = await written(flyway, ['V1__a.sql'], null);
    expect(up?.text).toContain('-- This tool has no way down. Take it back with: pgmend undo');
  });

  it('of Flyway has no placeholders', async () => {
    const up = ["DO $x$BEGIN RAISE NOTICE '$", "{not one}'; END$x$"].join('');
    const files = await written(flyway, ['V1__a.sql'], null, { up });
    expect(files.map((one) => one.name)).toEqual([
      'V2__repair_bookings.sql',
      'V2__repair_bookings.sql.conf',
    ]);
    expect(files[1]?.text).toBe('placeholderReplacement=false\n');
  });
});
