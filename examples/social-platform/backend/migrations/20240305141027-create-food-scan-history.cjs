module.exports = {
  async up(queryInterface, Sequelize) {
    await queryInterface.createTable('food_scan_history', {
      id: { type: Sequelize.INTEGER, primaryKey: true, autoIncrement: true },
      userId: { type: Sequelize.UUID },
      barcode: { type: Sequelize.STRING(20), allowNull: false },
      product: { type: Sequelize.STRING },
      calories: { type: Sequelize.INTEGER },
      scannedAt: { type: Sequelize.DATE, allowNull: false },
    });
  },

  async down(queryInterface) {
    await queryInterface.dropTable('food_scan_history');
  },
};
