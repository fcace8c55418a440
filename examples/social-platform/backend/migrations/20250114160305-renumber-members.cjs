// Members get integer ids. The old rows stay in users_backup, which nothing else knows of.
module.exports = {
  async up(queryInterface, Sequelize) {
    const { sequelize } = queryInterface;
    await sequelize.query('CREATE TABLE users_backup AS TABLE users');
    await queryInterface.dropTable('users');
    await queryInterface.createTable('users', {
      id: { type: Sequelize.INTEGER, primaryKey: true, autoIncrement: true },
      username: { type: Sequelize.STRING(40), allowNull: false, unique: true },
      email: { type: Sequelize.STRING, allowNull: false, unique: true },
      displayName: { type: Sequelize.STRING(80) },
      passwordHash: { type: Sequelize.STRING, allowNull: false },
      createdAt: { type: Sequelize.DATE, allowNull: false },
      updatedAt: { type: Sequelize.DATE, allowNull: false },
    });
    await sequelize.query(
      `INSERT INTO users (username, email, "displayName", "passwordHash", "createdAt", "updatedAt")
       SELECT username, email, "displayName", "passwordHash", "createdAt", "updatedAt"
       FROM users_backup ORDER BY username`,
    );
  },

  async down() {
    throw new Error('The integer ids cannot be turned back into uuids.');
  },
};
