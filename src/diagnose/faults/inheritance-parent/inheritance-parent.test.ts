import { describeExplained } from '../../../../test/diagnose/explained-kind.ts';

describeExplained('inheritance-parent', [
  {
    name: 'rows in an inheriting table',
    setup:
      'CREATE TABLE msg (id int PRIMARY KEY); CREATE TABLE msg_old () INHERITS (msg); INSERT INTO msg_old VALUES (1); CREATE TABLE product (msg_id int); INSERT INTO product VALUES (1)',
    fails:
      'ALTER TABLE product ADD CONSTRAINT product_msg FOREIGN KEY (msg_id) REFERENCES msg (id)',
    says: ['msg is a parent table: rows in msg_old, which inherit from it', 'ONLY public.msg'],
  },
  {
    name: 'a validation',
    setup:
      'CREATE TABLE msg (id int PRIMARY KEY); CREATE TABLE msg_old () INHERITS (msg); INSERT INTO msg_old VALUES (1); CREATE TABLE product (msg_id int); INSERT INTO product VALUES (1); ALTER TABLE product ADD CONSTRAINT product_msg FOREIGN KEY (msg_id) REFERENCES msg (id) NOT VALID',
    fails: 'ALTER TABLE product VALIDATE CONSTRAINT product_msg',
    says: ['msg_old'],
  },
  {
    name: 'partitions are another thing',
    setup:
      'CREATE TABLE msg (id int PRIMARY KEY) PARTITION BY LIST (id); CREATE TABLE msg_1 PARTITION OF msg FOR VALUES IN (1); CREATE TABLE product (msg_id int); INSERT INTO product VALUES (1)',
    fails:
      'ALTER TABLE product ADD CONSTRAINT product_msg FOREIGN KEY (msg_id) REFERENCES msg (id)',
    says: null,
  },
]);
