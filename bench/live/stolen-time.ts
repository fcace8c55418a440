import { readFileSync } from 'node:fs';

/**
 * Starts to watch how much of its processors a virtual machine does not get.
 *
 * @returns the share since the start, 0 to 1; null where the system does not say (anything but Linux)
 * @see https://man7.org/linux/man-pages/man5/proc_stat.5.html
 */
export function watchStolenTime(): () => number | null {
  const before = readTicks();
  return () => {
    const now = readTicks();
    if (before === null || now === null || now.all === before.all) return null;
    return (now.stolen - before.stolen) / (now.all - before.all);
  };
}

/** In words, for a line of the report. */
export function stolenWords(share: number | null): string {
  return share === null
    ? ''
    : `; the host took ${(100 * share).toFixed(0)} % of the processors away`;
}

function readTicks(): { readonly all: number; readonly stolen: number } | null {
  try {
    const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
    // user nice system idle iowait irq softirq steal; guest time is part of user time.
    const ticks = line.split(/\s+/).slice(1, 9).map(Number);
    return { all: ticks.reduce((sum, one) => sum + one, 0), stolen: ticks[7] ?? 0 };
  } catch {
    return null;
  }
}
