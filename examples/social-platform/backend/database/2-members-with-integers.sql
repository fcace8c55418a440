-- After the renumbering: one member has written his e-mail address in small letters since, two have joined.

UPDATE users SET email = 'marco.bianchi@gym.example', "updatedAt" = '2025-03-02' WHERE username = 'marco';

INSERT INTO users (username, email, "displayName", "passwordHash", "createdAt", "updatedAt")
SELECT username, email, name,
       'scrypt$00c3036ec767ae3ef7aad85b182a4477$5a39ebc5bfedfb655516530b82840188bad87257719bec4bae87aa467db83d5d',
       joined::timestamptz, joined::timestamptz
FROM (VALUES
  ('bela', 'bela@gym.example', 'Bela Horvath', '2025-04-01'),
  ('noor', 'noor@gym.example', 'Noor Haddad',  '2025-06-17')
) AS member (username, email, name, joined);
