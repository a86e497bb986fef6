import { canonicalJson, localized, refuse, type Locale, type Localized, type Row } from '../kernel'
import { listProblem } from '../lists'
import type { EntityDefinition, FieldDefinition } from '../model'
import type { Cell, ColumnKind, TableColumn } from '../reports'
import { codeLabels, type CodeLabels } from './code-labels'
import type { SessionCore } from './core'
import { problem } from './problem'
import { namesReader, type NamesReader } from './record-names'

/** The columns of a file of records, and how the cells of a row come about. */
export interface ExportColumns {
  readonly columns: readonly TableColumn[]
  /** The fields to read, in no particular order. */
  readonly fields: readonly string[]
  /** The cells of rows, with the names of records they point to: a question for each entity pointed to, whatever the number of rows. */
  readonly cells: (rows: readonly Row[]) => Promise<readonly (readonly Cell[])[]>
}

type CellReader = (row: Row) => Cell

const KINDS: Readonly<Record<FieldDefinition['kind'], ColumnKind>> = {
  id: 'text',
  reference: 'text',
  code: 'text',
  enum: 'text',
  text: 'text',
  number: 'number',
  money: 'money',
  boolean: 'boolean',
  date: 'date',
  instant: 'instant',
  tags: 'text',
  json: 'text',
}

const IDENTIFIER: Localized = { fr: 'identifiant', en: 'identifier' }

/** Refused with `session.bad_field`, `lists.display_twice`. */
function checkColumns({ label: entity, fields }: EntityDefinition, columns: readonly string[]): void {
  for (const [index, field] of columns.entries()) {
    const path = `/columns/${index}`
    if (!fields.has(field))
      refuse(problem('session.bad_field', { path, data: { entity, field, known: [...fields.keys()] } }))
    if (columns.indexOf(field) < index) refuse(listProblem('lists.display_twice', { path, data: { field } }))
  }
}

/** What a person reads of a record: nothing that is there for programs. */
function usualFields({ fields }: EntityDefinition): readonly FieldDefinition[] {
  const read = [...fields.values()].filter(({ kind }) => kind !== 'id' && kind !== 'json')
  return read.length > 0 ? read : [...fields.values()]
}

/** The names of the records of one entity, kept from page to page as long as they are few. */
interface KnownNames {
  readonly fields: string[]
  readonly read: NamesReader
  readonly names: Map<string, string | undefined>
}

const MOST_NAMES = 20_000

/** Asks for the names that rows need and that are not known yet. */
async function learn({ fields, read, names }: KnownNames, rows: readonly Row[]): Promise<void> {
  if (names.size > MOST_NAMES) names.clear()
  const unknown = new Set<string>()
  for (const row of rows)
    for (const field of fields) {
      const id = row[field]
      if (typeof id === 'string' && !names.has(id)) unknown.add(id)
    }
  if (unknown.size === 0) return
  const found = await read([...unknown])
  for (const id of unknown) names.set(id, found.get(id))
}

/** Data for programs as JSON, the same on every store. */
const jsonText = (value: unknown): string => canonicalJson(JSON.parse(JSON.stringify(value)))

/** Codes as their words: those that the library keeps, those of the model, or the code itself. */
function codeReader({ name, options }: FieldDefinition, kept: ReturnType<CodeLabels>, locale: Locale): CellReader {
  const labels = new Map([...options.map(({ code, label }) => [code, label] as const), ...(kept ?? [])])
  const words = new Map<unknown, string>([...labels].map(([code, label]) => [code, localized(label, locale)]))
  const wordOf = (code: unknown): string => words.get(code) ?? String(code)
  return (row) => {
    const value = row[name]
    if (Array.isArray(value)) return value.length === 0 ? null : value.map(wordOf).join(', ')
    return value === null || value === undefined ? null : wordOf(value)
  }
}

function valueReader({ name }: FieldDefinition): CellReader {
  return (row) => {
    const value = row[name]
    if (value === null || value === undefined) return null
    const isCell = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    return isCell || value instanceof Date ? value : jsonText(value)
  }
}

function nameReader({ name }: FieldDefinition, names: KnownNames['names']): CellReader {
  return (row) => {
    const id = row[name]
    return typeof id === 'string' ? (names.get(id) ?? id) : null
  }
}

/**
 * The columns named, or those that a person reads. References are shown by the names of the records they point to, as far as the actor may
 * read them now, else by their ids; codes by their words.
 */
export async function exportColumns(
  core: SessionCore,
  entity: EntityDefinition,
  asked: readonly string[],
  { locale, ids }: { readonly locale: Locale; readonly ids: boolean },
): Promise<ExportColumns> {
  checkColumns(entity, asked)
  const fields = asked.length === 0 ? usualFields(entity) : asked.flatMap((name) => entity.fields.get(name) ?? [])
  const labelsOf = await codeLabels(core)
  const targets = new Map<string, KnownNames>()
  const columns: TableColumn[] = []
  const readers: CellReader[] = []
  for (const field of fields) {
    const { name, kind, target, currency } = field
    const label = localized(field.label, locale)
    columns.push({ key: name, label, kind: KINDS[kind], currency })
    if (kind === 'reference' && target !== undefined) {
      const known: KnownNames = targets.get(target) ?? {
        fields: [],
        read: namesReader(core, target),
        names: new Map(),
      }
      targets.set(target, known)
      known.fields.push(name)
      readers.push(nameReader(field, known.names))
      if (!ids) continue
      columns.push({ key: `${name}.id`, label: `${label} (${localized(IDENTIFIER, locale)})`, kind: 'text' })
      readers.push(valueReader(field))
    } else
      readers.push(
        kind === 'code' || kind === 'enum' || kind === 'tags'
          ? codeReader(field, labelsOf(entity.name, name), locale)
          : valueReader(field),
      )
  }
  return {
    columns,
    fields: fields.map(({ name }) => name),
    async cells(rows) {
      for (const known of targets.values()) await learn(known, rows)
      return rows.map((row) => readers.map((read) => read(row)))
    },
  }
}
