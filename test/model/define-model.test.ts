import {
  codecs,
  crmEntities,
  defineModel,
  entity,
  id,
  isRefusal,
  many,
  money,
  number,
  one,
  reference,
  tags,
  text,
  type EntityMap,
  type Mapping,
  type RoleSpec,
} from 'clientele'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'

function problemsOf(entities: EntityMap, roles?: RoleSpec): readonly string[] {
  try {
    defineModel(entities, roles === undefined ? {} : { roles })
  } catch (error) {
    if (isRefusal(error)) return error.problems.map(({ code, path }) => `${code} ${path}`)
    throw error
  }
  return []
}

const plain = (extra: Readonly<Record<string, z.ZodType>> = {}) =>
  entity({ module: 'things', fields: z.object({ id: id(), ...extra }) })
const mapped = (table: Mapping, fields: Readonly<Record<string, z.ZodType>> = {}) =>
  entity({ module: 'things', fields: z.object({ id: id(), ...fields }), table })

/** A mapping from outside of the types, as plain JavaScript writes it. */
const untold = (mapping: object): Mapping => JSON.parse(JSON.stringify(mapping))

describe('a model', () => {
  test('the ready-made one is accepted, and its roles are bound', () => {
    const model = defineModel(crmEntities)
    expect(model.roles.event).toMatchObject({
      entity: 'event',
      fields: { start: 'startsAt', end: 'endsAt', lead: 'leadId' },
    })
    expect([...model.entities.keys()]).toHaveLength(10)
  })

  test.each<[string, EntityMap, readonly string[]]>([
    [
      'a relation to nowhere',
      { thing: entity({ ...plain(), relations: { boss: one('person', 'bossId') } }) },
      ['model.target_unknown /thing/relations/boss'],
    ],
    [
      'a relation by a field that is no reference',
      { thing: entity({ ...plain({ otherId: text() }), relations: { other: one('thing', 'otherId') } }) },
      ['model.relation_field /thing/relations/other'],
    ],
    [
      'a to-many relation by a field of the wrong side',
      {
        thing: entity({ ...plain({ otherId: reference('part') }), relations: { parts: many('part', 'otherId') } }),
        part: plain(),
      },
      ['model.relation_field /thing/relations/parts'],
    ],
    [
      'a reference to nowhere',
      { thing: plain({ ownerId: reference('person') }) },
      ['model.target_unknown /thing/fields/ownerId'],
    ],
    [
      'no id',
      { thing: entity({ module: 'things', fields: z.object({ name: text() }) }) },
      ['model.id_missing /thing/fields/id'],
    ],
    ['a field that no factory made', { thing: plain({ name: z.string() }) }, ['model.kind_unknown /thing/fields/name']],
    [
      'a kind hidden by a transform',
      { thing: plain({ name: text().transform((name) => name.length) }) },
      ['model.kind_unknown /thing/fields/name'],
    ],
    [
      'a kind hidden by a catch',
      { thing: plain({ name: text().catch('') }) },
      ['model.kind_unknown /thing/fields/name'],
    ],
    ['a name that is no name', { thing: plain({ 'a b': text() }) }, ['model.bad_name /thing']],
    ['a name of the language', { constructor: plain() }, ['model.bad_name /constructor']],
    ['an index over nothing', { thing: entity({ ...plain(), indexes: [['name']] }) }, ['model.field_unknown /thing']],
    [
      'an owner that is nobody',
      { thing: entity({ ...plain({ size: number() }), owner: 'size' }) },
      ['model.path_misfit /thing'],
    ],
    [
      'a group along no relation',
      { thing: entity({ ...plain(), group: 'boss.groupId' }) },
      ['model.path_misfit /thing'],
    ],
    [
      'a field and a relation of one name',
      { thing: entity({ ...plain({ boss: reference('thing') }), relations: { boss: one('thing', 'boss') } }) },
      ['model.name_twice /thing/relations/boss'],
    ],
    [
      'a mapped table that is silent about tenants',
      { thing: mapped(untold({ table: 'things' })) },
      ['model.tenant_missing /thing/table/tenant'],
    ],
    [
      'folded text in a table that keeps no folded form',
      { thing: mapped({ table: 'things', tenant: 'none' }, { name: text() }) },
      ['model.text_not_searchable /thing/table/columns/name'],
    ],
    [
      'a codec of another kind',
      {
        thing: mapped(
          { table: 'things', tenant: 'none', columns: { labels: { column: 'labels', codec: codecs.decimal() } } },
          { labels: tags() },
        ),
      },
      ['model.codec_misfit /thing/table/columns/labels'],
    ],
    [
      'a column of no field',
      { thing: mapped({ table: 'things', tenant: 'none', columns: { size: 'taille' } }) },
      ['model.field_unknown /thing'],
    ],
  ])('%s is refused, with its path', (_, entities, expected) => {
    expect(problemsOf(entities)).toEqual(expected)
  })

  test('everything wrong is told at once', () => {
    expect(problemsOf({ one: plain({ a: z.string() }), two: plain({ b: z.string() }) })).toHaveLength(2)
  })

  test('a role that the host speaks of must fit; one it does not speak of is played where it fits', () => {
    expect(problemsOf({ event: plain() })).toEqual([])
    expect(defineModel({ event: plain() }).roles.event).toBeNull()
    expect(problemsOf(crmEntities, { event: { start: 'name' } })).toEqual(['model.role_misfit /roles/event/start'])
    expect(problemsOf(crmEntities, { event: { entity: 'party' } })).toEqual([
      'model.entity_unknown /roles/event/entity',
    ])
  })

  test('kinds are seen through what leaves them visible', () => {
    const { entities } = defineModel({
      thing: plain({ a: text().min(2).nullable(), b: money('EUR').optional(), c: tags().default([]) }),
    })
    const fields = entities.get('thing')?.fields
    expect(fields?.get('a')).toMatchObject({ kind: 'text', nullable: true })
    expect(fields?.get('b')).toMatchObject({ kind: 'money', currency: 'EUR', optional: true })
    expect(fields?.get('c')).toMatchObject({ kind: 'tags', nullable: false, optional: true })
  })

  test('R6.9 every field has words in French and in English, those of its author or of its name', () => {
    const model = defineModel({ ...crmEntities, thing: plain({ startsAt: text() }) })
    for (const { label, fields } of model.entities.values())
      for (const words of [label, ...[...fields.values()].map((field) => field.label)])
        expect([words.fr, words.en]).not.toContain('')
    expect(model.entities.get('account')?.fields.get('kind')?.options[0]).toEqual({
      code: 'company',
      label: { fr: 'Entreprise', en: 'Company' },
    })
    expect(model.entities.get('thing')?.fields.get('startsAt')?.label.en).toBe('Starts at')
  })

  test('R2.3 accounts are companies or individuals', () => {
    const kinds = defineModel(crmEntities)
      .entities.get('account')
      ?.fields.get('kind')
      ?.options.map(({ label }) => label.fr)
    expect(kinds).toEqual(['Entreprise', 'Particulier'])
  })
})
