module.exports = {
  up: (queryInterface, Sequelize) =>
    queryInterface.sequelize.transaction(async (t) => {
      await queryInterface.addColumn(
        'invoices',
        'approvedBy',
        { type: Sequelize.INTEGER },
        { transaction: t },
      );
      await queryInterface.addConstraint('invoices', {
        fields: ['approvedBy'],
        type: 'foreign key',
        name: 'invoices_approved_by',
        references: { table: 'members', field: 'id' },
      });
    }),
};
