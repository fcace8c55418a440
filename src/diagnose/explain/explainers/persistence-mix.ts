import {
  byHand,
  type Explainer,
  explanationOf,
  nameOr,
  regclass,
  sidesOf,
  underPgmend,
} from '../explainer.ts';

/** A foreign key between permanent, unlogged and temporary tables. */
export const persistenceMix: Explainer = {
  messages: ['permanent-only', 'unlogged-only', 'temporary-only'],
  sqlstates: [],
  explain(error) {
    const table = error.statement?.referencedTable;
    const other = nameOr(table, 'THE_REFERENCED_TABLE');
    const own = nameOr(error.statement?.table, 'THE_TABLE');
    const isTemporary = error.message === 'temporary-only';
    const kinds = {
      'permanent-only': 'a permanent table references one that is unlogged or temporary',
      'unlogged-only': 'an unlogged table references a temporary one',
      'temporary-only': 'a temporary table references one that is not',
    };
    const id = error.message as keyof typeof kinds;
    return explanationOf(error, {
      kind: 'persistence-mix',
      sides: sidesOf(error),
      headline: `The foreign key cannot be laid: ${kinds[id]}.`,
      why: isTemporary
        ? 'A temporary table lives in one session and is seen by nobody else, so no other session could check a reference that crosses that border. A temporary table of the same name also hides a permanent one.'
        : 'An unlogged table is emptied when the server recovers from a crash, and a temporary one is gone with its session: what references it would then reference nothing. So a table may reference only what lives at least as long.',
      waysOut: [
        underPgmend(
          'it names both tables with their kinds; where the referenced one is unlogged it offers to make it permanent.',
        ),
        byHand(
          'Or see the kinds: p is permanent, u unlogged, t temporary.',
          `SELECT oid::regclass, relpersistence FROM pg_class WHERE oid IN (${regclass(error.statement?.table, 'THE_TABLE')}, ${regclass(table, 'THE_REFERENCED_TABLE')});`,
        ),
        isTemporary
          ? byHand(`Or create ${own} without TEMPORARY, or leave the foreign key out.`)
          : byHand(
              'Or make the referenced table permanent; it is rewritten, and what it references has to be permanent before.',
              `ALTER TABLE ${other} SET LOGGED;`,
            ),
      ],
    });
  },
};
