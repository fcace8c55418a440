import type { Before } from './held-statement.ts';

/** What a client's transaction has done so far, told by the first words of its statements. */
export class WorkSoFar {
  #done: Before = 'nothing';

  /**
   * Takes note of what is about to be sent.
   *
   * @param reads it changes nothing, as far as its first words tell.
   * @param rests the server owes no answer, and no transaction is open.
   * @returns what was done before it.
   */
  next(reads: boolean, rests: boolean): Before {
    const before = rests ? 'nothing' : this.#done;
    this.#done = before === 'work' || !reads ? 'work' : 'reads';
    return before;
  }
}
