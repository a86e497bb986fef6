import { audienceUses } from '../communication'
import type { Row } from '../kernel'
import type { EntityMap, FieldName, NewRecordOf, RecordOf, RecordPatchOf } from '../model'
import type { Criteria, Query } from '../query'
import type { ExportedFile } from '../reports'
import { automationActions } from './automation-actions'
import { bulkActions } from './bulk-actions'
import { communicationActions } from './communication-actions'
import { together, type Engine } from './engine'
import { guarded } from './guarded'
import type { ExportOptions } from './export-options'
import { exportEntity } from './export-records'
import type { KernelEntities } from './kernel-model'
import { listActions } from './list-actions'
import { createMany, removeOne, updateOne, type KernelActions } from './record-actions'
import { countRecords, findOne, findPage, streamRecords, type OrderBy, type ReadOptions } from './record-reads'
import { organisationActions } from './organisation-actions'
import { previewRights } from './preview-rights'
import { regionActions } from './region-actions'
import { reportActions } from './report-actions'
import { rightsActions, type RightsActions } from './rights-actions'
import { segmentUpkeep } from './segment-upkeep'
import { sessionCore, type Who } from './session-core'
import { shareActions, type ShareActions } from './share-actions'

/** Criteria for an entity, as the builder makes them or as they were saved. */
export type Where<N extends string> = Query<N> | Criteria<N>

export interface FindOptions<E extends EntityMap, N extends keyof E & string, F extends FieldName<E, N>> {
  readonly where?: Where<N>
  /** Field names, ascending; or `{ field, direction }`. Missing values come last both ways; ties go by id. */
  readonly orderBy?: readonly OrderBy<FieldName<E, N>>[]
  /** 1 to 1,000; 50 unless said. */
  readonly limit?: number
  /** `end` of the page before; null, as that of an empty page, begins at the first record. */
  readonly after?: string | null
  /** `start` of the page after. Not with `after`. */
  readonly before?: string | null
  readonly fields?: readonly F[]
}

export interface ResultPage<R> {
  readonly rows: readonly R[]
  readonly start: string | null
  readonly end: string | null
  readonly more: boolean
}

/** The entities of a host's model: those of the kernel are read like any other, and written by its own actions only. */
export type HostEntity<E extends EntityMap> = Exclude<keyof E & string, keyof KernelEntities>

/** What one user (or the system) may do. A change of rights holds on the very next call; records come scoped by them. */
export interface Session<E extends EntityMap> {
  /**
   * A page of records that the actor may read. A field that is hidden from them is not in the rows, though their type has it; asked
   * for in `fields`, criteria or the order, it is refused as one that is not there.
   *
   * @example
   * ```ts
   * const page = await session.find('account', { where: clients, orderBy: ['name'], limit: 50 })
   * const next = await session.find('account', { where: clients, orderBy: ['name'], limit: 50, after: page.end })
   * ```
   */
  find<N extends keyof E & string, F extends FieldName<E, N> = FieldName<E, N>>(
    entity: N,
    options?: FindOptions<E, NoInfer<N>, F>,
  ): Promise<ResultPage<Pick<RecordOf<E, N>, F | ('id' & FieldName<E, N>)>>>
  /** One record, or null where there is none that the actor may read. */
  get<N extends keyof E & string>(entity: N, id: string): Promise<RecordOf<E, N> | null>
  count<N extends keyof E & string>(entity: N, where?: Where<NoInfer<N>>): Promise<number>
  /** Every record, page after page: each once, as of its page. */
  stream<N extends keyof E & string, F extends FieldName<E, N> = FieldName<E, N>>(
    entity: N,
    options?: Omit<FindOptions<E, NoInfer<N>, F>, 'after' | 'before'>,
  ): AsyncIterable<Pick<RecordOf<E, N>, F | ('id' & FieldName<E, N>)>>
  /**
   * Records as a file, CSV or an Excel workbook, page after page and however many. Takes the right `export`; see `session.lists.export` for what
   * is written and what is refused.
   *
   * @example
   * ```ts
   * const file = await session.export('contact', { columns: ['name', 'email', 'accountId'], orderBy: ['name'] })
   * ```
   */
  export<N extends keyof E & string, F extends FieldName<E, N> = FieldName<E, N>>(
    entity: N,
    options?: ExportOptions<F> & { readonly where?: Where<NoInfer<N>> },
  ): Promise<ExportedFile>
  /**
   * Refused with `record.invalid`, `session.read_only_field`, `session.fields_withheld`, `session.unknown_reference`,
   * `session.outside_scope`, `storage.conflict`, and what a table of yours does not take (`storage.value_missing` and the like).
   */
  create<N extends HostEntity<E>>(entity: N, record: NewRecordOf<E, N>): Promise<RecordOf<E, N>>
  createMany<N extends HostEntity<E>>(
    entity: N,
    records: readonly NewRecordOf<E, N>[],
  ): Promise<readonly RecordOf<E, N>[]>
  /**
   * Changes some fields. With `expect`, only while these fields have these values (`session.stale` otherwise). What reacts to
   * it (runs that move with an event's date, the journal) is written in the same transaction. A read-only field may be given as it is;
   * another value is refused with `session.read_only_field`.
   */
  update<N extends HostEntity<E>>(
    entity: N,
    id: string,
    patch: RecordPatchOf<E, N>,
    expect?: Partial<RecordOf<E, N>>,
  ): Promise<RecordOf<E, N>>
  remove<N extends HostEntity<E>>(entity: N, id: string): Promise<void>
  /**
   * Several calls kept together or not at all. Use the session that is handed over: the outer one is refused meanwhile with
   * `storage.outside_transaction`. The work may be done again where a database gives way to another transaction.
   */
  transaction<T>(work: (session: Session<E>) => Promise<T>): Promise<T>

  readonly regions: ReturnType<typeof regionActions>
  readonly rights: RightsActions<keyof E & string, RightsDraft<E>>
  readonly organisations: ReturnType<typeof organisationActions>
  readonly shares: ShareActions<HostEntity<E>>
  readonly bulk: ReturnType<typeof bulkActions>
  readonly lists: ReturnType<typeof listActions>
  readonly automations: ReturnType<typeof automationActions>
  readonly reports: ReturnType<typeof reportActions>
  readonly communication: ReturnType<typeof communicationActions>
}

/** What a change of rights may be made of while it is tried: see `session.rights.preview`. */
export type RightsDraft<E extends EntityMap> = Pick<Session<E>, 'rights' | 'regions' | 'organisations' | 'shares'>

/** The rights are read when the first record is asked for. */
async function* guardedStream<R>(guard: () => Promise<void>, rows: () => AsyncIterable<R>): AsyncGenerator<R> {
  await guard()
  yield* rows()
}

/** A session as the library's code sees it: the same calls over erased records. */
interface ErasedSession extends Pick<
  Session<EntityMap>,
  'regions' | 'rights' | 'organisations' | 'shares' | 'bulk' | 'lists' | 'automations' | 'reports' | 'communication'
> {
  find(entity: string, options?: ReadOptions): Promise<ResultPage<Row>>
  get(entity: string, id: string): Promise<Row | null>
  count(entity: string, where?: unknown): Promise<number>
  stream(entity: string, options?: ReadOptions): AsyncIterable<Row>
  export(entity: string, options?: ExportOptions & { readonly where?: unknown }): Promise<ExportedFile>
  create(entity: string, record: unknown): Promise<Row>
  createMany(entity: string, records: unknown): Promise<readonly Row[]>
  update(entity: string, id: string, patch: unknown, expect?: unknown): Promise<Row>
  remove(entity: string, id: string): Promise<void>
  transaction<T>(work: (session: ErasedSession) => Promise<T>): Promise<T>
}

const draftOf = ({ rights, regions, organisations, shares }: RightsDraft<EntityMap>): RightsDraft<EntityMap> => ({
  rights,
  regions,
  organisations,
  shares,
})

/** The one place where erased records meet their types: both describe the same model. */
export function createSession<E extends EntityMap>(engine: Engine, who: Who, kernel: KernelActions): Session<E>
export function createSession(engine: Engine, who: Who, kernel: KernelActions): ErasedSession {
  const core = sessionCore(engine, who)
  const guard = () => core.refresh()
  const records = guarded(
    {
      find: (entity: string, options: ReadOptions = {}) => findPage(core, entity, options),
      get: (entity: string, id: string) => findOne(core, entity, id),
      count: (entity: string, where?: unknown) => countRecords(core, entity, where),
      export: (entity: string, options: ExportOptions & { readonly where?: unknown } = {}) =>
        exportEntity(core, entity, options),
      createMany: (entity: string, inputs: unknown) => createMany(core, kernel, entity, inputs),
      update: (entity: string, id: string, patch: unknown, expect?: unknown) =>
        updateOne(core, kernel, entity, id, patch, expect),
      remove: (entity: string, id: string) => removeOne(core, kernel, entity, id),
    },
    guard,
  )
  return {
    find: records.find,
    get: records.get,
    count: records.count,
    export: records.export,
    createMany: records.createMany,
    update: records.update,
    remove: records.remove,
    async create(entity, record) {
      const [created] = await records.createMany(entity, [record])
      if (created === undefined) throw new Error(`The ${entity} just created cannot be read again`)
      return created
    },
    stream: (entity, options) => guardedStream(guard, () => streamRecords(core, entity, options ?? {})),
    transaction: (work) => together(engine, (inner) => work(createSession(inner, who, kernel))),
    regions: guarded(
      regionActions(core, { exclusive: engine.exclusiveRegions, references: engine.regionReferences }),
      guard,
    ),
    bulk: guarded(
      bulkActions(core, {
        registered: engine.bulkActions,
        kernel,
        exclusiveRegions: engine.exclusiveRegions,
        who,
        inTransaction: (starter, work) =>
          together(engine, (inner) => work({ engine: inner, core: sessionCore(inner, starter), who: starter })),
      }),
      guard,
    ),
    rights: guarded(
      rightsActions(core, {
        areSupplied: engine.actors !== null,
        preview: (change: (draft: RightsDraft<EntityMap>) => Promise<unknown>) =>
          previewRights({ engine, core, draft: (inner) => draftOf(createSession(inner, who, kernel)) }, change),
      }),
      guard,
    ),
    organisations: guarded(organisationActions(core, { areSupplied: engine.actors !== null }), guard),
    shares: guarded(shareActions(core, { kernel, areSupplied: engine.actors !== null }), guard),
    lists: guarded(listActions(core, segmentUpkeep(engine, who), { uses: [audienceUses, ...engine.queryUses] }), guard),
    automations: guarded(automationActions(core, segmentUpkeep(engine, who)), guard),
    reports: guarded(reportActions(core), guard),
    communication: guarded(communicationActions(core), guard),
  }
}
