import { parseStatements } from '../statement/parse-statements.ts';
import { firstKeyword, mayHoldSeveral } from './first-keyword.ts';
import { code } from './messages.ts';
import type { PreparedStatements } from './prepared-statements.ts';

/** One message of the client's, whole. */
export interface Message {
  readonly type: number;
  readonly frame: Buffer;
}

/** What is answered together: a simple Query, or everything up to a Sync. */
export interface Unit {
  readonly messages: Message[];
  readonly simple: boolean;
  /** The Sync, or the Query itself, has come. */
  complete: boolean;
}

export const type = {
  query: code('Q'),
  parse: code('P'),
  bind: code('B'),
  describe: code('D'),
  execute: code('E'),
  close: code('C'),
  sync: code('S'),
  flush: code('H'),
  functionCall: code('F'),
  terminate: code('X'),
} as const;

const definesKeys = new Set(['create', 'alter', 'drop', 'truncate']);
const runsCode = new Set(['do', 'call']);
const endsTransaction = new Set([
  'commit',
  'end',
  'rollback',
  'abort',
  'prepare',
  'savepoint',
  'release',
]);
const writesRows = new Set(['insert', 'update', 'merge']);
const writesSomewhere = /\b(?:insert|update|merge)\b/i;
const changesSomewhere = /\b(?:insert|update|delete|merge)\b/i;
/** First words of statements that change nothing; what a function changes that they call is told by its locks. */
const changesNothing = new Set([
  ...['', 'begin', 'start', 'savepoint', 'release', 'rollback', 'set', 'reset', 'show', 'lock'],
  ...['select', 'values', 'table', 'declare', 'fetch', 'move', 'close'],
  ...['deallocate', 'listen', 'unlisten'],
]);
/** Longer strings of several statements are not worth parsing for that. */
const shortString = 2_000;
const definesSomewhere = /\b(?:create|alter|drop|truncate)\b/i;

/** What kind of care a unit needs, told by a look at its bytes. */
export interface Watch {
  /** May declare or alter a key. */
  readonly ddl: boolean;
  /** May write rows, which outside a transaction may be more than a column holds. */
  readonly data: boolean;
  /** Runs code that may do so, and may commit outside a transaction block. */
  readonly code: boolean;
  /** One string that may hold several statements, which only the parser can tell. */
  readonly several: boolean;
  /** Statements of the extended protocol that end a transaction or move in its savepoints. */
  readonly control: boolean;
  /** It changes nothing, as far as its first words tell. */
  readonly reads: boolean;
}

export function watchOf(unit: Unit, prepared: PreparedStatements): Watch {
  if (unit.simple) return watchOfQuery(unit);
  let ddl = false;
  let data = false;
  let runs = false;
  let control = false;
  let reads = true;
  for (const { keyword, text } of keywordsOf(unit, prepared)) {
    if (!isReading(keyword, text)) reads = false;
    if (definesKeys.has(keyword)) ddl = true;
    else if (writesRows.has(keyword) || (keyword === 'with' && writesSomewhere.test(text())))
      data = true;
    else if (runsCode.has(keyword)) runs = true;
    else if (endsTransaction.has(keyword)) control = true;
  }
  return { ddl, data, code: runs, several: false, control, reads };
}

function isReading(keyword: string, text: () => string): boolean {
  return keyword === 'with' ? !changesSomewhere.test(text()) : changesNothing.has(keyword);
}

function watchOfQuery(unit: Unit): Watch {
  const frame = (unit.messages[0] as Message).frame;
  const end = frame.length - 1;
  const keyword = firstKeyword(frame, 5, end);
  const several = mayHoldSeveral(frame, 5, end);
  const text = several || keyword === 'with' ? frame.toString('latin1', 5, end) : '';
  return {
    ddl: definesKeys.has(keyword) || (several && definesSomewhere.test(text)),
    data: writesRows.has(keyword) || writesSomewhere.test(text),
    code: runsCode.has(keyword),
    several,
    control: false,
    reads: several ? isReadingString(text) : isReading(keyword, () => text),
  };
}

/** Where one statement of a string ends and the next begins, only the parser knows. */
function isReadingString(latin1: string): boolean {
  if (latin1.length > shortString) return false;
  const parsed = parseStatements(latin1);
  return (
    parsed.ok &&
    parsed.statements.every(({ start, end }) => {
      const bytes = Buffer.from(latin1.slice(start, end), 'latin1');
      return isReading(firstKeyword(bytes, 0, bytes.length), () => latin1.slice(start, end));
    })
  );
}

function* keywordsOf(
  unit: Unit,
  prepared: PreparedStatements,
): Iterable<{ readonly keyword: string; readonly text: () => string }> {
  for (const { type: kind, frame } of unit.messages) {
    const parse =
      kind === type.parse
        ? frame
        : kind === type.bind
          ? prepared.parse(statementOfBind(frame))
          : undefined;
    if (parse === undefined) continue;
    const start = parse.indexOf(0, 5) + 1;
    const end = parse.indexOf(0, start);
    const text = () => parse.toString('latin1', start, end);
    yield { keyword: firstKeyword(parse, start, end), text };
  }
}

/** The text of a simple Query. */
export function textOfQuery(frame: Buffer, encoding: BufferEncoding): string {
  return frame.toString(encoding, 5, frame.length - 1);
}

/** Name and text of a Parse. */
export function partsOfParse(frame: Buffer, encoding: BufferEncoding) {
  const endOfName = frame.indexOf(0, 5);
  const endOfText = frame.indexOf(0, endOfName + 1);
  return {
    name: frame.toString('latin1', 5, endOfName),
    sql: frame.toString(encoding, endOfName + 1, endOfText),
    parameters: frame.subarray(endOfText + 1),
  };
}

export function nameOfParse(frame: Buffer): string {
  return frame.toString('latin1', 5, frame.indexOf(0, 5));
}

/** The portal of a Bind or an Execute. */
function portalOf(frame: Buffer): string {
  return frame.toString('latin1', 5, frame.indexOf(0, 5));
}

export function statementOfBind(frame: Buffer): string {
  return frame.toString('latin1', frame.indexOf(0, 5) + 1, endOfSecond(frame));
}

function endOfSecond(frame: Buffer): number {
  return frame.indexOf(0, frame.indexOf(0, 5) + 1);
}

/**
 * For each message of a unit the Parse message of the statement that it is about; null for one that is about none,
 * or about one that is not known. To be asked before the unit is noted in `prepared`.
 */
export function statementsOf(unit: Unit, prepared: PreparedStatements): (Buffer | null)[] {
  const parses = new Map<string, Buffer>();
  const portals = new Map<string, Buffer | null>();
  const named = (name: string) => parses.get(name) ?? prepared.parse(name) ?? null;
  return unit.messages.map(({ type: kind, frame }) => {
    switch (kind) {
      case type.parse:
        parses.set(nameOfParse(frame), frame);
        return frame;
      case type.bind: {
        const statement = named(statementOfBind(frame));
        portals.set(portalOf(frame), statement);
        return statement;
      }
      case type.execute:
        return portals.get(portalOf(frame)) ?? null;
      case type.describe: {
        const name = frame.toString('latin1', 6, frame.length - 1);
        return frame[5] === code('S') ? named(name) : (portals.get(name) ?? null);
      }
      default:
        return null;
    }
  });
}

/** The texts that a unit executes. */
export function sqlsOf(
  unit: Unit,
  prepared: PreparedStatements,
  encoding: BufferEncoding,
): string[] {
  const [first] = unit.messages;
  if (unit.simple && first !== undefined) return [textOfQuery(first.frame, encoding)];
  const statements = statementsOf(unit, prepared);
  return unit.messages.flatMap((message, at) => {
    const statement = statements[at] ?? null;
    return message.type === type.execute && statement !== null
      ? [partsOfParse(statement, encoding).sql]
      : [];
  });
}
