import {
  addTerm,
  allTerms,
  editTerm,
  listToRun,
  orderTerms,
  removeTerm,
  statusTerms,
  type AccountList,
  type AccountStatus,
  type NewTerm,
  type TermPatch,
} from '../lists'
import { z } from 'zod'
import { parseInput } from '../model'
import type { ExportedFile } from '../reports'
import { decide } from '../storage'
import {
  demandHolders,
  demandUnheld,
  progressOf,
  replaceEverywhere,
  shownTerms,
  type BatchProgressOptions,
} from './code-replacement'
import type { SessionCore } from './core'
import type { ExportOptions } from './export-options'
import { exportRecords } from './export-records'
import { shownDisplay } from './field-access'
import { recordId } from './record-id'
import { countRecords } from './record-reads'
import { pageOf, type CountedPage, type ResultOptions } from './saved-query-actions'

export interface StatusRemoval extends BatchProgressOptions {
  /** The status that the accounts take instead. */
  readonly moveTo?: string
}

const removalSchema = z.looseObject({ moveTo: z.string().min(1).optional() })

/** The statuses of accounts, and the lists that they and tags make. */
export function accountListActions(core: SessionCore) {
  return {
    /** The account statuses in their order, archived ones too. Refused with `session.missing_level`. */
    async statuses(): Promise<readonly AccountStatus[]> {
      core.demandLevel('lists', 'read')
      return shownTerms(core, await decide(core.store, allTerms(statusTerms)))
    },

    /**
     * Adds a status behind the others, for companies and individuals alike.
     *
     * @throws refusals `session.missing_level`, `input.invalid`, `lists.status_taken`, `lists.display_field`, `lists.display_twice`.
     * @example
     * ```ts
     * await session.lists.addStatus({ code: 'partner', label: { fr: 'Partenaire', en: 'Partner' } })
     * ```
     */
    async addStatus(status: NewTerm): Promise<AccountStatus> {
      core.demandLevel('lists', 'manage')
      demandHolders(core, statusTerms, 'see')
      return core.perform((context) => addTerm(statusTerms, status, context))
    },

    /**
     * Changes the words of a status, archives it or takes it out of the archive, sets how its list is shown. The code never changes.
     * Accounts keep an archived status; none takes it any more.
     *
     * @throws refusals `session.missing_level`, `input.invalid`, `lists.status_unknown`, `lists.status_default` (it cannot be archived
     * while new accounts take it unless said otherwise), `lists.display_field`, `lists.display_twice`, `session.stale`.
     * @example
     * ```ts
     * await session.lists.editStatus('suspect', { label: { fr: 'Piste', en: 'Lead' } })
     * await session.lists.editStatus('client', { display: { columns: ['name', 'city'], sort: [{ field: 'name' }] } })
     * ```
     */
    async editStatus(code: string, patch: TermPatch): Promise<AccountStatus> {
      core.demandLevel('lists', 'manage')
      demandHolders(core, statusTerms, 'see')
      return core.perform((context) => editTerm(statusTerms, recordId(code, '/code'), patch, context))
    },

    /**
     * Puts the statuses in the order of these codes; those not named follow as they were. All of them are answered, in order.
     *
     * @throws refusals `session.missing_level`, `lists.status_unknown`, `lists.code_twice`.
     */
    async orderStatuses(codes: readonly string[]): Promise<readonly AccountStatus[]> {
      core.demandLevel('lists', 'manage')
      return core.perform(() => orderTerms(statusTerms, codes))
    },

    /**
     * Removes a status. One that accounts hold is refused, unless `moveTo` names the status they take: all of them, also those that the
     * actor may not see, so this takes the right `administrator`. The accounts move in batches, the status being archived meanwhile, and
     * saved queries, conditions of automations and dynamic lists follow. Interrupted, the same call goes on where it stopped. Answers how
     * many accounts moved.
     *
     * @throws refusals `session.missing_level`, `session.missing_right`, `lists.status_unknown`, `lists.status_in_use` with the count,
     * `lists.status_default`, `lists.status_archived`, `lists.into_itself`.
     * @example
     * ```ts
     * const { moved } = await session.lists.removeStatus('suspect', { moveTo: 'prospect' })
     * ```
     */
    async removeStatus(status: string, removal: StatusRemoval = {}): Promise<{ readonly moved: number }> {
      core.demandLevel('lists', 'manage')
      const code = recordId(status, '/code')
      const { moveTo } = parseInput(removalSchema, removal)
      demandHolders(core, statusTerms, 'see')
      if (moveTo === undefined) {
        await core.perform((context) => removeTerm(statusTerms, code, context), {
          verify: demandUnheld(core, statusTerms, code),
        })
        return { moved: 0 }
      }
      core.demand('administrator')
      const codes = { from: code, to: moveTo }
      return { moved: await replaceEverywhere(core, statusTerms, codes, { ...progressOf(removal), path: '/moveTo' }) }
    },

    /**
     * A page of a list: the accounts of a status, or that carry tags, or both; sorted as the status or else the first tag asked for is
     * shown. `listQuery` gives the same as criteria, to be narrowed or saved.
     *
     * @throws refusals `session.missing_level`, `lists.status_unknown`, `lists.tag_unknown`, `lists.list_empty`, and those of `run`.
     * @example
     * ```ts
     * const page = await session.lists.runList({ status: 'client', tags: { any: ['vip'] } }, { limit: 20, total: true })
     * ```
     */
    async runList(list: AccountList, options: ResultOptions = {}): Promise<CountedPage> {
      core.demandLevel('lists', 'read')
      const { query, display } = await decide(core.store, listToRun(list, core.context()))
      const { sort } = shownDisplay(core.fields, query.entity, display)
      return pageOf(core, { query, sort }, options)
    },

    /**
     * A list as a file: its columns are those that the status, or else the first tag asked for, is shown with. Refused as `runList` and
     * `export`.
     *
     * @example
     * ```ts
     * const file = await session.lists.exportList({ status: 'client', tags: { any: ['vip'] } }, { format: 'xlsx', locale: 'fr' })
     * ```
     */
    async exportList(list: AccountList, options: ExportOptions = {}): Promise<ExportedFile> {
      core.demand('export')
      core.demandLevel('lists', 'read')
      const { query, label, display } = await decide(core.store, listToRun(list, core.context()))
      const { columns, sort } = shownDisplay(core.fields, query.entity, display)
      return exportRecords(core, { entity: query.entity, where: query, name: label, columns, sort }, options)
    },

    /** How many accounts of a list there are, of those that the actor may read. Refused as `runList`. */
    async countList(list: AccountList): Promise<number> {
      core.demandLevel('lists', 'read')
      const { query } = await decide(core.store, listToRun(list, core.context()))
      return countRecords(core, query.entity, query)
    },
  }
}
