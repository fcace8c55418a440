import { quoteLiteral } from '../../postgres/quote.ts';
import { dollarQuoted } from './dollar-quoted.ts';

/** An indented `EXECUTE` of one statement: PL/pgSQL reads nothing of its own into it. */
export function executeSql(sql: string, into = ''): string {
  const target = into === '' ? '' : ` INTO ${into}`;
  return `EXECUTE ${dollarQuoted(sql.trim().replace(/;$/, ''), 'sql')}${target};`;
}

/** Ends the block, and with it its transaction. `next` goes into DETAIL too, for clients that show no HINT. */
export function raise(message: string, next: string, code = 'raise_exception'): string {
  return `RAISE EXCEPTION USING ERRCODE = '${code}', MESSAGE = ${message}, DETAIL = ${quoteLiteral(`Nothing was changed. ${next}`)};`;
}

/** A comment of one line, whatever the names in it hold. */
export function comment(text: string): string {
  return `-- ${text.replaceAll(/[\r\n\u2028\u2029]+/g, ' ')}`;
}
