export type {
  Buckets,
  CalendarContext,
  CalendarConventions,
  CalendarPeriod,
  CalendarUnit,
  CivilDate,
  CivilSpan,
  DayOfWeek,
  GapPolicy,
  LocalTimePolicy,
  MomentUnit,
  OverlapPolicy,
  RecurringSchedule,
  RelativeMoment,
  RelativeRange,
  ResolvedRange,
  TimeSpan,
  WallTime,
} from './calendar/index'
export {
  addDays,
  addMonths,
  addPeriods,
  addUnits,
  civilDateOf,
  crossings,
  dateBuckets,
  dayOfWeek,
  differenceInDays,
  instantAt,
  instantsOf,
  isCivilDate,
  isTimeZone,
  isWallTime,
  localOf,
  nextOccurrence,
  parseCivilDate,
  parseMoment,
  parseRange,
  parseSchedule,
  parseTimeZone,
  parseWallTime,
  precedingRange,
  rangePresets,
  resolveMoment,
  resolveRange,
  startOfDay,
  startOfPeriod,
  timeBuckets,
  wallTimeOf,
} from './calendar/index'
export type { Change, Happening, Row, Write } from './change'
export { changedFields, sameValue } from './change'
export type { Clock, Elapsed, TestClock } from './clock'
export { systemClock, testClock } from './clock'
export { FOLD_VERSION, foldText } from './fold'
export type { Identifiers } from './identifier'
export { sequentialIdentifiers, timeOrderedIdentifiers } from './identifier'
export type { Json } from './json'
export { canonicalJson, isPlainObject, jsonPointer } from './json'
export type { Locale, Localized } from './localized'
export { localized } from './localized'
export type { Problem, Problems } from './problem'
export { defineProblems, isRefusal, Refusal, refuse } from './problem'
export { compareCodePoints, isWellFormedText } from './text-order'
