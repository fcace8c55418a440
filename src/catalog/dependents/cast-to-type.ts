import { type QualifiedName, quoteIdent } from '../../postgres/quote.ts';

/** A cast of a string literal, or of an array constructor's element, as the server prints it. */
const castLiteral =
  /('(?:[^']|'')*')::((?:"(?:[^"]|"")*"|[\p{L}_][\p{L}\p{N}_$]*)\.(?:"(?:[^"]|"")*"|[\p{L}_][\p{L}\p{N}_$]*))(?![\p{L}\p{N}_$"])/gu;

/** A definition of the server's with what its literals are cast to another type for. */
export interface CastTo {
  readonly sql: string;
  /** The values of the literals, each once. */
  readonly labels: readonly string[];
}

/**
 * A definition that the server printed under search_path pg_catalog, with the literals of one type written as those
 * of another. Nothing else in it changes.
 */
export function castToType(sql: string, from: QualifiedName, to: QualifiedName): CastTo {
  const labels = new Set<string>();
  const old = printed(from);
  const written = sql.replaceAll(castLiteral, (whole, literal: string, type: string) => {
    if (!old.has(type)) return whole;
    labels.add(literal.slice(1, -1).replaceAll("''", "'"));
    return `${literal}::${quoteIdent(to.schema)}.${quoteIdent(to.name)}`;
  });
  return { sql: written, labels: [...labels] };
}

/** The spellings of a type's name: the server quotes a part only where it has to. */
function printed({ schema, name }: QualifiedName): ReadonlySet<string> {
  const spelled = (part: string) => [part, `"${part.replaceAll('"', '""')}"`];
  return new Set(spelled(schema).flatMap((one) => spelled(name).map((other) => `${one}.${other}`)));
}
