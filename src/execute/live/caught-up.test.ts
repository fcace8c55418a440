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

it('ends where the log gets no shorter beside those who write, after many rounds', () => {
  const same = Array.from({ length: 31 }, (_, at) => [800 + (at % 7), 300] as const);
  expect(judge([[5_000, 900], [2_000, 500], ...same])).toEqual([...Array(32).fill(false), true]);
});

it('goes on while it gets shorter, however slowly', () => {
  const slowly = Array.from({ length: 200 }, (_, at) => [4_000 * 0.99 ** at, 300] as const);
  expect(judge(slowly)).toEqual(Array(200).fill(false));
});

it('goes on where a round does not reach the end of the log, or takes longer than locks may', () => {
  expect(judge(Array(60).fill([5_000, 100]))).toEqual(Array(60).fill(false));
  expect(judge(Array(60).fill([900, 1_500]))).toEqual(Array(60).fill(false));
});
