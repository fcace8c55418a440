/** What the SQL that a tool prints beside an error would do, as far as it says. Names are unquoted. */
export interface StatementInText {
  readonly does:
    | 'lay-foreign-key'
    | 'validate'
    | 'retype'
    | 'add-key'
    | 'write'
    | 'remove'
    | 'truncate'
    | 'drop'
    | 'alter'
    | 'create';
  readonly table: string | null;
  /** Of a foreign key the referencing columns; otherwise those that are changed or made unique. */
  readonly columns: readonly string[];
  readonly referencedTable: string | null;
  readonly referencedColumns: readonly string[];
  /** The type of a column that is changed. */
  readonly newType: string | null;
  /** Offset in the text. */
  readonly at: number;
}

const part = '(?:"(?:[^"\\n]|"")+"|[\\p{L}_][\\p{L}\\p{N}_$]*)';
const name = `${part}(?:\\.${part})*`;
const list = `\\(\\s*(${part}(?:\\s*,\\s*${part})*)\\s*\\)`;

/** A HINT may say "Truncate table", too. */
const beginning = new RegExp(
  `(?<!hint\\W{1,5})\\b(ALTER\\s+TABLE|CREATE\\s+(?:UNLOGGED\\s+)?TABLE|INSERT\\s+INTO|DELETE\\s+FROM|TRUNCATE(?:\\s+TABLE)?|COPY|UPDATE|DROP\\s+(?:TABLE|INDEX|TYPE|VIEW|SEQUENCE))\\s+(?:IF\\s+(?:NOT\\s+)?EXISTS\\s+)?(?:ONLY\\s+)?(${name})`,
  'giu',
);

/**
 * Statements that stand in an error text. It may be cut anywhere, so a parser could not read it; what is not found is
 * only not told.
 */
export function statementsIn(text: string): StatementInText[] {
  const starts = [...text.matchAll(beginning)];
  return starts.flatMap((match, at) => {
    const end = Math.min(starts[at + 1]?.index ?? text.length, match.index + 4_000);
    const body = text.slice(match.index + match[0].length, end);
    const words = (match[1] ?? '').toUpperCase().replaceAll(/\s+/g, ' ');
    const read = readBody(words, body);
    return read === null ? [] : [{ ...read, table: unquoted(match[2] ?? ''), at: match.index }];
  });
}

type Body = Omit<StatementInText, 'table' | 'at'>;

const nothing = { columns: [], referencedTable: null, referencedColumns: [], newType: null };

function readBody(words: string, body: string): Body | null {
  if (words.startsWith('ALTER')) return readAlter(body) ?? readReference(body);
  if (words.startsWith('CREATE')) return readReference(body) ?? { ...nothing, does: 'create' };
  if (words === 'UPDATE') {
    // "insert or update on table" is PostgreSQL's own wording, not a statement.
    return /^\s+(?:AS\s+)?(?:\w+\s+)?SET\b/i.test(body) ? { ...nothing, does: 'write' } : null;
  }
  if (words.startsWith('INSERT') || words === 'COPY') return { ...nothing, does: 'write' };
  if (words.startsWith('DELETE')) return { ...nothing, does: 'remove' };
  return { ...nothing, does: words.startsWith('DROP') ? 'drop' : 'truncate' };
}

function readAlter(body: string): Body | null {
  const retype = new RegExp(
    `\\bALTER\\s+(?:COLUMN\\s+)?(${part})\\s+(?:SET\\s+DATA\\s+)?TYPE\\s+([\\w".]+(?:\\s+(?:varying|precision))?)`,
    'iu',
  ).exec(body);
  if (retype !== null) {
    const [, column = '', newType = ''] = retype;
    return { ...nothing, does: 'retype', columns: [unquoted(column)], newType };
  }
  if (/\bVALIDATE\s+CONSTRAINT\b/i.test(body)) return { ...nothing, does: 'validate' };
  if (/\bREFERENCES\b/i.test(body)) return readReference(body);
  const key = new RegExp(`\\b(?:UNIQUE|PRIMARY\\s+KEY)\\s*${list}`, 'iu').exec(body);
  if (key !== null) return { ...nothing, does: 'add-key', columns: listed(key[1]) };
  if (/^\s*(?:,?\s*)DROP\b/i.test(body)) return { ...nothing, does: 'drop' };
  return /^\s*(?:ADD|ALTER|RENAME|SET|OWNER|ENABLE|DISABLE)\b/i.test(body)
    ? { ...nothing, does: 'alter' }
    : null;
}

function readReference(body: string): Body | null {
  const constraint = new RegExp(
    `\\bFOREIGN\\s+KEY\\s*${list}\\s*REFERENCES\\s+(${name})(?:\\s*${list})?`,
    'iu',
  ).exec(body);
  if (constraint !== null) return laid(listed(constraint[1]), constraint[2], constraint[3]);
  const inline = new RegExp(
    `(${part})[^,()]*\\bREFERENCES\\s+(${name})(?:\\s*${list})?`,
    'iu',
  ).exec(body.replace(/^\s*\(/, '').replace(/^\s*ADD\s+(?:COLUMN\s+)?/i, ''));
  return inline === null ? null : laid([unquoted(inline[1] ?? '')], inline[2], inline[3]);
}

function laid(columns: readonly string[], table: string | undefined, others?: string): Body {
  return {
    does: 'lay-foreign-key',
    columns,
    referencedTable: unquoted(table ?? ''),
    referencedColumns: listed(others),
    newType: null,
  };
}

function listed(names: string | undefined): string[] {
  return names === undefined ? [] : names.split(/\s*,\s*/).map(unquoted);
}

/** The last part of a name, as it stands in the catalog. */
function unquoted(written: string): string {
  const last = new RegExp(`${part}$`, 'u').exec(written.trim())?.[0] ?? '';
  return last.startsWith('"') ? last.slice(1, -1).replaceAll('""', '"') : last.toLowerCase();
}
