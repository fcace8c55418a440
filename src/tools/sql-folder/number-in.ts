/** The number that these digits are, as a version; null without any. */
export function numberIn(digits: string | undefined): readonly number[] | null {
  return digits === undefined ? null : [Number(digits)];
}
