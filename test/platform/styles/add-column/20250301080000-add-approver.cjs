module.exports = {
  up: (queryInterface, Sequelize) =>
    queryInterface.addColumn('invoices', 'approvedBy', {
      type: Sequelize.UUID,
      references: { model: 'members', key: 'id' },
      onDelete: 'SET NULL',
    }),
};
