import { ServerError } from '../postgres/server-error.ts';
import { askAboutHeld } from './ask-while-held.ts';
import type { Outcome } from './attempt.ts';
import type { ClientLink } from './client-link.ts';
import type { HeldStatement, Settlement, Verdict } from './held-statement.ts';
import { liftSettings, restoreSettings } from './lifted-settings.ts';
import { code, commandComplete, rebased, serverErrorOf } from './messages.ts';
import type { Part } from './part.ts';
import { before, failTransaction, releaseBefore, surely, trying } from './savepoints.ts';
import { sameFailure } from './settlements.ts';

const inTransaction = code('T');
const failed = code('E');
const mostRounds = 20;

/** What the client gets at the end; `declined` is its original error. */
export type End =
  | { readonly kind: 'answered'; readonly answers: readonly Buffer[]; readonly status: number }
  | { readonly kind: 'declined' };

/** A unit that failed and can be taken back. */
export interface Held {
  readonly whole: Part;
  /** The client's COMMIT that stood at the end of its string and is sent when all else is done; null without one. */
  readonly commit: Part | null;
  readonly first: Outcome;
  readonly simple: boolean;
  /** It began inside the client's transaction, behind the savepoint `before`. */
  readonly joined: boolean;
  /** The client's transaction began inside it. */
  readonly opens: boolean;
  /** Sends it, or a part of it, once more. */
  send(part: Part): Promise<Outcome>;
  /** @param sent parts before it have been sent again, and done their work. */
  statement(part: Part, outcome: Outcome, sent: boolean): HeldStatement;
  /** The failure is one to ask about. */
  accepts(held: HeldStatement): boolean;
}

/** Asks, repairs and tries again until a unit succeeds or is declined. */
export class HeldUnit {
  readonly #link: ClientLink;
  readonly #held: Held;
  #parts: Part[];
  /** Which part is tried. */
  #at = 0;
  #answers: Buffer[] = [];
  /** What failed and was said to be repaired. */
  readonly #repaired: HeldStatement[] = [];
  /** What was answered as done already. */
  readonly #answered: HeldStatement[] = [];

  constructor(link: ClientLink, held: Held) {
    this.#link = link;
    this.#held = held;
    this.#parts = [held.whole];
  }

  /** Declined, everything is undone again and the transaction is as the client's error says. */
  async run(): Promise<End> {
    try {
      const end = await this.#resolve();
      if (end.kind === 'declined') await this.#undo();
      return end;
    } catch (error) {
      // The server is gone: the client has been told as much as is known.
      this.#settleAll();
      throw error;
    }
  }

  async #undo(): Promise<void> {
    const { server } = this.#link;
    if (this.#held.joined) {
      await surely(server, `ROLLBACK TO SAVEPOINT ${before}`);
      await failTransaction(server);
      return;
    }
    await surely(server, 'ROLLBACK');
    if (this.#held.first.status !== failed) return;
    await surely(server, 'BEGIN');
    await failTransaction(server);
  }

  async #resolve(): Promise<End> {
    const { server } = this.#link;
    let outcome = this.#held.first;
    let fresh = true;
    for (let round = 0; round < mostRounds; ) {
      const part = this.#parts[this.#at];
      if (part === undefined) break;
      if (!fresh) {
        await server.own(`SAVEPOINT ${trying}`);
        outcome = await this.#held.send(part);
        if (outcome.passed) return this.#gaveUp(null);
        if (outcome.error === null) {
          await server.own(`RELEASE SAVEPOINT ${trying}`);
          this.#answers.push(...outcome.answers.map((frame) => placed(frame, part)));
          this.#at += 1;
          continue;
        }
      }
      round += 1;
      const held = this.#held.statement(part, outcome, this.#at > 0);
      const known = this.#repaired.some((one) => sameFailure(one, held));
      if (!fresh && (known || !this.#held.accepts(held))) return this.#gaveUp(held.error);
      await this.#back(fresh);
      // What came of the repair before, where this one is not gone on with.
      const since = fresh ? null : held.error;
      fresh = false;
      this.#repaired.push(held);
      const saved = await liftSettings(this.#link);
      const verdict = await askAboutHeld(this.#link, held);
      if (server.lost !== null) throw server.lost;
      if (!this.#follow(verdict, part, outcome, held)) return this.#gaveUp(since);
      await restoreSettings(this.#link, saved);
    }
    return this.#at < this.#parts.length ? this.#gaveUp(null) : this.#commit();
  }

  /** What is tried next; false when the unit is declined. */
  #follow(verdict: Verdict, part: Part, outcome: Outcome, held: HeldStatement): boolean {
    if (verdict.kind !== 'retry') this.#repaired.splice(this.#repaired.indexOf(held), 1);
    const splits = this.#held.simple && part.several();
    switch (verdict.kind) {
      case 'answer':
        if (splits) this.#split(part);
        else this.#answerPart(part, outcome.failed, commandComplete(verdict.tag), held);
        return true;
      case 'retry':
        this.#parts[this.#at] =
          verdict.sql === undefined ? part.again() : part.reworded(verdict.sql, outcome.failed);
        return true;
      case 'split':
        if (splits) {
          this.#split(part);
          return true;
        }
    }
    this.#link.settlements.settle(held, { kind: 'passed' });
    return false;
  }

  #split(part: Part): void {
    this.#parts = part.split();
    this.#at = 0;
    this.#answers = [];
  }

  #answerPart(part: Part, at: number, tag: Buffer, held: HeldStatement): void {
    if (this.#held.simple) {
      this.#answers.push(tag);
      this.#at += 1;
    } else this.#parts[this.#at] = part.answeredAt(at, tag);
    this.#answered.push(held);
  }

  /** Undoes the failed try; afterwards there is a healthy transaction to ask and repair in. */
  async #back(fresh: boolean): Promise<void> {
    const { server } = this.#link;
    if (!fresh) {
      await surely(server, `ROLLBACK TO SAVEPOINT ${trying}`);
      await surely(server, `RELEASE SAVEPOINT ${trying}`);
    } else if (this.#held.joined) {
      await surely(server, `ROLLBACK TO SAVEPOINT ${before}`);
    } else {
      if (this.#held.first.status === failed) await surely(server, 'ROLLBACK');
      await surely(server, 'BEGIN');
    }
  }

  /** @param error why the last try failed; null when it was not tried or has no error of its own. */
  #gaveUp(error: ServerError | null): End {
    const last = this.#repaired.at(-1);
    if (error !== null && last !== undefined) {
      this.#repaired.pop();
      this.#settleAll([last, { kind: 'retry failed', error }]);
    } else this.#settleAll();
    return { kind: 'declined' };
  }

  /** All is rolled back; what has an end of its own comes in its turn. */
  #settleAll(own?: readonly [HeldStatement, Settlement]): void {
    const { settlements } = this.#link;
    for (const held of this.#repaired.splice(0)) settlements.settle(held, { kind: 'rolled back' });
    if (own !== undefined) settlements.settle(...own);
    for (const held of this.#answered.splice(0)) settlements.settle(held, { kind: 'rolled back' });
  }

  /** Makes the repair last, or leaves it to the client's own transaction. */
  async #commit(): Promise<End> {
    const { server, settlements } = this.#link;
    const stays = this.#held.joined || this.#held.opens;
    // The COMMIT of a failed transaction is a ROLLBACK without an error.
    if (server.status !== inTransaction) return this.#gaveUp(null);
    if (this.#held.commit !== null) return this.#commitForClient(this.#held.commit);
    try {
      if (stays) {
        await settlements.mark(this.#repaired.length);
        if (this.#held.joined) await server.own(releaseBefore);
      } else await server.own('COMMIT');
    } catch (error) {
      if (!(error instanceof ServerError)) throw error;
      return this.#gaveUp(error);
    }
    for (const held of this.#answered.splice(0)) settlements.settle(held, { kind: 'answered' });
    const repaired = this.#repaired.splice(0);
    if (stays) settlements.leaveOpen(repaired);
    else for (const held of repaired) settlements.settle(held, { kind: 'committed' });
    return { kind: 'answered', answers: this.#answers, status: stays ? inTransaction : code('I') };
  }

  /** The COMMIT that the client has sent: when it fails, that is the answer. */
  async #commitForClient(commit: Part): Promise<End> {
    const { settlements } = this.#link;
    const { answers, error, tags, status } = await this.#held.send(commit);
    const said = error === null ? answers : [...answers, error];
    this.#answers.push(...said.map((frame) => placed(frame, commit)));
    if (error !== null) this.#gaveUp(serverErrorOf(error));
    for (const held of this.#answered.splice(0)) settlements.settle(held, { kind: 'answered' });
    settlements.leaveOpen(this.#repaired.splice(0));
    await settlements.follow(tags, status);
    return { kind: 'answered', answers: this.#answers, status };
  }
}

/** A message of a part of the string counts its position from the string's beginning. */
function placed(frame: Buffer, part: Part): Buffer {
  return frame[0] === code('N') || frame[0] === code('E') ? rebased(frame, part.offset) : frame;
}
