import { constraintsOf, findRelation } from '../../catalog/lookup.ts';
import type { Plan } from '../../plan/plan.ts';
import { quoteIdent, quoteLiteral } from '../../postgres/quote.ts';
import { columnName, listed } from '../words.ts';
import { columnStates } from './column-state.ts';
import { dollarQuoted } from './dollar-quoted.ts';
import { leave, quietBlock } from './quiet-block.ts';
import type { Script } from './script.ts';
import { comment, raise } from './sql-text.ts';
import { stepBlock } from './step-block.ts';

/**
 * One DO statement that takes a script's mend back, from what the journal has of it; it says so where there is nothing
 * to take back.
 *
 * @param undo as plan/foresee-undo.ts makes it.
 */
export function undoBlock(script: Script, undo: Plan): string {
  const { plan, run } = script;
  const journal = quoteIdent(plan.journalSchema);
  const own = quoteLiteral(`${run.id}-undo`);
  return quietBlock(
    ['_undoes pg_catalog.int8;', '_repair pg_catalog.int8;'],
    [
      '',
      `IF to_regclass(${quoteLiteral(`${journal}.repairs`)}) IS NOT NULL THEN`,
      `  SELECT id, state INTO _undoes, _found FROM ${journal}.repairs WHERE run = ${quoteLiteral(run.id)} AND kind = 'mend' AND state <> 'undone' ORDER BY id DESC LIMIT 1;`,
      'END IF;',
      'IF _undoes IS NULL THEN',
      ...leave(
        quoteLiteral(
          `pgmend: there is nothing to take back of run ${run.id}; nothing was changed.`,
        ),
      ).map((one) => `  ${one}`),
      'END IF;',
      `IF _found = 'finished' THEN`,
      `  ${raise(quoteLiteral(`Run ${run.id} is finished: what an undo needs of it has been dropped.`), 'Its kept values are still there: pgmend kept')}`,
      'END IF;',
      ...(plan.conversions.length === 0 ? [] : untouchedBlock(script)),
      '',
      `INSERT INTO ${journal}.runs (id, command, version) VALUES (${own}, ${quoteLiteral(`way back of ${run.command}`)}, ${quoteLiteral(run.version)}) ON CONFLICT (id) DO NOTHING;`,
      `INSERT INTO ${journal}.repairs (run, kind, state, plan) VALUES (${own}, 'undo', 'applied', ${dollarQuoted(JSON.stringify(undo), 'json')}) RETURNING id INTO _repair;`,
      `PERFORM set_config('pgmend.repair', _repair::text, true), set_config('pgmend.undoes', _undoes::text, true);`,
      ...undo.steps.flatMap((step, at) => stepBlock(step, at + 1, script)),
      '',
      `UPDATE ${journal}.repairs SET state = 'undone' WHERE id = _undoes;`,
      `INSERT INTO ${journal}.steps (repair, number, kind, title, sql) SELECT _repair, s.n, s.step ->> 'kind', s.step ->> 'title', ARRAY(SELECT jsonb_array_elements_text(s.step -> 'sql'))`,
      `  FROM ${journal}.repairs AS r, LATERAL jsonb_array_elements(r.plan -> 'steps') WITH ORDINALITY AS s(step, n) WHERE r.id = _repair;`,
      `RAISE NOTICE USING MESSAGE = ${quoteLiteral(`pgmend: taken back. ${backAgain(plan)}`)};`,
    ],
    script.lockTimeout,
  );
}

function backAgain({ conversions }: Plan): string {
  return listed(
    conversions.map(
      ({ mapped }) => `${columnName(mapped.table, mapped.column)} is ${mapped.type} again`,
    ),
  );
}

/** The columns are as the mend left them, and no foreign key stands on them that came since. */
function untouchedBlock(script: Script): string[] {
  const { conversions } = script.plan;
  const states = columnStates(conversions);
  const way = `Take it back with: pgmend undo ${script.run.id}`;
  return [
    `_found := (SELECT string_agg(w.name || ' is ' || coalesce(w.type, 'not there') || ', not ' || w.becomes, ', ') FROM ${states} WHERE w.type IS DISTINCT FROM w.becomes);`,
    'IF _found IS NOT NULL THEN',
    `  ${raise(`'The columns have changed since: ' || _found || '.'`, 'The old values are in the journal: pgmend log --json')}`,
    'END IF;',
    comment('A foreign key that has been laid since could not stand on the old types.'),
    `_found := (SELECT string_agg(DISTINCT k.conname || ' on ' || k.conrelid::regclass, ', ') FROM ${states}`,
    "  JOIN pg_constraint AS k ON k.contype = 'f' AND (k.conrelid = to_regclass(format('%I.%I', w.schema, w.relation)) AND",
    '    (SELECT a.attnum FROM pg_attribute AS a WHERE a.attrelid = k.conrelid AND a.attname = w.attribute) = ANY (k.conkey))',
    `  WHERE k.conname NOT IN (${knownKeys(script).map(quoteLiteral).join(', ')}));`,
    'IF _found IS NOT NULL THEN',
    `  ${raise(`'A foreign key stands on what is to be taken back: ' || _found || '.'`, `Take back what laid it first (with sequelize-cli: db:migrate:undo), or take all of it back with: pgmend undo ${script.run.id}`)}`,
    'END IF;',
    comment(`Anything else in the way ends this with PostgreSQL's own error. ${way}`),
  ];
}

/** Names of the foreign keys that were there before the mend; never empty. */
function knownKeys({ plan, catalog }: Script): string[] {
  const names = plan.conversions.flatMap(({ mapped }) => {
    const relation = findRelation(catalog, mapped.table);
    return relation === undefined
      ? []
      : constraintsOf(catalog, relation)
          .filter((one) => one.foreignKey !== null)
          .map((one) => one.name);
  });
  return ['', ...new Set(names)];
}
