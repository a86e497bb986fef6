import { backoff, brandsOfSubjects, isAddress, NO_MAILER, type MailAttachment, type Mailer } from '../automation'
import { civilDateOf, isRefusal, refuse, type Clock, type Locale, type Row } from '../kernel'
import { entityOf } from '../model'
import { brandsOf, pathAmong, userRecord, type Brand } from '../permissions'
import { EVERYTHING, type BoundCriteria } from '../query'
import { groupsOfSelection } from '../regions'
import {
  beginRun,
  exportLetter,
  exportRunOf,
  recurringProblem,
  type ExportDefinition,
  type ExportedFile,
  type ExportRunReason,
  type ExportRunRow,
} from '../reports'
import { decide, type Store } from '../storage'
import { exportAssignments } from './assignments-file'
import { contextOf, perform, type Engine } from './engine'
import { exportRecords } from './export-records'
import { groupPathOf } from './recurring-export-actions'
import { queryToRun } from './saved-query-actions'
import { sessionCore, type LiveCore } from './session-core'

const RUN = 'recurringExportRun'

/** What a worker works with. */
export interface ExportWorkplace {
  readonly engine: Engine
  readonly mailer: Mailer | null
  /** The most bytes that a file may have. */
  readonly largestAttachment: number
}

/** Of a file that is mailed, unless the host says otherwise: what most mail servers take. */
export const LARGEST_ATTACHMENT = 10 * 1024 * 1024

const LEASE_MILLISECONDS = 60_000
const MOST_ATTEMPTS = 8
const MOST_ERROR = 1_000
/** So many in a round: automations wait meanwhile. */
const MOST_PER_ROUND = 10

/** What became of a run; pending where it is tried again. */
type Settlement =
  | { readonly status: 'done'; readonly rows: number; readonly fileName: string; readonly sentTo: string }
  | { readonly status: 'skipped'; readonly reason: ExportRunReason }
  | {
      readonly status: 'failed'
      readonly reason: ExportRunReason
      readonly problems?: unknown
      readonly error?: string
    }
  | { readonly status: 'pending'; readonly nextAt: Date; readonly error: string }

/** A run in hand: its lease, renewed as long as nobody else has taken it. */
interface Holding {
  /** Renews the lease where half of it is gone, or in any case. Whether it is still held. */
  renew(which?: 'when half gone'): Promise<boolean>
  /** Writes down what became of it, or when it is tried again; nothing where it is not held any more. */
  settle(set: Settlement): Promise<void>
}

function holdingOf(store: Store, clock: Clock, run: ExportRunRow, takenAt: Date): Holding {
  const { id, token } = run
  let ends = run.nextAt ?? takenAt
  let since = takenAt
  const update = async (set: Row): Promise<boolean> =>
    (await store.updateEach(RUN, [{ id, set, expect: { token } }])).length > 0
  return {
    async renew(which) {
      const now = clock.now()
      // Only lengths of time are measured by the worker's own clock.
      const elapsed = Math.max(0, now.getTime() - since.getTime())
      if (which !== undefined && elapsed < LEASE_MILLISECONDS / 2) return true
      ends = new Date(ends.getTime() + elapsed)
      since = now
      return update({ nextAt: ends })
    },
    async settle(settlement) {
      const finishedAt = settlement.status === 'pending' ? null : clock.now()
      await update({ problems: null, error: null, nextAt: null, ...settlement, finishedAt, token: null })
    },
  }
}

/** The owner as the mail needs them: where it goes, in which language, under whose name. */
interface Addressee {
  readonly address: string | null
  readonly locale: Locale
  readonly brand: Brand | null
}

async function addresseeOf({ engine }: ExportWorkplace, core: LiveCore, userId: string): Promise<Addressee> {
  const { store, model } = engine
  const role = model.roles.user
  const facts = core.actor?.fields ?? {}
  if (role === null) return { address: null, locale: engine.locale, brand: null }
  const record = (await decide(store, userRecord(userId, contextOf(engine, null)))) ?? {}
  const said = (slot: string | null): unknown => (slot === null ? null : (record[slot] ?? facts[slot]))
  const address = said(role.fields.email)
  const locale = said(role.fields.locale)
  const bound = core.actor?.bound?.organisation
  const brands =
    bound === undefined
      ? await decide(store, brandsOfSubjects(entityOf(model, role.entity), new Map([[userId, record]]), model))
      : await decide(store, brandsOf([bound], model))
  return {
    address: isAddress(address) ? address : null,
    locale: locale === 'fr' || locale === 'en' ? locale : engine.locale,
    brand: brands.get(bound ?? userId) ?? null,
  }
}

/** The records of the groups that the export keeps to or, where it follows its regions, of those that they have now. */
async function withinGroups(core: LiveCore, entity: string, definition: ExportDefinition): Promise<BoundCriteria> {
  const { groups: chosen, frozenGroups } = definition
  if (chosen === null) return EVERYTHING
  const path = groupPathOf(core, entity, '/selection')
  const { selection } = chosen
  if (frozenGroups === null && selection.regions.length > 0) core.demandLevel('regions', 'read')
  const groups = frozenGroups ?? (await decide(core.store, groupsOfSelection(selection, null, core.context())))
  return pathAmong(core.model, entityOf(core.model, entity), path, groups)
}

interface MadeFile {
  readonly file: ExportedFile
  readonly rows: () => number
}

/** The file, as its owner may see it now. Refused as any export is. */
async function exported(core: LiveCore, definition: ExportDefinition, locale: Locale): Promise<MadeFile> {
  core.demandLevel('reports', 'read')
  const { content, format } = definition
  const { timeZone } = definition.schedule
  const name = `${definition.name} ${civilDateOf(core.context().now, timeZone)}`
  let rows = 0
  const options = { name, format, onProgress: ({ done }: { readonly done: number }) => void (rows = done) }
  switch (content.of) {
    case 'query': {
      const { query, display } = await queryToRun(core, content.query)
      const within = await withinGroups(core, query.entity, definition)
      const records = { ...display, entity: query.entity, where: query, within, name: { fr: name, en: name } }
      const file = await exportRecords(core, records, { ...options, locale, timeZone })
      return { file, rows: () => rows }
    }
    case 'assignments': {
      const { of: _, ...spec } = content
      const within = await withinGroups(core, 'assignment', definition)
      const file = await exportAssignments(core, { ...spec, locale, timeZone }, options, within)
      return { file, rows: () => rows }
    }
    default:
      return content satisfies never
  }
}

/** The bytes of a file, while the run is held; null where it was lost. Refused with `reports.export_too_large`. */
async function gathered(file: ExportedFile, most: number, holding: Holding): Promise<Uint8Array | null> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of file.content) {
    size += part.length
    if (size > most) refuse(recurringProblem('reports.export_too_large', { data: { file: file.name, most } }))
    parts.push(part)
    if (!(await holding.renew('when half gone'))) return null
  }
  const whole = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** Makes the file and mails it. What became of the run; null where it was lost. */
async function done(
  { definition, run }: { readonly definition: ExportDefinition; readonly run: ExportRunRow },
  holding: Holding,
  place: ExportWorkplace,
): Promise<Settlement | null> {
  const { engine, mailer, largestAttachment } = place
  const { ownerId: user } = definition
  if (mailer === null) throw new Error(NO_MAILER)
  const core = sessionCore(engine, { user })
  await core.refresh()
  const { address, locale, brand } = await addresseeOf(place, core, user)
  if (address === null) return { status: 'skipped', reason: 'noRecipient' }
  const at = core.context().now
  const { file, rows } = await exported(core, definition, locale)
  const content = await gathered(file, largestAttachment, holding)
  // Whoever has switched it off, or taken it over, meanwhile is heard before anything leaves.
  if (content === null || !(await holding.renew())) return null
  const attachment: MailAttachment = { name: file.name, mediaType: file.mediaType, content }
  await mailer.send({
    tenant: engine.store.tenant,
    to: [address],
    bcc: [],
    ...exportLetter(definition, { fileName: file.name, rows: rows(), missed: run.missed, at }, locale),
    locale,
    brand,
    attachments: [attachment],
    idempotencyKey: run.id,
  })
  return { status: 'done', rows: rows(), fileName: file.name, sentTo: user }
}

/** How an attempt that did not go through is written down: refused for good, or tried again until it was tried often enough. */
function brokenBy(error: unknown, { attempts }: ExportRunRow, now: Date): Settlement {
  if (isRefusal(error))
    return { status: 'failed', reason: 'refused', problems: JSON.parse(JSON.stringify(error.problems)) }
  const said = (error instanceof Error ? error.message : String(error)).slice(0, MOST_ERROR).replaceAll('\0', '')
  if (attempts >= MOST_ATTEMPTS) return { status: 'failed', reason: 'gaveUp', error: said }
  return { status: 'pending', nextAt: new Date(now.getTime() + backoff(attempts)), error: said }
}

async function serveRun(taken: ExportRunRow, takenAt: Date, token: string, place: ExportWorkplace): Promise<void> {
  const { engine } = place
  const { store, clock } = engine
  const holding = holdingOf(store, clock, taken, takenAt)
  try {
    // Taken more often than it may fail: it brings workers down before they can say so.
    if (taken.attempts > MOST_ATTEMPTS) throw new Error('Every attempt ended without a word')
    const who = { actor: null, reason: 'recurring export' }
    const begun = await perform(engine, who, (context) => beginRun(taken, token, context))
    const settled = begun.type === 'begun' ? await done(begun, holding, place) : null
    if (settled !== null) await holding.settle(settled)
  } catch (error) {
    await holding.settle(brokenBy(error, taken, clock.now()))
  }
}

/** Does what is due of one tenant, one export after the other. `more` where the round was over first. */
export async function serveExports(place: ExportWorkplace): Promise<{ readonly more: boolean }> {
  const { store, clock, identifiers } = place.engine
  for (let count = 0; count < MOST_PER_ROUND; count += 1) {
    const token = identifiers.next()
    const takenAt = clock.now()
    const lease = { at: 'nextAt', token: 'token', value: token, milliseconds: LEASE_MILLISECONDS, count: 'attempts' }
    const [row] = await store.claim(RUN, { where: EVERYTHING, limit: 1 }, lease)
    if (row === undefined) return { more: false }
    await serveRun(exportRunOf(row), takenAt, token, place)
  }
  return { more: true }
}
