module.exports = {
  async up(queryInterface, Sequelize) {
    await queryInterface.createTable('login_tokens', {
      tokenHash: { type: Sequelize.STRING(64), primaryKey: true },
      userId: {
        type: Sequelize.INTEGER,
        allowNull: false,
        references: { model: 'users', key: 'id' },
        onUpdate: 'CASCADE',
        onDelete: 'CASCADE',
      },
      expiresAt: { type: Sequelize.DATE, allowNull: false },
    });
  },

  async down(queryInterface) {
    await queryInterface.dropTable('login_tokens');
  },
};
