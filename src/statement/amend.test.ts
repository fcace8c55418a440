import { expect, test } from 'vitest';
import { amendText } from './amend.ts';
import { offsetOfPosition, positionOfOffset } from './text-offsets.ts';

test('edits in any order, the same one twice', () => {
  const edits = [
    { range: { start: 5, end: 7 }, text: 'xyz' },
    { range: { start: 0, end: 1 }, text: '' },
    { range: { start: 5, end: 7 }, text: 'xyz' },
  ];
  expect(amendText('a😀é bc d', edits)).toBe('😀é xyz d');
});

test('edits that overlap or lie outside are refused', () => {
  const range = { start: 0, end: 2 };
  const overlapping = [
    { range, text: 'a' },
    { range: { start: 1, end: 3 }, text: 'b' },
  ];
  expect(() => amendText('abcd', overlapping)).toThrow(RangeError);
  expect(() => amendText('a', [{ range, text: '' }])).toThrow(RangeError);
});

test('the position of an ErrorResponse counts characters', () => {
  const text = '/*😀*/ SELEC';
  expect(offsetOfPosition(text, 7)).toBe(text.indexOf('SELEC'));
  expect(positionOfOffset(text, text.indexOf('SELEC'))).toBe(7);
});
