import { describe, expect, it } from 'vitest';
import { explainText } from '../../src/diagnose/explain/explain-text.ts';
import { readCases } from '../cases/case.ts';
import { pgmend } from '../cases/pgmend.ts';
import { databaseServer } from '../servers/database-server.ts';
import { failureOf } from './failure-of.ts';

/**
 * PORT/LANGUAGE,LANGUAGE: a server of the loopback address that speaks these languages (`lc_messages`), with a
 * superuser `postgres` who needs no password. The servers of npm are built without translations; Debian's have them.
 */
const [port, named = ''] = (process.env.PGMEND_TEST_TRANSLATED ?? '').split('/');
const languages = named.split(',').filter((one) => one !== '');

if (languages.length === 0) {
  it.skip('a server that speaks another language: not run, PGMEND_TEST_TRANSLATED names none', () => {});
}

describe.each(languages)('a server that speaks %s', (language) => {
  const server = databaseServer(0, Number(port));
  const speak = `SET lc_messages = '${language}'`;

  describe.each(readCases())('$name', (one) => {
    it('is understood by `pgmend explain` as in English', async () => {
      const english = await failureOf(server, one);
      const { error } = await failureOf(server, one, speak);
      expect(error.sqlstate).toBe(english.error.sqlstate);
      const texts = [english.error, error].map(
        ({ fields: { message, detail } }) => `${message}\n${detail ?? ''}`,
      );
      expect(texts[0]).not.toBe(texts[1]);
      const [expected, found] = texts.map(explainText);
      expect(found).toMatchObject({
        kind: expected?.kind,
        sqlstate: expected?.sqlstate,
        constraint: expected?.constraint,
        sides: expected?.sides,
        others: expected?.others,
      });
    });

    it('ends under `pgmend run` as in English', async () => {
      const target = await server.createDatabase();
      const session = await server.session(target);
      await session.query(one.before);
      await session.query(`ALTER DATABASE ${target.database} SET lc_messages = '${language}'`);
      await session.close();
      const ended = await pgmend(target, [
        'run',
        '--yes',
        ...one.flags,
        '--',
        'node',
        'send.mjs',
        one.fails,
      ]);
      await server.dropDatabase(target);
      expect(ended.code, ended.stderr).toBe(one.exit === 'failed' ? 1 : one.exit);
      for (const words of one.says) expect(ended.stderr).toContain(words);
      if (one.exit !== 0) expect(JSON.parse(ended.stdout).code).toBe(one.stopped);
    });
  });
});
