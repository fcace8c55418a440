import { quoteLiteral } from '../../../postgres/quote.ts';
import type { ErrorInText } from '../errors-in-text.ts';
import { byHand, type Explainer, explanationOf, nameOr, underPgmend } from '../explainer.ts';
import type { WayOut } from '../explanation.ts';

/** Something cannot be dropped, because others stand on it. */
export const othersDepend: Explainer = {
  messages: ['others-depend', 'others-depend-on-them', 'required-by'],
  sqlstates: ['2BP01'],
  explain(error) {
    const [object, needs] = error.values;
    const dependents =
      needs === undefined
        ? error.details
            .filter(({ id }) => id === 'depends-on' || id === 'depends-on-column')
            .map(({ values }) => values.join(' needs '))
        : [`${needs} needs ${object}`];
    const told =
      dependents.length === 0
        ? 'PostgreSQL names them in the DETAIL of this error, which the text does not hold.'
        : `What stands on it: ${dependents.join('; ')}.`;
    return explanationOf(error, {
      kind: 'dependent-objects',
      headline: `${object === undefined ? 'The object' : capital(object)} cannot be dropped: ${needs ?? 'other objects'} ${needs === undefined ? 'depend on it' : 'requires it'}.`,
      why: `${told} A foreign key stands on the unique index behind the referenced columns, a view on the columns that it reads, an index on its constraint. The HINT to add CASCADE drops all of them too, at any distance: foreign keys, views, columns of other tables.`,
      waysOut: [
        underPgmend(
          'it says what depends on the object and what would become of it, and does nothing that loses something.',
        ),
        lookAt(error),
        byHand(
          'Then drop and lay again by name what is in the way, in the same migration, or leave the object where it is.',
        ),
      ],
    });
  },
};

/** What leads to the table, where the object is one or stands on one. */
function lookAt({ values, statement }: ErrorInText): WayOut {
  const named = / on table (\S+)$|^table (\S+)$/.exec(values[0] ?? '');
  const table =
    named?.[1] ?? named?.[2] ?? (statement === null ? null : nameOr(statement.table, ''));
  const place = `${quoteLiteral(table ?? 'THE_TABLE')}::regclass`;
  return byHand(
    'Or see the foreign keys that lead to the table, and what else stands on it.',
    `SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f' AND confrelid = ${place};`,
    `SELECT DISTINCT pg_describe_object(classid, objid, objsubid) FROM pg_depend WHERE refobjid = ${place};`,
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
