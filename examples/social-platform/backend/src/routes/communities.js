import { HttpError } from '../http-error.js';
import { requiredText } from '../required-text.js';

async function communities({ models }) {
  return { body: await models.Community.findAll({ order: [['name', 'ASC']] }) };
}

async function found({ models, member, input }) {
  const created = await models.sequelize.transaction(async (transaction) => {
    const community = await models.Community.create(
      {
        name: requiredText(input, 'name', 80),
        description: input.description ? requiredText(input, 'description', 2000) : null,
        ownerId: member.id,
      },
      { transaction },
    );
    await models.CommunityMember.create(
      { communityId: community.id, userId: member.id },
      { transaction },
    );
    return community;
  });
  return { status: 201, body: created };
}

async function join({ models, member, id }) {
  if (!(await models.Community.findByPk(id))) throw new HttpError(404, 'No such community.');
  const [, created] = await models.CommunityMember.findOrCreate({
    where: { communityId: id, userId: member.id },
  });
  return { status: created ? 201 : 200, body: { joined: id } };
}

export const communityRoutes = [
  ['GET', /^\/communities$/, communities, { open: true }],
  ['POST', /^\/communities$/, found],
  ['POST', /^\/communities\/(\d{1,9})\/join$/, join],
];
