declare module 'pgpass' {
  /** Looks up ~/.pgpass (or PGPASSFILE); calls back with the password or undefined. */
  export default function pgpass(
    connection: { host: string; port: number; user: string; database: string },
    callback: (password: string | undefined) => void,
  ): void;
}
