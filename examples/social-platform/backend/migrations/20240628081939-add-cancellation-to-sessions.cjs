module.exports = {
  async up(queryInterface, Sequelize) {
    await queryInterface.addColumn('sessions', 'cancelledBy', { type: Sequelize.UUID });
    await queryInterface.addColumn('sessions', 'cancelledAt', { type: Sequelize.DATE });
    await queryInterface.addColumn('sessions', 'cancellationReason', { type: Sequelize.STRING });
  },

  async down(queryInterface) {
    await queryInterface.removeColumn('sessions', 'cancellationReason');
    await queryInterface.removeColumn('sessions', 'cancelledAt');
    await queryInterface.removeColumn('sessions', 'cancelledBy');
  },
};
