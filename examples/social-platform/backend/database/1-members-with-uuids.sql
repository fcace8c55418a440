-- The platform in 2024, when members still had uuids. Two of those who booked (41294726…, 5bdf2eaa…) have
-- closed their accounts since: their uuids are nowhere but in what they left behind.

INSERT INTO users (id, username, email, "displayName", "passwordHash", "createdAt", "updatedAt")
SELECT id::uuid, username, email, name,
       'scrypt$00c3036ec767ae3ef7aad85b182a4477$5a39ebc5bfedfb655516530b82840188bad87257719bec4bae87aa467db83d5d',
       joined::timestamptz, joined::timestamptz
FROM (VALUES
  ('ab0db5cf-6a98-4e4f-a830-bf9255d1d6e9', 'ruth',  'ruth@gym.example',        'Ruth Amsel',     '2024-01-10'),
  ('2251b435-42eb-41f6-835d-f25adb85b3c2', 'marco', 'Marco.Bianchi@gym.example', 'Marco Bianchi', '2024-01-12'),
  ('2070e41c-7152-4996-908d-d054ea974214', 'aisha', 'aisha@gym.example',       'Aisha Diallo',   '2024-02-03'),
  ('5bcd3524-68ae-4858-ac40-0c89ae577dae', 'tom',   'tom@gym.example',         'Tom Eriksson',   '2024-02-20'),
  ('bfa7f33b-efd1-4e0b-aa48-fe980599efaa', 'linh',  'linh@gym.example',        'Linh Phan',      '2024-03-15'),
  ('06f4a1df-ecc0-4ccf-b339-0fedb31e3e2a', 'desk',  'desk@gym.example',        'The front desk', '2024-01-09')
) AS member (id, username, email, name, joined);

INSERT INTO trainers (name, speciality) VALUES
  ('Sam Okafor', 'strength'),
  ('Iva Novak', 'mobility');

INSERT INTO sessions ("userId", "trainerId", "sessionDate", status, "sessionDeducted", price, location,
                      "cancelledBy", "cancelledAt", "cancellationReason", "createdAt", "updatedAt")
SELECT member::uuid, trainer, day::timestamptz, status::"enum_sessions_status", deducted, price, place,
       canceller::uuid, cancelled::timestamptz, reason, booked::timestamptz, booked::timestamptz
FROM (VALUES
  ('ab0db5cf-6a98-4e4f-a830-bf9255d1d6e9', 1, '2024-07-01 09:00+00', 'completed', true,  55.00, 'Studio 1', NULL, NULL, NULL, '2024-06-20'),
  ('2251b435-42eb-41f6-835d-f25adb85b3c2', 1, '2024-07-02 18:00+00', 'completed', true,  55.00, 'Studio 1', NULL, NULL, NULL, '2024-06-21'),
  ('2070e41c-7152-4996-908d-d054ea974214', 2, '2024-07-03 07:30+00', 'completed', true,  60.00, 'Studio 2', NULL, NULL, NULL, '2024-06-21'),
  ('41294726-c33d-4a9f-b359-76e2eb767054', 2, '2024-07-04 12:00+00', 'completed', true,  60.00, 'Studio 2', NULL, NULL, NULL, '2024-06-25'),
  ('ab0db5cf-6a98-4e4f-a830-bf9255d1d6e9', 2, '2024-08-05 09:00+00', 'cancelled', false, 60.00, 'Studio 2',
     'ab0db5cf-6a98-4e4f-a830-bf9255d1d6e9', '2024-08-04 20:11+00', 'ill', '2024-07-20'),
  ('5bcd3524-68ae-4858-ac40-0c89ae577dae', 1, '2024-08-06 17:00+00', 'cancelled', true,  55.00, 'Studio 1',
     '06f4a1df-ecc0-4ccf-b339-0fedb31e3e2a', '2024-08-06 16:40+00', 'no show', '2024-07-22'),
  ('5bdf2eaa-65de-4b41-a8d2-0d810609fa47', 1, '2024-09-10 10:00+00', 'cancelled', false, 55.00, 'Studio 1',
     '5bdf2eaa-65de-4b41-a8d2-0d810609fa47', '2024-09-08 08:05+00', 'moving away', '2024-09-01'),
  ('41294726-c33d-4a9f-b359-76e2eb767054', 2, '2024-09-12 12:00+00', 'completed', true,  60.00, 'Studio 2', NULL, NULL, NULL, '2024-09-02'),
  ('bfa7f33b-efd1-4e0b-aa48-fe980599efaa', 2, '2030-05-06 07:30+00', 'booked',    false, 60.00, 'Studio 2', NULL, NULL, NULL, '2024-12-11'),
  ('2251b435-42eb-41f6-835d-f25adb85b3c2', 1, '2030-05-07 18:00+00', 'booked',    false, 55.00, 'Studio 1', NULL, NULL, NULL, '2024-12-12'),
  (NULL,                                   1, '2030-05-08 09:00+00', 'available', false, 55.00, 'Studio 1', NULL, NULL, NULL, '2024-12-13'),
  (NULL,                                   2, '2030-05-09 07:30+00', 'available', false, 60.00, 'Studio 2', NULL, NULL, NULL, '2024-12-13')
) AS booking (member, trainer, day, status, deducted, price, place, canceller, cancelled, reason, booked);

INSERT INTO food_scan_history ("userId", barcode, product, calories, "scannedAt")
SELECT member::uuid, barcode, product, calories, scanned::timestamptz
FROM (VALUES
  ('ab0db5cf-6a98-4e4f-a830-bf9255d1d6e9', '4012345678901', 'Oat bar', 212, '2024-04-01 08:12+00'),
  ('ab0db5cf-6a98-4e4f-a830-bf9255d1d6e9', '4012345678918', 'Skyr', 98, '2024-04-02 08:05+00'),
  ('2070e41c-7152-4996-908d-d054ea974214', '4012345678925', 'Hummus', 240, '2024-05-11 12:40+00'),
  ('bfa7f33b-efd1-4e0b-aa48-fe980599efaa', '4012345678932', 'Tofu', 144, '2024-06-20 18:55+00'),
  ('5bdf2eaa-65de-4b41-a8d2-0d810609fa47', '4012345678949', 'Trail mix', 480, '2024-06-21 10:00+00')
) AS scan (member, barcode, product, calories, scanned);

INSERT INTO orientations ("userId", "healthNotes", goals, status, "createdAt", "updatedAt")
SELECT member::uuid, notes, goals, status, day::timestamptz, day::timestamptz
FROM (VALUES
  ('ab0db5cf-6a98-4e4f-a830-bf9255d1d6e9', 'none', 'strength', 'done', '2024-04-15'),
  ('2251b435-42eb-41f6-835d-f25adb85b3c2', 'left knee', 'running', 'done', '2024-04-16'),
  ('5bcd3524-68ae-4858-ac40-0c89ae577dae', NULL, 'weight', 'requested', '2024-05-02'),
  (NULL, NULL, 'walk-in', 'requested', '2024-05-03')
) AS orientation (member, notes, goals, status, day);
