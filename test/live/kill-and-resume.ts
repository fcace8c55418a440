import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { OwnSession, Target } from '../servers/start-server.ts';
import { type Running, startPgmend } from './start-pgmend.ts';
import { until } from './until.ts';

/**
 * Starts a live execution, kills it while it copies, and resumes it.
 *
 * @param args such that copying takes a while, and the cut-over waits to be asked for.
 * @returns the resumed command, once it waits for its cut-over.
 */
export async function killAndResume(
  target: Target,
  session: OwnSession,
  args: readonly string[],
): Promise<Running> {
  const killed = startPgmend(target, args);
  await Promise.race([until(session, `(SELECT phase = 'copying' FROM pgmend.live)`), killed.ended]);
  await sleep(300);
  expect(killed.child.exitCode, killed.said()).toBeNull();
  killed.child.kill('SIGKILL');
  await killed.ended;
  await sleep(300);
  const running = startPgmend(target, ['resume']);
  await Promise.race([
    until(session, `(SELECT progress ->> 'waiting' = 'cutover' FROM pgmend.live)`),
    running.ended,
  ]);
  return running;
}
