import { expect, it } from 'vitest';
import { caughtUp } from './caught-up.ts';

const judge = (rounds: readonly (readonly [moved: number, took: number])[]) => {
  const isCaughtUp = caughtUp();
  return rounds.map(([moved, took]) => isCaughtUp({ moved, took }));
};

it('ends with a log that is as good as empty', () => {
  expect(
    judge([
      [5_000, 400],
      [900, 80],
      [199, 20],
    ]),
  ).toEqual([false, false, true]);
});

it('ends where the log gets no shorter beside those who write', () => {
  expect(
    judge([
      [5_000, 900],
      [2_000, 500],
      [850, 300],
      [800, 310],
      [870, 290],
      [840, 300],
    ]),
  ).toEqual([false, false, false, false, false, true]);
});

it('goes on while it gets shorter, however slowly', () => {
  expect(
    judge([
      [1_000, 300],
      [950, 300],
      [880, 300],
      [860, 300],
      [780, 300],
      [760, 300],
    ]),
  ).toEqual(Array(6).fill(false));
});

it('goes on where a round does not reach the end of the log, or takes longer than locks may', () => {
  expect(judge(Array(6).fill([5_000, 100]))).toEqual(Array(6).fill(false));
  expect(judge(Array(6).fill([900, 1_500]))).toEqual(Array(6).fill(false));
});
