import type { Catalog } from '../../../catalog/catalog.ts';
import type { ParsedStatement } from '../../../statement/parse-statements.ts';
import type { DiagnosisInput, FaultDetector } from '../../diagnosis-input.ts';
import type { AlreadyExists, Fault } from '../../fault.ts';
import { isPutOff } from '../../later-keys.ts';
import { uncheckedKey } from '../orphans/orphans.ts';
import { type ComparedStatement, compareStatement } from './compare-statement.ts';
import { otherObject } from './other-object.ts';
import { findExistingTwin, uncheckedTwins } from './same-foreign-key.ts';

/**
 * An object that the statement would create is there: the same, the same but for rows that were never checked (`orphans`
 * then), or another of that name. Of a string of several
 * statements nothing counts as identical unless all of it is there, since the string is answered as one.
 */
export const alreadyExists: FaultDetector = {
  kind: 'already-exists',
  sqlstates: ['42P07', '42701', '42710', '42P06', '42P16'],
  detect(input) {
    const { catalog, error, statements, text } = input;
    if (error === null) return [];
    // A transaction around them is nothing that could be there.
    const sent = statements
      .filter(({ kind }) => kind !== 'begin' && kind !== 'commit')
      .map((one) => withoutPutOff(input, one));
    const unchecked = uncheckedOnly(input, sent);
    if (unchecked.length > 0) return unchecked;
    const compared = sent.map((one) => compareStatement(catalog, one, text));
    const complete = compared.every((one) => one?.identical === true);
    const left = compared.filter((one) => one?.identical !== true).length;
    return compared.flatMap((one) => {
      if (one?.exists !== true) return [];
      if (one.identical && !complete) return [faultOf(partOf(one, left))];
      const fault = faultOf(one);
      const other = one.identical ? null : otherObject(catalog, fault, statements, text);
      return [other === null ? fault : { ...fault, other }];
    });
  },
};

/** All of it is there, but foreign keys are NOT VALID: whether rows break one of them is a question of values. */
function uncheckedOnly(
  { catalog, text }: DiagnosisInput,
  sent: readonly ParsedStatement[],
): readonly Fault[] {
  const twins = uncheckedTwins(catalog, sent);
  if (twins.length === 0) return [];
  const compared = sent.map((one) => compareStatement(catalog, asNotValid(one), text));
  const [first] = compared;
  if (first == null || !compared.every((one) => one?.identical === true)) return [];
  return twins.flatMap((one) => {
    const fault = uncheckedKey(catalog, one);
    return fault === null ? [] : [{ ...fault, completes: first.commandTag }];
  });
}

function asNotValid(statement: ParsedStatement): ParsedStatement {
  const declarations = statement.declarations.map((one) =>
    one.kind === 'foreign-key' ? { ...one, notValid: true } : one,
  );
  return { ...statement, declarations };
}

/** What an earlier run put off is not there, and will be. */
function withoutPutOff(input: DiagnosisInput, statement: ParsedStatement): ParsedStatement {
  if (input.putOff.length === 0) return statement;
  const declarations = statement.declarations.filter(
    (one) => one.kind !== 'foreign-key' || !isPutOff(input, one),
  );
  return { ...statement, declarations };
}

/** See `diagnoseTwins`. */
export function twinsIn(
  catalog: Catalog,
  text: string,
  statements: readonly ParsedStatement[],
): AlreadyExists[] {
  const keys = statements.flatMap(({ declarations }) =>
    declarations.flatMap((one) => (one.kind === 'foreign-key' && one.name === null ? [one] : [])),
  );
  if (!keys.some((one) => findExistingTwin(one, catalog) !== undefined)) return [];
  const compared = statements.map((one) => compareStatement(catalog, one, text));
  const done = compared.filter((one) => one !== null).filter((one) => one.identical);
  return done.length === statements.length ? done.map(faultOf) : [];
}

function partOf(one: ComparedStatement, left: number): ComparedStatement {
  const rest = `and ${left} more of the same string that ${left === 1 ? 'is' : 'are'} not done`;
  return { ...one, identical: false, declared: [...one.declared, rest] };
}

function faultOf(one: ComparedStatement): AlreadyExists {
  const { objectKind, object, declared, found, identical, commandTag } = one;
  const place = object.schema === 'public' ? object.name : `${object.schema}.${object.name}`;
  return {
    kind: 'already-exists',
    id: place,
    constraint: objectKind === 'constraint' ? object.name : null,
    referencing: null,
    referenced: null,
    declaredBy: 'statement',
    objectKind,
    object,
    declared,
    found,
    identical,
    commandTag,
  };
}
