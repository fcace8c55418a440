import type { Catalog, Relation } from '../../../catalog/catalog.ts';
import { constraintsOf, foreignKeysTo } from '../../../catalog/lookup.ts';
import { displayIdent, displayQualified } from '../../../postgres/quote.ts';
import type { DeclaredName } from '../../../statement/declaration.ts';
import type { DiagnosisInput, FaultDetector } from '../../diagnosis-input.ts';
import {
  declaredReferences,
  explained,
  fullName,
  namedRelations,
  sameLetters,
  writtenName,
} from '../../explained.ts';
import type { ExplainedFault } from '../../fault.ts';
import { laterKeys } from '../../later-keys.ts';
import type { PendingTable } from '../../put-off-key.ts';
import { suggestsTable } from '../../suggests-table.ts';

/** A table that a foreign key names is not there: under another name or schema, or not at all. */
export const missingRelation: FaultDetector = {
  kind: 'missing-relation',
  sqlstates: ['42P01', '3F000'],
  detect(input) {
    const { catalog, statements, error } = input;
    if (error === null) return [];
    const later = laterKeys(input).declared;
    const missing = declaredReferences(catalog, statements).flatMap((one) => [
      ...(one.referencing === undefined ? [{ name: one.declared.table, reference: null }] : []),
      ...(one.referenced === undefined && !later.has(one.declared)
        ? [{ name: one.declared.referencedTable, reference: one.declared.table }]
        : []),
    ]);
    const known = new Set<string>();
    return missing.flatMap(({ name, reference }) => {
      const written = writtenName(name);
      if (known.has(written)) return [];
      known.add(written);
      return [faultOf(input, name, reference)];
    });
  },
};

interface Twin {
  readonly relation: Relation;
  readonly how: string;
}

function faultOf(
  { catalog, pendingTables }: DiagnosisInput,
  name: DeclaredName,
  reference: DeclaredName | null,
): ExplainedFault<'missing-relation'> {
  const written = writtenName(name);
  const twins = twinsOf(catalog, name);
  const coming = (pendingTables ?? []).flatMap((one) => comingTwin(name, one) ?? []);
  const similar = [
    ...twins.map(({ relation }) => displayQualified(relation)),
    ...coming.map(({ table }) => table),
  ];
  const by = reference === null ? '' : `, which ${writtenName(reference)} is to reference,`;
  const path = catalog.searchPath.map(displayIdent).join(', ');
  const looked =
    name.schema === null
      ? `PostgreSQL looked in the schemas of the search_path (${path}).`
      : catalog.schemas.includes(name.schema)
        ? `PostgreSQL looked in schema ${displayIdent(name.schema)}.`
        : `There is no schema ${displayIdent(name.schema)}${name.schema === name.schema.toLowerCase() ? '' : ' in that spelling'}.`;
  return explained({
    kind: 'missing-relation',
    id: written,
    headline: `table ${written}${by} is not there`,
    refusal:
      similar.length === 0
        ? `No table ${written} is there, and none of a similar name: it has to be made first.`
        : `${similar.join(', ')} may be what ${written} means, but which table a foreign key references is not guessed.`,
    explanation: [
      looked,
      ...coming.map(({ sentence }) => sentence),
      ...(similar.length === 0
        ? [
            `Most often the migration that creates ${written} runs later than this one: tools run migrations in the order of their names. Give it an earlier name or number, or lay the foreign key in a migration of its own after it. Otherwise the migrations ran against another database or schema than was meant.`,
          ]
        : [
            ...twins.map((twin) => `${twinSentence(catalog, twin)}`),
            'Write the name in the migration exactly as the table has it, then run it again.',
          ]),
    ],
    questions: twins.map(({ relation }) => ({ table: relation, duplicatesOf: null })),
  });
}

function twinsOf(catalog: Catalog, { schema, name }: DeclaredName): Twin[] {
  return namedRelations(catalog).flatMap((relation): Twin[] => {
    if (schema === null && name === `${relation.schema}.${relation.name}`) {
      return [
        {
          relation,
          how: `its schema and name stand in one pair of quotes in the statement: quoted as a whole, "${name}" is one name with a dot in it; quote each part of its own, ${displayIdent(relation.schema)}.${displayIdent(relation.name)}`,
        },
      ];
    }
    const same = relation.name === name;
    const elsewhere =
      schema === relation.schema ||
      (schema === null && catalog.searchPath.includes(relation.schema))
        ? ''
        : ` in schema ${displayIdent(relation.schema)}`;
    if (same && elsewhere !== '')
      return [{ relation, how: `the same name${elsewhere}, which the statement does not name` }];
    if (same) return [];
    const likeness = likenessOf(name, relation.name);
    if (likeness === null) return [];
    const [first, why] = likeness;
    return [{ relation, how: `${first}${elsewhere}${why}` }];
  });
}

/** In what two names are alike, and what to know about it. */
function likenessOf(name: string, other: string): readonly [string, string] | null {
  if (other.toLowerCase() === name.toLowerCase()) {
    return [
      'the same letters in another case',
      ': an unquoted name is folded to lower case, a quoted one is taken as it stands',
    ];
  }
  if (sameLetters(other, name)) return ['the same letters with other underscores', ''];
  return suggestsTable(name, other) || suggestsTable(other, name)
    ? ['singular and plural of one word', '']
    : null;
}

/** A file that is still to run makes a table of a similar name, which is not the one that was asked for. */
function comingTwin(
  name: DeclaredName,
  pending: PendingTable,
): { readonly table: string; readonly sentence: string } | null {
  const likeness =
    pending.name === name.name
      ? ['the same name in another schema']
      : likenessOf(name.name, pending.name);
  if (likeness === null) return null;
  const table = writtenName(pending);
  return {
    table,
    sentence: `${pending.place}, which is still to run, creates ${table}: ${likeness.join('')}. PostgreSQL takes it for another table than ${writtenName(name)}.`,
  };
}

function twinSentence(catalog: Catalog, { relation, how }: Twin): string {
  const keys = constraintsOf(catalog, relation).filter((one) => one.kind === 'primary key');
  const references = foreignKeysTo(catalog, relation).length;
  const key =
    keys[0] === undefined
      ? 'no primary key'
      : keys[0].definition.toLowerCase().includes('primary')
        ? `primary key ${keys[0].definition.replace(/^PRIMARY KEY /, '')}`
        : 'a primary key';
  const count =
    references === 0
      ? 'no foreign key references it yet'
      : `${references} foreign ${references === 1 ? 'key references' : 'keys reference'} it`;
  return `There is a ${relation.kind} ${fullName(relation)}: ${how}. It has ${key}, and ${count}.`;
}
