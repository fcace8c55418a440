import { ServerError, type ServerErrorFields } from '../postgres/server-error.ts';

/** Message types by their letters. https://www.postgresql.org/docs/current/protocol-message-formats.html */
export const code = (letter: string): number => letter.charCodeAt(0);

/** One message: its letter, its length, its body. */
export function message(letter: string, body: Buffer = Buffer.alloc(0)): Buffer {
  const frame = Buffer.allocUnsafe(5 + body.length);
  frame[0] = code(letter);
  frame.writeUInt32BE(4 + body.length, 1);
  body.copy(frame, 5);
  return frame;
}

export type TransactionStatus = 'I' | 'T' | 'E';

export function readyForQuery(status: TransactionStatus): Buffer {
  return message('Z', Buffer.from(status));
}

/** The same for a status as the server gave it. */
export function readyForStatus(status: number): Buffer {
  return readyForQuery(status === code('T') ? 'T' : status === code('E') ? 'E' : 'I');
}

export function commandComplete(tag: string): Buffer {
  return message('C', Buffer.from(`${tag}\0`));
}

export function parameterStatus(name: string, value: string): Buffer {
  return message('S', Buffer.from(`${name}\0${value}\0`));
}

/** The zero-terminated strings from `at` on, as many as asked for. */
export function strings(frame: Buffer, at: number, count: number): string[] {
  const found: string[] = [];
  let from = at;
  while (found.length < count && from < frame.length) {
    const end = frame.indexOf(0, from);
    if (end === -1) break;
    found.push(frame.toString('utf8', from, end));
    from = end + 1;
  }
  return found;
}

/** The tag of a CommandComplete. */
export function tagOf(frame: Buffer): string {
  return frame.toString('latin1', 5, frame.length - 1);
}

/** The fields of an ErrorResponse or NoticeResponse by their letters. */
export function fieldsOf(frame: Buffer): Map<string, string> {
  const fields = new Map<string, string>();
  let at = 5;
  while (at < frame.length && frame[at] !== 0) {
    const end = frame.indexOf(0, at);
    if (end === -1) break;
    fields.set(String.fromCharCode(frame[at] as number), frame.toString('utf8', at + 1, end));
    at = end + 1;
  }
  return fields;
}

/** An ErrorResponse as a value. https://www.postgresql.org/docs/current/protocol-error-fields.html */
export function serverErrorOf(frame: Buffer): ServerError {
  const fields = fieldsOf(frame);
  const position = fields.get('P');
  return new ServerError({
    severity: fields.get('V') ?? fields.get('S') ?? 'ERROR',
    sqlstate: fields.get('C') ?? 'XX000',
    message: fields.get('M') ?? '',
    detail: fields.get('D'),
    hint: fields.get('H'),
    position: position === undefined ? undefined : Number(position),
    where: fields.get('W'),
    schema: fields.get('s'),
    table: fields.get('t'),
    column: fields.get('c'),
    dataType: fields.get('d'),
    constraint: fields.get('n'),
  });
}

/** Whether an ErrorResponse or NoticeResponse has this SQLSTATE, without reading the whole of it. */
export function hasSqlstate(frame: Buffer, sqlstate: string): boolean {
  return frame.includes(`\0C${sqlstate}\0`, 5, 'latin1');
}

/** A value as an ErrorResponse, for what the relay says itself. */
export function errorResponse(fields: ServerErrorFields): Buffer {
  const parts: [string, string | undefined][] = [
    ['S', fields.severity],
    ['V', fields.severity],
    ['C', fields.sqlstate],
    ['M', fields.message],
    ['D', fields.detail],
    ['H', fields.hint],
  ];
  const text = parts
    .filter((part): part is [string, string] => part[1] !== undefined)
    .map(([letter, value]) => `${letter}${value.replaceAll('\0', '')}\0`)
    .join('');
  return message('E', Buffer.from(`${text}\0`));
}

/** A NoticeResponse or ErrorResponse of a part of a string, its position moved to that of the whole. */
export function rebased(frame: Buffer, characters: number): Buffer {
  if (characters === 0) return frame;
  const fields = fieldsOf(frame);
  const position = fields.get('P');
  if (position === undefined) return frame;
  fields.set('P', String(Number(position) + characters));
  const body = [...fields].map(([letter, value]) => `${letter}${value}\0`).join('');
  return message(String.fromCharCode(frame[0] as number), Buffer.from(`${body}\0`));
}

/** `server_version_num` from the server_version parameter: `15.18 (Debian …)` is 150018, `18beta1` 180000. */
export function versionNumber(text: string): number {
  const [major = '0', minor = '0'] = text.split(/[^0-9.]/, 1)[0]?.split('.') ?? [];
  return Number(major) * 10_000 + Number(minor || '0');
}
