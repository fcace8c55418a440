module.exports = {
  async up(queryInterface, Sequelize) {
    await queryInterface.changeColumn('sessions', 'userId', {
      type: Sequelize.INTEGER,
      allowNull: true,
      references: { model: 'users', key: 'id' },
      onUpdate: 'CASCADE',
      onDelete: 'SET NULL',
    });
  },

  async down(queryInterface) {
    await queryInterface.removeConstraint('sessions', 'sessions_userId_fkey');
  },
};
