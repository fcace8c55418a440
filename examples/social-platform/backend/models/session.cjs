// A slot in a trainer's calendar, booked by a member or open.
module.exports = (sequelize, DataTypes) =>
  sequelize.define(
    'Session',
    {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      userId: DataTypes.INTEGER,
      trainerId: DataTypes.INTEGER,
      sessionDate: { type: DataTypes.DATE, allowNull: false },
      durationMinutes: { type: DataTypes.INTEGER, allowNull: false, defaultValue: 60 },
      status: {
        type: DataTypes.ENUM('available', 'booked', 'completed', 'cancelled'),
        allowNull: false,
        defaultValue: 'available',
      },
      sessionDeducted: { type: DataTypes.BOOLEAN, allowNull: false, defaultValue: false },
      price: { type: DataTypes.DECIMAL(10, 2), allowNull: false, defaultValue: 0 },
      location: DataTypes.STRING,
      cancelledBy: DataTypes.INTEGER,
      cancelledAt: DataTypes.DATE,
      cancellationReason: DataTypes.STRING,
    },
    { tableName: 'sessions' },
  );
