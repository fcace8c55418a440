import type { Session } from '../../postgres/session.ts';
import type { Room } from './give-way.ts';
import { type LivePhase, type LiveProgress, type LiveRun, writeLive } from './live-journal.ts';
import { briefLock, type LiveOptions } from './live-options.ts';
import { pace } from './pace.ts';
import { throttle } from './throttle.ts';
import type { BriefLock } from './with-brief-lock.ts';

/** Milliseconds between two entries of the progress in the journal. */
const every = 1_000;

/** Thrown between two pieces of work when the user wants it to stop. */
export class Paused extends Error {}

/** Where a live execution is while it goes on: the journal and whoever listens are told from here alone. */
export interface LiveCourse {
  readonly phase: () => LivePhase;
  readonly progress: () => LiveProgress;
  /** Writes the next phase; inside the caller's transaction where there is one. */
  readonly enter: (next: LivePhase) => Promise<void>;
  /** The journal has this phase already: the work itself wrote it. */
  readonly entered: (next: LivePhase) => void;
  /** Tells the listener which phase it is. */
  readonly announce: () => void;
  /** Adds to the progress; written at most once a second unless `always`. */
  readonly tell: (more: LiveProgress, always?: boolean) => Promise<void>;
  /** Waits while others have to go first; its `mayGoOn` throws {@link Paused} when the user wants it to stop. */
  readonly room: Room;
  /** Says that capture of this table was laid again. */
  readonly capturedAgain: (table: string) => void;
  readonly lock: BriefLock;
}

/** @param session may be in use by the work itself between its transactions. */
export function liveCourse(session: Session, live: LiveRun, options: LiveOptions): LiveCourse {
  const { journalSchema, onEvent, signal } = options;
  let phase = live.phase;
  // One that was killed while it waited has not said that it goes on.
  let progress: LiveProgress = { ...live.progress, paused: null };
  let told = 0;
  const tell = async (more: LiveProgress, always = false): Promise<void> => {
    progress = { ...progress, ...more };
    if (!always && performance.now() - told < every) return;
    told = performance.now();
    onEvent?.({ kind: 'progress', phase, progress });
    await writeLive(session, journalSchema, live.id, { progress });
  };
  const gate = throttle(
    session,
    options.throttle,
    (reason) => {
      const isNew = (reason === null) !== (progress.paused === null);
      if (isNew && reason !== null) onEvent?.({ kind: 'paused', reason });
      tell({ paused: reason }, isNew).catch(() => {});
    },
    signal,
  );
  return {
    phase: () => phase,
    progress: () => progress,
    enter: async (next) => {
      await writeLive(session, journalSchema, live.id, { phase: next, progress });
      phase = next;
    },
    entered: (next) => {
      phase = next;
    },
    announce: () => onEvent?.({ kind: 'phase', phase }),
    tell,
    room: {
      mayGoOn: async () => {
        await gate.pass();
        if (signal?.aborted === true) throw new Paused();
      },
      isBusy: gate.isBusy,
      whileBusy: options.workersWhileBusy,
      pace: pace(
        gate.isBusy,
        (waits) => {
          tell({ paused: waits ? 'writers catch up' : null }).catch(() => {});
        },
        signal,
      ),
    },
    capturedAgain: (table) => onEvent?.({ kind: 'captured-again', table }),
    lock: { ...briefLock(options), ...(signal === undefined ? {} : { signal }) },
  };
}
