import { Op } from 'sequelize';
import { HttpError } from '../http-error.js';
import { requiredText } from '../required-text.js';

async function post({ models, member, input }) {
  const communityId = input.communityId ?? null;
  if (communityId !== null) {
    const belongs = await models.CommunityMember.findOne({
      where: { communityId: Number(communityId), userId: member.id },
    });
    if (!belongs) throw new HttpError(403, 'Join the community first.');
  }
  const visibility = input.visibility ?? 'public';
  if (!['public', 'followers'].includes(visibility)) {
    throw new HttpError(400, 'visibility is public or followers.');
  }
  const created = await models.EnhancedSocialPost.create({
    userId: member.id,
    communityId,
    content: requiredText(input, 'content', 5000),
    visibility,
  });
  return { status: 201, body: created };
}

/** What a member, those he follows and his communities wrote, the newest first. */
async function feed({ models, member }) {
  const following = await models.SocialConnection.findAll({ where: { followerId: member.id } });
  const communities = await models.CommunityMember.findAll({ where: { userId: member.id } });
  const rows = await models.EnhancedSocialPost.findAll({
    where: {
      [Op.or]: [
        { userId: [member.id, ...following.map((row) => row.followingId)] },
        { communityId: communities.map((row) => row.communityId), visibility: 'public' },
      ],
    },
    include: [{ model: models.User, as: 'author', attributes: ['id', 'username', 'displayName'] }],
    order: [
      ['createdAt', 'DESC'],
      ['id', 'DESC'],
    ],
    limit: 50,
  });
  return { body: rows };
}

export const postRoutes = [
  ['POST', /^\/posts$/, post],
  ['GET', /^\/feed$/, feed],
];
