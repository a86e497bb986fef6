export { matcher, type Matcher } from './matcher'
export type { MatcherEntry } from './held'
