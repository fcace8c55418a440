import type { Catalog } from '../../catalog/catalog.ts';
import { readTableCopies } from '../../catalog/copy/read-table-copies.ts';
import { readTableDependents } from '../../catalog/copy/read-table-dependents.ts';
import type { TableCopy } from '../../catalog/copy/table-copy.ts';
import { partIdentity } from '../../catalog/fingerprint/identity.ts';
import { columnByName, findRelation, relationByOid } from '../../catalog/lookup.ts';
import { readCatalog } from '../../catalog/read-catalog.ts';
import { readSearchPath } from '../../catalog/read-search-path.ts';
import { asTheyWere } from '../../plan/as-they-were.ts';
import { brokenForeignKeys } from '../../plan/broken-foreign-keys.ts';
import type { PlannedChange } from '../../plan/step.ts';
import { inTransaction } from '../../postgres/in-transaction.ts';
import { PgmendError } from '../../postgres/pgmend-error.ts';
import { displayIdent, displayQualified } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';
import { isCapture } from './capture-sql.ts';
import { foreignKeysOf, neighboursOf } from './design-live.ts';
import type { LiveDesign, LiveForeignKey } from './live-design.ts';
import type { LiveRun } from './live-journal.ts';

export interface DesignOfToday {
  readonly design: LiveDesign;
  /** What the way back changes in the schema of today. */
  readonly changes: readonly PlannedChange[];
  /** Foreign keys that stay are laid without a look at the rows, which comes behind it. */
  readonly notYetValid: readonly PlannedChange[];
}

/** What stands on the tables today: it may be more than what the mend has laid. */
export async function designOfToday(
  session: Session,
  { design, plan }: LiveRun,
): Promise<DesignOfToday> {
  return inTransaction(session, async () => {
    const searchPath = await readSearchPath(session);
    const catalog = await readCatalog(session, { searchPath, journalSchema: design.journalSchema });
    const oids = design.tables.flatMap((table) => findRelation(catalog, table.table)?.oid ?? []);
    const copies = await readTableCopies(session, oids);
    refuseChanged(catalog, design, copies);
    const relations = copies.flatMap((one) => relationByOid(catalog, one.oid) ?? []);
    const reversed = plan.conversions.map((one) => ({
      ...one,
      mapped: {
        ...one.mapped,
        type: one.mapped.newType,
        typeOid: one.mapped.newTypeOid,
        newType: one.mapped.type,
        newTypeOid: one.mapped.typeOid,
      },
    }));
    const retyped = reversed.flatMap(({ mapped }) => {
      const table = findRelation(catalog, mapped.table);
      const column = table === undefined ? undefined : columnByName(table, mapped.column);
      return table === undefined || column === undefined
        ? []
        : [{ table: table.oid, column: column.number, newType: mapped.newTypeOid }];
    });
    const today = (await readTableDependents(session, catalog, relations, retyped)).filter(
      (one) => one.handling === 'lifted' && !(one.kind === 'trigger' && isCapture(one.object.name)),
    );
    const broken = new Set(brokenForeignKeys(catalog, reversed).map((one) => one.oid));
    const keys = foreignKeysOf(catalog, today);
    const isBroken = (key: (typeof keys)[number]) =>
      catalog.constraints.some(
        (one) =>
          broken.has(one.oid) &&
          one.name === key.name &&
          relationByOid(catalog, one.table)?.name === key.table.name,
      );
    const staying = keys.filter((one) => !isBroken(one)).map((one) => asItWas(one, design));
    const dropped = keys.filter(isBroken);
    const others = asTheyWere(
      today.filter((one) => one.kind !== 'foreign key'),
      design.dependents,
    );
    const notYetValid = staying.flatMap((key): PlannedChange[] => [
      {
        identity: partIdentity('constraint', key.table, key.name),
        facts: key.leaves === null ? ['definition'] : null,
      },
      ...(key.leaves ?? []).map((leaf) => ({
        identity: partIdentity('constraint', leaf, key.name),
        facts: null,
      })),
    ]);
    return {
      design: {
        ...design,
        dependents: others,
        foreignKeys: staying,
        dropped,
        neighbours: neighboursOf(design.tables, today, []),
      },
      changes: [
        ...design.changes,
        ...notYetValid,
        ...dropped.map((key) => ({
          identity: partIdentity('constraint', key.table, key.name),
          facts: null,
        })),
      ],
      notYetValid,
    };
  });
}

/** A key that was valid, and is still to be validated behind the cut-over, was no other one before. */
function asItWas(key: LiveForeignKey, design: LiveDesign): LiveForeignKey {
  const old = design.foreignKeys.find(
    ({ name, table }) =>
      name === key.name && table.schema === key.table.schema && table.name === key.table.name,
  );
  return old === undefined ? key : { ...key, validated: key.validated || old.validated };
}

/** @throws PgmendError `changed-since` when a table is not what the cut-over made of it. */
function refuseChanged(catalog: Catalog, design: LiveDesign, copies: readonly TableCopy[]): void {
  for (const table of design.tables) {
    const relation = findRelation(catalog, table.table);
    const name = displayQualified(table.table);
    if (relation === undefined) throw changedSince(`${name} is not there any more`);
    const columns = relation.columns.filter((one) => one.generated === null);
    const other = table.columns.find(
      ({ name: own, newType }, at) =>
        columns[at]?.name !== own || columns[at]?.type.sql !== newType,
    );
    if (other !== undefined || columns.length !== table.columns.length) {
      throw changedSince(
        `the columns of ${name} are others now${other === undefined ? '' : ` (${displayIdent(other.name)})`}`,
      );
    }
    const part = partsOf(copies, relation.oid).find(
      (one) =>
        !table.members.some(({ copy }) => copy.schema === one.schema && copy.name === one.name),
    );
    if (part !== undefined) {
      throw changedSince(`${displayQualified(part)} has become a partition of ${name}`);
    }
    for (const member of table.members) {
      const copy = copies.find(
        (one) => one.schema === member.copy.schema && one.name === member.copy.name,
      );
      const indexes = copy?.indexes.map((one) => one.name).sort() ?? [];
      const had = member.copy.indexes.map((one) => one.name).sort();
      if (indexes.join('\0') !== had.join('\0')) {
        throw changedSince(
          `the indexes or partitions of ${displayQualified(member.copy)} are others now`,
        );
      }
    }
  }
}

/** The partitions of a table, of all levels. */
function partsOf(copies: readonly TableCopy[], parent: number): TableCopy[] {
  return copies
    .filter((one) => one.parent === parent)
    .flatMap((one) => [one, ...partsOf(copies, one.oid)]);
}

function changedSince(what: string): PgmendError {
  return new PgmendError(
    'changed-since',
    `What the cut-over left has been altered since: ${what}.`,
    'Undo cannot reach behind that change; take it back by hand first. The old tables are kept until: pgmend finish',
    1,
  );
}
