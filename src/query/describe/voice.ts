import type { Locale, MomentUnit, RelativeRange } from '../../kernel'
import type { MeasureNode, RelatedNode } from '../criteria'

export type Comparison = 'eq' | 'lt' | 'lte' | 'gt' | 'gte' | 'between'
export type Pattern = 'contains' | 'startsWith' | 'endsWith'
type Quantifier = Exclude<RelatedNode['quantifier'], 'is'>
type Figure = Exclude<MeasureNode['measure'], 'count'>

/** The words of one language in which criteria are told. Labels and values come in ready; what is `denied` is told as its complement. */
export interface Voice {
  readonly locale: Locale
  /** What stands for criteria that every record meets, and that none does: alone, and as a part of a sentence. */
  readonly everything: string
  readonly nothing: string
  readonly always: string
  readonly never: string
  readonly yes: string
  readonly no: string
  readonly missing: string
  readonly today: string
  readonly now: string
  readonly me: string
  readonly oneOfMyGroups: string
  readonly quote: (text: string) => string
  readonly denied: (text: string) => string
  readonly emptyList: (label: string, holds: boolean) => string
  readonly outOf: (some: string, all: string) => string
  readonly others: (count: number, shown: string) => string
  readonly isEmpty: (label: string, denied: boolean) => string
  readonly isOneOf: (label: string, items: readonly string[], denied: boolean) => string
  readonly isSameAs: (label: string, other: string, denied: boolean) => string
  readonly matches: (label: string, pattern: Pattern, text: string, denied: boolean) => string
  readonly measures: (subject: string, comparison: Comparison, values: readonly string[], denied: boolean) => string
  readonly falls: (label: string, comparison: Comparison, moments: readonly string[], denied: boolean) => string
  readonly longAgo: (label: string, length: string, denied: boolean) => string
  readonly farOff: (label: string, length: string, denied: boolean) => string
  readonly within: (label: string, range: string, denied: boolean) => string
  readonly carries: (label: string, codes: readonly string[], how: 'any' | 'all', denied: boolean) => string
  readonly exists: (label: string, denied: boolean) => string
  readonly meets: (label: string, criteria: string, denied: boolean) => string
  readonly related: (quantifier: Quantifier, label: string, criteria: string | null, denied: boolean) => string
  readonly counted: (
    label: string,
    comparison: Comparison,
    values: readonly string[],
    criteria: string | null,
    denied: boolean,
  ) => string
  readonly figure: (figure: Figure, field: string, label: string, criteria: string | null) => string
  readonly day: (written: string) => string
  readonly length: (count: number, shown: string, unit: MomentUnit) => string
  /** A moment told from now. Strict is what stands after "before" and "after". */
  readonly moment: (direction: 'ago' | 'fromNow', length: string, onDay: boolean, isStrict: boolean) => string
  readonly range: (range: RelativeRange, day: (date: string) => string, number: (count: number) => string) => string
  readonly groupsOf: (regions: readonly string[], groups: readonly string[]) => string
  readonly fact: (label: string) => string
  /** One leaf with what it saw: why a record is in or out. */
  readonly reason: (leaf: string, holds: boolean, saw: string) => string
}
