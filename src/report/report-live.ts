import type { LivePhase, LiveProgress, LiveRun } from '../execute/live/live-journal.ts';
import { number, timeWords } from './words.ts';

/** What is going on in a phase, as people read it. */
export function phaseWords(phase: LivePhase): string {
  switch (phase) {
    case 'capturing':
      return 'capturing changes: triggers are laid';
    case 'pairing':
      return 'writing down what each value becomes';
    case 'copying':
      return 'copying rows';
    case 'indexing':
      return 'building indexes';
    case 'catching-up':
      return 'catching up with what was written meanwhile';
    case 'validating':
      return 'checking foreign keys, while everybody works on';
    case 'done':
      return 'done';
    case 'removing':
      return 'being taken back: the copies and triggers go';
    case 'returned':
      return 'being taken back: the tables of before are in their place';
    case 'finishing':
      return 'being finished: the old tables and triggers go';
    case 'undone':
      return 'taken back';
    case 'finished':
      return 'finished';
  }
}

/** One line on how far it is. */
export function progressLine(phase: LivePhase, progress: LiveProgress): string {
  const parts = [
    ...(phase === 'copying' ? copyingWords(progress) : copiedWords(progress)),
    ...(progress.applied === undefined ? [] : [`${number(progress.applied)} changes applied`]),
    ...(progress.behind === undefined ? [] : [`${number(progress.behind)} in the last turn`]),
    ...(typeof progress.paused === 'string' ? [`waiting: ${progress.paused}`] : []),
    ...(progress.waiting === 'cutover' ? ['in sync, waiting for: pgmend cutover'] : []),
  ];
  return [phaseWords(phase), ...parts].join(' · ');
}

function copiedWords({ rows }: LiveProgress): string[] {
  return rows === undefined ? [] : [`${number(rows)} rows copied`];
}

/** `████░░░░░░ 40 %`, rows, how fast, and how long it takes. */
function copyingWords(progress: LiveProgress): string[] {
  const { rows = 0, ofRows = 0, rate = 0 } = progress;
  if (ofRows === 0) return copiedWords(progress);
  const part = Math.min(1, rows / ofRows);
  const full = Math.floor(20 * part);
  const left = Math.max(0, ofRows - rows) / rate;
  return [
    `${'█'.repeat(full)}${'░'.repeat(20 - full)} ${Math.floor(100 * part)} %`,
    `${number(rows)} of about ${number(ofRows)} rows`,
    ...(rate === 0 ? [] : [`${number(rate)} a second`, `${timeWords(left)} left`]),
  ];
}

/** How a live execution goes on that nobody is at work on. */
export function goOnWords({ run, phase }: Pick<LiveRun, 'run' | 'phase'>): string {
  switch (phase) {
    case 'removing':
    case 'returned':
      return `Take it back to the end: pgmend undo ${run}`;
    case 'finishing':
      return `Finish it to the end: pgmend finish ${run}`;
    default:
      return `Go on: pgmend resume ${run}. Take it back: pgmend undo ${run}`;
  }
}
