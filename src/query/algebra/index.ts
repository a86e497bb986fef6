export { constantParts, type ConstantPart } from './constant-parts'
export { criteriaKey } from './criteria-key'
export { simplify } from './simplify'
export { usedFields, type Usage, type UsedField, type UsedRelation } from './usage'
