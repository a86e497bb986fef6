import fc from 'fast-check'
import { expect, test } from 'vitest'
import { refusal } from '../session/refusal'
import { GROUPS, network, type Network } from './organisation-scene'

/** What organisations are, said as simply as can be: a parent, a name and a set of groups each. */
class Tree {
  organisations = new Map<string, { parent: string | null; name: string; groups: Set<string>; users: Set<string> }>()
  made = 0

  at(index: number): string | null {
    return [...this.organisations.keys()][index % Math.max(this.organisations.size, 1)] ?? null
  }

  children(id: string): string[] {
    return [...this.organisations].filter(([, { parent }]) => parent === id).map(([child]) => child)
  }

  below(id: string): string[] {
    return [id, ...this.children(id).flatMap((child) => this.below(child))]
  }

  groups(id: string): string[] {
    return this.below(id).flatMap((one) => [...(this.organisations.get(one)?.groups ?? [])])
  }

  isTaken(name: string, parent: string | null, except: readonly string[]): boolean {
    return [...this.organisations].some(
      ([id, one]) => !except.includes(id) && one.parent === parent && one.name.toLowerCase() === name.toLowerCase(),
    )
  }

  take(group: string): void {
    for (const { groups } of this.organisations.values()) groups.delete(group)
  }

  giveUser(user: string, organisation: string | null): void {
    for (const { users } of this.organisations.values()) users.delete(user)
    if (organisation !== null) this.organisations.get(organisation)?.users.add(user)
  }
}

interface World {
  readonly tree: Tree
}

/** A call, what it must answer, and what the tree is after it where it is not refused. */
interface Attempt {
  readonly call: () => Promise<unknown>
  readonly expected: string
  readonly change: () => void
}

const step = (
  title: string,
  attempt: (tree: Tree, real: Network) => Attempt | null,
): fc.AsyncCommand<World, Network> => ({
  check: () => true,
  async run({ tree }, real) {
    const made = attempt(tree, real)
    if (made === null) return
    expect(await refusal(made.call)).toBe(made.expected)
    if (made.expected === 'no refusal') made.change()
    await compare(tree, real)
  },
  toString: () => title,
})

async function compare(tree: Tree, { ana, crm }: Network): Promise<void> {
  const figures = await ana.organisations.overview()
  const told = figures.map(({ id, name, parentId, groups, ownGroups, organisations, users, ownUsers }) =>
    JSON.stringify({ id, name, parentId, groups, ownGroups, organisations, users, ownUsers }),
  )
  const wanted = [...tree.organisations].map(([id, { name, parent, groups, users }]) =>
    JSON.stringify({
      id,
      name,
      parentId: parent,
      groups: tree.groups(id).length,
      ownGroups: groups.size,
      organisations: tree.below(id).length - 1,
      users: tree.below(id).reduce((sum, one) => sum + (tree.organisations.get(one)?.users.size ?? 0), 0),
      ownUsers: users.size,
    }),
  )
  expect(told.sort()).toEqual(wanted.sort())
  for (const [id, { users }] of tree.organisations)
    for (const user of users) {
      const seen = (await (await crm.as(user)).find('account')).rows.map(({ groupId }) => groupId)
      expect([user, seen.sort()]).toEqual([user, tree.groups(id).sort()])
    }
}

const place = fc.nat(20)
const NAMES = ['Ouest', 'OUEST', 'Est', 'Sud']

const creation = fc
  .record({
    inside: fc.option(place),
    name: fc.constantFrom(...NAMES),
    groups: fc.subarray([...GROUPS], { maxLength: 2 }),
  })
  .map(({ inside, name, groups }) =>
    step(`create ${name} over ${groups.join()} in ${String(inside)}`, (tree, { ana }) => {
      const parent = inside === null ? null : tree.at(inside)
      tree.made += 1
      const id = `o${tree.made}`
      return {
        call: () => ana.organisations.create({ id, name, parentId: parent, groups }),
        expected: tree.isTaken(name, parent, []) ? 'organisation.name_taken /name' : 'no refusal',
        change: () => {
          for (const group of groups) tree.take(group)
          tree.organisations.set(id, { parent, name, groups: new Set(groups), users: new Set() })
        },
      }
    }),
  )

const move = fc.record({ one: place, into: fc.option(place) }).map(({ one, into }) =>
  step(`move ${one} into ${String(into)}`, (tree, { ana }) => {
    const organisation = tree.at(one)
    const found = tree.organisations.get(organisation ?? '')
    if (organisation === null || found === undefined) return null
    const parentId = into === null ? null : tree.at(into)
    const isCycle = parentId !== null && tree.below(organisation).includes(parentId)
    const isTaken = parentId !== found.parent && tree.isTaken(found.name, parentId, [organisation])
    return {
      call: () => ana.organisations.move({ organisation, parentId }),
      expected: isCycle
        ? 'organisation.cycle /parentId'
        : isTaken
          ? 'organisation.name_taken /organisation'
          : 'no refusal',
      change: () => void (found.parent = parentId),
    }
  }),
)

const renaming = fc.record({ one: place, name: fc.constantFrom(...NAMES) }).map(({ one, name }) =>
  step(`rename ${one} to ${name}`, (tree, { ana }) => {
    const organisation = tree.at(one)
    const found = tree.organisations.get(organisation ?? '')
    if (organisation === null || found === undefined) return null
    return {
      call: () => ana.organisations.rename({ organisation, name }),
      expected: tree.isTaken(name, found.parent, [organisation]) ? 'organisation.name_taken /name' : 'no refusal',
      change: () => void (found.name = name),
    }
  }),
)

const assignment = fc.record({ one: place, group: fc.constantFrom(...GROUPS) }).map(({ one, group }) =>
  step(`assign ${group} to ${one}`, (tree, { ana }) => {
    const organisation = tree.at(one)
    if (organisation === null) return null
    return {
      call: () => ana.organisations.assign({ organisation, groups: [group] }),
      expected: 'no refusal',
      change: () => {
        tree.take(group)
        tree.organisations.get(organisation)?.groups.add(group)
      },
    }
  }),
)

const unassignment = fc.record({ one: place, group: fc.constantFrom(...GROUPS) }).map(({ one, group }) =>
  step(`unassign ${group} from ${one}`, (tree, { ana }) => {
    const organisation = tree.at(one)
    const found = tree.organisations.get(organisation ?? '')
    if (organisation === null || found === undefined) return null
    return {
      call: () => ana.organisations.unassign({ organisation, groups: [group] }),
      expected: found.groups.has(group) ? 'no refusal' : 'organisation.group_not_in /groups/0',
      change: () => void found.groups.delete(group),
    }
  }),
)

const employment = fc
  .record({ one: fc.option(place), user: fc.constantFrom('wes', 'bri', 'eve') })
  .map(({ one, user }) =>
    step(`give ${user} to ${String(one)}`, (tree, { ana }) => {
      const organisation = one === null ? null : tree.at(one)
      return {
        call: () => ana.rights.assign({ user, organisation }),
        expected: 'no refusal',
        change: () => tree.giveUser(user, organisation),
      }
    }),
  )

const removal = fc.record({ one: place, by: fc.option(place) }).map(({ one, by }) =>
  step(`remove ${one}, replaced by ${String(by)}`, (tree, { ana }) => {
    const organisation = tree.at(one)
    const found = tree.organisations.get(organisation ?? '')
    if (organisation === null || found === undefined) return null
    const replacement = by === null ? null : tree.at(by)
    const children = tree.children(organisation)
    const isUsed = children.length + found.groups.size + found.users.size > 0
    const isTaken =
      replacement !== null &&
      children.some((child) => tree.isTaken(tree.organisations.get(child)?.name ?? '', replacement, children))
    const unused = isUsed ? 'organisation.in_use /organisation' : 'no refusal'
    const replaced =
      isTaken && !children.includes(replacement ?? '') ? 'organisation.name_taken /replacement' : 'no refusal'
    const isCycle = replacement !== null && tree.below(organisation).includes(replacement)
    return {
      call: () => ana.organisations.remove({ organisation, ...(replacement === null ? {} : { replacement }) }),
      expected: isCycle ? 'organisation.cycle /replacement' : replacement === null ? unused : replaced,
      change: () => {
        const to = tree.organisations.get(replacement ?? '')
        for (const child of children) {
          const one = tree.organisations.get(child)
          if (one !== undefined) one.parent = replacement
        }
        for (const group of found.groups) to?.groups.add(group)
        for (const user of found.users) to?.users.add(user)
        tree.organisations.delete(organisation)
      },
    }
  }),
)

/** As the network starts. */
function planted(): Tree {
  const tree = new Tree()
  const plant = (id: string, name: string, parent: string | null, groups: string[], user: string): void => {
    tree.organisations.set(id, { parent, name, groups: new Set(groups), users: new Set([user]) })
  }
  plant('west', 'Ouest', null, ['nantes'], 'wes')
  plant('brittany', 'Bretagne', 'west', ['rennes', 'brest'], 'bri')
  plant('east', 'Est', null, ['paris'], 'eve')
  return tree
}

test('R2.13 any sequence of calls leaves the tree that a small reference says', { timeout: 120_000 }, async () => {
  const calls = [creation, creation, move, move, renaming, assignment, unassignment, employment, removal]
  await fc.assert(
    fc.asyncProperty(fc.commands(calls, { maxCommands: 20, size: 'max' }), async (sequence) => {
      const real = await network()
      await fc.asyncModelRun(() => ({ model: { tree: planted() }, real }), sequence)
    }),
    { seed: 20_260_317, numRuns: 30 },
  )
})
