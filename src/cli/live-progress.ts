import type { LiveEvent } from '../execute/live/live-events.ts';
import { phaseWords, progressLine } from '../report/report-live.ts';
import type { Voice } from './voice.ts';

/** Milliseconds between two lines where nobody sits at a terminal. */
const every = 10_000;

/** Says how far a live execution is: one line that changes on a terminal, a line every 10 s elsewhere, events as JSON. */
export function liveProgress(
  voice: Voice,
  asJson: boolean,
  /** Where that line stands. */
  stream: NodeJS.WriteStream,
): { readonly tell: (event: LiveEvent) => void; readonly end: () => void } {
  let open = false;
  let last = 0;
  const clear = () => {
    if (open) stream.write('\r\x1b[K');
    open = false;
  };
  const tell = (event: LiveEvent): void => {
    if (asJson) {
      process.stdout.write(`${JSON.stringify({ event })}\n`);
      return;
    }
    switch (event.kind) {
      case 'phase':
        clear();
        voice.say(voice.palette.dim(phaseWords(event.phase)));
        break;
      case 'progress': {
        const line = progressLine(event.phase, event.progress);
        if (voice.isTerminal) {
          // A line that is longer than the terminal could not be taken back.
          stream.write(`\r\x1b[K${line.slice(0, (stream.columns ?? 80) - 1)}`);
          open = true;
        } else if (performance.now() - last >= every) {
          last = performance.now();
          voice.say(line);
        }
        break;
      }
      case 'retry':
        clear();
        voice.say(
          voice.palette.dim(
            `the tables are in use${event.holders.length === 0 ? '' : ` by ${event.holders.join(', ')}`} (attempt ${event.attempts}); tried again in ${Math.round(event.pause)} ms`,
          ),
        );
        break;
      case 'paused':
        clear();
        voice.say(voice.palette.yellow(`waiting: ${event.reason}`));
        break;
      case 'captured-again':
        clear();
        voice.say(
          voice.palette.yellow(
            `the triggers that capture changes of ${event.table} were disabled, dropped or gone past by somebody: they are laid again, and the table is read anew`,
          ),
        );
        break;
      case 'cut-over':
        clear();
        voice.say(`Cut over; the tables were locked for ${Math.round(event.held)} ms.`);
        break;
    }
  };
  return { tell, end: clear };
}
