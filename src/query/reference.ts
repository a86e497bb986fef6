import type { MomentUnit, RelativeRange } from '../kernel'
import type { GroupSelection, Reference } from './operand'

type Ref<R extends Reference['ref']> = Extract<Reference, { readonly ref: R }>

/** Who asks. */
export type Me = Ref<'me'>
/** A fact about who asks. */
export type ActorFact = Ref<'actor'>
/** Groups as they are when the criteria are used. */
export type GroupSet = Ref<'myGroups'> | Ref<'groups'>
/** A point in time, or a day, told relative to the present. */
export type Moment = Exclude<Reference, Me | ActorFact | GroupSet | Ref<'field'>>

/** Whoever asks, as an id: `a.ownerId.eq(me())`. */
export const me = (): Me => Object.freeze({ ref: 'me' })

/** A field of whoever asks: `a.city.eq(actor('city'))`. Where they have no value for it, the criteria are refused when bound. */
export const actor = (field: string): ActorFact => Object.freeze({ ref: 'actor', field })

/** The groups of whoever asks: `a.groupId.in(myGroups())`. */
export const myGroups = (): GroupSet => Object.freeze({ ref: 'myGroups' })

/** The groups of a selection of regions and single groups, as they are when the criteria are used. */
export const groupsOf = (selection: GroupSelection): GroupSet =>
  Object.freeze({ ref: 'groups', selection: Object.freeze({ ...selection }) })

/** The instant at which the criteria are used; for a civil date, that day. */
export const now = (): Moment => Object.freeze({ ref: 'now' })

/** The day on which the criteria are used, where they are asked. For an instant, all of that day. */
export const today = (): Moment => Object.freeze({ ref: 'today' })

/** So long before now: `a.createdAt.lt(ago(30, 'days'))`. Days and longer keep the local time of day. */
export const ago = (count: number, unit: MomentUnit): Moment => Object.freeze({ ref: 'ago', count, unit })

/** So long after now. */
export const fromNow = (count: number, unit: MomentUnit): Moment => Object.freeze({ ref: 'fromNow', count, unit })

type CountedRange = Extract<RelativeRange, { readonly range: 'last' | 'next' }>
type PeriodRange = Extract<RelativeRange, { readonly range: 'this' | 'previous' | 'following' }>

const counted = (range: 'last' | 'next', count: number, unit: CountedRange['unit']): RelativeRange =>
  unit === 'hours' ? Object.freeze({ range, count, unit }) : Object.freeze({ range, count, unit })

/** So many units that end with today: the last 7 days are today and the six before it. */
export const last = (count: number, unit: CountedRange['unit']): RelativeRange => counted('last', count, unit)

/** So many units that begin with today. */
export const next = (count: number, unit: CountedRange['unit']): RelativeRange => counted('next', count, unit)

/** The whole day, week, month, quarter, year or fiscal year that it is. */
export const thisPeriod = (unit: PeriodRange['unit']): RelativeRange => Object.freeze({ range: 'this', unit })

/** The whole period before the present one. */
export const previousPeriod = (unit: PeriodRange['unit']): RelativeRange => Object.freeze({ range: 'previous', unit })

/** The whole period after the present one. */
export const followingPeriod = (unit: PeriodRange['unit']): RelativeRange => Object.freeze({ range: 'following', unit })

/** From a day to the end of today. */
export const since = (date: string): RelativeRange => Object.freeze({ range: 'since', date })

/** From a day to the end of another. */
export const daysBetween = (from: string, to: string): RelativeRange => Object.freeze({ range: 'between', from, to })
