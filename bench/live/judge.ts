export const say = (text: string) => process.stdout.write(`${text}\n`);
export const failed: string[] = [];
export function judge(what: string, value: number, limit: number, atMost = true): void {
  const ok = atMost ? value <= limit : value >= limit;
  say(
    `  ${ok ? 'ok  ' : 'MISS'} ${what}: ${value.toFixed(3)} (${atMost ? 'at most' : 'at least'} ${limit.toFixed(3)})`,
  );
  if (!ok) failed.push(what);
}

/** The middle one; of an even number, the upper one of the two in the middle. */
export function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}
