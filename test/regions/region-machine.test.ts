import fc from 'fast-check'
import { grantReferences, membersOfRegions } from 'clientele/permissions'
import { EVERYTHING } from 'clientele/query'
import {
  assignGroups,
  createRegion,
  groupsOfSelection,
  moveRegion,
  regionOverview,
  removeRegion,
  unassignGroups,
} from 'clientele/regions'
import { describe, expect, test } from 'vitest'
import { refusalOf, scene, type Scene } from './scene'

const GROUPS = [...'abcdefghijklmnop']

const USERS = ['ana', 'bob']

/** A group's time in a region, from a moment until another or (null) now. */
interface Stay {
  readonly group: string
  readonly region: string
  readonly from: number
  to: number | null
}

/** What regions are, said as simply as can be: a parent and a set of groups each. */
class Territory {
  regions = new Map<string, { parent: string | null; groups: Set<string> }>()
  /** Who is given what, as `user region`. */
  grants = new Set<string>()
  /** Since when each region is there, and every stay of a group in one. */
  since = new Map<string, number>()
  stays: Stay[] = []
  exclusive: boolean
  made = 0
  /** The parents of regions at moments past. */
  past: { readonly at: Date; readonly parents: ReadonlyMap<string, string | null> }[] = []

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
    next.grants = new Set(this.grants)
    next.since = new Map(this.since)
    next.stays = this.stays.map((stay) => ({ ...stay }))
    next.regions = new Map(
      [...this.regions].map(([id, { parent, groups }]) => [id, { parent, groups: new Set(groups) }]),
    )
    change(next)
    const empty = [...next.regions].some(([id, { groups }]) => groups.size === 0 && next.children(id).length === 0)
    return empty ? null : next
  }

  /** Ends and begins stays, so that they say what the regions hold. */
  keep(now: number): void {
    for (const id of this.regions.keys()) if (!this.since.has(id)) this.since.set(id, now)
    const stands = (region: string, group: string): boolean => this.regions.get(region)?.groups.has(group) === true
    for (const stay of this.stays) if (stay.to === null && !stands(stay.region, stay.group)) stay.to = now
    for (const [region, { groups }] of this.regions)
      for (const group of groups)
        if (!this.stays.some((stay) => stay.to === null && stay.region === region && stay.group === group))
          this.stays.push({ group, region, from: now, to: null })
  }

  /** What a region held at a moment past, by the stays and by the parents there were. */
  heldAt(id: string, at: number, parents: ReadonlyMap<string, string | null>): string[] {
    const isInside = (region: string): boolean => {
      for (let one: string | null | undefined = region; one !== null && one !== undefined; one = parents.get(one))
        if (one === id) return true
      return false
    }
    const there = this.stays.filter(
      ({ region, from, to }) => isInside(region) && from <= at && (to === null || to > at),
    )
    return [...new Set(there.map(({ group }) => group))].sort()
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

/**
 * One call on both: they agree on whether it is refused (for leaving a region with nothing, or as `refused` says ahead of that), and on
 * everything after it.
 */
const step = (
  title: string,
  possible: (territory: Territory) => boolean,
  change: (territory: Territory, now: number) => void,
  call: (territory: Territory, real: Scene) => Promise<unknown>,
  refused: (territory: Territory, now: number) => string | null = () => null,
): Step => ({
  check: ({ territory }) => possible(territory),
  async run(world, real) {
    const { territory } = world
    const now = real.clock.now().getTime()
    const code = refused(territory, now)
    const next = code === null ? territory.after((changed) => change(changed, now)) : null
    const outcome = await refusalOf(call(territory, real))
    if (next === null) {
      const codes = Array.isArray(outcome) ? outcome.map((one) => String(one).split(' ')[0]) : outcome
      expect(codes).toContain(code ?? 'region.left_empty')
    } else {
      expect(outcome).toHaveProperty('answered')
      next.keep(now)
      world.territory = next
    }
    await compare(world.territory, real)
    const parents = new Map([...world.territory.regions].map(([id, { parent }]) => [id, parent]))
    world.territory.past.push({ at: real.clock.now(), parents })
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
  const grants = (await real.rows('userGrant')).map((row) => `${String(row['userId'])} ${String(row['regionId'])}`)
  expect(grants.sort()).toEqual([...territory.grants].sort())
  await compareFigures(territory, real)
}

/** The overview of everything and that of regions named go different ways, and say the same. */
async function compareFigures(territory: Territory, real: Scene): Promise<void> {
  const wanted = [...territory.regions].map(([id, { parent, groups }]) => ({
    id,
    parentId: parent,
    groups: territory.held(id).length,
    ownGroups: groups.size,
    regions: territory.inside(id).length - 1,
    ownRegions: territory.children(id).length,
  }))
  const ids = [...territory.regions.keys()]
  const byId = <T extends { readonly id: string }>(rows: readonly T[]) =>
    [...rows].sort((a, b) => (a.id < b.id ? -1 : 1))
  const all = await regionOverview(real.store, {}, real.context())
  expect(byId(all)).toMatchObject(byId(wanted))
  expect(await regionOverview(real.store, { regions: ids }, real.context())).toEqual(all)
  const tops = all.filter(({ parentId }) => parentId === null)
  expect(await regionOverview(real.store, { inside: null }, real.context())).toEqual(tops)
  expect(await real.ask((c) => membersOfRegions(null, c))).toEqual(await real.ask((c) => membersOfRegions(ids, c)))
}

async function comparePast(territory: Territory, real: Scene): Promise<void> {
  for (const { at, parents } of territory.past)
    for (const id of parents.keys()) {
      const then = await real.ask((c) => groupsOfSelection({ regions: [id] }, at, c))
      expect([...then].sort()).toEqual(territory.heldAt(id, at.getTime(), parents))
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

const grant = fc.record({ user: fc.constantFrom(...USERS), region: place }).map(({ user, region }) =>
  step(
    `give ${user} ${region}`,
    (t) => t.regions.size > 0,
    (t) => void t.grants.add(`${user} ${t.at(region)}`),
    (t, real) => {
      const row = { id: `${user} ${t.at(region)}`, userId: user, regionId: t.at(region), groupId: null }
      return real.store.insert('userGrant', [row], { onConflict: 'skip', key: ['userId', 'regionId'] })
    },
  ),
)

const users = { references: [grantReferences], visible: () => EVERYTHING }

/** The grants of a region and of those inside it. */
const grantsIn = (t: Territory, id: string): string[] => {
  const inside = t.inside(id)
  return [...t.grants].filter((one) => inside.includes(one.split(' ')[1] ?? ''))
}

const replacement = fc.record({ region: place, by: place }).map(({ region, by }) =>
  step(
    `replace ${region} by ${by}`,
    (t) => t.regions.size > 0,
    (t) => {
      const gone = t.at(region) ?? ''
      for (const one of grantsIn(t, gone)) {
        t.grants.delete(one)
        t.grants.add(`${one.split(' ')[0]} ${t.at(by)}`)
      }
      t.inside(gone).forEach((id) => t.regions.delete(id))
    },
    (t, real) => real.perform((c) => removeRegion({ region: t.at(region), replacement: t.at(by) }, users, c)),
    (t) => (t.inside(t.at(region) ?? '').includes(t.at(by) ?? '') ? 'region.replaced_by_itself' : null),
  ),
)

const HOUR = 3_600_000

const backdated = fc.record({ region: place, groups: some, hours: fc.integer({ min: 1, max: 6 }) }).map((one) => {
  const { region, groups, hours } = one
  /** The stays that a beginning so long ago would share time with. */
  const met = (t: Territory, group: string, from: number): Stay[] =>
    t.stays.filter(
      (stay) =>
        stay.group === group &&
        (t.exclusive || stay.region === t.at(region)) &&
        (stay.to === null || (stay.to > from && stay.to > stay.from)),
    )
  const isMoved = (stay: Stay, from: number): boolean => stay.to === null && stay.from < from
  return step(
    `assign ${groups.join()} to ${region} since ${hours} hours`,
    (t) => t.regions.size > 0,
    (t, now) => {
      const from = now - hours * HOUR
      const id = t.at(region) ?? ''
      for (const group of groups) {
        const stays = met(t, group, from)
        if (stays.some((stay) => stay.region === id && isMoved(stay, from))) continue
        for (const stay of stays) {
          stay.to = from
          t.regions.get(stay.region)?.groups.delete(group)
        }
        t.stays.push({ group, region: id, from, to: null })
        t.regions.get(id)?.groups.add(group)
      }
    },
    (t, real) => {
      const from = new Date(real.clock.now().getTime() - hours * HOUR)
      return real.perform((c) => assignGroups({ region: t.at(region), groups, from }, { exclusive: t.exclusive }, c))
    },
    (t, now) => {
      const from = now - hours * HOUR
      if (from < (t.since.get(t.at(region) ?? '') ?? 0)) return 'region.before_region'
      const overlaps = groups.some((group) => met(t, group, from).some((stay) => !isMoved(stay, from)))
      return overlaps ? 'region.overlap' : null
    },
  )
})

const removal = place.map((region) =>
  step(
    `remove ${region}`,
    (t) => t.regions.size > 0,
    (t) => t.inside(t.at(region) ?? '').forEach((id) => t.regions.delete(id)),
    (t, real) => real.perform((c) => removeRegion({ region: t.at(region) }, users, c)),
    (t) => (grantsIn(t, t.at(region) ?? '').length > 0 ? 'region.in_use' : null),
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
  territory.keep(real.clock.now().getTime())
  real.clock.advance({ hours: 1 })
  return { world: { territory }, real }
}

describe('regions against a reference', () => {
  test.each([true, false])(
    'R1.8 R1.9 R1.10 any sequence of calls, exclusive: %s',
    { timeout: 120_000 },
    async (exclusive) => {
      const calls = [creation, creation, move, move, assignment, backdated, unassignment, grant, replacement, removal]
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
