module.exports = {
  async up(queryInterface, Sequelize) {
    const transaction = await queryInterface.sequelize.transaction();
    try {
      await queryInterface.sequelize.query('LOCK TABLE invoices', { transaction });
      await queryInterface.addColumn('invoices', 'approvedBy', {
        type: Sequelize.INTEGER,
        transaction,
      });
      await transaction.commit();
    } catch (error) {
      await transaction.rollback();
      throw error;
    }
  },
};
