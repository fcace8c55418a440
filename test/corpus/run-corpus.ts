import { parseArgs } from 'node:util';
import { loadParser } from '../../src/statement/parser.ts';
import { readCorpus } from './corpus-case.ts';
import { corpusTable, totals } from './corpus-table.ts';
import { ownServer, serverAt } from './databases.ts';
import { tryCase, type Verdict } from './try-case.ts';

/**
 * `npm run corpus -- [--dir DIR] [--only ID[,ID]] [--json] [--said] [--major N | --server URL]`: every case of a folder
 * in databases of its own, through the built command. Exit 1 when a case does not behave.
 */
const { values: given } = parseArgs({
  options: {
    dir: { type: 'string', default: import.meta.dirname },
    only: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
    said: { type: 'boolean', default: false },
    major: { type: 'string', default: '18' },
    server: { type: 'string' },
  },
});

await loadParser();
const only = given.only.split(',').filter((id) => id !== '');
const cases = readCorpus(given.dir, only);
const databases =
  given.server === undefined ? await ownServer(Number(given.major)) : serverAt(given.server);
const verdicts = new Map<string, Verdict>();
try {
  const waiting = [...cases];
  const worker = async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
      const { id, outcome, category } = one;
      const verdict = await tryCase(databases, one).catch((error: unknown) => ({
        id,
        outcome,
        category,
        behaves: false,
        why: [`it could not be tried: ${error instanceof Error ? error.message : String(error)}`],
        flags: [],
        said: '',
      }));
      verdicts.set(id, verdict);
      if (given.said) console.error(`── ${id}\n${verdict.said}`);
    }
  };
  await Promise.all([worker(), worker()]);
} finally {
  await databases.stop();
}
const all = cases.flatMap(({ id }) => verdicts.get(id) ?? []);
console.log(
  given.json
    ? JSON.stringify(
        {
          format: 1,
          cases: all,
          outcomes: totals(all, (one) => one.outcome),
          categories: totals(all, (one) => one.category),
        },
        null,
        2,
      )
    : corpusTable(all),
);
process.exitCode = all.every((one) => one.behaves) ? 0 : 1;
