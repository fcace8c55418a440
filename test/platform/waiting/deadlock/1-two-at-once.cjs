const pause = () => new Promise((resolve) => setTimeout(resolve, 300));

module.exports = {
  async up(queryInterface) {
    const { sequelize } = queryInterface;
    const work = (first, second) =>
      sequelize.transaction(async (transaction) => {
        await sequelize.query(`LOCK TABLE ${first}`, { transaction });
        await pause();
        await sequelize.query(`LOCK TABLE ${second}`, { transaction });
      });
    await Promise.all([work('members', 'invoices'), work('invoices', 'members')]);
  },
};
