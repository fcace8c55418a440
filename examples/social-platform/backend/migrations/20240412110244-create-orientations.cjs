module.exports = {
  async up(queryInterface, Sequelize) {
    await queryInterface.createTable('orientations', {
      id: { type: Sequelize.INTEGER, primaryKey: true, autoIncrement: true },
      userId: { type: Sequelize.UUID },
      healthNotes: { type: Sequelize.TEXT },
      goals: { type: Sequelize.STRING },
      status: { type: Sequelize.STRING(20), allowNull: false, defaultValue: 'requested' },
      createdAt: { type: Sequelize.DATE, allowNull: false },
      updatedAt: { type: Sequelize.DATE, allowNull: false },
    });
  },

  async down(queryInterface) {
    await queryInterface.dropTable('orientations');
  },
};
