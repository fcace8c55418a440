import type { Catalog } from '../../catalog/catalog.ts';
import { columnByNumber, relationByOid, typeByOid } from '../../catalog/lookup.ts';
import { chooseForeignKeyName, chooseKeyName } from '../../diagnose/choose-constraint-name.ts';
import type { AlreadyExists, OtherObject } from '../../diagnose/fault.ts';
import { displayIdent, displayQualified } from '../../postgres/quote.ts';
import type { Remedy } from '../plan.ts';
import type { Step } from '../step.ts';
import {
  dropConstraint,
  dropIndex,
  keepType,
  layConstraint,
  layIndex,
  renameConstraint,
  renameIndex,
  returnType,
} from '../steps/give-way.ts';
import type { UndoPart } from '../undo-part.ts';

/** How one of two objects with one name gives way to the other. */
export interface GivingWay {
  readonly remedy: Remedy;
  readonly steps: readonly Step[];
  readonly undo: readonly UndoPart[];
  readonly outcome: string;
  readonly explanation: readonly string[];
  /** What is there serves: the statement counts as done. */
  readonly answers?: true;
}

/** The ways in which one of the two can give way, the recommended one first. */
export function replaceExisting(
  catalog: Catalog,
  { other, object }: AlreadyExists,
  journalSchema: string,
): GivingWay[] {
  switch (other?.kind) {
    case 'constraint':
      return ofConstraint(catalog, other);
    case 'index':
      return ofIndex(catalog, other);
    case 'enum':
      return ofEnum(catalog, other, displayQualified(object), journalSchema);
    default:
      return [];
  }
}

function ofConstraint(
  catalog: Catalog,
  { table: oid, constraint, sameColumns, cut }: Extract<OtherObject, { kind: 'constraint' }>,
): GivingWay[] {
  const table = relationByOid(catalog, oid);
  const there = catalog.constraints.find((one) => one.oid === constraint);
  if (table === undefined || there === undefined || !table.owned) return [];
  const name = displayIdent(there.name);
  const on = displayQualified(table);
  const lay: UndoPart = {
    kind: 'steps',
    outcome: `${name} on ${on} is what it was.`,
    steps: [dropConstraint(table, there, 'if there'), layConstraint(table, there)],
  };
  if (sameColumns) {
    return [
      {
        remedy: {
          kind: 'replace',
          title: `replace: drop the ${there.kind} ${name} that is there, so that the statement lays its own`,
          recommended: true,
          reason:
            'Both stand on the same columns, and no row changes; undo lays the old one again.',
        },
        steps: [dropConstraint(table, there)],
        undo: [lay],
        outcome: `${name} on ${on} was ${there.definition}, and is what the statement declares.`,
        explanation: [
          'The same name with other words means another behaviour: see the lines above. Either the migration is newer than the database, and its words count; or the database was changed by hand or by an application’s sync, and the migration has to follow.',
        ],
      },
    ];
  }
  const columns = there.columns.map((number) => columnByNumber(table, number)?.name ?? '');
  const free =
    there.kind === 'foreign key'
      ? chooseForeignKeyName(catalog, table, columns)
      : chooseKeyName(catalog, table, columns);
  return [
    {
      remedy: {
        kind: 'rename-existing',
        title: `rename the ${there.kind} ${name} that is there to ${displayIdent(free)}, so that the statement can lay its own beside it`,
        recommended: true,
        reason: 'The two stand on different columns: only their names collide, and both stay.',
      },
      steps: [renameConstraint(table, there, free)],
      undo: [
        {
          kind: 'steps',
          outcome: `${displayIdent(free)} on ${on} is named ${name} again.`,
          steps: [
            dropConstraint(table, there, 'if there'),
            renameConstraint(table, { ...there, name: free }, there.name),
          ],
        },
      ],
      outcome: `${name} on ${on} is named ${displayIdent(free)} now.`,
      explanation: [
        `${name} on ${on} is ${there.definition}: another one than the statement declares.${cut ? ' PostgreSQL cuts names at 63 bytes, so two long names that begin alike become one. Give them shorter names of your own in the migration and the model, or the next one collides again.' : ''}`,
      ],
    },
  ];
}

function ofIndex(
  catalog: Catalog,
  { index: oid, sameColumns }: Extract<OtherObject, { kind: 'index' }>,
): GivingWay[] {
  const index = catalog.indexes.find((one) => one.oid === oid);
  const table = index === undefined ? undefined : relationByOid(catalog, index.table);
  if (index === undefined || table === undefined) return [];
  const name = displayIdent(index.name);
  const replace: GivingWay = {
    remedy: {
      kind: 'replace',
      title: `replace: drop the index ${name} that is there (${index.definition}), so that the statement makes its own`,
      recommended: sameColumns || !index.valid,
      reason: index.valid
        ? 'An index holds nothing that the rows do not hold; undo makes the old one again.'
        : 'It is invalid: it was never finished, and PostgreSQL does not use it.',
    },
    steps: [dropIndex(table, index)],
    undo: [
      {
        kind: 'steps',
        outcome: `The index ${name} is what it was.`,
        steps: [dropIndex(table, index, 'if there'), layIndex(table, index)],
      },
    ],
    outcome: `The index ${name} is what the statement declares.`,
    explanation: [],
  };
  const columns = index.columns.map(({ column }) => columnByNumber(table, column)?.name ?? 'expr');
  const free = chooseKeyName(catalog, table, columns, 'idx');
  const rename: GivingWay = {
    remedy: {
      kind: 'rename-existing',
      title: `rename the index ${name} that is there to ${displayIdent(free)}, so that both are there`,
      recommended: !replace.remedy.recommended,
      reason: `It is on (${columns.map(displayIdent).join(', ')}): other queries may use it.`,
    },
    steps: [renameIndex(table, index, free)],
    undo: [
      {
        kind: 'steps',
        outcome: `The index ${displayIdent(free)} is named ${name} again.`,
        steps: [
          dropIndex(table, index, 'if there'),
          renameIndex(table, { ...index, name: free }, index.name),
        ],
      },
    ],
    outcome: `The index ${name} is named ${displayIdent(free)} now.`,
    explanation: [],
  };
  return replace.remedy.recommended ? [replace, rename] : [rename, replace];
}

function ofEnum(
  catalog: Catalog,
  { type: oid, unused, suffices }: Extract<OtherObject, { kind: 'enum' }>,
  shown: string,
  journalSchema: string,
): GivingWay[] {
  const type = typeByOid(catalog, oid);
  if (type === undefined) return [];
  const labels = type.enumLabels.join(', ');
  const kept = { schema: journalSchema, name: `kept_type_${oid}` };
  const use: GivingWay = {
    remedy: {
      kind: 'use-existing',
      title: `use the type ${shown} that is there (${labels}): it has all the labels that the statement declares`,
      recommended: !unused,
      reason: 'What the migration writes, the type can hold.',
    },
    steps: [],
    undo: [],
    outcome: `${shown} stays as it is.`,
    explanation: [],
    answers: true,
  };
  const replace: GivingWay = {
    remedy: {
      kind: 'replace',
      title: `replace the type ${shown} that is there (${labels}), which no column has: it is kept in schema ${displayIdent(journalSchema)}, and the statement makes its own`,
      recommended: unused,
      reason: 'A migration that failed leaves its types behind; no value is of it.',
    },
    steps: [keepType(type, kept)],
    undo: [
      {
        kind: 'steps',
        outcome: `The type ${shown} is the one of before.`,
        steps: [returnType(type, kept)],
      },
    ],
    outcome: `The type ${shown} is what the statement declares.`,
    explanation: [],
  };
  return [...(unused ? [replace] : []), ...(suffices ? [use] : [])];
}
