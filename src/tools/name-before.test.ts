import { describe, expect, test } from 'vitest';
import { nameBefore } from './name-before.ts';

const now = new Date('2026-02-03T04:05:06Z');

describe('the name of a migration that comes immediately before another', () => {
  test.each([
    [['20240101000000-a.js', '20250301080000-b.js'], '20250301080000-b.js', '20250301075959-x.js'],
    // The year before; no file before it.
    [['20250101000000-b.cjs'], '20250101000000-b.cjs', '20241231235959-x.cjs'],
    // A neighbour has the second before.
    [
      ['20250301075959-z.js', '20250301080000-b.js'],
      '20250301080000-b.js',
      '20250301075959-z_x.js',
    ],
    [
      ['20250301080000-a.js', '20250301080000-b.js'],
      '20250301080000-b.js',
      '20250301080000-a_x.js',
    ],
    [['0001-a.ts', '0002-b.ts'], '0002-b.ts', '0001-a_x.ts'],
    [['0002-b.ts'], '0002-b.ts', '0002-0-x.ts'],
    [['20240101000000-a.js'], null, '20260203040506-x.js'],
    // Upper case sorts before lower case, and digits before both.
    [['Users.js', 'alpha.js'], 'alpha.js', 'Users_x.js'],
  ])('%j before %s: %s', (names, before, expected) => {
    expect(nameBefore(names, before, 'x', now)).toBe(expected);
  });

  test('is no guess: none fits, or there is no such migration', () => {
    expect(() => nameBefore(['a.js', 'a_.js'], 'a_.js', 'x', now)).toThrow(/No name sorts between/);
    expect(() => nameBefore(['a.js'], 'b.js', 'x', now)).toThrow(/There is no migration b.js/);
  });
});
