import type { z } from 'zod'
import { refuse, type Localized } from '../kernel'
import { parseInput } from '../model'
import { bulkProblem } from '../regions'

/** Who started a bulk action: a user, or the system with its reason. */
export type BulkStarter = { readonly user: string } | { readonly reason: string }

/**
 * What a host does to each group of a selection (or to each record of an entity). `run` is called inside the transaction of one item, with
 * a session of the one who started the action: what it writes through that is kept with the item, or not at all, and once. What goes
 * out to the world it should key by the item: a run that is undone is run again. What it answers is kept as the item's result, as JSON.
 */
export interface BulkActionDefinition<Input, Acting> {
  /** What users read. */
  readonly label: Localized
  /** The entity of its items; that of groups unless said. */
  readonly entity?: string
  /** What it takes, as JSON. */
  readonly input: z.ZodType<Input>
  run(id: string, input: Input, session: Acting): Promise<unknown>
}

/** Definitions by the name they are called under. */
export type BulkActionDefinitions<Inputs, Acting> = {
  readonly [Kind in keyof Inputs]: BulkActionDefinition<Inputs[Kind], Acting>
}

/** A bulk action that the host registered, with its types put aside. `Inside` is where it runs. */
export interface RegisteredBulk<Inside> {
  readonly label: Localized
  readonly entity: string | null
  /** Refused with `input.invalid`. */
  readonly check: (input: unknown) => void
  readonly run: (id: string, input: unknown, inside: Inside) => Promise<unknown>
}

/** The kinds that are ready made. */
export const READY_MADE: Readonly<Record<string, Localized>> = {
  update: { fr: 'Modifier des enregistrements', en: 'Change records' },
  assign: { fr: 'Mettre dans une région', en: 'Put into a region' },
}

function register<Input, Acting, Inside>(
  definition: BulkActionDefinition<Input, Acting>,
  enter: (inside: Inside) => Acting,
): RegisteredBulk<Inside> {
  const read = (input: unknown): Input => parseInput(definition.input, input)
  return {
    label: definition.label,
    entity: definition.entity ?? null,
    check: (input) => void read(input),
    run: (id, input, inside) => definition.run(id, read(input), enter(inside)),
  }
}

/** The host's bulk actions, by name. Refused with `bulk.kind_reserved` where one has the name of a ready-made one. */
export function registerBulkActions<Inputs, Acting, Inside>(
  definitions: BulkActionDefinitions<Inputs, Acting>,
  enter: (inside: Inside) => Acting,
): ReadonlyMap<string, RegisteredBulk<Inside>> {
  const registered = new Map<string, RegisteredBulk<Inside>>()
  for (const kind in definitions) {
    if (Object.hasOwn(READY_MADE, kind))
      refuse(bulkProblem('bulk.kind_reserved', { path: `/bulkActions/${kind}`, data: { kind } }))
    registered.set(kind, register(definitions[kind], enter))
  }
  return registered
}
