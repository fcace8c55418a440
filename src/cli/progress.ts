import type { Progress } from '../execute/progress.ts';
import { printable } from '../report/words.ts';
import type { Voice } from './voice.ts';

/** Says what an execution does, a line each. */
export function progress(voice: Voice): (event: Progress) => void {
  const { palette } = voice;
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
