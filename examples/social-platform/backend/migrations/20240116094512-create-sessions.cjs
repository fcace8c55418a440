module.exports = {
  async up(queryInterface, Sequelize) {
    await queryInterface.createTable('trainers', {
      id: { type: Sequelize.INTEGER, primaryKey: true, autoIncrement: true },
      name: { type: Sequelize.STRING(80), allowNull: false },
      speciality: { type: Sequelize.STRING(80) },
    });

    // One row is one slot in a trainer's calendar. A slot without a member is open.
    await queryInterface.createTable('sessions', {
      id: { type: Sequelize.INTEGER, primaryKey: true, autoIncrement: true },
      userId: {
        type: Sequelize.UUID,
        comment: 'The member who booked; NULL while the slot is open',
      },
      trainerId: {
        type: Sequelize.INTEGER,
        references: { model: 'trainers', key: 'id' },
        onUpdate: 'CASCADE',
        onDelete: 'SET NULL',
      },
      sessionDate: { type: Sequelize.DATE, allowNull: false },
      durationMinutes: { type: Sequelize.INTEGER, allowNull: false, defaultValue: 60 },
      status: {
        type: Sequelize.ENUM('available', 'booked', 'completed', 'cancelled'),
        allowNull: false,
        defaultValue: 'available',
      },
      sessionDeducted: { type: Sequelize.BOOLEAN, allowNull: false, defaultValue: false },
      price: { type: Sequelize.DECIMAL(10, 2), allowNull: false, defaultValue: 0 },
      location: { type: Sequelize.STRING },
      createdAt: { type: Sequelize.DATE, allowNull: false },
      updatedAt: { type: Sequelize.DATE, allowNull: false },
    });
    await queryInterface.addIndex('sessions', ['userId'], { name: 'sessions_user_id_index' });
    await queryInterface.addIndex('sessions', ['trainerId', 'sessionDate']);
  },

  async down(queryInterface) {
    await queryInterface.dropTable('sessions');
    await queryInterface.dropTable('trainers');
  },
};
