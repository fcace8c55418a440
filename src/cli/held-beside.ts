import type { Catalog } from '../catalog/catalog.ts';
import { estimateLock, mayTakeLong } from '../execute/estimate-lock.ts';
import { checkLive } from '../execute/live/check-live.ts';
import { layKey } from '../execute/live/lay-key.ts';
import { atWork, isClaimed, type LiveRun, writeLive } from '../execute/live/live-journal.ts';
import { lockedTables, locksOfPhases } from '../execute/live/live-locks.ts';
import type { LiveOptions } from '../execute/live/live-options.ts';
import { preflight } from '../execute/live/preflight.ts';
import { begunFor } from '../execute/live/refuse-twice.ts';
import { continueLive, startLive } from '../execute/live/run-live.ts';
import { look } from '../execute/look.ts';
import type { Plan } from '../plan/plan.ts';
import { connect, type OwnSession } from '../postgres/connect.ts';
import { inTransaction } from '../postgres/in-transaction.ts';
import { PgmendError } from '../postgres/pgmend-error.ts';
import { rolledBack } from '../postgres/rolled-back.ts';
import type { Session } from '../postgres/session.ts';
import type { Target } from '../postgres/target.ts';
import type { Beside, LiveEnd, LiveWay } from '../relay/beside.ts';
import type { HeldStatement } from '../relay/held-statement.ts';
import { whyNotBeside } from '../relay/why-not-beside.ts';
import { printable } from '../report/words.ts';
import { allComparable, attendLive, liveOptions } from './carry-out-live.ts';
import { lockWords, maxLock, seconds, tooLong } from './choose-execution.ts';
import type { SharedOptions } from './options.ts';
import { runInfo } from './run-info.ts';
import type { Voice } from './voice.ts';

/** Milliseconds between two signs of life on the connection of the held statement: a firewall forgets silent ones. */
const signOfLife = 30_000;

/**
 * Carries out live what a held statement needs, while the command waits: where `--live` says so, where one transaction
 * would lock for too long, and where it was begun before.
 *
 * @param words the migration command
 */
export function besideHeld(
  options: SharedOptions,
  speaker: Voice,
  target: Target,
  words: readonly string[],
): Beside {
  const { journalSchema } = options;
  const open = () => connect(target);

  async function looked(
    plan: Plan,
    catalog: Catalog,
    held: HeldStatement,
    session: Session,
    begun: LiveRun | null,
  ) {
    // Another connection could only wait for what this transaction has locked.
    const own = held.before === 'work' ? null : await open();
    try {
      const known = own === null ? catalog : await catalogOf(own, catalog, journalSchema);
      const design = own === null ? null : await checkLive(own, plan, known, begun?.id ?? 0);
      const tables = design === null ? [] : lockedTables(design);
      const why = await whyNotBeside(held, session, own ?? session, tables);
      if (why !== null || own === null || design === null) throw refused(plan, why ?? '');
      return { notes: await preflight(own, plan, known), phases: locksOfPhases(design) };
    } finally {
      await own?.close();
    }
  }

  return {
    async choose(plan, catalog, held, session) {
      const direct = { way: null, hazards: [] };
      if (plan.conversions.length === 0) return direct;
      const measured = await rolledBack(session, async () => ({
        begun: await begunFor(session, plan, journalSchema),
        estimated: mayTakeLong(plan) ? await estimateLock(session, plan, catalog) : 0,
      }));
      if ('error' in measured) throw measured.error;
      const { begun, estimated } = measured.value;
      const wanted = options.live === true || begun !== null;
      const allowed = options.maxLock ?? maxLock;
      if (!wanted && estimated <= allowed) return direct;
      const seen = await looked(plan, catalog, held, session, begun).catch((error: unknown) => {
        if (!(error instanceof PgmendError) || wanted) throw error;
        // A limit that somebody has set is kept; ours is only ours.
        if (options.maxLock !== undefined) throw tooLong(estimated, allowed, error);
        return error;
      });
      if (seen instanceof PgmendError) {
        const message = `The tables are locked for about ${seconds(estimated)}. ${seen.message}`;
        return { way: null, hazards: [{ kind: 'long-lock', message }] };
      }
      if (begun !== null) {
        speaker.say(
          `Run ${begun.run} has begun this live, and is at “${begun.phase}”: it goes on from there.`,
        );
      } else if (options.live !== true) speaker.say(lockWords(estimated, allowed));
      for (const note of seen.notes) speaker.say(printable(note));
      const cutover = options.cutover ?? 'now';
      for (const note of waitingWords(cutover, allComparable(plan, catalog))) speaker.say(note);
      return { way: { cutover, begun, phases: seen.phases }, hazards: [] };
    },

    async carryOut(plan, catalog, way, session, signal) {
      const controller = new AbortController();
      const stop = () => controller.abort();
      signal.addEventListener('abort', stop, { once: true });
      if (signal.aborted) stop();
      const alive = setInterval(() => {
        // SHOW takes no snapshot. That the connection is gone shows elsewhere.
        session.query('SHOW server_version').catch(() => {});
      }, signOfLife);
      let inSync = false;
      const work = async (live: LiveOptions) => {
        if (way.begun !== null) return goOnWith(way.begun, way, live);
        const own = await open();
        let known: Catalog;
        try {
          known = await catalogOf(own, catalog, journalSchema);
        } finally {
          await own.close();
        }
        return startLive(plan, known, runInfo(words), way.cutover, live);
      };
      try {
        const outcome = await attendLive(options, speaker, open, work, {
          controller,
          stream: process.stderr,
          onEvent: (event) => {
            if (event.kind !== 'progress' || event.progress.waiting !== 'cutover') return;
            inSync = true;
            stop();
          },
        });
        return endOf(outcome, inSync);
      } catch (error) {
        throw error instanceof PgmendError ? thenAgain(error) : error;
      } finally {
        clearInterval(alive);
        signal.removeEventListener('abort', stop);
      }
    },

    layKey: (sql, session, signal) => layKey(sql, session, liveOptions(options, open), signal),
  };
}

type Outcome = Awaited<ReturnType<typeof attendLive>>;

function endOf(outcome: Outcome, inSync: boolean): LiveEnd {
  const { run } = outcome;
  switch (outcome.kind) {
    case 'done':
      return { kind: 'done', run, applied: { repair: outcome.repair, proof: outcome.proof } };
    case 'handed-over':
      return { kind: 'prepared', run, phase: 'catching-up' };
    case 'paused':
      return { kind: inSync ? 'prepared' : 'paused', run, phase: outcome.phase };
  }
}

/** Goes on with what was begun, and is cut over as is said now. */
async function goOnWith(begun: LiveRun, { cutover }: LiveWay, live: LiveOptions) {
  const own = await live.open();
  try {
    if (await isClaimed(own, begun.id)) throw atWork(begun);
    await writeLive(own, live.journalSchema, begun.id, { asked: false, cutover });
  } finally {
    await own.close();
  }
  return continueLive(begun, live);
}

/** What this connection's own role sees, where it is not the one of the command. */
async function catalogOf(own: OwnSession, seen: Catalog, journalSchema: string): Promise<Catalog> {
  const { rows } = await own.query<{ role: string }>(`SELECT current_user::text AS role`);
  if (rows[0]?.role === seen.role.name) return seen;
  return inTransaction(own, () => look(own, journalSchema, async (catalog) => catalog));
}

function waitingWords(cutover: 'now' | 'manual', comparable: boolean): string[] {
  const waits =
    'The command waits meanwhile. Where its own client gives up waiting (a limit for queries or for a silent connection), this pauses, and goes on when the same command is run again.';
  if (cutover === 'manual') {
    return [
      'It is prepared and compared now; then the command gets the error of its statement, and the cut-over is left to `pgmend cutover`.',
      waits,
    ];
  }
  return comparable
    ? [waits]
    : [
        'What the application writes has to be of the new types from the cut-over on, as with every other way to change them. With --cutover manual all is prepared now, and cut over when you say so.',
        waits,
      ];
}

function refused(plan: Plan, why: string): PgmendError {
  const [first] = plan.faults;
  const only = first === undefined ? '' : ` --only ${first.fault.id}`;
  return new PgmendError(
    'live-not-alone',
    `Nothing can be carried out live while this statement waits. ${why}`,
    `Nothing was changed. Carry the change of types out first: pgmend fix --live${only}. Then run the command again. Without --live it is done in the command's own transaction.`,
    1,
  );
}

function thenAgain({ code, message, next, exitCode, cause }: PgmendError): PgmendError {
  const then = `${next.replace(/\.?$/, '.')} Then run the command again.`;
  return new PgmendError(code, message, then, exitCode, { cause });
}
