import type { Param, QueryResult, Session } from './session.ts';

/**
 * Lets several readers use one session at once (`Promise.all`): where it can, their statements go to the server before
 * the answers to those before are there, so that neither waits for the other; else one after the other.
 *
 * For statements that need no other one right before or behind them: whoever sets a savepoint or a setting needs the
 * session for himself. After one that fails in a transaction the others fail as well.
 */
export function pipelined<T>(session: Session, work: (session: Session) => Promise<T>): Promise<T> {
  return session.pipelined === undefined ? work(inTurn(session)) : session.pipelined(work);
}

interface Waiting {
  readonly send: () => Promise<void>;
  readonly refuse: (error: unknown) => void;
}

/** Whoever is not first waits until the answer is there; after a failure nothing more is sent, and all get its error. */
function inTurn(session: Session): Session {
  const waiting: Waiting[] = [];
  let busy = false;
  let failure: { readonly error: unknown } | null = null;
  const next = () => {
    const first = waiting.shift();
    busy = first !== undefined;
    void first?.send();
  };
  const fail = (error: unknown) => {
    failure = { error };
    for (const { refuse } of waiting.splice(0)) refuse(error);
  };
  const own: Session = {
    serverVersion: session.serverVersion,
    pipelined: (work) => work(own),
    query: <R>(sql: string, params?: readonly Param[]) =>
      new Promise<QueryResult<R>>((resolve, refuse) => {
        const send = async () => {
          try {
            const result = await session.query<R>(sql, params);
            next();
            resolve(result);
          } catch (error) {
            fail(error);
            refuse(error);
          }
        };
        if (failure !== null) return refuse(failure.error);
        waiting.push({ send, refuse });
        if (!busy) next();
      }),
  };
  return own;
}
