import { findRelation } from '../../catalog/lookup.ts';
import { surroundingsSql } from '../../catalog/surroundings-sql.ts';
import { conversionSteps, preparingSteps } from '../../plan/conversion-steps.ts';
import type { Conversion, Plan } from '../../plan/plan.ts';
import { displayQualified, quoteIdent, quoteLiteral } from '../../postgres/quote.ts';
import { fromTable } from '../../values/mapped-column.ts';
import { tableChecksumSql } from '../../verify/table-checksum.ts';
import { listed } from '../words.ts';
import { changedStates, columnStates } from './column-state.ts';
import { dollarQuoted } from './dollar-quoted.ts';
import { journalBlock } from './journal-block.ts';
import { leave, quietBlock } from './quiet-block.ts';
import type { Script } from './script.ts';
import { comment, executeSql, raise } from './sql-text.ts';
import { stepBlock } from './step-block.ts';

/**
 * One DO statement that carries the plan out as pgmend would: preconditions, evidence under the locks, steps, checksums
 * of the tables before and after, the journal for `pgmend undo`. Done whole or not at all; done already, it says so.
 */
export function mendBlock(script: Script): string {
  const { plan, run } = script;
  const journal = quoteIdent(plan.journalSchema);
  const { conversions } = plan;
  const isChanged =
    conversions.length === 0 ? '' : ` AND EXISTS (SELECT FROM ${changedStates(conversions)})`;
  return quietBlock(
    [
      '_repair pg_catalog.int8;',
      "_must pg_catalog.text[] := '{}';",
      "_is pg_catalog.text[] := '{}';",
    ],
    [
      '',
      comment('Done before? Then nothing is to be done.'),
      `IF to_regclass(${quoteLiteral(`${journal}.repairs`)}) IS NOT NULL THEN`,
      `  SELECT to_char(min(made), 'YYYY-MM-DD HH24:MI:SS "UTC"') INTO _found FROM ${journal}.repairs WHERE run = ${quoteLiteral(run.id)} AND kind = 'mend' AND state <> 'undone';`,
      `  IF _found IS NOT NULL${isChanged} THEN`,
      ...leave(`'pgmend: this was done on ' || _found || '; nothing was changed now.'`).map(
        (one) => `    ${one}`,
      ),
      '  END IF;',
      comment('The journal remembers tables that are no more: they have been made anew since.'),
      `  EXECUTE ${dollarQuoted(`UPDATE ${journal}.repairs SET state = 'finished' WHERE run = ${quoteLiteral(run.id)} AND kind = 'mend' AND state = 'applied'`, 'sql')};`,
      'END IF;',
      ...(conversions.length === 0 ? [] : typesBlock(plan, script)),
      '',
      comment('The journal: what is done, what undo needs, and the values that match nothing.'),
      ...journalBlock(plan.journalSchema),
      `INSERT INTO ${journal}.runs (id, command, version) VALUES (${[run.id, run.command, run.version].map(quoteLiteral).join(', ')}) ON CONFLICT (id) DO NOTHING;`,
      `INSERT INTO ${journal}.repairs (run, kind, state, plan) VALUES (${quoteLiteral(run.id)}, 'mend', 'applied', ${dollarQuoted(JSON.stringify(plan), 'json')}) RETURNING id INTO _repair;`,
      `PERFORM set_config('pgmend.repair', _repair::text, true);`,
      ...(mayBeEmpty(script) ? emptyOrNot(script) : stepsBlock(script)),
      '',
      `INSERT INTO ${journal}.steps (repair, number, kind, title, sql) SELECT _repair, s.n, s.step ->> 'kind', s.step ->> 'title', ARRAY(SELECT jsonb_array_elements_text(s.step -> 'sql'))`,
      `  FROM ${journal}.repairs AS r, LATERAL jsonb_array_elements(r.plan -> 'steps' || (r.plan -> 'after')) WITH ORDINALITY AS s(step, n) WHERE r.id = _repair;`,
      `RAISE NOTICE USING MESSAGE = ${quoteLiteral(doneMessage(plan))};`,
    ],
    script.lockTimeout,
  );
}

function doneMessage({ conversions, outcome = [] }: Plan): string {
  const changed = conversions.map(
    ({ mapped }) =>
      `${displayQualified(mapped.table)}.${quoteIdent(mapped.column)} is ${mapped.newType} now`,
  );
  return `pgmend: done. ${listed(changed.length === 0 ? outcome : changed)}`;
}

/** All columns are of the types that they had, or all of those that they are to get. */
function typesBlock({ conversions, undo = [] }: Plan, { again }: Script): string[] {
  const states = columnStates(conversions);
  const other = `SELECT string_agg(w.name || ' is ' || coalesce(w.type, 'not there') || ', not ' || w.was, ', ') FROM ${states} WHERE w.type IS DISTINCT FROM w.was`;
  const names = listed(
    conversions.map(
      ({ mapped }) => `${displayQualified(mapped.table)}.${quoteIdent(mapped.column)}`,
    ),
  );
  return [
    '',
    comment('Is everything as it was when this was written?'),
    ...(undo.length > 0
      ? []
      : [
          `IF NOT EXISTS (SELECT FROM ${states} WHERE w.type IS DISTINCT FROM w.becomes) THEN`,
          ...leave(
            quoteLiteral(`pgmend: ${names}: of the right type already; nothing was changed.`),
          ).map((one) => `  ${one}`),
          'END IF;',
        ]),
    `_found := (${other});`,
    'IF _found IS NOT NULL THEN',
    `  ${raise(`'This was written for other columns: ' || _found || '.'`, `Look at what there is, and write it again: ${again}`)}`,
    'END IF;',
  ];
}

function stepsBlock(script: Script): string[] {
  const { plan } = script;
  const steps = [...plan.steps, ...plan.after];
  const lockAt = steps.findIndex((one) => one.kind === 'lock-tables');
  const writesAt = steps.findIndex((one) => one.changesValues === true);
  return [
    ...(lockAt < 0 ? surroundingsBlock(script) : []),
    ...steps.flatMap((step, at) => [
      ...(at === writesAt ? checksumBlock(script, 'before') : []),
      ...stepBlock(step, at + 1, script),
      ...(at === lockAt ? surroundingsBlock(script) : []),
    ]),
    ...(writesAt < 0 ? [] : checksumBlock(script, 'after')),
  ];
}

/** A view that somebody has changed since would be laid back as it was. */
function surroundingsBlock({ surroundings, plan, exact, again }: Script): string[] {
  const { tables, digest } = surroundings;
  if (tables.length === 0 || (!exact && (plan.lifted ?? []).length === 0)) return [];
  return [
    '',
    comment(
      `The definitions of ${listed(tables.map(displayQualified))}, and of what depends on them, are still those of that day.`,
    ),
    executeSql(surroundingsSql(tables), '_found'),
    `IF _found IS DISTINCT FROM ${quoteLiteral(digest)} THEN`,
    `  ${raise(
      quoteLiteral(
        `${listed(tables.map(displayQualified))}, or what depends on it, has changed since this was written: columns, constraints, indexes, triggers, views, grants or comments.`,
      ),
      `Write it again: ${again}`,
    )}`,
    'END IF;',
  ];
}

/** Rows and checksum of every table: what it must hold is read before the first change, what it holds after the last. */
function checksumBlock({ plan, catalog }: Script, when: 'before' | 'after'): string[] {
  const into = when === 'before' ? '_must' : '_is';
  const read = plan.tables.flatMap((planned) => {
    const relation = findRelation(catalog, planned.table);
    if (relation === undefined) return [];
    return [
      executeSql(
        `SELECT concat_ws('/', n, sum) FROM (${tableChecksumSql(relation, planned, when)}) AS checksum`,
        '_found',
      ),
      `${into} := ${into} || _found;`,
    ];
  });
  if (read.length === 0) return [];
  const words =
    when === 'before' ? 'What the tables must hold afterwards, row by row.' : 'Do they?';
  const check = [
    'IF _is IS DISTINCT FROM _must THEN',
    `  ${raise(`'The proof failed: a table does not hold the values that it had to hold (' || _is::text || ', expected ' || _must::text || ').'`, 'Please report this.')}`,
    'END IF;',
  ];
  return ['', comment(words), ...read, ...(when === 'before' ? [] : check)];
}

/** Only types change, so that without values there is nothing to look up, and nothing to look it up in. */
function mayBeEmpty({ exact, plan, catalog }: Script): boolean {
  if (exact || plan.conversions.length === 0 || (plan.undo ?? []).length > 0) return false;
  const { conversions, lifted = [], journalSchema } = plan;
  const own = [
    ...preparingSteps(conversions, journalSchema),
    ...conversionSteps(catalog, conversions, lifted, journalSchema),
  ];
  return plan.steps.length + plan.after.length === own.length;
}

function emptyOrNot(script: Script): string[] {
  const { plan, catalog } = script;
  const { lifted = [], journalSchema } = plan;
  const empty = plan.conversions.map(withoutValues);
  const [lock] = preparingSteps(empty, journalSchema);
  const steps = conversionSteps(catalog, empty, lifted, journalSchema);
  const done: Plan = { ...plan, faults: [], tables: [], conversions: empty, steps };
  const held = plan.conversions.map(
    ({ mapped }) =>
      `EXISTS (SELECT FROM ${fromTable(mapped.table, mapped.partitioned)} WHERE ${quoteIdent(mapped.column)} IS NOT NULL)`,
  );
  return [
    ...(lock === undefined ? [] : stepBlock(lock, 1, script)),
    '',
    comment('In a database without such values (a new one) only the types change.'),
    `IF NOT (${held.join(' OR ')}) THEN`,
    ...[
      ...steps.flatMap((step, at) => stepBlock(step, at + 2, script)),
      `UPDATE ${quoteIdent(journalSchema)}.repairs SET plan = ${dollarQuoted(JSON.stringify(done), 'json')} WHERE id = _repair;`,
    ].map(inBranch),
    'ELSE',
    ...stepsBlock(script).map(inBranch),
    'END IF;',
  ];
}

function withoutValues(conversion: Conversion): Conversion {
  const { evidence } = conversion.weighed;
  const none = {
    ...evidence,
    rows: 0,
    nulls: 0,
    matched: 0,
    unmatched: 0,
    ambiguous: 0,
    distinct: 0,
    samples: [],
  };
  return {
    ...conversion,
    weighed: { mapping: { kind: 'null' }, evidence: none, digest: '', doubt: null },
  };
}

function inBranch(line: string): string {
  return line === '' ? '' : `  ${line}`;
}
