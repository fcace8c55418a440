import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { majors, sharedServer } from '../servers/start-server.ts';

const root = join(import.meta.dirname, '..', '..');

/** The package as somebody else has it: packed, unpacked, imported by its name. */
describe('the packed library', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'pgmend-library-'));
    const packed = execFileSync(
      'npm',
      ['pack', '--json', '--ignore-scripts', '--pack-destination', folder],
      {
        cwd: root,
        encoding: 'utf8',
        shell: process.platform === 'win32',
      },
    );
    const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
    execFileSync('tar', ['-xzf', join(folder, filename), '-C', folder]);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('inspects a database, plans, mends, proves and undoes', async () => {
    const server = await sharedServer(majors.at(-1) ?? 18);
    const target = await server.createDatabase();
    const library = (await import(
      join(root, 'dist', 'index.js')
    )) as typeof import('../../src/index.ts');
    const session = await library.connect(target);
    try {
      for (const sql of [
        'CREATE TABLE users (id int PRIMARY KEY, legacy uuid UNIQUE)',
        `INSERT INTO users SELECT g, md5(g::text)::uuid FROM generate_series(1, 9) AS g`,
        'CREATE TABLE posts (id int PRIMARY KEY, user_id uuid)',
        'INSERT INTO posts SELECT id, legacy FROM users',
      ]) {
        await session.query(sql);
      }
      await library.loadParser();
      const plan = { journalSchema: 'pgmend', unmatched: null, chosen: {}, all: true };
      const found = await library.inspectDatabase(session, { plan, maps: [], schema: null });
      expect(found.plan.faults.map(({ fault }) => fault.id)).toEqual(['posts.user_id']);
      const options = {
        run: { id: 'run-1', command: 'a test', version: '0' },
        lockTimeout: '5s',
        statement: null,
      };
      const applied = await library.executeDirect(session, found.plan, found.catalog, options);
      expect(applied.proof.passed).toBe(true);
      const mended = await session.query('SELECT id, user_id FROM posts ORDER BY id');
      expect(mended.rows).toEqual(
        Array.from({ length: 9 }, (_, at) => ({ id: at + 1, user_id: at + 1 })),
      );
      const undone = await library.undoRun(session, 'run-1', {
        ...options,
        run: { ...options.run, id: 'run-2' },
        journalSchema: 'pgmend',
        unmatched: null,
        approve: async () => true,
      });
      expect(undone).toHaveLength(1);
      const back = await session.query(
        'SELECT count(*)::int AS n FROM posts JOIN users ON users.legacy = posts.user_id',
      );
      expect(back.rows).toEqual([{ n: 9 }]);
    } finally {
      await session.close();
      await server.dropDatabase(target);
    }
  });

  it('has types that a strict project accepts', () => {
    writeFileSync(
      join(folder, 'use.ts'),
      `import { explainText, type Plan, PgmendError } from './package/dist/index.js';
const plan: Plan | null = null;
const kind: string | null | undefined = explainText('x')?.kind;
export const used = [plan, kind, PgmendError];
`,
    );
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const said = () =>
      execFileSync(
        process.execPath,
        [
          tsc,
          '--strict',
          '--noEmit',
          '--module',
          'nodenext',
          '--target',
          'es2023',
          '--skipLibCheck',
          'use.ts',
        ],
        { cwd: folder, encoding: 'utf8' },
      );
    expect(said()).toBe('');
  });

  it('brings the command, the preload and the pages', () => {
    const listed = execFileSync('tar', ['-tf', 'pgmend-0.1.0.tgz'], {
      cwd: folder,
      encoding: 'utf8',
    });
    for (const file of [
      'dist/cli.js',
      'dist/preload.cjs',
      'dist/load-config.cjs',
      'dist/faults/incompatible-types.md',
      'README.md',
      'LICENSE',
    ]) {
      expect(listed).toContain(`package/${file}`);
    }
    expect(listed).not.toMatch(/package\/(src|test|node_modules|examples)\//);
  });
});
