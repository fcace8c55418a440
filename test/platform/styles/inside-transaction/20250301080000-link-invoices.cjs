module.exports = {
  up: (queryInterface, Sequelize) =>
    queryInterface.sequelize.transaction(async (transaction) => {
      await queryInterface.createTable(
        'reminders',
        {
          id: { type: Sequelize.INTEGER, primaryKey: true, autoIncrement: true },
          memberId: { type: Sequelize.INTEGER, references: { model: 'members', key: 'id' } },
        },
        { transaction },
      );
      await queryInterface.changeColumn(
        'invoices',
        'memberId',
        { type: Sequelize.INTEGER, references: { model: 'members', key: 'id' } },
        { transaction },
      );
      await queryInterface.bulkInsert('reminders', [{ memberId: 2 }], { transaction });
    }),
};
