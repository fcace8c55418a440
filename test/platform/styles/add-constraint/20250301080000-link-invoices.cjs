module.exports = {
  up: (queryInterface) =>
    queryInterface.addConstraint('invoices', {
      fields: ['memberId'],
      type: 'foreign key',
      name: 'invoices_member_fk',
      references: { table: 'members', field: 'id' },
      onDelete: 'set null',
    }),
};
