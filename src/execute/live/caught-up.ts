import { few, turnLimit } from './live-options.ts';

/** Rounds without a shorter log after which it counts as being as short as it gets. */
const patience = 30;
/** Milliseconds of a round in which the locks of a cut-over would still be short. */
const shortEnough = 1_000;

/** One round through the logs of all tables. */
export interface Round {
  /** Entries of the log that came in, of the table with the most: a row that is written again and again has many. */
  readonly moved: number;
  /** Milliseconds. */
  readonly took: number;
}

/**
 * Judges rounds in their order: the log is as good as empty, or as short as it gets beside those who write. What is
 * written during a round waits for the next one, so that many writes, or many tables, keep it from ever being empty;
 * the last round, under the locks, takes about as long as the ones before.
 */
export function caughtUp(): (round: Round) => boolean {
  let shortest = Number.POSITIVE_INFINITY;
  let noShorter = 0;
  return ({ moved, took }) => {
    if (moved < few) return true;
    if (moved < 0.9 * shortest) {
      shortest = moved;
      noShorter = 0;
    } else noShorter += 1;
    return noShorter >= patience && moved < turnLimit && took < shortEnough;
  };
}
