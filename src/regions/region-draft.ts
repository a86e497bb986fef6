import { z } from 'zod'
import { foldText, isRefusal, refuse, type Problem } from '../kernel'
import { entityOf, parseInput, parsePatch } from '../model'
import type { DecisionContext } from '../storage'
import { problem } from './problem'

/** A region to create, with the regions inside it: at least one group or one region in each. */
export interface RegionDraft {
  /** Left out, one is made. */
  readonly id?: string
  readonly name: string
  readonly groups?: readonly string[]
  readonly regions?: readonly RegionDraft[]
}

/** The whole of what is created in one call. */
export interface RegionTree extends RegionDraft {
  /** The region it goes into; left out or null: none. */
  readonly parentId?: string | null
}

/** One region of a tree that was read, parents before what is inside them. */
export interface DraftedRegion {
  readonly id: string
  readonly name: string
  readonly parentId: string | null
  readonly groups: readonly string[]
  /** Where it stands in the input, a JSON pointer. */
  readonly path: string
  /** Those of the same tree that contain it, itself first. */
  readonly line: readonly string[]
}

const word = z.string().min(1).max(191)
const node = z.strictObject({
  id: word.optional(),
  name: z.string(),
  groups: z.array(word).default([]),
  regions: z.array(z.unknown()).default([]),
})
const root = node.extend({ parentId: word.nullable().default(null) })

/** One call creates at most this many; a tree that contains itself would never end. */
const MOST_REGIONS = 10_000

interface Waiting {
  readonly input: unknown
  readonly path: string
  readonly parent: DraftedRegion | null
}

function readNode(
  { input, path, parent }: Waiting,
  context: DecisionContext,
): { read: DraftedRegion; below: readonly unknown[] } {
  // Only the root says where it goes.
  const given = parent === null ? parseInput(root, input) : { ...parseInput(node, input), parentId: parent.id }
  const { name } = parsePatch(entityOf(context.model, 'region'), { name: given.name })
  const id = given.id ?? context.identifiers.next()
  const line = [id, ...(parent?.line ?? [])]
  const read = { id, name: String(name), parentId: given.parentId, groups: given.groups, path, line }
  if (given.groups.length === 0 && given.regions.length === 0)
    refuse(problem('region.empty', { data: { region: read.name } }))
  return { read, below: given.regions }
}

function* repetitions(regions: readonly DraftedRegion[], exclusive: boolean): Generator<Problem> {
  const ids = new Set<string>()
  const names = new Set<string>()
  let groups = new Set<string>()
  for (const { id, name, parentId, groups: named, path } of regions) {
    if (ids.has(id)) yield problem('region.id_twice', { path: `${path}/id`, data: { region: id } })
    ids.add(id)
    const sister = JSON.stringify([parentId, foldText(name)])
    if (names.has(sister)) yield problem('region.name_taken', { path: `${path}/name`, data: { name } })
    names.add(sister)
    if (!exclusive) groups = new Set()
    for (const [index, group] of named.entries()) {
      if (groups.has(group)) yield problem('region.group_twice', { path: `${path}/groups/${index}`, data: { group } })
      groups.add(group)
    }
  }
}

/**
 * Reads a tree from outside, without recursion: however deep it is, the stack stays as it is. Everything wrong is refused at
 * once, with its path.
 */
export function readDraft(input: unknown, exclusive: boolean, context: DecisionContext): readonly DraftedRegion[] {
  const problems: Problem[] = []
  const regions: DraftedRegion[] = []
  const waiting: Waiting[] = [{ input, path: '', parent: null }]
  let met = 0
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { path } = next
    met += 1
    if (met > MOST_REGIONS) refuse(problem('region.too_many', { data: { most: MOST_REGIONS } }))
    try {
      const { read, below } = readNode(next, context)
      regions.push(read)
      for (let index = below.length - 1; index >= 0; index -= 1)
        waiting.push({ input: below[index], path: `${path}/regions/${index}`, parent: read })
    } catch (error) {
      if (!isRefusal(error)) throw error
      problems.push(...error.problems.map((found) => ({ ...found, path: path + found.path })))
    }
  }
  problems.push(...repetitions(regions, exclusive))
  if (problems.length > 0) refuse(problems)
  return regions
}
