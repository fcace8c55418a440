module.exports = {
  async up(queryInterface, Sequelize) {
    await queryInterface.changeColumn('sessions', 'cancelledBy', {
      type: Sequelize.INTEGER,
      allowNull: true,
      references: { model: 'users', key: 'id' },
      onUpdate: 'CASCADE',
      onDelete: 'SET NULL',
    });
  },

  async down(queryInterface) {
    await queryInterface.removeConstraint('sessions', 'sessions_cancelledBy_fkey');
  },
};
