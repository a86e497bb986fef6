/** Random models: entities of every kind of field, pointing at each other and at themselves, under names that databases keep for themselves. */
import fc from 'fast-check'
import { z } from 'zod'
import {
  code,
  date,
  defineModel,
  type EntitySpec,
  flag,
  id,
  instant,
  integer,
  json,
  many,
  type Model,
  money,
  number,
  one,
  oneOf,
  reference,
  type Relation,
  tags,
  text,
} from '../../../src/model'

const ENTITIES = ['order', 'select', 'tableRow', 'Index', 'x', 'key_values', 'union', 'analyze'] as const

const FIELDS = [
  'key',
  'value',
  'from',
  'where',
  'groupBy',
  'createdAt',
  'user_id',
  'isNull',
  'Total',
  'end',
  'limit',
  'rank',
  'desc',
  'type',
  'field',
  'criteria',
  'and',
  't0',
  'toString',
  'rowid',
  'ctid',
  'a',
] as const

/** Each call makes a new schema: what is known of a field is kept beside its schema. */
const KINDS: readonly (() => z.ZodType)[] = [
  () => text(),
  () => text({ exact: true }),
  () => code(),
  () =>
    oneOf({ low: { fr: 'Bas', en: 'Low' }, high: { fr: 'Haut', en: 'High' }, "l'autre": { fr: 'Autre', en: 'Other' } }),
  () => integer(),
  () => number(),
  () => number({ decimals: 1 }),
  () => number({ decimals: 2 }),
  () => money('EUR'),
  () => money('JPY'),
  () => flag(),
  () => date(),
  () => instant(),
  () => tags(),
  () => json(z.unknown()),
]

interface EntityPlan {
  readonly fields: readonly { readonly name: string; readonly kind: number; readonly isNullable: boolean }[]
  /** Which entities it points to: their positions, whichever there are. */
  readonly targets: readonly { readonly to: number; readonly isNullable: boolean; readonly isIndexed: boolean }[]
}

const plan: fc.Arbitrary<EntityPlan> = fc.record({
  fields: fc.uniqueArray(
    fc.record({
      name: fc.constantFrom(...FIELDS),
      kind: fc.nat({ max: KINDS.length - 1 }),
      isNullable: fc.boolean(),
    }),
    { minLength: 3, maxLength: 9, selector: ({ name }) => name },
  ),
  targets: fc.array(fc.record({ to: fc.nat({ max: 3 }), isNullable: fc.boolean(), isIndexed: fc.boolean() }), {
    maxLength: 2,
  }),
})

/** Users stand first, groups second; both have a name. */
function modelOf(names: readonly string[], plans: readonly EntityPlan[]): Model {
  const nameAt = (position: number): string => names[position % names.length] ?? ''
  const relations = names.map((): Record<string, Relation> => ({}))
  const specs = names.map((_, position): EntitySpec => {
    const { fields, targets } = plans[position] ?? { fields: [], targets: [] }
    const shape: Record<string, z.ZodType> = { id: id(), ...(position < 2 ? { name: text() } : {}) }
    for (const { name, kind, isNullable } of fields) {
      const schema = (KINDS[kind] ?? flag)()
      shape[name] = isNullable ? schema.nullable().default(null) : schema
    }
    const indexes: string[][] = []
    for (const [place, { to, isNullable, isIndexed }] of targets.entries()) {
      const field = `ref${place}`
      const points = reference(nameAt(to))
      shape[field] = isNullable ? points.nullable().default(null) : points
      if (isIndexed) indexes.push([field])
      Object.assign(relations[position] ?? {}, { [`other${place}`]: one(nameAt(to), field) })
      Object.assign(relations[to % names.length] ?? {}, {
        [`${nameAt(position)}s${place}`]: many(nameAt(position), field),
      })
    }
    return { module: nameAt(position), fields: z.object(shape), relations: relations[position] ?? {}, indexes }
  })
  const model = defineModel(Object.fromEntries(specs.map((spec, position) => [nameAt(position), spec])), {
    roles: { user: { entity: nameAt(0) }, group: { entity: nameAt(1) } },
  })
  return Object.assign(model, { [fc.toStringMethod]: () => toldModel(model) })
}

/** A model as a failure shows it: its entities, their fields and relations. */
const toldModel = ({ entities }: Model): string =>
  [...entities.values()]
    .map(({ name, fields, relations, indexes }) => {
      const told = [
        ...[...fields.values()].map((field) => `${field.name} ${field.kind}${field.nullable ? '?' : ''}`),
        ...[...relations].map(([relation, { type, target, field }]) => `${relation} ${type} ${target}.${field}`),
        ...indexes.map((index) => `index ${index.join()}`),
      ]
      return `${name}(${told.join(', ')})`
    })
    .join('; ')

/** A model of two to four entities. */
export const models: fc.Arbitrary<Model> = fc
  .record({
    names: fc.uniqueArray(fc.constantFrom(...ENTITIES), { minLength: 2, maxLength: 4 }),
    plans: fc.array(plan, { minLength: 4, maxLength: 4 }),
  })
  .map(({ names, plans }) => modelOf(names, plans))
