import fc from 'fast-check'
import {
  assignGroups,
  createRegion,
  groupsOfSelection,
  moveRegion,
  removeRegion,
  unassignGroups,
} from 'clientele/regions'
import { EVERYTHING } from 'clientele/query'
import { describe, expect, test } from 'vitest'
import { refusalOf, scene, type Scene } from './scene'

const GROUPS = [...'abcdefghijklmnop']

/** What regions are, said as simply as can be: a parent and a set of groups each. */
class Territory {
  regions = new Map<string, { parent: string | null; groups: Set<string> }>()
  exclusive: boolean
  made = 0
  /** What each region held at moments past. */
  past: { readonly at: Date; readonly held: ReadonlyMap<string, readonly string[]> }[] = []

  constructor(exclusive: boolean) {
    this.exclusive = exclusive
  }

  at(index: number): string | undefined {
    return [...this.regions.keys()][index % Math.max(this.regions.size, 1)]
  }

  children(id: string): string[] {
    return [...this.regions].filter(([, { parent }]) => parent === id).map(([child]) => child)
  }

  inside(id: string): string[] {
    return [id, ...this.children(id).flatMap((child) => this.inside(child))]
  }

  held(id: string): string[] {
    return [...new Set(this.inside(id).flatMap((one) => [...(this.regions.get(one)?.groups ?? [])]))].sort()
  }

  /** The territory after a change, or null where it would leave a region with nothing. */
  after(change: (next: Territory) => void): Territory | null {
    const next = new Territory(this.exclusive)
    next.made = this.made
    next.past = this.past
    next.regions = new Map(
      [...this.regions].map(([id, { parent, groups }]) => [id, { parent, groups: new Set(groups) }]),
    )
    change(next)
    const empty = [...next.regions].some(([id, { groups }]) => groups.size === 0 && next.children(id).length === 0)
    return empty ? null : next
  }

  put(region: string, groups: readonly string[]): void {
    if (this.exclusive)
      for (const [id, one] of this.regions) if (id !== region) for (const group of groups) one.groups.delete(group)
    for (const group of groups) this.regions.get(region)?.groups.add(group)
  }
}

interface World {
  territory: Territory
}

type Step = fc.AsyncCommand<World, Scene>

/** One call on both: they agree on whether it is refused for leaving a region with nothing, and on everything after it. */
const step = (
  title: string,
  possible: (territory: Territory) => boolean,
  change: (territory: Territory) => void,
  call: (territory: Territory, real: Scene) => Promise<unknown>,
): Step => ({
  check: ({ territory }) => possible(territory),
  async run(world, real) {
    const { territory } = world
    const next = territory.after(change)
    const outcome = await refusalOf(call(territory, real))
    if (next === null) expect(outcome).toEqual([expect.stringContaining('region.left_empty')])
    else {
      expect(outcome).toHaveProperty('answered')
      world.territory = next
    }
    await compare(world.territory, real)
    const held = new Map([...world.territory.regions.keys()].map((id) => [id, world.territory.held(id)]))
    world.territory.past.push({ at: real.clock.now(), held })
    real.clock.advance({ hours: 1 })
  },
  toString: () => title,
})

async function compare(territory: Territory, real: Scene): Promise<void> {
  for (const id of territory.regions.keys()) {
    const groups = await real.ask((c) => groupsOfSelection({ regions: [id] }, null, c))
    expect([...groups].sort()).toEqual(territory.held(id))
  }
  const nesting = (await real.rows('regionAncestor')).filter((row) => row['to'] === null)
  const pairs = nesting.map((row) => `${String(row['ancestorId'])} > ${String(row['regionId'])}`).sort()
  const wanted = [...territory.regions.keys()]
    .flatMap((id) => territory.inside(id).map((one) => `${id} > ${one}`))
    .sort()
  expect(pairs).toEqual(wanted)
}

async function comparePast(territory: Territory, real: Scene): Promise<void> {
  for (const { at, held } of territory.past)
    for (const [id, groups] of held) {
      const then = await real.ask((c) => groupsOfSelection({ regions: [id] }, at, c))
      expect([...then].sort()).toEqual(groups)
    }
}

const some = fc.uniqueArray(fc.constantFrom(...GROUPS), { minLength: 1, maxLength: 3 })
const place = fc.nat(20)

const creation = fc.record({ inside: fc.option(place), groups: some }).map(({ inside, groups }) => {
  const parentOf = (t: Territory): string | null => (inside === null ? null : (t.at(inside) ?? null))
  return step(
    `create over ${groups.join()} in ${String(inside)}`,
    () => true,
    (t) => {
      const parent = parentOf(t)
      t.made += 1
      const id = `r${t.made}`
      t.regions.set(id, { parent, groups: new Set() })
      t.put(id, groups)
    },
    (t, real) => {
      const id = `r${t.made + 1}`
      const input = { id, name: id, parentId: parentOf(t), groups }
      return real.perform((c) => createRegion(input, { exclusive: t.exclusive }, c))
    },
  )
})

const assignment = fc.record({ region: place, groups: some }).map(({ region, groups }) =>
  step(
    `assign ${groups.join()} to ${region}`,
    (t) => t.regions.size > 0,
    (t) => t.put(t.at(region) ?? '', groups),
    (t, real) => real.perform((c) => assignGroups({ region: t.at(region), groups }, { exclusive: t.exclusive }, c)),
  ),
)

const unassignment = fc.record({ region: place, count: fc.integer({ min: 1, max: 3 }) }).map(({ region, count }) => {
  const leaving = (t: Territory): string[] => [...(t.regions.get(t.at(region) ?? '')?.groups ?? [])].slice(0, count)
  return step(
    `unassign ${count} from ${region}`,
    (t) => leaving(t).length > 0,
    (t) => leaving(t).forEach((group) => t.regions.get(t.at(region) ?? '')?.groups.delete(group)),
    (t, real) => real.perform((c) => unassignGroups({ region: t.at(region), groups: leaving(t) }, c)),
  )
})

const move = fc.record({ region: place, into: fc.option(place) }).map(({ region, into }) => {
  const target = (t: Territory): string | null => (into === null ? null : (t.at(into) ?? null))
  return step(
    `move ${region} into ${String(into)}`,
    (t) => t.regions.size > 0 && !t.inside(t.at(region) ?? '').includes(target(t) ?? ''),
    (t) => {
      const one = t.regions.get(t.at(region) ?? '')
      if (one !== undefined) one.parent = target(t)
    },
    (t, real) => real.perform((c) => moveRegion({ region: t.at(region), parentId: target(t) }, c)),
  )
})

const removal = place.map((region) =>
  step(
    `remove ${region}`,
    (t) => t.regions.size > 0,
    (t) => t.inside(t.at(region) ?? '').forEach((id) => t.regions.delete(id)),
    (t, real) =>
      real.perform((c) => removeRegion({ region: t.at(region) }, { references: [], visible: () => EVERYTHING }, c)),
  ),
)

/** Both start from a tree three deep, with groups to spare. */
async function planted(exclusive: boolean): Promise<{ world: World; real: Scene }> {
  const real = await scene(GROUPS)
  const territory = new Territory(exclusive)
  const plant = (id: string, parent: string | null, groups: readonly string[]): void => {
    territory.regions.set(id, { parent, groups: new Set(groups) })
  }
  plant('x', null, ['a', 'b', 'c'])
  plant('y', 'x', ['d', 'e'])
  plant('z', 'y', ['f', 'g'])
  plant('w', null, ['h', 'i', 'j'])
  const inner = { id: 'y', name: 'y', groups: ['d', 'e'], regions: [{ id: 'z', name: 'z', groups: ['f', 'g'] }] }
  const trees = [
    { id: 'x', name: 'x', groups: ['a', 'b', 'c'], regions: [inner] },
    { id: 'w', name: 'w', groups: ['h', 'i', 'j'] },
  ]
  for (const tree of trees) await real.perform((c) => createRegion(tree, { exclusive }, c))
  real.clock.advance({ hours: 1 })
  return { world: { territory }, real }
}

describe('regions against a reference', () => {
  test.each([true, false])(
    'R1.8 R1.9 any sequence of calls, exclusive: %s',
    { timeout: 120_000 },
    async (exclusive) => {
      const calls = [creation, creation, move, move, assignment, unassignment, removal]
      await fc.assert(
        fc.asyncProperty(fc.commands(calls, { maxCommands: 24, size: 'max' }), async (sequence) => {
          const { world, real } = await planted(exclusive)
          await fc.asyncModelRun(() => ({ model: world, real }), sequence)
          await comparePast(world.territory, real)
        }),
        { seed: 20_260_301, numRuns: 30 },
      )
    },
  )
})
