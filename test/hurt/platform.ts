/** Users with integer keys, a back-up that knows their old uuids, and bookings that hold these: one more than is known. */
export const platform = `
CREATE TABLE users (id serial PRIMARY KEY, username text UNIQUE NOT NULL);
INSERT INTO users (username) VALUES ('ada'), ('grace'), ('edsger');
CREATE TABLE users_backup AS SELECT md5(username)::uuid AS id, username FROM users;
CREATE TABLE sessions (id serial PRIMARY KEY, "userId" uuid, note text DEFAULT 'n');
INSERT INTO sessions ("userId", note) VALUES
  (md5('grace')::uuid, 'first'), (NULL, 'second'), (md5('ada')::uuid, 'third'), (md5('nobody')::uuid, 'fourth');
`;

export const addKey = `ALTER TABLE sessions ADD CONSTRAINT "sessions_userId_fkey" FOREIGN KEY ("userId") REFERENCES users (id)`;

export const keyChanges = [
  'column public.sessions."userId"',
  'constraint public.sessions."sessions_userId_fkey"',
];

export const mendedRows = {
  'SELECT id, "userId", note FROM sessions ORDER BY id': [
    [1, 2, 'first'],
    [2, null, 'second'],
    [3, 1, 'third'],
    [4, null, 'fourth'],
  ],
};
