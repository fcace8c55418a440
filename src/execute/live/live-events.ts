import type { LivePhase, LiveProgress } from './live-journal.ts';

/** What a live execution tells while it runs. */
export type LiveEvent =
  | { readonly kind: 'phase'; readonly phase: LivePhase }
  | { readonly kind: 'progress'; readonly phase: LivePhase; readonly progress: LiveProgress }
  /** The cut-over could not get its locks, and is tried again; who holds them is looked up from the third time on. */
  | {
      readonly kind: 'retry';
      readonly attempts: number;
      readonly pause: number;
      readonly holders: readonly string[];
    }
  | { readonly kind: 'paused'; readonly reason: string }
  /** Somebody had disabled or dropped what captures changes of the table; it is laid again, and the table read anew. */
  | { readonly kind: 'captured-again'; readonly table: string }
  | { readonly kind: 'cut-over'; readonly held: number };
