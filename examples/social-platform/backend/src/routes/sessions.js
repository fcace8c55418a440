import { HttpError } from '../http-error.js';

async function openSessions({ models }) {
  const rows = await models.Session.findAll({
    where: { userId: null, status: 'available' },
    include: [{ model: models.Trainer, as: 'trainer' }],
    order: [['sessionDate', 'ASC']],
  });
  return { body: rows };
}

async function mySessions({ models, member }) {
  const rows = await models.Session.findAll({
    where: { userId: member.id },
    order: [['sessionDate', 'ASC']],
  });
  return { body: rows };
}

// One UPDATE with its condition, so that two members cannot book the same slot.
async function book({ models, member, id }) {
  const [booked] = await models.Session.update(
    { userId: member.id, status: 'booked' },
    { where: { id, userId: null, status: 'available' } },
  );
  if (booked === 0) throw new HttpError(409, 'This session is not open.');
  return { status: 201, body: await models.Session.findByPk(id) };
}

async function cancel({ models, member, input, id }) {
  const [cancelled] = await models.Session.update(
    {
      status: 'cancelled',
      cancelledBy: member.id,
      cancelledAt: new Date(),
      cancellationReason: typeof input.reason === 'string' ? input.reason.slice(0, 255) : null,
    },
    { where: { id, userId: member.id, status: 'booked' } },
  );
  if (cancelled === 0) throw new HttpError(409, 'You have not booked this session.');
  return { body: await models.Session.findByPk(id) };
}

export const sessionRoutes = [
  ['GET', /^\/sessions$/, openSessions, { open: true }],
  ['GET', /^\/me\/sessions$/, mySessions],
  ['POST', /^\/sessions\/(\d{1,9})\/book$/, book],
  ['POST', /^\/sessions\/(\d{1,9})\/cancel$/, cancel],
];
