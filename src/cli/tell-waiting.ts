import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Deadlock } from '../relay/deadlock.ts';
import type { Waiting } from '../relay/watch-waiting.ts';
import { type ForgottenCall, reportDeadlock, reportWaiting } from '../report/report-waiting.ts';
import type { DetectedTool } from '../tools/detect-tool.ts';
import type { Voice } from './voice.ts';

/** Milliseconds in which the files have to be read: the message itself must not come late. */
const patience = 2_000;
const most = 3;

/** Says whom the migration waits for; where it waits for itself, also which call forgot its transaction. */
export async function tellWaiting(
  waiting: Waiting,
  tool: DetectedTool | null,
  speaker: Voice,
): Promise<void> {
  const own = waiting.holders.filter(({ connection }) => connection !== null);
  const statements = own.length === 0 ? [] : [waiting.statement, ...own.map(lastOf)];
  const calls = waiting.ended ? [] : await forgottenIn(tool, statements);
  speaker.say(`\n${reportWaiting(waiting, speaker.palette, calls)}`);
}

/** Says that the connections of the migration blocked each other. */
export async function tellDeadlock(
  deadlock: Deadlock,
  tool: DetectedTool | null,
  speaker: Voice,
): Promise<void> {
  const statements = [deadlock.statement, ...deadlock.others.map(({ statement }) => statement)];
  const calls = await forgottenIn(tool, statements);
  speaker.say(`\n${reportDeadlock(deadlock, speaker.palette, calls)}`);
}

function lastOf({ lastStatement }: { readonly lastStatement: string | null }): string | null {
  return lastStatement;
}

/** Places that cannot be found in time are left out. */
async function forgottenIn(
  detected: DetectedTool | null,
  statements: readonly (string | null)[],
): Promise<ForgottenCall[]> {
  const find = detected?.tool.forgotten;
  if (detected === null || find === undefined) return [];
  const search = async (): Promise<ForgottenCall[]> => {
    const found = new Map<string, ForgottenCall>();
    for (const statement of statements) {
      if (statement === null) continue;
      for (const place of await find(detected.project, statement)) {
        const file = path.relative(process.cwd(), place.path).replaceAll(path.sep, '/');
        found.set(`${file}:${place.line}:${place.column}`, { ...place, file });
      }
    }
    return [...found.values()].slice(0, most);
  };
  const late = new AbortController();
  try {
    return await Promise.race([
      search().catch(() => []),
      sleep(patience, [], { signal: late.signal, ref: false }).catch(() => []),
    ]);
  } finally {
    late.abort();
  }
}
