import type { Catalog } from '../catalog/catalog.ts';
import { isComparable } from '../catalog/comparability.ts';
import type { LiveOutcome } from '../execute/live/go-on.ts';
import type { LiveEvent } from '../execute/live/live-events.ts';
import { lockAttempt } from '../execute/live/live-locks.ts';
import type { LiveOptions } from '../execute/live/live-options.ts';
import type { OpenSession } from '../execute/live/live-session.ts';
import { startLive } from '../execute/live/run-live.ts';
import type { RunInfo } from '../execute/open-run.ts';
import type { Plan } from '../plan/plan.ts';
import { reportProof } from '../report/report-proof.ts';
import { columnName, indent, printable } from '../report/words.ts';
import { exitCode } from './exit-code.ts';
import { liveProgress } from './live-progress.ts';
import type { SharedOptions } from './options.ts';
import type { Voice } from './voice.ts';

/** Milliseconds after which locking is given up. */
const lockPatience = 10 * 60_000;

/** Carries a plan out in the background. @returns the exit code, and what the JSON of the command has besides the plan */
export async function carryOutLive(
  plan: Plan,
  catalog: Catalog,
  run: RunInfo,
  options: SharedOptions,
  speaker: Voice,
  open: OpenSession,
  cutover: 'now' | 'manual',
): Promise<{ readonly code: number; readonly result: object }> {
  return withLive(options, speaker, open, plan, (live) =>
    startLive(plan, catalog, run, cutover, live),
  );
}

type LiveWishes = Pick<
  SharedOptions,
  'workers' | 'unmatched' | 'journalSchema' | 'maxRate' | 'maxLag' | 'maxLatency'
>;

/** What a live execution needs to know of the command line. */
export function liveOptions(options: LiveWishes, open: OpenSession): LiveOptions {
  return {
    open,
    journalSchema: options.journalSchema,
    workers: options.workers ?? 2,
    workersWhileBusy: options.workers ?? 1,
    lockAttempt,
    lockPatience,
    unmatched: options.unmatched ?? null,
    maxRate: options.maxRate ?? null,
    throttle: {
      replicaLag: options.maxLag ?? 10_000,
      latency: options.maxLatency ?? 250,
      lockQueue: 20,
    },
  };
}

/** Who is waited for is said, of an end whose JSON is one object. */
export function tellsWaits(
  speaker: Voice,
  { json }: Pick<SharedOptions, 'json'>,
): Pick<LiveOptions, 'onEvent'> {
  return json === true ? {} : { onEvent: liveProgress(speaker, false, process.stdout).tell };
}

/** The application's own statements go on as they are: every new type compares with its old one. */
export function allComparable(plan: Plan, catalog: Catalog): boolean {
  return plan.conversions.every(({ mapped }) =>
    isComparable(catalog, { referencingType: mapped.typeOid, referencedType: mapped.newTypeOid }),
  );
}

/** Runs a live execution with its progress said, and says how it ended. */
export async function withLive(
  options: LiveWishes & Pick<SharedOptions, 'json' | 'verbose'>,
  speaker: Voice,
  open: OpenSession,
  plan: Plan,
  work: (options: LiveOptions) => Promise<LiveOutcome>,
): Promise<{ readonly code: number; readonly result: object }> {
  const outcome = await attendLive(options, speaker, open, work, {
    controller: new AbortController(),
    stream: options.json === true ? process.stderr : process.stdout,
  });
  return tellOutcome(outcome, plan, options.verbose === true, speaker);
}

/**
 * Runs a live execution with its progress said. Ctrl-C lets it pause.
 *
 * @param watch `controller`: whose abort lets it pause too. `stream`: where its one line stands on a terminal.
 */
export async function attendLive(
  options: LiveWishes & Pick<SharedOptions, 'json'>,
  speaker: Voice,
  open: OpenSession,
  work: (options: LiveOptions) => Promise<LiveOutcome>,
  watch: {
    readonly controller: AbortController;
    readonly stream: NodeJS.WriteStream;
    readonly onEvent?: (event: LiveEvent) => void;
  },
): Promise<LiveOutcome> {
  const { controller, stream, onEvent } = watch;
  const stop = () => controller.abort();
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  const progress = liveProgress(speaker, options.json === true, stream);
  try {
    return await work({
      ...liveOptions(options, open),
      signal: controller.signal,
      onEvent: (event) => {
        progress.tell(event);
        onEvent?.(event);
      },
    });
  } finally {
    progress.end();
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

function tellOutcome(outcome: LiveOutcome, plan: Plan, verbose: boolean, speaker: Voice) {
  const { run } = outcome;
  switch (outcome.kind) {
    case 'done': {
      for (const { mapped } of plan.conversions) {
        const name = columnName(mapped.table, mapped.column);
        speaker.say(indent(printable(`${name} is now ${mapped.newType}, was ${mapped.type}.`)));
      }
      speaker.say(reportProof(outcome.proof, speaker.palette, verbose));
      speaker.say(
        `${speaker.palette.green('Done.')} Way back: pgmend undo ${run}. The old tables are kept for it, and what is written is captured, until: pgmend finish ${run}`,
      );
      const code = outcome.proof.passed ? exitCode.done : exitCode.faultsRemain;
      return {
        code,
        result: {
          run,
          applied: { repair: outcome.repair, proof: outcome.proof },
          held: outcome.held,
        },
      };
    }
    case 'handed-over':
      speaker.say('Handed over to the `pgmend cutover` that asked for it.');
      return { code: exitCode.done, result: { run, applied: null, live: 'handed-over' } };
    case 'paused':
      speaker.say(
        `Paused. Changes go on being captured; go on with: pgmend resume ${run}. Or take it back: pgmend undo ${run}`,
      );
      return {
        code: exitCode.faultsRemain,
        result: { run, applied: null, live: 'paused', phase: outcome.phase },
      };
  }
}
