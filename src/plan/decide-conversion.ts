import { displayIdent, displayQualified } from '../postgres/quote.ts';
import type { FoundColumn } from '../values/found-column.ts';
import { valuePlace } from '../values/value-place.ts';
import { codeWord } from './code-word.ts';
import { describeMapping, mapFlag, mapHint } from './describe-mapping.ts';
import type { Decision, Unmatched } from './plan.ts';
import type { PlanOptions } from './plan-options.ts';

/** What to do with the values of one column, or what only the user can say, or why it cannot be done. */
export type ConversionVerdict =
  | { readonly kind: 'convert'; readonly unmatched: Unmatched }
  | { readonly kind: 'decide'; readonly decision: Decision }
  | { readonly kind: 'refuse'; readonly reason: string };

/**
 * Decides by the evidence: everything matched goes; a doubtful mapping, several answers for one value, NOT NULL with
 * values that match nothing, and fewer than half of the rows matched are questions for the user.
 */
export function decideConversion(
  fault: string,
  found: FoundColumn,
  options: PlanOptions,
): ConversionVerdict {
  const [best] = found.weighed;
  if (best === undefined) throw new TypeError('a column has at least one weighed mapping');
  const { mapped } = found;
  const { matched, unmatched, ambiguous } = best.evidence;
  const column = `${displayQualified(mapped.table)}.${displayIdent(mapped.column)}`;
  const how = describeMapping(mapped, best.mapping);
  const flag = mapFlag(mapped, best.mapping);
  const ask = (
    question: string,
    choices: Decision['options'],
    hint?: string,
  ): ConversionVerdict => ({
    kind: 'decide',
    decision: { fault, question, options: choices, ...(hint === undefined ? {} : { hint }) },
  });
  const named = best.doubt === null || found.given ? null : namesOwnRows(found);
  if (named !== null) return { kind: 'refuse', reason: named };
  const elsewhere = mapHint(mapped);
  if (best.doubt !== null && !found.given && flag !== null) {
    return ask(
      `${matched} of ${matched + unmatched + ambiguous} values of ${column} fit ${how}, but ${best.doubt}. Is that what they mean?`,
      [{ flag, effect: `yes: convert them ${how}` }],
      elsewhere,
    );
  }
  const { default: converted } = found;
  if (converted?.lost === true && options.chosen[fault] !== 'drop-default') {
    return ask(
      converted.before === null
        ? `${column} is filled by its identity, which a column of type ${mapped.newType} cannot have. Shall it go without?`
        : `The default of ${column}, ${converted.before}, has no value of type ${mapped.newType}. Shall the column go without a default?`,
      [
        {
          flag: `--choose '${fault}=drop-default'`,
          effect: 'yes: the default is dropped; undo brings it back',
        },
      ],
    );
  }
  const missing = unmatched + ambiguous;
  if (missing === 0) return { kind: 'convert', unmatched: options.unmatched ?? 'keep' };
  const [hidden] = found.hidden;
  if (hidden !== undefined) {
    return {
      kind: 'refuse',
      reason: `${missing} of ${matched + missing} values of ${column} match nothing that this role can see: ${hidden}`,
    };
  }
  const count = `${missing} of ${matched + missing} values of ${column}`;
  if (options.unmatched === 'fail') {
    return { kind: 'refuse', reason: `${count} match nothing, and --unmatched fail was given.` };
  }
  const removing: Decision['options'] = [
    {
      flag: '--unmatched set-aside',
      effect: `move those rows to ${options.journalSchema}.kept_rows`,
    },
    { flag: '--unmatched discard', effect: 'delete those rows' },
  ];
  const keeping: Decision['options'] = found.notNull
    ? removing
    : [
        {
          flag: '--unmatched keep',
          effect: `make them NULL and keep them in ${options.journalSchema}.kept_values`,
        },
        ...removing,
      ];
  const nulling =
    options.unmatched === null || options.unmatched === 'keep' || options.unmatched === 'null';
  if (found.notNull && nulling) {
    return ask(
      `${count} match nothing (${how}), and the column is NOT NULL. What shall become of those rows?`,
      removing,
      elsewhere,
    );
  }
  if (options.unmatched === null && ambiguous > 0) {
    return ask(
      `${ambiguous} values of ${column} could each become several rows (${how}). Which way?`,
      keeping,
      elsewhere,
    );
  }
  if (options.unmatched === null && matched < missing) {
    return ask(`${count} match nothing (${how}). What shall become of them?`, keeping, elsewhere);
  }
  return { kind: 'convert', unmatched: options.unmatched ?? 'keep' };
}

/** A column of words that stand in another column of its own table, which is no key: names of rows, not their keys. */
function namesOwnRows({ mapped, weighed: [best] }: FoundColumn): string | null {
  const place = best === undefined ? null : valuePlace(mapped, best.mapping);
  if (best === undefined || place === null) return null;
  const { schema, name } = mapped.table;
  if (place.table.schema !== schema || place.table.name !== name) return null;
  const [sample] = best.evidence.samples;
  const word = codeWord(sample?.value, [mapped.column, place.column]);
  const column = `${displayQualified(mapped.table)}.${displayIdent(mapped.column)}`;
  return `${column} names rows of its own table by ${displayIdent(place.column)}${word === null ? '' : ` ('${word}', for example)`}, which is no key, and what reads it expects that name: it holds no ${mapped.newType} keys. If the statement is from a migration that this database has left behind, record it as done instead; to convert the values all the same, say ${mapFlag(mapped, best.mapping)}.`;
}
