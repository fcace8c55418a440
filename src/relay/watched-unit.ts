import { ServerError } from '../postgres/server-error.ts';
import { askGuard } from './ask-while-held.ts';
import { Attempt, type Outcome } from './attempt.ts';
import type { ClientLink } from './client-link.ts';
import type { Before, Guarding, HeldStatement, Verdict } from './held-statement.ts';
import { HeldUnit } from './held-unit.ts';
import {
  canTakeBack,
  mayBeRepaired,
  type Repetition,
  repetitionOf,
  wantsSavepoint,
} from './hold-conditions.ts';
import { code, commandComplete, errorResponse, readyForStatus, serverErrorOf } from './messages.ts';
import { cutAt, extendedPart, type Part, simplePart } from './part.ts';
import { before, failTransaction, releaseBefore } from './savepoints.ts';
import { partsOfParse, statementsOf, textOfQuery, type Unit, type Watch } from './unit.ts';

const idle = code('I');
const inTransaction = code('T');
const failed = code('E');

/** Milliseconds that a failed unit waits for the client's Sync. */
const syncPatience = 150;

/** The question of the guard that came before a unit. */
export interface Guarded {
  readonly sql: string;
  readonly guarding: Guarding;
}

/** A unit that goes out alone, may be prepared for by a savepoint, and is held when it fails. */
export class WatchedUnit {
  readonly #link: ClientLink;
  readonly #unit: Unit;
  readonly #watch: Watch;
  /** What the client's transaction had done when it came. */
  readonly #before: Before;
  readonly #statements: (Buffer | null)[];
  #attempt: Attempt | null = null;
  #status = idle;
  #savepoint = false;
  #passed = false;
  /** It is watched for the rows alone that it writes, and not answered yet. */
  #givesWay: boolean;

  constructor(link: ClientLink, unit: Unit, watch: Watch, before: Before) {
    this.#link = link;
    this.#unit = unit;
    this.#watch = watch;
    this.#before = before;
    this.#givesWay = !watch.ddl && !watch.code;
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
    this.#link.server.more(rest.messages.map(({ frame }) => frame));
  }

  /** The rest of the unit is not looked at any more. */
  letPass(): void {
    this.#attempt?.pass();
  }

  /**
   * The client sends on without waiting for the answer. Rows written in a pipeline are not worth the wait of every
   * unit for the one before it: this one passes.
   */
  giveWay(): void {
    if (this.#givesWay && this.#unit.complete) this.#attempt?.pass();
  }

  /** Never rejects. */
  async run(guarded: Guarded | null): Promise<void> {
    if (guarded !== null || this.#link.settlements.waiting) this.#givesWay = false;
    try {
      await this.#run(guarded);
    } catch {
      // The server is gone: the link has told the client as much as is known.
    }
    if (!this.#passed) this.#link.finished();
  }

  async #run(guarded: Guarded | null): Promise<void> {
    const link = this.#link;
    const wait = link.server.idle();
    if (wait !== null) await wait;
    this.#status = link.server.status;
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
    this.#prepare(part);
    const first = await this.#send(part, true);
    this.#givesWay = false;
    if (first.passed) return link.settlements.follow(first.tags, first.status);
    if (first.error !== null) {
      const repetition = this.#repetitionOf(part);
      if (this.#holdable(part, first, repetition)) {
        await this.#hold(part, first, repetition);
        return;
      }
      await link.settlements.follow(first.tags, first.status);
      link.toClient([...first.answers, first.error, readyForStatus(first.status)]);
      this.#explain(first);
      return;
    }
    await link.settlements.follow(first.tags, first.status);
    link.server.savepointLeft = this.#savepoint && first.status === inTransaction;
    this.#answer(first.answers, first.status);
  }

  #wholePart(): Part {
    const [first] = this.#unit.messages;
    return this.#unit.simple && first !== undefined
      ? simplePart(
          textOfQuery(first.frame, this.#link.settings.encoding),
          first.frame,
          this.#link.settings.encoding,
        )
      : extendedPart(this.#unit, this.#statements, this.#link.settings.encoding);
  }

  /** Lays the savepoint that a failed unit of a transaction can be taken back to. */
  #prepare(part: Part): void {
    const link = this.#link;
    const repeatable = () => this.#repetitionOf(part) !== null;
    this.#savepoint = wantsSavepoint(this.#watch, this.#status, repeatable);
    if (!this.#savepoint) {
      link.server.release(this.#unit.simple);
      return;
    }
    const commands = [...(link.server.savepointLeft ? [releaseBefore] : []), `SAVEPOINT ${before}`];
    link.server.savepointLeft = false;
    link.server.command(commands, this.#unit.simple).catch(() => {
      this.#savepoint = false;
    });
  }

  /** Of a simple Query; a unit of the extended protocol is sent again as it is. */
  #repetitionOf(part: Part): Repetition | null {
    return this.#unit.simple ? repetitionOf(part.sql(0), this.#status === inTransaction) : null;
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
    link.server.send(
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

  #holdable(part: Part, outcome: Outcome, repetition: Repetition | null): boolean {
    if (outcome.error === null || !this.#link.clientThere) return false;
    const unit = {
      simple: this.#unit.simple,
      repetition,
      began: outcome.tags.includes('BEGIN'),
      savepoint: this.#savepoint,
      before: this.#status,
      after: outcome.status,
    };
    if (!canTakeBack(this.#watch, unit)) return false;
    const held = this.#held(part, outcome, this.#status === inTransaction, this.#before);
    return mayBeRepaired(held, this.#watch, this.#link.options.holds);
  }

  /** @param open the client's transaction goes on after the unit. */
  #held(part: Part, outcome: Outcome, open: boolean, done: Before): HeldStatement {
    return {
      sql: part.sql(outcome.failed),
      error: serverErrorOf(outcome.error ?? Buffer.alloc(6)),
      protocol: this.#unit.simple ? 'simple' : 'extended',
      inTransaction: open,
      before: done,
      connection: this.#link.info,
    };
  }

  #explain(outcome: Outcome): void {
    const open = this.#status === inTransaction || outcome.status === failed;
    const held = this.#held(this.#wholePart(), outcome, open, this.#before);
    if (held.error.fields.severity === 'ERROR') this.#link.settlements.explain(held);
  }

  async #hold(sent: Part, first: Outcome, repetition: Repetition | null): Promise<void> {
    const link = this.#link;
    const [whole, commit] = cutAt(sent, repetition?.commit ?? null);
    const notifications = first.answers.filter((frame) => frame[0] === code('A'));
    link.toClient(notifications);
    const joined = this.#status === inTransaction;
    const opens = !joined && (first.status === failed || repetition?.begins === true);
    // A transaction that the string both begins and ends is no longer open while it is held.
    const open = joined || (opens && commit === null);
    const end = await new HeldUnit(link, {
      whole,
      commit,
      first,
      simple: this.#unit.simple,
      joined,
      opens,
      send: (part) => this.#send(part, false),
      statement: (part, outcome, sent) =>
        this.#held(part, outcome, open, sent ? 'work' : joined ? this.#before : 'nothing'),
      accepts: (held) => mayBeRepaired(held, this.#watch, link.options.holds),
    }).run();
    link.syncParameters();
    if (end.kind === 'answered') {
      this.#answer(end.answers, end.status);
      return;
    }
    const answers = first.answers.filter(
      (frame) => frame[0] !== code('A') && frame[0] !== code('S'),
    );
    const error = first.error === null ? [] : [first.error];
    link.toClient([...answers, ...error, readyForStatus(first.status)]);
  }

  /** The guard's answer; null when the unit has been answered already. */
  async #guard({ guarding }: Guarded): Promise<Verdict | null> {
    // In a transaction that has failed nothing can be looked at, and the server refuses the unit itself.
    if (this.#status === failed) return { kind: 'pass' };
    const decided = await askGuard(this.#link, guarding, this.#status === inTransaction);
    if (!(decided instanceof ServerError)) return decided;
    await this.#refuse(decided);
    return null;
  }

  /** Answers the unit with an error of the relay's own. */
  async #refuse(error: ServerError): Promise<void> {
    const link = this.#link;
    if (!link.clientThere) return;
    if (this.#status === inTransaction) await failTransaction(link.server);
    link.toClient([errorResponse(error.fields), readyForStatus(link.server.status)]);
  }

  #answer(answers: readonly Buffer[], status: number): void {
    this.#link.toClient([...answers, readyForStatus(status)]);
  }

  #placeOf(sql: string): number {
    return this.#statements.findLastIndex(
      (statement) =>
        statement !== null && partsOfParse(statement, this.#link.settings.encoding).sql === sql,
    );
  }
}
