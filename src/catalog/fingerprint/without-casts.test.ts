import { expect, test } from 'vitest';
import { withoutCasts } from './without-casts.ts';

test('casts, parentheses and spaces alone make no difference', () => {
  expect(withoutCasts(`SELECT a FROM t WHERE ((a)::text = 'x'::character varying(64))`)).toBe(
    withoutCasts(`SELECT a\n FROM t WHERE (a = 'x'::text)`),
  );
  expect(withoutCasts(`(k)::s."Odd Type"[] = '{}'::timestamp without time zone`)).toBe(`k='{}'`);
});

test('anything else does', () => {
  expect(withoutCasts(`a = 'x'::text`)).not.toBe(withoutCasts(`a = 'y'::text`));
  expect(withoutCasts('lower(a)')).not.toBe(withoutCasts('upper(a)'));
});
