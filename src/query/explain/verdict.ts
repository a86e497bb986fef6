/** What became of one part of the criteria for one record. `path` is its place in the query, a JSON pointer: `/where/criteria/0`. */
export type Verdict = CombinedVerdict | DeniedVerdict | TestVerdict | RelatedVerdict | MeasureVerdict

export interface CombinedVerdict {
  readonly type: 'and' | 'or'
  readonly path: string
  readonly holds: boolean
  readonly parts: readonly Verdict[]
}

export interface DeniedVerdict {
  readonly type: 'not'
  readonly path: string
  readonly holds: boolean
  readonly part: Verdict
}

interface Leaf {
  readonly path: string
  readonly holds: boolean
  /** What the leaf asks, as a sentence. */
  readonly text: string
  /** What was found, as a text. */
  readonly saw: string
}

export interface TestVerdict extends Leaf {
  readonly type: 'test'
  readonly field: string
  /** The record's own value; null when it has none. */
  readonly value: unknown
}

export interface RelatedVerdict extends Leaf {
  readonly type: 'related'
  readonly relation: string
  /** How many records are on the other side. */
  readonly among: number
  /** The record that decided; where none did by itself, the first of all that had to be looked at. */
  readonly others: readonly OtherVerdict[]
}

/** What became of the criteria of a relation for one record on the other side. */
export interface OtherVerdict {
  readonly entity: string
  readonly id: string
  readonly verdict: Verdict
}

export interface MeasureVerdict extends Leaf {
  readonly type: 'measure'
  readonly relation: string
  readonly among: number
  /** The figure over those that met the criteria; null where it is missing. Exact where the field is; an average has six decimals more. */
  readonly figure: number | null
  /** The ids of the first that took part. */
  readonly counted: readonly string[]
}

export type LeafVerdict = TestVerdict | RelatedVerdict | MeasureVerdict
