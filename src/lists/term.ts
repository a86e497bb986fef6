import { z } from 'zod'
import type { Localized, Problem, Row } from '../kernel'
import { code, flag, id, integer, json, type EntityDefinition, type Model } from '../model'
import { withOthers } from '../storage'
import { displaySchema, type Display } from './display'

const words = z.string().trim().min(1).max(200)

export const labelSchema = z.strictObject({ fr: words, en: words })

/** A code, or the id of a record, as it comes from outside. */
export const wordSchema = z.string().min(1).max(191)

/** A code that records hold, with its words: an account status or a tag. The code never changes; the rest may. */
export interface Term {
  readonly id: string
  readonly code: string
  readonly label: Localized
  /** The order is that of the positions, then of the codes. */
  readonly position: number
  /** An archived code stays on the records that hold it; none takes it any more. */
  readonly archived: boolean
  /** How the list of the accounts that hold it is shown. */
  readonly display: Display
  readonly version: number
}

export const termFields = z.object({
  id: id(),
  code: code({ label: { fr: 'Code', en: 'Code' } }).min(1),
  label: json(labelSchema, { label: { fr: 'Libellé', en: 'Label' } }),
  position: integer({ label: { fr: 'Rang', en: 'Position' } }).default(0),
  archived: flag({ label: { fr: 'Archivé', en: 'Archived' } }).default(false),
  display: json(displaySchema, { label: { fr: 'Affichage', en: 'Display' } }).default({ columns: [], sort: [] }),
  version: integer({ label: { fr: 'Version', en: 'Version' } }).default(1),
})

export const isCode = (value: unknown): value is string => typeof value === 'string'

export const readTerm = (row: Row): Term => termFields.parse(row)

export const TERM_ORDER = [
  { field: 'position', direction: 'asc' },
  { field: 'code', direction: 'asc' },
] as const

/** The records that hold a code, in words: those that somebody may see by their number, the others as such. */
export const holdersTold = ({ count, others }: CodeHolders): readonly Localized[] =>
  withOthers(
    count === 0
      ? []
      : [{ fr: `${count} enregistrement${count > 1 ? 's' : ''}`, en: `${count} record${count > 1 ? 's' : ''}` }],
    others,
  )

/** How many of the records that hold a code somebody may see, and whether there are others. */
export interface CodeHolders {
  readonly count: number
  readonly others: boolean
}

/** The codes of one sort, and how they are refused. */
export interface Vocabulary {
  readonly entity: 'accountStatus' | 'tag'
  readonly unknown: (code: string, known: readonly string[], path: string) => Problem
  readonly archived: (code: string, path: string) => Problem
  readonly taken: (code: string, path: string) => Problem
  readonly inUse: (code: string, holders: CodeHolders) => Problem
  /** Why a code must stay usable, if it must. */
  readonly needed: (model: Model, code: string) => Problem | null
  /** The fields that hold such codes. */
  readonly holders: (model: Model) => readonly CodeHolder[]
}

/** A field of an entity whose values are codes of a vocabulary. */
export interface CodeHolder {
  readonly entity: EntityDefinition
  readonly field: string
}
