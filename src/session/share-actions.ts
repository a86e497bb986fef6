import { z } from 'zod'
import { entityOf, parseInput } from '../model'
import {
  atLeast,
  giveShares,
  levelFor,
  readShares,
  scopeOf,
  takeShares,
  usersOfGift,
  type KnownUsers,
  type Share,
  type SharedRecord,
  type ShareGift,
  type Sharer,
  type ShareTaking,
} from '../permissions'
import { allOf, EVERYTHING } from '../query'
import { decide } from '../storage'
import { inWhole } from './core'
import { demandHostEntity, type KernelActions } from './record-actions'
import { recordId } from './record-id'
import type { LiveCore } from './session-core'

const about = z.looseObject({ entity: z.string(), id: z.string() })

/** The shares of a session: `session.shares`. */
export function shareActions(
  core: LiveCore,
  { kernel, areSupplied }: { readonly kernel: KernelActions; readonly areSupplied: boolean },
) {
  /** Who shares what they manage by rights of their own: a share is not passed on. */
  const sharerOf = (entity: string): Sharer => {
    const { actor } = core
    if (actor === null) return { actor, manages: EVERYTHING, sees: EVERYTHING }
    const unshared = { ...actor, shares: [] }
    const manages = allOf(core.scope(entity, 'manage'), scopeOf(core.fields.whole, unshared, entity, 'manage'))
    return { actor, manages, sees: core.scope(entity, 'read') }
  }
  /** The level is asked first, so that a module one does not have answers nothing about its records. */
  const sharedRecord = (input: unknown): { readonly entity: string; readonly id: string } => {
    const { entity, id } = parseInput(about, input)
    const { name, module } = entityOf(core.model, entity)
    demandHostEntity(kernel, name)
    core.demandLevel(module, 'read')
    return { entity: name, id: recordId(id) }
  }
  const demandManaging = (entity: string): void => core.demandLevel(entityOf(core.model, entity).module, 'manage')
  /** Where the host's identity system keeps the users, it says who they are. */
  async function known(input: unknown): Promise<KnownUsers> {
    if (!areSupplied) return null
    const users = usersOfGift(input)
    const actors = await Promise.all(users.map((user) => core.actorOf(user)))
    return new Set(users.filter((_, index) => actors[index] !== null))
  }
  return {
    /**
     * Shares a record with users who otherwise would not reach it, to read it or to work on it, until a moment or until it is taken
     * back. What belongs to the record goes with it: of an account its contacts, events, quotes, invoices and conversations, by what
     * entities declare as `belongsTo`. A share widens how far rights reach, never their level: who may only read a module only reads
     * what is shared of it. What is shared with a user already takes the new terms. Takes managing the record by rights of one's own:
     * a share is not passed on.
     *
     * @throws refusals `share.record_unknown` for a record that is not there or not seen, `share.not_yours`, `share.entity_closed`,
     * `share.with_oneself`, `share.expiry_past`, `share.stale` with a version that is past, `rights.user_unknown`,
     * `rights.named_twice`, `input.invalid`, and the missing level. Nothing is shared with anybody then.
     * @example
     * ```ts
     * await session.shares.give({ entity: 'account', id, users: ['marie', 'paul'], use: 'work', expiresAt: new Date('2026-06-30T22:00:00Z') })
     * ```
     */
    async give(gift: ShareGift): Promise<void> {
      const { entity } = sharedRecord(gift)
      demandManaging(entity)
      const users = await known(gift)
      return core.perform((context) => giveShares(gift, sharerOf(entity), users, inWhole(core, context)))
    },

    /**
     * Takes back what is shared with users; it is gone on their very next call. Takes managing the record by rights of one's own;
     * everybody may give up what is shared with themselves.
     *
     * @throws refusals `share.record_unknown`, `share.not_yours`, `share.entity_closed`, `share.not_there`, `share.stale`,
     * `rights.named_twice`, `input.invalid`.
     */
    async take(shares: ShareTaking): Promise<void> {
      const { entity } = sharedRecord(shares)
      return core.perform((context) => takeShares(shares, sharerOf(entity), inWhole(core, context)))
    },

    /**
     * With whom a record is shared now, by user; what has expired is not among them. For those who manage the record by rights of
     * their own. Refused as {@link give}.
     */
    async of(entity: string, id: string): Promise<readonly Share[]> {
      const record = sharedRecord({ entity, id })
      demandManaging(record.entity)
      const context = inWhole(core, core.context())
      return decide(core.store, readShares(record.entity, record.id, sharerOf(record.entity), context))
    },

    /** What others share with the actor now, of modules that the actor may read; nothing for the system. */
    async mine(): Promise<readonly SharedRecord[]> {
      const { actor } = core
      if (actor === null) return []
      const { entities } = core.fields.whole
      return (actor.shares ?? []).filter(({ entity }) => {
        const module = entities.get(entity)?.module
        return module !== undefined && atLeast(levelFor(actor, module), 'read')
      })
    },
  }
}

/** The shares of a session over a model: they know its entities. */
export interface ShareActions<N extends string = string> extends Omit<
  ReturnType<typeof shareActions>,
  'give' | 'take' | 'of'
> {
  give(gift: ShareGift & { readonly entity: N }): Promise<void>
  take(shares: ShareTaking & { readonly entity: N }): Promise<void>
  of(entity: N, id: string): Promise<readonly Share[]>
}
