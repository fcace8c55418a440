/**
 * Schemas of ordinary applications in which nothing is wrong, with all that looks like a fault and is none: numbers of
 * other systems, polymorphic references, natural keys, copies of names, histories, views, partitions, inheritance,
 * enum types, unlogged tables, self-references, cycles, join tables. Each stands in a schema of its own.
 */
export const cleanSchemas: Readonly<Record<string, string>> = {
  shop: `
    CREATE TYPE order_status AS ENUM ('new', 'paid', 'sent');
    CREATE TYPE payment_status AS ENUM ('open', 'paid');
    CREATE TABLE customers (id bigserial PRIMARY KEY, email text NOT NULL UNIQUE, stripe_customer_id text UNIQUE, referred_by bigint REFERENCES customers);
    CREATE TABLE addresses (id bigserial PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers ON DELETE CASCADE, country_code char(2) NOT NULL);
    CREATE TABLE countries (code char(2) PRIMARY KEY, name text);
    ALTER TABLE addresses ADD FOREIGN KEY (country_code) REFERENCES countries;
    CREATE TABLE categories (id serial PRIMARY KEY, parent_id int REFERENCES categories, slug text UNIQUE);
    CREATE TABLE products (id bigserial PRIMARY KEY, category_id int REFERENCES categories ON DELETE SET NULL, sku text UNIQUE, price numeric, external_id uuid);
    CREATE TABLE tags (id serial PRIMARY KEY, name text UNIQUE);
    CREATE TABLE product_tags (product_id bigint REFERENCES products, tag_id int REFERENCES tags, PRIMARY KEY (product_id, tag_id));
    CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer_id bigint REFERENCES customers, status order_status NOT NULL DEFAULT 'new', billing_address_id bigint REFERENCES addresses);
    CREATE TABLE order_items (order_id bigint REFERENCES orders, line int, product_id bigint REFERENCES products, product_sku text, product_price numeric, PRIMARY KEY (order_id, line));
    CREATE TABLE payments (id bigserial PRIMARY KEY, order_id bigint REFERENCES orders, status payment_status, session_id text);
    CREATE UNLOGGED TABLE sessions (id text PRIMARY KEY, customer_id bigint);
    CREATE TABLE audit_log (id bigserial PRIMARY KEY, customer_id bigint, order_id bigint, at timestamptz);
    CREATE TABLE attachments (id bigserial PRIMARY KEY, owner_type text, owner_id bigint, product_type text, product_id bigint);
    CREATE VIEW paid_orders AS SELECT * FROM orders WHERE status = 'paid';
    CREATE MATERIALIZED VIEW sales AS SELECT product_id, count(*) FROM order_items GROUP BY 1;
    INSERT INTO customers (email, stripe_customer_id) SELECT 'c' || n, 'cus_' || n FROM generate_series(1, 20) AS n;
    INSERT INTO countries VALUES ('de', 'Germany'), ('fr', 'France');
    INSERT INTO addresses (customer_id, country_code) SELECT n, 'de' FROM generate_series(1, 20) AS n;
    INSERT INTO categories (parent_id, slug) VALUES (NULL, 'all'), (1, 'books');
    INSERT INTO products (category_id, sku, price, external_id) SELECT 2, 's' || n, n, md5(n::text)::uuid FROM generate_series(1, 20) AS n;
    INSERT INTO orders (customer_id) SELECT n FROM generate_series(1, 20) AS n;
    INSERT INTO order_items SELECT n, 1, n, 's' || n, n FROM generate_series(1, 20) AS n;
    INSERT INTO audit_log (customer_id, order_id) SELECT n, n * 100 FROM generate_series(1, 30) AS n;
    INSERT INTO attachments (owner_type, owner_id, product_type, product_id) SELECT 'order', n, 'gone', n * 50 FROM generate_series(1, 9) AS n;`,
  chat: `
    CREATE TABLE accounts (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), handle text UNIQUE);
    CREATE TABLE rooms (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), created_by uuid NOT NULL REFERENCES accounts, last_message_id bigint);
    CREATE TABLE memberships (room_id uuid REFERENCES rooms, account_id uuid REFERENCES accounts, PRIMARY KEY (room_id, account_id));
    CREATE TABLE messages (id bigserial, room_id uuid NOT NULL REFERENCES rooms, author_id uuid REFERENCES accounts, sent date NOT NULL, body text, PRIMARY KEY (id, sent)) PARTITION BY RANGE (sent);
    CREATE TABLE messages_2026 PARTITION OF messages FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
    CREATE TABLE messages_rest PARTITION OF messages DEFAULT;
    CREATE TABLE devices (id uuid PRIMARY KEY, account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE, push_token text);
    CREATE TABLE reactions (message_id bigint, message_sent date, account_id uuid REFERENCES accounts, emoji text, FOREIGN KEY (message_id, message_sent) REFERENCES messages (id, sent));
    CREATE TABLE invites (code text PRIMARY KEY, room_id uuid REFERENCES rooms, expires timestamptz);
    CREATE UNIQUE INDEX ON devices (push_token) WHERE push_token IS NOT NULL;
    INSERT INTO accounts (handle) SELECT 'h' || n FROM generate_series(1, 9) AS n;
    INSERT INTO rooms (created_by) SELECT id FROM accounts;
    INSERT INTO messages (room_id, sent) SELECT id, '2026-05-05' FROM rooms;
    INSERT INTO reactions SELECT id, sent FROM messages;
    UPDATE rooms SET last_message_id = 3;`,
  school: `
    CREATE DOMAIN grade AS int CHECK (VALUE BETWEEN 1 AND 6);
    CREATE TABLE people (id serial PRIMARY KEY, name text, born date);
    CREATE TABLE teachers (person_id int PRIMARY KEY REFERENCES people, room text);
    CREATE TABLE students (person_id int PRIMARY KEY REFERENCES people, guardian_id int REFERENCES people);
    CREATE TABLE courses (id serial PRIMARY KEY, teacher_id int REFERENCES teachers, code varchar(8) UNIQUE);
    CREATE TABLE enrolments (student_id int REFERENCES students, course_id int REFERENCES courses, year int, grade grade, PRIMARY KEY (student_id, course_id, year));
    CREATE TABLE exams (course_id int, year int, number int, PRIMARY KEY (course_id, year, number), FOREIGN KEY (course_id) REFERENCES courses);
    CREATE TABLE exam_results (course_id int, year int, exam_number int, student_id int REFERENCES students, points numeric, FOREIGN KEY (course_id, year, exam_number) REFERENCES exams);
    CREATE TABLE rooms (number text PRIMARY KEY, building text, UNIQUE (building, number));
    CREATE TABLE lessons (id serial PRIMARY KEY, course_id int REFERENCES courses DEFERRABLE INITIALLY DEFERRED, room_number text REFERENCES rooms);
    CREATE TABLE documents (id serial PRIMARY KEY, title text);
    CREATE TABLE letters (address text) INHERITS (documents);
    CREATE TABLE events_archive (id int, course_id int, happened timestamptz);
    INSERT INTO people (name) SELECT 'p' || n FROM generate_series(1, 9) AS n;
    INSERT INTO teachers VALUES (1, 'a'), (2, 'b');
    INSERT INTO students SELECT n, 1 FROM generate_series(3, 9) AS n;
    INSERT INTO courses (teacher_id, code) VALUES (1, 'm'), (2, 'p');
    INSERT INTO exams VALUES (1, 2026, 1); INSERT INTO exam_results VALUES (1, 2026, 1, 3, 5);
    INSERT INTO documents (title) VALUES ('d'); INSERT INTO letters (title) VALUES ('l');
    INSERT INTO events_archive SELECT n, n FROM generate_series(1, 9) AS n;`,
  tracker: `
    CREATE TYPE severity AS ENUM ('low', 'high');
    CREATE TABLE tenants (id int PRIMARY KEY, name text);
    CREATE TABLE users (tenant_id int REFERENCES tenants, id int, email text, PRIMARY KEY (tenant_id, id));
    CREATE TABLE projects (tenant_id int REFERENCES tenants, id int, lead_id int, PRIMARY KEY (tenant_id, id), FOREIGN KEY (tenant_id, lead_id) REFERENCES users);
    CREATE TABLE issues (tenant_id int, project_id int, number int, severity severity, reporter_id int, assignee_id int, duplicate_of int,
      PRIMARY KEY (tenant_id, project_id, number), FOREIGN KEY (tenant_id, project_id) REFERENCES projects,
      FOREIGN KEY (tenant_id, reporter_id) REFERENCES users, FOREIGN KEY (tenant_id, assignee_id) REFERENCES users);
    CREATE TABLE labels (id serial PRIMARY KEY, tenant_id int REFERENCES tenants, name text, UNIQUE (tenant_id, name));
    CREATE TABLE boards (id serial PRIMARY KEY, tenant_id int REFERENCES tenants, column_ids text[], color text);
    CREATE TABLE columns (id serial PRIMARY KEY, board_id int REFERENCES boards, position int);
    CREATE TABLE webhooks (id serial PRIMARY KEY, url text, user_agent text, secret_key text, request_id uuid, last_status int);
    CREATE TABLE imports (id serial PRIMARY KEY, source text, source_id text, user_id text, project_id int);
    CREATE TABLE settings (key text PRIMARY KEY, value jsonb);
    CREATE TABLE migrations (id serial PRIMARY KEY, name text, run_on timestamp);
    CREATE TABLE lefts (id int PRIMARY KEY, right_ref int); CREATE TABLE rights (id int PRIMARY KEY, left_ref int REFERENCES lefts);
    ALTER TABLE lefts ADD FOREIGN KEY (right_ref) REFERENCES rights DEFERRABLE;
    CREATE FUNCTION worst(severity) RETURNS boolean LANGUAGE sql AS 'SELECT true';
    CREATE TYPE only_in_function AS ENUM ('a'); CREATE FUNCTION f(only_in_function) RETURNS int LANGUAGE sql AS 'SELECT 1';
    CREATE SEQUENCE ticket_numbers AS integer; CREATE TABLE tickets (id bigint PRIMARY KEY DEFAULT nextval('ticket_numbers'));
    INSERT INTO tickets VALUES (100), (200);
    INSERT INTO tenants VALUES (1, 't'); INSERT INTO users SELECT 1, n FROM generate_series(1, 9) AS n;
    INSERT INTO projects VALUES (1, 1, 1); INSERT INTO issues VALUES (1, 1, 1, 'low', 1, 2, 77);
    INSERT INTO imports (source, source_id, user_id, project_id) SELECT 'x', n::text, 'u' || n, n FROM generate_series(1, 9) AS n;`,
};
