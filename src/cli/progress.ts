import type { Progress } from '../execute/progress.ts';
import { printable } from '../report/words.ts';
import type { Voice } from './voice.ts';

/** Says what an execution does, a line each, where somebody may be waiting; the plan has listed the steps. */
export function progress(voice: Voice, verbose: boolean): (event: Progress) => void {
  const { palette } = voice;
  if (!verbose && !voice.isTerminal) return () => {};
  return (event) => {
    switch (event.kind) {
      case 'step':
        voice.say(palette.dim(`[${event.number}/${event.of}] ${printable(event.step.title)}`));
        break;
      case 'proving':
        voice.say(palette.dim('comparing schema and data with what they were'));
        break;
      case 'proved':
        // The proof itself is part of what is said at the end.
        break;
    }
  };
}
