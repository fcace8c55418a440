import { ServerError } from '../postgres/server-error.ts';
import type { Session } from '../postgres/session.ts';
import { parseStatements } from '../statement/parse-statements.ts';
import { Attempt, type Outcome } from './attempt.ts';
import type { ClientLink } from './client-link.ts';
import { HeldSession } from './held-session.ts';
import type { Guarding, HeldStatement, Settlement, Verdict } from './held-statement.ts';
import { code, commandComplete, errorResponse, rebased, serverErrorOf } from './messages.ts';
import { extendedPart, type Part, simplePart } from './part.ts';
import { partsOfParse, statementsOf, textOfQuery, type Unit, type Watch } from './unit.ts';

const idle = code('I');
const inTransaction = code('T');
const failed = code('E');

/** Savepoint before a watched unit of a transaction, and the one before each further try. */
const before = 'pgmend_before';
const trying = 'pgmend_trying';
export const releaseBefore = `RELEASE SAVEPOINT ${before}`;
/** Never set: going back to it fails a transaction without doing anything else. */
const never = 'pgmend_declined';
/** Counts the repairs of the open transaction; the server takes it back with a ROLLBACK TO. */
const marker = 'pgmend.mended';

const mostRounds = 20;
/** Milliseconds that a failed unit waits for the client's Sync. */
const syncPatience = 150;

/** Errors that no repair answers: cancelled, serialization, resources, broken connections, aborted transactions. */
const neverHeld = new Set(['08', '25', '40', '53', '57', '58', 'XX']);

/** The question of the guard that came before a unit. */
export interface Guarded {
  readonly sql: string;
  readonly guarding: Guarding;
}

/** Everything that was undone or not: what the client gets at the end. */
type End =
  | { readonly kind: 'answered'; readonly answers: readonly Buffer[]; readonly status: number }
  | { readonly kind: 'declined' };

/** A unit that goes out alone, may be prepared for by a savepoint, and is held when it fails. */
export class WatchedUnit {
  readonly #link: ClientLink;
  readonly #unit: Unit;
  readonly #watch: Watch;
  readonly #statements: (Buffer | null)[];
  #attempt: Attempt | null = null;
  #status = idle;
  #savepoint = false;
  #passed = false;
  /** What failed and was said to be repaired, in this unit. */
  readonly #repaired: HeldStatement[] = [];
  /** What was answered as done already, in this unit. */
  readonly #answered: HeldStatement[] = [];

  constructor(link: ClientLink, unit: Unit, watch: Watch) {
    this.#link = link;
    this.#unit = unit;
    this.#watch = watch;
    this.#statements = statementsOf(unit, link.prepared);
    for (const message of unit.messages) link.prepared.note(message);
  }

  /** The rest of the unit, after a Flush. */
  append(rest: Unit): void {
    const unit: Unit = {
      messages: [...this.#unit.messages, ...rest.messages],
      simple: false,
      complete: true,
    };
    const added = statementsOf(unit, this.#link.prepared).slice(this.#unit.messages.length);
    this.#statements.push(...added);
    const from = this.#unit.messages.length;
    this.#unit.messages.push(...rest.messages);
    for (const message of rest.messages) this.#link.prepared.note(message);
    this.#unit.complete = rest.complete;
    this.#attempt?.append(
      rest.messages.map((message, at) => ({ ...message, drop: false, origin: from + at })),
    );
    if (!rest.complete) this.#attempt?.flushed();
    this.#link.more(rest.messages.map(({ frame }) => frame));
  }

  /** The rest of the unit is not looked at any more. */
  letPass(): void {
    this.#attempt?.pass();
  }

  /** Never rejects. */
  async run(guarded: Guarded | null): Promise<void> {
    try {
      await this.#run(guarded);
    } catch {
      // The server is gone: the link has told the client as much as is known.
      for (const held of [...this.#repaired, ...this.#answered]) {
        this.#link.settle(held, { kind: 'rolled back' });
      }
    }
    if (!this.#passed) this.#link.finished();
  }

  async #run(guarded: Guarded | null): Promise<void> {
    const link = this.#link;
    const wait = link.idle();
    if (wait !== null) await wait;
    this.#status = link.status;
    let part = this.#wholePart();
    if (guarded !== null) {
      const verdict = await this.#guard(guarded);
      if (verdict === null) return;
      if (verdict.kind === 'retry' && verdict.sql !== undefined)
        part = part.reworded(verdict.sql, null);
      if (verdict.kind === 'answer') {
        if (this.#unit.simple) {
          this.#answer([commandComplete(verdict.tag)], this.#status);
          return;
        }
        part = part.answeredAt(this.#placeOf(guarded.sql), commandComplete(verdict.tag));
      }
    }
    this.#prepare();
    const first = await this.#send(part, true);
    if (first.passed) return this.#note(first.tags, first.status);
    if (first.error !== null && (await this.#holdable(first))) {
      await this.#hold(part, first);
      return;
    }
    if (first.error !== null) {
      link.toClient([...first.answers, first.error, link.ready(first.status)]);
      this.#explain(first);
      return;
    }
    await this.#note(first.tags, first.status);
    link.savepointLeft = this.#savepoint && first.status === inTransaction;
    this.#answer(first.answers, first.status);
  }

  #wholePart(): Part {
    const [first] = this.#unit.messages;
    return this.#unit.simple && first !== undefined
      ? simplePart(textOfQuery(first.frame, this.#link.encoding), first.frame, this.#link.encoding)
      : extendedPart(this.#unit, this.#statements, this.#link.encoding);
  }

  /** Lays the savepoint that a failed unit of a transaction can be taken back to. */
  #prepare(): void {
    const link = this.#link;
    this.#savepoint =
      this.#status === inTransaction &&
      !this.#watch.control &&
      (this.#watch.ddl || this.#watch.code) &&
      // A string that ends the transaction or goes back in it would leave the savepoint's release to fail.
      (!this.#watch.several || this.#repeatable());
    if (!this.#savepoint) {
      link.release(this.#unit.simple);
      return;
    }
    const commands = [...(link.savepointLeft ? [releaseBefore] : []), `SAVEPOINT ${before}`];
    link.savepointLeft = false;
    link.command(commands, this.#unit.simple).catch(() => {
      this.#savepoint = false;
    });
  }

  /** A string of several statements that can be sent again whole. */
  #repeatable(): boolean {
    const sql = this.#wholePart().sql(0);
    const parsed = parseStatements(sql);
    if (!parsed.ok) return false;
    const risky = new Set(['transaction', 'copy', 'concurrently']);
    // Inside a transaction block neither can commit.
    if (this.#status !== inTransaction) for (const kind of ['do', 'call']) risky.add(kind);
    return parsed.statements.every(({ kind }) => !risky.has(kind));
  }

  #send(part: Part, isFirst: boolean): Promise<Outcome> {
    const link = this.#link;
    const outgoing = part.outgoing();
    const attempt = new Attempt(outgoing, {
      toClient: (frames) => link.toClient(frames),
      onPassed: () => {
        this.#passed = true;
        link.finished();
      },
      // The BEGIN of a batch inside the transaction that the relay has opened.
      dropNotice: !isFirst && this.#status === idle ? '25001' : null,
    });
    this.#attempt = attempt;
    link.send(
      outgoing.filter((one) => one.instead === undefined).map(({ frame }) => frame),
      attempt,
    );
    if (isFirst && !this.#unit.complete) {
      attempt.flushed();
      link.readOn();
      this.#passWithoutSync(attempt);
    }
    return attempt.done;
  }

  /** A client that waits for the answer before its Sync is not kept waiting. */
  #passWithoutSync(attempt: Attempt): void {
    attempt.onError(() => {
      setTimeout(() => {
        if (!this.#unit.complete) attempt.pass();
      }, syncPatience);
    });
  }

  async #holdable(outcome: Outcome): Promise<boolean> {
    const { error, status } = outcome;
    if (error === null || !this.#link.clientThere) return false;
    const wayBack =
      this.#status === inTransaction
        ? this.#savepoint && status === failed
        : this.#status === idle &&
          (status === idle || (status === failed && !this.#unit.simple)) &&
          !this.#watch.control &&
          !this.#watch.code;
    if (!wayBack) return false;
    if (!this.#watch.ddl && !this.#watch.code) return false;
    if (this.#unit.simple && !this.#repeatable()) return false;
    return this.#accepts(this.#held(this.#wholePart(), outcome));
  }

  #accepts(held: HeldStatement): boolean {
    if (held.error.fields.severity !== 'ERROR') return false;
    if (neverHeld.has(held.error.sqlstate.slice(0, 2))) return false;
    try {
      return this.#link.options.holds?.(held) ?? true;
    } catch {
      return false;
    }
  }

  #held(part: Part, outcome: Outcome): HeldStatement {
    return {
      sql: part.sql(outcome.failed),
      error: serverErrorOf(outcome.error ?? Buffer.alloc(6)),
      protocol: this.#unit.simple ? 'simple' : 'extended',
      inTransaction: this.#status === inTransaction || outcome.status === failed,
      connection: this.#link.info,
    };
  }

  #explain(outcome: Outcome): void {
    const held = this.#held(this.#wholePart(), outcome);
    if (held.error.fields.severity === 'ERROR') this.#link.explain(held);
  }

  async #hold(whole: Part, first: Outcome): Promise<void> {
    const link = this.#link;
    // The client's transaction began inside this batch.
    const opens = this.#status === idle && first.status === failed;
    const notifications = first.answers.filter((frame) => frame[0] === code('A'));
    link.toClient(notifications);
    const end = await this.#resolve(whole, first, opens);
    if (end.kind === 'answered') {
      link.syncParameters();
      this.#answer(end.answers, end.status);
      return;
    }
    if (this.#status === inTransaction) {
      await this.#surely(`ROLLBACK TO SAVEPOINT ${before}`);
      await this.#fail();
    } else {
      await this.#surely('ROLLBACK');
      if (opens) {
        await this.#surely('BEGIN');
        await this.#fail();
      }
    }
    link.syncParameters();
    const answers = first.answers.filter(
      (frame) => frame[0] !== code('A') && frame[0] !== code('S'),
    );
    link.toClient([...answers, first.error as Buffer, link.ready(first.status)]);
  }

  /** Asks, repairs and tries again until the unit succeeds or is declined. */
  async #resolve(whole: Part, first: Outcome, opens: boolean): Promise<End> {
    const link = this.#link;
    let parts: Part[] = [whole];
    let answers: Buffer[] = [];
    let outcome: Outcome = first;
    let at = 0;
    let fresh = true;
    for (let round = 0; round < mostRounds; ) {
      const part = parts[at];
      if (part === undefined) break;
      if (!fresh) {
        await link.own(`SAVEPOINT ${trying}`);
        outcome = await this.#send(part, false);
        if (outcome.passed) return this.#gaveUp(null);
        if (outcome.error === null) {
          await link.own(`RELEASE SAVEPOINT ${trying}`);
          answers.push(...outcome.answers.map((frame) => this.#placed(frame, part)));
          at += 1;
          continue;
        }
      }
      round += 1;
      const held = this.#held(part, outcome);
      const known = this.#repaired.find((one) => sameError(one, held));
      if (!fresh && (known !== undefined || !this.#accepts(held))) {
        return this.#gaveUp(held.error);
      }
      await this.#back(fresh, opens);
      fresh = false;
      this.#repaired.push(held);
      const saved = await this.#lift();
      const verdict = await this.#ask(held);
      const lost = link.lost;
      if (lost !== null) throw lost;
      switch (verdict.kind) {
        case 'pass':
          this.#notRepaired(held);
          link.settle(held, { kind: 'passed' });
          return this.#gaveUp(null);
        case 'answer': {
          if (this.#unit.simple && part.several()) {
            parts = part.split();
            at = 0;
            answers = [];
            this.#notRepaired(held);
            break;
          }
          const tag = commandComplete(verdict.tag);
          if (this.#unit.simple) {
            answers.push(tag);
            at += 1;
          } else parts[at] = part.answeredAt(outcome.failed, tag);
          this.#notRepaired(held);
          this.#answered.push(held);
          break;
        }
        case 'split':
          if (!this.#unit.simple || !part.several()) {
            link.settle(held, { kind: 'passed' });
            this.#notRepaired(held);
            return this.#gaveUp(null);
          }
          parts = part.split();
          at = 0;
          answers = [];
          this.#notRepaired(held);
          break;
        case 'retry':
          if (verdict.sql !== undefined) parts[at] = part.reworded(verdict.sql, outcome.failed);
          else parts[at] = part.again();
      }
      await this.#restore(saved);
    }
    if (at < parts.length) return this.#gaveUp(null);
    return this.#commit(answers, opens);
  }

  #notRepaired(held: HeldStatement): void {
    const at = this.#repaired.indexOf(held);
    if (at !== -1) this.#repaired.splice(at, 1);
  }

  /** @param error why the last try failed; null when it was not tried or has no error of its own. */
  #gaveUp(error: ServerError | null): End {
    const repaired = this.#repaired.splice(0);
    for (const held of repaired) {
      const settlement: Settlement =
        error !== null && held === repaired.at(-1)
          ? { kind: 'retry failed', error }
          : { kind: 'rolled back' };
      this.#link.settle(held, settlement);
    }
    for (const held of this.#answered.splice(0)) this.#link.settle(held, { kind: 'rolled back' });
    return { kind: 'declined' };
  }

  /** Makes the repair last, or leaves it to the client's own transaction. */
  async #commit(answers: readonly Buffer[], opens: boolean): Promise<End> {
    const link = this.#link;
    const stays = this.#status === inTransaction || opens;
    // The COMMIT of a failed transaction is a ROLLBACK without an error.
    if (link.status !== inTransaction) return this.#gaveUp(null);
    try {
      if (!stays) {
        await link.own('COMMIT');
      } else {
        const count = link.unsettled.length + this.#repaired.length;
        await link.own(`SELECT pg_catalog.set_config($1, $2, true)`, [marker, String(count)]);
        if (this.#status === inTransaction) await link.own(releaseBefore);
      }
    } catch (error) {
      if (!(error instanceof ServerError)) throw error;
      return this.#gaveUp(error);
    }
    for (const held of this.#answered.splice(0)) link.settle(held, { kind: 'answered' });
    const repaired = this.#repaired.splice(0);
    if (stays) link.unsettled.push(...repaired);
    else for (const held of repaired) link.settle(held, { kind: 'committed' });
    return { kind: 'answered', answers, status: stays ? inTransaction : idle };
  }

  /** Undoes the failed try; afterwards there is a healthy transaction to ask and repair in. */
  async #back(fresh: boolean, opens: boolean): Promise<void> {
    if (!fresh) {
      await this.#surely(`ROLLBACK TO SAVEPOINT ${trying}`);
      await this.#surely(`RELEASE SAVEPOINT ${trying}`);
    } else if (this.#status === inTransaction) {
      await this.#surely(`ROLLBACK TO SAVEPOINT ${before}`);
    } else {
      if (opens) await this.#surely('ROLLBACK');
      await this.#surely('BEGIN');
    }
  }

  /** Takes away what would end the wait, and what would garble pgmend's own statements. */
  async #lift(): Promise<[string, string][]> {
    const wanted: [string, string][] = [['idle_in_transaction_session_timeout', '0']];
    if (this.#link.serverVersion >= 170_000) wanted.push(['transaction_timeout', '0']);
    if (!['UTF8', 'SQL_ASCII'].includes(this.#link.encodingName)) {
      wanted.push(['client_encoding', 'UTF8']);
    }
    const saved: [string, string][] = [];
    for (const [name, value] of wanted) {
      const { rows } = await this.#link.own(
        `SELECT pg_catalog.current_setting($1) AS old, pg_catalog.set_config($1, $2, true)`,
        [name, value],
      );
      saved.push([name, String(rows[0]?.old)]);
    }
    return saved;
  }

  async #restore(saved: readonly [string, string][]): Promise<void> {
    for (const [name, value] of saved) {
      try {
        await this.#link.own(`SELECT pg_catalog.set_config($1, $2, true)`, [name, value]);
      } catch (error) {
        // The repair left the transaction aborted: the next try will say so.
        if (!(error instanceof ServerError)) throw error;
      }
    }
  }

  /** The verdict; `pass` when the client went or cancelled, or when the question itself failed. */
  async #ask(held: HeldStatement): Promise<Verdict> {
    const link = this.#link;
    const controller = new AbortController();
    const session = new HeldSession(link);
    const abandoned = new Promise<Verdict>((resolve) => {
      controller.signal.addEventListener('abort', () => resolve({ kind: 'pass' }), { once: true });
    });
    link.holding(() => controller.abort());
    try {
      const answer = Promise.resolve().then(() =>
        link.options.onHeld(held, session as Session, controller.signal),
      );
      answer.catch(() => {});
      const verdict = await Promise.race([answer, abandoned]);
      return controller.signal.aborted ? { kind: 'pass' } : verdict;
    } catch {
      return { kind: 'pass' };
    } finally {
      link.holding(null);
      await session.close();
    }
  }

  /** The guard's answer; null when the unit has been answered already. */
  async #guard({ guarding }: Guarded): Promise<Verdict | null> {
    const link = this.#link;
    // In a transaction that has failed nothing can be looked at, and the server refuses the unit itself.
    if (this.#status === failed) return { kind: 'pass' };
    const session = new HeldSession(link);
    let abandon: () => void = () => {};
    const abandoned = new Promise<'abandoned'>((resolve) => {
      abandon = () => resolve('abandoned');
    });
    link.holding(abandon);
    try {
      const answer = guarding(session, this.#status === inTransaction);
      answer.catch(() => {});
      const decided = await Promise.race([answer, abandoned]);
      if (decided !== 'abandoned') return decided;
      await this.#refuse(
        new ServerError({
          severity: 'ERROR',
          sqlstate: '57014',
          message: 'canceling statement due to user request',
        }),
      );
    } catch (error) {
      await this.#refuse(
        error instanceof ServerError
          ? error
          : new ServerError({
              severity: 'ERROR',
              sqlstate: '58000',
              message: `pgmend: ${error instanceof Error ? error.message : String(error)}`,
            }),
      );
    } finally {
      link.holding(null);
      await session.close();
    }
    return null;
  }

  /** Answers the unit with an error of the relay's own. */
  async #refuse(error: ServerError): Promise<void> {
    const link = this.#link;
    if (!link.clientThere) return;
    if (this.#status === inTransaction) await this.#fail();
    link.toClient([errorResponse(error.fields), link.ready(link.status)]);
  }

  /** Fails the server's transaction, so that it is in the state in which the client is told it is. */
  async #fail(): Promise<void> {
    await this.#link.own(`ROLLBACK TO SAVEPOINT ${never}`).catch((error: unknown) => {
      if (!(error instanceof ServerError)) throw error;
    });
  }

  /** A cancel request that was meant for the statement before may hit one of the relay's own. */
  async #surely(sql: string): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        await this.#link.own(sql);
        return;
      } catch (error) {
        if (!(error instanceof ServerError) || error.sqlstate !== '57014' || tries === 5)
          throw error;
      }
    }
  }

  #answer(answers: readonly Buffer[], status: number): void {
    this.#link.toClient([...answers, this.#link.ready(status)]);
  }

  /** A notice of a part of the string counts its position from the string's beginning. */
  #placed(frame: Buffer, part: Part): Buffer {
    return frame[0] === code('N') ? rebased(frame, part.offset) : frame;
  }

  #placeOf(sql: string): number {
    return this.#statements.findLastIndex(
      (statement) => statement !== null && partsOfParse(statement, this.#link.encoding).sql === sql,
    );
  }

  /** Follows the transaction that earlier repairs wait in. */
  async #note(tags: readonly string[], status: number): Promise<void> {
    const link = this.#link;
    if (link.unsettled.length === 0) return;
    if (tags.some((tag) => tag === 'COMMIT' || tag === 'PREPARE TRANSACTION')) {
      for (const held of link.unsettled.splice(0)) link.settle(held, { kind: 'committed' });
      return;
    }
    if (!tags.includes('ROLLBACK')) return;
    let left = 0;
    if (status === inTransaction) {
      // ROLLBACK TO: the server has put the count back to what it was at that savepoint.
      const { rows } = await link.own(
        `SELECT coalesce(pg_catalog.current_setting($1, true), '') AS count`,
        [marker],
      );
      left = Number(rows[0]?.count ?? 0);
    }
    for (const held of link.unsettled.splice(left)) link.settle(held, { kind: 'rolled back' });
  }
}

function sameError(one: HeldStatement, other: HeldStatement): boolean {
  const { fields: a } = one.error;
  const { fields: b } = other.error;
  return (
    one.sql === other.sql &&
    a.sqlstate === b.sqlstate &&
    a.message === b.message &&
    a.detail === b.detail
  );
}
