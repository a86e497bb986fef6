import { z } from 'zod'
import {
  code,
  date,
  defineModel,
  entity,
  flag,
  id,
  instant,
  integer,
  json,
  many,
  money,
  number,
  one,
  oneOf,
  reference,
  tags,
  text,
} from '../../src/model'

/**
 * The entity the cases ask about: a field of every kind, where it matters both with and without missing values, a relation of
 * each type, and one to itself.
 */
const item = entity({
  module: 'items',
  label: { fr: 'Article', en: 'Item' },
  fields: z.object({
    id: id(),
    name: text(),
    note: text().nullable().default(null),
    serial: text({ exact: true }).nullable().default(null),
    status: code(),
    origin: code().nullable().default(null),
    grade: oneOf({
      low: { fr: 'Bas', en: 'Low' },
      middle: { fr: 'Moyen', en: 'Middle' },
      high: { fr: 'Haut', en: 'High' },
    })
      .nullable()
      .default(null),
    rank: integer(),
    size: number({ decimals: 2 }).nullable().default(null),
    ratio: number().nullable().default(null),
    cost: money('EUR'),
    price: money('EUR').nullable().default(null),
    active: flag(),
    checked: flag().nullable().default(null),
    listedOn: date(),
    madeOn: date().nullable().default(null),
    createdAt: instant(),
    soldAt: instant().nullable().default(null),
    tags: tags(),
    marks: tags().nullable().default(null),
    data: json(z.unknown()),
    ownerId: reference('owner').nullable().default(null),
    parentId: reference('item').nullable().default(null),
  }),
  relations: {
    owner: one('owner', 'ownerId'),
    parent: one('item', 'parentId'),
    children: many('item', 'parentId'),
    parts: many('part', 'itemId'),
  },
  owner: 'ownerId',
  indexes: [['status'], ['name'], ['ownerId'], ['parentId'], ['createdAt']],
})

const part = entity({
  module: 'items',
  label: { fr: 'Pièce', en: 'Part' },
  fields: z.object({
    id: id(),
    name: text(),
    status: code().nullable().default(null),
    quantity: integer().nullable().default(null),
    length: number({ decimals: 2 }).nullable().default(null),
    weight: number().nullable().default(null),
    price: money('EUR').nullable().default(null),
    readyOn: date().nullable().default(null),
    tags: tags(),
    itemId: reference('item').nullable().default(null),
    makerId: reference('owner').nullable().default(null),
  }),
  relations: { item: one('item', 'itemId'), maker: one('owner', 'makerId') },
  owner: 'makerId',
  indexes: [['itemId'], ['makerId']],
})

const owner = entity({
  module: 'owners',
  label: { fr: 'Propriétaire', en: 'Owner' },
  fields: z.object({
    id: id(),
    name: text(),
    timeZone: code().nullable().default(null),
    limit: money('EUR').nullable().default(null),
    teamId: reference('team').nullable().default(null),
  }),
  relations: { team: one('team', 'teamId'), items: many('item', 'ownerId'), parts: many('part', 'makerId') },
})

const team = entity({
  module: 'teams',
  label: { fr: 'Équipe', en: 'Team' },
  fields: z.object({ id: id(), name: text() }),
  relations: { owners: many('owner', 'teamId') },
})

/** The model of the conformance cases: items, their parts, who owns them, and teams (the role of groups). */
export const conformanceModel = defineModel(
  { item, part, owner, team },
  { roles: { user: { entity: 'owner' }, group: { entity: 'team' } } },
)
