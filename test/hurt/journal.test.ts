import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureJournal } from '../../src/execute/journal-schema.ts';
import { inTransaction } from '../../src/postgres/in-transaction.ts';
import { quietSettings, withSettings } from '../../src/postgres/with-settings.ts';
import {
  type DatabaseServer,
  majors,
  type OwnSession,
  sharedServer,
  type Target,
} from '../servers/start-server.ts';

describe.each(majors)('the journal on PostgreSQL %i', (major) => {
  let server: DatabaseServer;
  let target: Target;
  let owner: OwnSession;
  const other = `journal_other_${major}_${process.pid}`;
  beforeAll(async () => {
    server = await sharedServer(major);
    target = await server.createDatabase();
    owner = await server.session(target);
    await owner.query(`CREATE ROLE ${other} LOGIN`);
  });
  afterAll(async () => {
    await owner.query(`DROP OWNED BY ${other}`);
    await owner.query(`DROP ROLE ${other}`);
    await owner.close();
    await server.dropDatabase(target);
  });

  const ensure = (session: OwnSession, schema: string) =>
    inTransaction(session, () =>
      withSettings(session, quietSettings, () => ensureJournal(session, schema)),
    );

  it('is readable by its owner alone, whatever the default privileges grant', async () => {
    await owner.query(`ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO PUBLIC`);
    await owner.query(`ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO ${other}`);
    await ensure(owner, 'pgmend');
    await owner.query(`GRANT USAGE ON SCHEMA pgmend TO ${other}`);
    const session = await server.session({ ...target, user: other, password: null });
    for (const table of ['runs', 'repairs', 'steps', 'value_pairs', 'kept_values', 'kept_rows']) {
      await expect(session.query(`SELECT FROM pgmend.${table}`)).rejects.toThrow(
        /permission denied/,
      );
    }
    await session.close();
  });

  it('is not written into a journal that another role has laid', async () => {
    await owner.query(`CREATE SCHEMA laid AUTHORIZATION ${other}`);
    const session = await server.session({ ...target, user: other, password: null });
    await ensure(session, 'laid');
    await session.close();
    // A superuser has the rights of every role, so another one asks.
    const asking = `${other}_asking`;
    await owner.query(`CREATE ROLE ${asking} LOGIN`);
    await owner.query(`GRANT ALL ON SCHEMA laid TO ${asking}`);
    const third = await server.session({ ...target, user: asking, password: null });
    await expect(ensure(third, 'laid')).rejects.toMatchObject({ code: 'journal-of-another-role' });
    await third.close();
    await owner.query(`DROP OWNED BY ${asking}`);
    await owner.query(`DROP ROLE ${asking}`);
  });

  it('does not stand beside tables of somebody else, which the proof would overlook', async () => {
    await owner.query('CREATE SCHEMA used CREATE TABLE invoices (id int)');
    await expect(ensure(owner, 'used')).rejects.toMatchObject({ code: 'journal-schema-in-use' });
  });

  it('says who may make it where this role may not', async () => {
    const session = await server.session({ ...target, user: other, password: null });
    await expect(ensure(session, 'not_mine')).rejects.toMatchObject({
      code: 'journal-not-allowed',
    });
    await session.close();
  });
});
