const { Sequelize, DataTypes } = require('sequelize');
const configurations = require('../config/config.cjs');

const { url, ...options } = configurations[process.env.NODE_ENV || 'development'];
const sequelize = url ? new Sequelize(url, options) : new Sequelize(options);
const define = (model) => model(sequelize, DataTypes);

const User = define(require('./user.cjs'));
const Trainer = define(require('./trainer.cjs'));
const Session = define(require('./session.cjs'));
const EnhancedSocialPost = define(require('./enhanced-social-post.cjs'));

Session.belongsTo(User, { as: 'member', foreignKey: 'userId' });
Session.belongsTo(Trainer, { as: 'trainer', foreignKey: 'trainerId' });
EnhancedSocialPost.belongsTo(User, { as: 'author', foreignKey: 'userId' });

module.exports = {
  sequelize,
  User,
  Trainer,
  Session,
  EnhancedSocialPost,
  LoginToken: define(require('./login-token.cjs')),
  FoodScan: define(require('./food-scan.cjs')),
  Orientation: define(require('./orientation.cjs')),
  Community: define(require('./community.cjs')),
  CommunityMember: define(require('./community-member.cjs')),
  SocialConnection: define(require('./social-connection.cjs')),
};
