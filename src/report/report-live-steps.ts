import type { LiveOutline, PhaseLocks } from '../execute/live/live-locks.ts';
import { lockAttempt } from '../execute/live/live-locks.ts';
import { isIn, tablesOf } from '../plan/conversion-steps.ts';
import type { Plan } from '../plan/plan.ts';
import { displayQualified } from '../postgres/quote.ts';
import type { Palette } from './palette.ts';
import { counted, indent, listed, printable } from './words.ts';

/** What a plan does that is carried out in the background, with its locks. */
export function reportLiveSteps(
  plan: Plan,
  { cutover, phases }: LiveOutline,
  palette: Palette,
): string {
  return [
    palette.bold('Steps, in the background:'),
    ...phases.flatMap((one, at) => [
      indent(`${at + 1}. ${phaseTitle(one, plan, cutover)}`),
      indent(palette.dim(lockWords(one)), 5),
    ]),
    '',
    'The old tables are kept, and what is written is captured, until `pgmend finish`.',
  ].join('\n');
}

/** What is done in a phase, in the imperative. */
export function phaseTitle(
  { phase }: PhaseLocks,
  plan: Plan,
  cutover: LiveOutline['cutover'],
): string {
  const tables = tablesOf(plan.conversions);
  const names = printable(listed(tables.map(displayQualified)));
  switch (phase) {
    case 'capturing':
      return `capture what is written to ${names} from now on`;
    case 'pairing':
      return 'write down what each value becomes';
    case 'copying': {
      const each = tables.map((table) => {
        const counts = plan.conversions
          .filter((one) => isIn(one, table))
          .map((one) => one.weighed.evidence.rows);
        return `${printable(displayQualified(table))} (${counted(Math.max(...counts), 'row')})`;
      });
      return `copy ${listed(each)} in the new types`;
    }
    case 'indexing':
      return 'build the indexes, keys and constraints of the copies';
    case 'catching-up':
      return 'apply what was written meanwhile, again and again; compare every row';
    case 'cut-over':
      return `${cutover === 'now' ? '' : 'when `pgmend cutover` is called: '}put the copies in the place of ${names}`;
    case 'validating':
      return 'validate the foreign keys';
    default:
      return phase;
  }
}

/** Which tables are locked in a phase, how, and for how long. */
export function lockWords({ locks, briefly }: PhaseLocks): string {
  const [first] = locks;
  if (first === undefined) return 'no lock on these tables';
  const names = printable(listed(locks.map((one) => displayQualified(one.table))));
  return `locks ${names} (${first.mode})${briefly ? `, in attempts of ${lockAttempt} ms, for a fraction of a second` : ', which keeps no reader or writer waiting'}`;
}
