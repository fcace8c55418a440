module.exports = {
  up: (queryInterface) =>
    queryInterface.sequelize.query(`
      CREATE INDEX invoices_total ON invoices (total);
      ALTER TABLE invoices
        ADD CONSTRAINT invoices_member_fk FOREIGN KEY ("memberId") REFERENCES members (id);
    `),
};
