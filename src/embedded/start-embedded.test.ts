import { expect, test } from 'vitest';
import { connect } from '../postgres/connect.ts';
import { startEmbedded } from './start-embedded.ts';

test('serves several connections at once and is gone after close', async () => {
  const embedded = await startEmbedded();
  const sessions = await Promise.all(Array.from({ length: 6 }, () => connect(embedded.target)));
  const answers = await Promise.all(
    sessions.map((session, n) => session.query<{ n: number }>('SELECT $1::int4 AS n', [n])),
  );
  expect(answers.map((answer) => answer.rows[0]?.n)).toEqual([0, 1, 2, 3, 4, 5]);
  await Promise.all(sessions.map((session) => session.close()));
  await embedded.close();
  await expect(connect(embedded.target)).rejects.toMatchObject({ name: 'PgmendError' });
});
