/** A rule as react-querybuilder has it: a field, an operator of its own names, a value. */
export interface Rule {
  field: string
  operator: string
  value: unknown
  /** `field` where the value names another field of the same record. */
  valueSource?: 'value' | 'field'
  /** A rule about related records: how many of them meet the group that is its value. */
  match?: { mode: 'some' | 'none' | 'all' | 'atLeast' | 'atMost' | 'exactly'; threshold?: number }
}

/** A group of rules as react-querybuilder has it (`RuleGroupType`): plain data that fits its `query`. */
export interface RuleGroup {
  combinator: 'and' | 'or'
  not?: boolean
  rules: (Rule | RuleGroup)[]
}
