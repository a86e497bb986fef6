import { belongingOf, crmEntities, defineModel, entity, entityOf, id, one, reference } from 'clientele/model'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { refusal } from '../session/refusal'

const model = defineModel(crmEntities)

/** A kind of record that refers to others by these fields, and belongs to what a path says. */
const kind = (targets: Readonly<Record<string, string>>, belongsTo: string) =>
  entity({
    module: 'things',
    fields: z.object({
      id: id(),
      ...Object.fromEntries(
        Object.entries(targets).map(([name, target]) => [`${name}Id`, reference(target).nullable()]),
      ),
    }),
    relations: Object.fromEntries(Object.entries(targets).map(([name, target]) => [name, one(target, `${name}Id`)])),
    belongsTo,
  })

describe('what records belong to', () => {
  test.each([
    ['contact', 'account'],
    ['event', 'account'],
    ['quote', 'account'],
    ['invoice', 'account'],
    ['conversation', 'contact'],
    ['message', 'conversation'],
    ['account', undefined],
    ['task', undefined],
  ])('R2.12 in the ready-made model a %s belongs to: %s', (name, holder) => {
    expect(belongingOf(entityOf(model, name), model.entities)?.holder.name).toBe(holder)
  })

  test('R2.12 a path of to-one relations leads there as well as a field', () => {
    const note = kind({ contact: 'contact' }, 'contact.accountId')
    const own = defineModel({ ...crmEntities, note })
    expect(belongingOf(entityOf(own, 'note'), own.entities)).toMatchObject({
      relations: ['contact'],
      field: { name: 'accountId' },
      holder: { name: 'account' },
    })
  })

  test.each([
    ['a field that is not there', 'nowhereId'],
    ['a field that refers to nothing', 'id'],
    ['a relation in place of a field', 'contact'],
    ['a path through what is no relation', 'contactId.accountId'],
    ['a path of many', 'contact.conversations'],
    ['nothing', ''],
  ])('R2.12 %s is refused', async (_, belongsTo) => {
    const note = kind({ contact: 'contact' }, belongsTo)
    expect(await refusal(() => defineModel({ ...crmEntities, note }))).toBe('model.belongs_misfit /note/belongsTo')
  })

  test('R2.12 kinds that would belong to themselves are refused, each with its line', async () => {
    const branch = kind({ parent: 'branch' }, 'parentId')
    expect(await refusal(() => defineModel({ branch }))).toBe('model.belongs_cycle /branch/belongsTo')
    const circle = {
      a: kind({ b: 'b' }, 'bId'),
      b: kind({ c: 'c' }, 'cId'),
      c: kind({ b: 'b' }, 'b.cId'),
      d: kind({ c: 'c', b: 'b' }, 'c.bId'),
    }
    expect(await refusal(() => defineModel(circle))).toBe('model.belongs_cycle /c/belongsTo')
    const ring = { ...circle, c: kind({ b: 'b' }, 'bId') }
    expect(await refusal(() => defineModel(ring))).toBe(
      'model.belongs_cycle /b/belongsTo, model.belongs_cycle /c/belongsTo',
    )
    expect(() => defineModel(ring)).toThrow(/b → c → b/)
  })
})
