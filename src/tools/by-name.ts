/** Plain comparison of UTF-16 units, whatever the locale. */
export function byName(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
