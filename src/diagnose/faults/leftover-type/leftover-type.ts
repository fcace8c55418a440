import type { Catalog, Type } from '../../../catalog/catalog.ts';
import { typeByOid } from '../../../catalog/lookup.ts';
import type { Standing } from '../../../catalog/standing.ts';
import { displayIdent, displayQualified } from '../../../postgres/quote.ts';
import { faultId } from '../../fault-id.ts';
import type { LeftoverType } from '../../standing-fault.ts';

/**
 * Enum types that a migration has left behind: nothing in the database uses them, or they are the old twin of another
 * one (`status_old` beside `status`) and only some columns have gone over.
 */
export function leftoverTypes(catalog: Catalog, standing: Standing): LeftoverType[] {
  const user = new Set(catalog.schemas);
  const enums = catalog.types.filter((one) => one.kind === 'enum' && user.has(one.schema));
  const unused = new Map(standing.unusedTypes.map((one) => [one.oid, one]));
  return enums.flatMap((type): LeftoverType[] => {
    const state = unused.get(type.oid);
    const twin = twinOf(type, enums);
    if (state !== undefined) {
      return [
        faultOf(type, twin, [], {
          headline: `enum type ${displayQualified(type)} is used by nothing${twin === null ? '' : `, beside ${displayQualified(twin)}`}`,
          cause:
            'A migration left it behind: the next one that creates a type of that name stops at it.',
          owner: state.owner,
          owned: state.owned,
          comment: state.comment,
          granted: state.granted,
        }),
      ];
    }
    if (twin === null || unused.has(twin.oid)) return [];
    const usedBy = columnsOf(catalog, type);
    if (usedBy.length === 0 || columnsOf(catalog, twin).length === 0) return [];
    return [
      faultOf(type, twin, usedBy, {
        headline: `enum type ${displayQualified(type)} is still the type of ${usedBy.slice(0, 5).join(', ')}, beside its twin ${displayQualified(twin)}`,
        cause:
          'A change of the labels stopped half way: columns of the two types cannot be compared, nor reference each other.',
        owner: '',
        owned: true,
        comment: null,
        granted: false,
      }),
    ];
  });
}

function faultOf(
  type: Type,
  twin: Type | null,
  usedBy: readonly string[],
  words: Pick<LeftoverType, 'headline' | 'cause' | 'owner' | 'owned' | 'comment' | 'granted'>,
): LeftoverType {
  return {
    kind: 'leftover-type',
    id: faultId({ schema: type.schema, name: 'type' }, [type.name]),
    constraint: null,
    referencing: null,
    referenced: null,
    declaredBy: 'catalog',
    schema: type.schema,
    type: { schema: type.schema, name: type.name },
    labels: type.enumLabels,
    twin: twin === null ? null : { schema: twin.schema, name: twin.name },
    usedBy,
    ...words,
  };
}

const oldEnding = /^(.+?)_(?:old|bak|backup|tmp|temp|prev|previous)\d*$/i;
const oldBeginning = /^(?:old|bak|backup|tmp|temp|prev|previous)_(.+)$/i;

/** The type that this one would be without the word that says old, with a label in common. */
function twinOf(type: Type, enums: readonly Type[]): Type | null {
  const [, stem] = oldEnding.exec(type.name) ?? oldBeginning.exec(type.name) ?? [];
  if (stem === undefined) return null;
  return (
    enums.find(
      (one) =>
        one.schema === type.schema &&
        one.name === stem &&
        one.enumLabels.some((label) => type.enumLabels.includes(label)),
    ) ?? null
  );
}

/** `orders.status`: columns of tables that are of the type or of an array of it. */
function columnsOf(catalog: Catalog, type: Type): string[] {
  return catalog.relations.flatMap((table) =>
    table.kind !== 'table' && table.kind !== 'partitioned table'
      ? []
      : table.columns
          .filter((column) => {
            const own = typeByOid(catalog, column.type.oid);
            return own !== undefined && (own.oid === type.oid || own.elementType === type.oid);
          })
          .map((column) => `${displayQualified(table)}.${displayIdent(column.name)}`),
  );
}
