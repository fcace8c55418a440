import { describe, expect, it } from 'vitest';
import { progressLine } from './report-live.ts';

describe('the line of a live execution', () => {
  it.each([
    [
      { rows: 1_000_000, ofRows: 4_000_000, rate: 100_000 },
      'copying rows · █████░░░░░░░░░░░░░░░ 25 % · 1,000,000 of about 4,000,000 rows · 100,000 a second · 30 s left',
    ],
    [
      { rows: 0, ofRows: 4_000_000 },
      `copying rows · ${'░'.repeat(20)} 0 % · 0 of about 4,000,000 rows`,
    ],
    // The planner's count is of yesterday.
    [
      { rows: 50, ofRows: 40, rate: 10 },
      `copying rows · ${'█'.repeat(20)} 100 % · 50 of about 40 rows · 10 a second · 0 s left`,
    ],
    [{ rows: 7, ofRows: 0 }, 'copying rows · 7 rows copied'],
    [
      { rows: 0, ofRows: 3_600_000, rate: 100, paused: 'a replica is 12 s behind' },
      `copying rows · ${'░'.repeat(20)} 0 % · 0 of about 3,600,000 rows · 100 a second · 10 h 0 min left · waiting: a replica is 12 s behind`,
    ],
  ])('while it copies: %j', (progress, line) => {
    expect(progressLine('copying', progress)).toBe(line);
  });

  it('behind that', () => {
    expect(
      progressLine('catching-up', { rows: 40, ofRows: 40, applied: 1200, waiting: 'cutover' }),
    ).toBe(
      'catching up with what was written meanwhile · 40 rows copied · 1,200 changes applied · in sync, waiting for: pgmend cutover',
    );
  });
});
